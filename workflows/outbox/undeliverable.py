"""Park what Slack refuses for good, and tell the next person who can act at once (promise 4).

If Slack refuses a message for its content, that says nothing about a person or a channel. We send
it once more as plain text and tell the admins what to look for.
"""

import logging
import re
from dataclasses import replace

from escalation.dm_times import next_dm_at
from escalation.events import BACKSTOP, Event
from escalation.facts.by_clock import Parked
from escalation.facts.handing_over import Unanswered
from escalation.facts.in_notices import AboveOwner, Gap, Unposted
from escalation.facts.shape import ABOUT_THE_OWNER, Unable
from escalation.items import Item
from escalation.ladder import plan
from escalation.ladder.plan import Step, StepKind
from escalation.notices import keys
from escalation.notices.announcements import announce_slip_again, with_slip_told
from escalation.notices.bundling import gathered
from escalation.notices.collector import Routed
from escalation.notices.gaps.above import tell_again
from escalation.notices.notice import (
    TO_THE_OWNER,
    Notice,
    NoticeKind,
    NoticeState,
    Place,
    about,
)
from escalation.notices.review_cycles import leads_alone, must_be_asked_again, without
from escalation.notices.routing import is_climbable, route
from escalation.recipients import Directory
from storage import channels, people
from storage.items import search, store
from storage.items.search import Search
from storage.outbox import queue, transitions
from storage.outbox.model import ClaimedMessage
from workflows.alarms import Unsent, alarms
from workflows.channels import leaving
from workflows.gaps import find
from workflows.handover import lapse
from workflows.people import stand_ins
from workflows.transaction import directory, effects
from workflows.transaction.unit_of_work import UnitOfWork
from workflows.weekly import charts_off

log = logging.getLogger("backstop.delivery")

UNREACHABLE = frozenset({"user_not_found", "user_disabled", "cannot_dm_bot"})
"""Refusals that say something about the person, not about this message."""
ARCHIVED = "is_archived"
NOT_IN_IT = frozenset({"not_in_channel", "channel_not_found"})
"""Refusals about the channel; `channel_not_found` may be a private one that we are not in."""
_OF_CONTENT = re.compile(
    r"(?<![a-z])blocks?(?![a-z])|too_(long|large|many)|metadata|attachment|markdown|table|no_text"
    r"|charset|json|form_data|post_type|arguments?|invalid_arg|invalid_array|^undrawable"
)
"""Refusals of a message's content, by the words that occur in Slack's error codes."""
_OF_METADATA = re.compile(r"metadata|arguments?|_arg(?![a-z])")
"""Refusals that may concern the metadata, or all arguments including it."""
_OWED = TO_THE_OWNER | {
    *(NoticeKind.ESCALATION, NoticeKind.GAP, NoticeKind.REVIEW),
    *(NoticeKind.QUESTION, NoticeKind.SLIPPED),
}
"""What somebody has to be told: if it is parked, somebody else is told."""
_SHOWN = _OWED | {NoticeKind.CARD, NoticeKind.FALLBACK}
"""What a channel has to see: if it is parked, the reporter is told where we could not post."""


def is_of_content(error: str) -> bool:
    """Whether Slack refused the message for its content, not for its recipient."""
    return _OF_CONTENT.search(error) is not None


def spares_metadata(error: str) -> bool:
    """Whether a message refused with this error may carry its token again."""
    return _OF_METADATA.search(error) is None


def refuse(uow: UnitOfWork, message: ClaimedMessage, error: str) -> None:
    """Send a message refused for its content again as plain text; park any other."""
    if is_of_content(error) and charts_off.without(uow, message):
        return
    if is_of_content(error) and not message.lean:
        transitions.finish_unfit(uow.tx, message, now=uow.now, why=error)
    else:
        park(uow, message, error)


def park(uow: UnitOfWork, message: ClaimedMessage, error: str) -> None:
    """End a message as parked and tell somebody else instead."""
    if not transitions.finish_refused(uow.tx, message, now=uow.now, why=error):
        return
    uow.committed.ended(message.rows, NoticeState.PARKED)
    if is_of_content(error):
        raise_alarm(uow, message, Unsent.REFUSED, error=error)
    elif message.place is not Place.DM:
        _believe_shut(uow, message.recipient, error)
    elif error in UNREACHABLE:
        _believe_gone(uow, message.recipient, unsent=message.kind)
    if message.kind is NoticeKind.CARD:
        _drop_thread(uow, message)
    owed = gathered(row.notice for row in message.rows if row.notice.kind in _SHOWN)
    owed_keys = {notice.key for notice in owed}  # two rungs of one item are told once
    for row in message.rows:
        item = store.get(uow.tx, row.notice.item_id) if row.notice.item_id else None
        if item is not None:
            _park(uow, item, row.notice, owed=row.notice.key in owed_keys, error=error)
    lapse.refused(uow, [row.notice for row in message.rows])


