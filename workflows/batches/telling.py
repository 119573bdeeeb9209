"""What people are told of a hand-over of everything, drawn as it stands now."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from escalation.facts.handing_over import EverythingHanded
from escalation.handover import batches
from escalation.handover.batches import Batch, Became, Held, Line
from escalation.ladder.masked import masked
from escalation.notices.notice import Notice, NoticeKind
from messages.handover.everything import (
    About,
    done_message,
    outcome,
    received,
    role_words,
    went,
)
from messages.reader import Reader
from messages.slack.blocks import Json
from storage import channels
from storage.about import batches as stored
from storage.about import customers
from storage.items import store
from workflows.transaction import readers, unseen
from workflows.transaction.ownership import batch_news
from workflows.transaction.unit_of_work import UnitOfWork


def message(uow: UnitOfWork, notice: Notice) -> Json:
    """For its reader: what they get, what went from them, or what came of an offer."""
    facts = notice.says(EverythingHanded)
    made = [one for one in stored.of_mark(uow.tx, facts.mark) if facts.to in ("", one.to)]
    about = shown_to(uow, notice.recipient, made)
    if not facts.to:
        return went(made, about)
    if not facts.is_over:
        return received(made[0], about)
    is_giver = notice.recipient == made[0].actor
    kept = made[0].that(Became.DECLINED, Became.LAPSED)
    seen = kept if is_giver else _led(uow, made[0], by=notice.recipient)
    return outcome(made[0], seen, about, is_giver=is_giver)


def unwanted(uow: UnitOfWork, notice: Notice) -> str:
    """Why not to tell somebody what they are offered: it was taken back. "" if it is to be told."""
    facts = notice.facts
    if notice.kind is not NoticeKind.HAND_OVER or not isinstance(facts, EverythingHanded):
        return ""
    made = stored.get(uow.tx, facts.mark, facts.to) if facts.to and not facts.is_over else None
    is_gone = made is not None and len(made.that(Became.OVERTAKEN)) == len(made.lines)
    return "no longer offered" if is_gone else ""


def done(uow: UnitOfWork, actor: str, made: Sequence[Batch]) -> Json:
    """To the person who did it."""
    return done_message(made, shown_to(uow, actor, made))


def shown_to(uow: UnitOfWork, user: str, made: Sequence[Batch]) -> About:
    """What the lines of these batches are about, and how to name it to this person."""
    lines = tuple(chain.from_iterable(batch.lines for batch in made))
    items = store.get_many(uow.tx, batches.ids(lines, Held.ITEM))
    named = {user for one in made for user in (one.actor, one.owner, one.to)}
    reader = readers.to(uow, user, tuple(items.values()), named=named)
    hidden = unseen.hidden(items.values(), user, reader.directory)
    reader = replace(reader, hidden=hidden)
    about = (customers.get(uow.tx, id_) for id_ in batches.ids(lines, Held.CUSTOMER))
    return About(
        items={id_: masked(item) if id_ in hidden else item for id_, item in items.items()},
        customers={one.id: one for one in about if one},
        roles={line.key: _role(uow, line, reader) for line in lines if line.what is Held.ROLE},
        reader=reader,
    )


def _role(uow: UnitOfWork, line: Line, reader: Reader) -> str:
    channel, rung = line.place
    known = channels.get(uow.tx, channel)
    return role_words(channel, known.policy, rung, reader=reader) if known else "A role"


def _led(uow: UnitOfWork, batch: Batch, *, by: str) -> list[Line]:
    """The lines of the items that stay and have this person as their lead."""
    led = {item.id for item, leads in batch_news.stayed(uow, batch) if by in leads}
    return [one for one in batch.lines if one.what is Held.ITEM and int(one.ref) in led]