def raise_alarm(uow: UnitOfWork, message: ClaimedMessage, unsent: Unsent, *, error: str) -> None:
    """Tell the admins, by its token, about a message that could not be sent as it was drawn.

    If an alarm itself is refused, only log it.
    """
    log.error("action=unfit ended=%s token=%s error=%s", unsent, message.token, error)
    if message.kind is not NoticeKind.ALARM:
        told = alarms(uow, unsent, named=message.token, of=error)
        queue.add(uow.tx, told)


def _drop_thread(uow: UnitOfWork, message: ClaimedMessage) -> None:
    """Without a card there is no thread, so drop the replies that wait for it."""
    waiting = [
        row
        for item_id in directory.items_of(uow, message.rows)
        for row in queue.pending_of(uow.tx, item_id)
        if row.notice.place in (Place.THREAD, Place.ALOUD)
    ]
    effects.take_back(uow, waiting, why="no card")


def _believe_gone(uow: UnitOfWork, user: str, *, unsent: NoticeKind) -> None:
    """Treat the person as unreachable until Slack describes them again.

    If that was to tell them of everything that they own now, somebody else is told of each item.
    """
    person = people.get(uow.tx, user)
    if person is not None:
        gone = replace(person, deactivated=True)
        people.save(uow.tx, [gone], now=uow.now)
        lapse.of_leaver(uow, user, Unanswered.REFUSED)
        stand_ins.lost(uow, gone)
        if unsent is NoticeKind.HAND_OVER:
            owned = search.find(uow.tx, Search(owner=user), visible=None, limit=find.MOST)
            find.among(uow, owned.items)


def _believe_shut(uow: UnitOfWork, channel: str, error: str) -> None:
    """Treat the channel as closed to posts until Slack describes it again."""
    known = channels.get(uow.tx, channel)
    if known is not None and (error == ARCHIVED or error in NOT_IN_IT):
        archived = known.archived or error == ARCHIVED
        member = known.member and error not in NOT_IN_IT
        leaving.save(uow, replace(known, archived=archived, member=member), known)


def _park(uow: UnitOfWork, item: Item, notice: Notice, *, owed: bool, error: str) -> None:
    parked = Event(
        at=uow.now,
        item_id=item.id,
        actor=BACKSTOP,
        facts=Parked(recipient=notice.recipient, kind=notice.kind.value, error=error),
    )
    if is_of_content(error) or not (item.is_open and owed):
        effects.record(uow, item, events=[parked], notices=[])
    elif notice.place is Place.DM or _was_the_rung(notice, item):
        _pass_on(uow, item, notice, parked=parked)
    elif notice.kind is not NoticeKind.CARD and channels.left(uow.tx, [item.channel]):
        effects.record(uow, item, events=[parked], notices=[notice])  # it tells people instead
    elif notice.kind is NoticeKind.CARD and queue.cards_of(uow.tx, item.id):
        effects.record(uow, item, events=[parked], notices=[])  # waits until we are back
    else:
        unposted = _unposted(uow, item, notice, error=error)
        effects.record(uow, item, events=[parked], notices=unposted)


def _was_the_rung(notice: Notice, item: Item) -> bool:
    """Whether the rung itself is a channel, rather than the channel just being the item's."""
    return notice.kind in _OWED and notice.recipient != item.channel


def _pass_on(uow: UnitOfWork, item: Item, notice: Notice, *, parked: Event) -> None:
    """Tell the next in line; the refused recipient counts as gone, whatever the reason."""
    everybody = directory.of_items(uow, [item])
    if notice.kind is NoticeKind.SLIPPED:
        _pass_slip_on(uow, item, notice, everybody=everybody, parked=parked)
        return
    climbing, step = _next_step(uow, item, notice, everybody=everybody)
    for one in _passed_over(item, notice, everybody):
        everybody = without(everybody, one)
    if step is not None:
        told = _named(route(climbing, [step], everybody), step, notice)
    elif isinstance(notice.facts, Gap) and notice.facts.why not in ABOUT_THE_OWNER:
        told = tell_again(item, notice.facts, everybody)
    else:
        effects.record(uow, item, events=[parked], notices=[])
        return
    effects.carry_out(uow, told, before=[parked])


def _named(told: Routed, step: Step, before: Notice) -> Routed:
    """A call names the person who called before, if anybody did."""
    facts = before.facts
    if step.kind is not StepKind.CALL or not isinstance(facts, AboveOwner):
        return told
    return replace(told, notices=tuple(_by(facts, one) for one in told.notices))


def _by(caller: AboveOwner, notice: Notice) -> Notice:
    facts = replace(notice.says(AboveOwner), actor=caller.actor, reason=caller.reason)
    return replace(notice, facts=facts)


def _pass_slip_on(
    uow: UnitOfWork, item: Item, notice: Notice, *, everybody: Directory, parked: Event
) -> None:
    others = without(everybody, notice.recipient)
    announced = announce_slip_again(item, notice, directory=others)
    saved = store.save(uow.tx, with_slip_told(item, announced, everybody))
    effects.record(uow, saved, events=[parked], notices=announced)


def _passed_over(item: Item, notice: Notice, everybody: Directory) -> set[str]:
    """Whom to skip: for a gap also the owner, and the lead if leadership was told instead."""
    gone, facts = {notice.recipient}, notice.facts
    if isinstance(facts, Gap):
        leads = set(everybody.users(item.policy.lead))
        gone |= set() if notice.recipient in leads else leads
        gone |= {item.owner} if facts.why in {Unable.GONE, Unable.REMOVED} else set()
    return gone


def _unposted(uow: UnitOfWork, item: Item, notice: Notice, *, error: str) -> list[Notice]:
    """Tell the reporter, or else the next in line, once a day where we could not post the item."""
    known = directory.of_items(uow, [item]).within(item.channel)
    users = (item.reporter, item.owner, *item.told)
    seeing = (known.reachable(user) for user in users if not known.was_removed(user))
    recipient = next(filter(None, seeing), None)
    if recipient is None:
        return []
    return [
        about(
            item,
            key=keys.unposted(item.id, uow.now, channel=notice.recipient, to=recipient.id),
            kind=NoticeKind.UNPOSTED,
            recipient=recipient.id,
            facts=Unposted(channel=notice.recipient, error=error, owner=item.owner),
            planned_at=uow.now,
            not_before=next_dm_at(recipient, item, uow.now),
        )
    ]


def _next_step(
    uow: UnitOfWork, item: Item, notice: Notice, *, everybody: Directory
) -> tuple[Item, Step | None]:
    """Who is told next; None if somebody else was told already.

    In place of the owner: the person who covers for them. In place of leadership: the reporter and
    the channel. In place of anybody else above the owner: the next rung.
    """
    if notice.kind is NoticeKind.QUESTION:
        is_owed = must_be_asked_again(item, everybody, notice.recipient)
        return item, plan.question_step(uow.now) if is_owed else None
    if notice.kind is NoticeKind.REVIEW:
        is_owed = leads_alone(item, everybody, notice.recipient)
        return item, plan.review_again_step(uow.now) if is_owed else None
    if notice.kind in TO_THE_OWNER:
        return item, plan.gap_step(item, uow.now)
    if isinstance(notice.facts, Gap) and uow.now < item.due.at:
        is_owed = notice.facts.why in ABOUT_THE_OWNER
        return item, plan.gap_step(item, uow.now) if is_owed else None
    caller = notice.facts.actor if isinstance(notice.facts, AboveOwner) else None
    return _next_rung(uow, item, by=caller or "")


def _next_rung(uow: UnitOfWork, item: Item, *, by: str) -> tuple[Item, Step]:
    """Tell the next rung that has people at once. Before due this does not use it up, like a call.

    If only the fallback is left, tell the highest rung again, as far as its people can be reached.
    """
    is_ahead = uow.now < item.due.at
    climbable = [n for n in range(len(item.policy.rungs)) if is_climbable(item, n)]
    states = [item.rung(n) for n in climbable]
    untold = [one for one in states if not (one.told_at if is_ahead else one.fired_at)]
    above = untold[0].rung if untold else None
    highest = max(climbable)
    if is_ahead:
        index = highest if above is None else above
        position = plan.called(item, index, uow.now, by=by)
        return item.at(position), plan.call_step(index, uow.now)
    if above is None:
        return item, plan.rung_step(item, highest, uow.now)
    step = plan.rung_step(item, above, uow.now)
    return item.at(plan.fire(item, step, uow.now)), step
