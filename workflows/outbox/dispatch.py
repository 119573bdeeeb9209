"""Delivery's two transactions: claim what is due, and record how it ended.

Between them the bot talks to Slack, with no transaction open. A message is drawn when it is
claimed, so it no longer mentions what was answered before then. `docs/architecture.md#a-notice`
shows the states.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from escalation.errors import UnreadableItem
from escalation.facts.in_notices import Edit, ForStep, NeededChanged, Stopped
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind, NoticeState, Place
from escalation.notices.suppression import still_wanted
from messages.slack import api_calls
from messages.slack.blocks import Json
from storage import absences, installations, people
from storage.checks.unwell import UNWELL
from storage.items import stopped
from storage.outbox import claims, duplicates, model, queue, rate_limits, transitions
from storage.outbox.model import ClaimedMessage, StoredNotice
from workflows.agreed import asked_owners
from workflows.alarms import Unsent
from workflows.batches import telling
from workflows.channels import leaving
from workflows.indicators import due_values
from workflows.outbox import absences as cover_news
from workflows.outbox import (
    cards,
    followed,
    home_tabs,
    limit,
    rendering,
    undeliverable,
    undrawable,
)
from workflows.outbox.result import RATELIMITED, DeliveryResult, Later, Refused, Sent
from workflows.transaction import directory, effects, needed, unseen
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext

log = logging.getLogger("backstop.delivery")

POST, UPDATE = rate_limits.POST, rate_limits.UPDATE

POST_BUDGET, HTTP_TIMEOUT = model.POST_BUDGET, model.HTTP_TIMEOUT
"""How soon after `take` a call has to start, and how long it may last: leases allow for both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingCall:
    """One call to Slack, `method` with `args`, for a message that is claimed until its lease ends.

    If an earlier try may have reached Slack (`message.look_first`), `args` only say where. Look for
    the token; if it is not there, call `not_found`; the next `take` draws the message again.
    `drawn` maps the ids of the items shown to the versions they were drawn from. `threads` are the
    ts of all cards the item has had: an earlier try may be under any of them.
    """

    message: ClaimedMessage
    method: str
    args: Json
    drawn: Mapping[int, int] = field(default_factory=dict)
    threads: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        """The opaque token that lets us find the message again."""
        return self.message.token

    @property
    def channel(self) -> str:
        """Where it goes: a user id for a DM, else a channel id."""
        return self.message.recipient

    @property
    def last_try_at(self) -> datetime:
        """When the last earlier try began; the first one if an older version did not record it."""
        until = self.message.tried_until
        return until - model.LEASE if until else self.message.first_try_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Chores:
    """Whether there are Home tabs to draw or possible duplicates to settle."""

    homes: bool
    duplicates: bool


def take(
    context: WorkspaceContext, now: datetime, *, busy: Collection[str] = (), limit: int = 8
) -> list[OutgoingCall]:
    """Claim up to `limit` messages, none for a recipient in `busy`; end the unwanted ones.

    If there is nothing to claim, writers do not have to wait.
    """
    with context.reading(now) as uow:
        if not claims.any_due(uow.tx, now=now, busy=busy):
            return []
    with context.writing(now) as uow:
        messages = claims.claim(uow.tx, now=now, limit=limit, busy=busy)
        outgoing_calls = [_call_or_park(uow, message) for message in messages]
    return [call for call in outgoing_calls if call is not None]


def _call_or_park(uow: UnitOfWork, message: ClaimedMessage) -> OutgoingCall | None:
    """The call for a message. One that cannot be drawn must not hold up the others."""
    try:
        return _call(uow, message)
    except UNWELL:
        raise
    except UnreadableItem:
        undrawable.put_off(uow, message, why="what it shows cannot be read")
    except Exception as fault:  # drawing may raise anything
        log.exception("action=undrawable token=%s", message.token)
        undrawable.put_off_or_park(uow, message, why=f"undrawable:{type(fault).__name__}")
    return None


def _call(uow: UnitOfWork, message: ClaimedMessage) -> OutgoingCall | None:
    about = directory.items_of(uow, message.rows)
    if undrawable.cannot_draw(message, about):
        undrawable.put_off_apart(uow, message, about)
        return None
    if message.look_first and message.kind is not NoticeKind.EDIT:
        return OutgoingCall(
            message=message,
            method=POST,
            args=_envelope(message, about),
            threads=cards.threads_of(uow, message.rows[0].notice),
        )
    wanted = _still_wanted(uow, message, about)
    message = replace(message, rows=limit.within(uow, message, wanted, about=about))
    if not message.rows:
        return None
    message = transitions.renamed(uow.tx, message)
    drawn = rendering.message(uow, message.rows, about)
    words = api_calls.words(drawn, lean=bool(message.lean))
    return OutgoingCall(
        message=message,
        method=UPDATE if message.kind is NoticeKind.EDIT else POST,
        args=words | _envelope(message, about),
        drawn={item.id: item.version for item in about.values()},
    )


def _still_wanted(
    uow: UnitOfWork, message: ClaimedMessage, about: Mapping[int, Item]
) -> tuple[StoredNotice, ...]:
    """The rows still worth sending; the others end as superseded, each with its reason."""
    wanted = []
    left = unseen.left_by_reader(uow, message)
    for row in message.rows:
        item = about.get(row.notice.item_id or 0)
        why = still_wanted(row.notice, item, uow.now)
        why = why or unseen.unwanted(uow, row.notice, about=item, left=left)
        why = why or _goes_on(uow, row.notice) or _is_over(uow, row.notice)
        why = why or leaving.unwanted(uow, row.notice) or needed.unwanted(uow, row.notice)
        why = why or telling.unwanted(uow, row.notice) or due_values.unwanted(uow, row.notice)
        if why:
            transitions.finish_superseded(uow.tx, message, [row.id], why=why, now=uow.now)
            uow.committed.ended([row], NoticeState.SUPERSEDED)
        else:
            wanted.append(row)
    return followed.seen(uow, message, wanted, about=about)


def _goes_on(uow: UnitOfWork, notice: Notice) -> str:
    """Why not to say that an item stopped: it runs again. "" if it is still worth saying."""
    item_id = notice.facts.item_id if isinstance(notice.facts, Stopped) else None
    is_over = item_id is not None and not stopped.is_stopped(uow.tx, item_id)
    return "it goes on" if is_over else ""


def _is_over(uow: UnitOfWork, notice: Notice) -> str:
    """Why not to tell a stand-in: the absence is over, so the person is told. Else ""."""
    facts = notice.facts
    absent = facts.instead_of if isinstance(facts, ForStep | NeededChanged) else None
    if not absent:
        return cover_news.unwanted(uow, notice)
    reader = people.get(uow.tx, notice.recipient)
    if reader is not None and not reader.can_own:
        return "they cannot cover"
    covers = absent in absences.covered_by(uow.tx, notice.recipient, now=uow.now)
    return "" if covers else "the absence is over"


def _envelope(message: ClaimedMessage, about: Mapping[int, Item]) -> Json:
    """The arguments of the call besides the message itself: where it goes and how."""
    first = message.rows[0].notice
    if first.kind is NoticeKind.EDIT:
        return api_calls.edit(message.recipient, first.says(Edit).ts, lean=bool(message.lean))
    item = about.get(first.item_id or 0)
    card_ts = item.card_ts if item and message.place in (Place.THREAD, Place.ALOUD) else ""
    where = api_calls.post(message.recipient, thread_ts=card_ts, aloud=message.place is Place.ALOUD)
    keeps_token = undeliverable.spares_metadata(message.lean)
    return where | (api_calls.metadata(_tokens(message)) if keeps_token else {})


def _tokens(message: ClaimedMessage) -> list[str]:
    """The message's token, then the tokens its other notices would have had on their own."""
    return list(dict.fromkeys([message.token, *(message.tokens[row.id] for row in message.rows)]))


def finish(
    context: WorkspaceContext, call: OutgoingCall, outcome: DeliveryResult, *, now: datetime
) -> None:
    """Record how a message ended; change nothing if its claim was lost."""
    message = call.message
    with context.writing(now) as uow:
        if isinstance(outcome, Sent):
            _sent(uow, call, outcome)
        elif isinstance(outcome, Later):
            until = now + outcome.retry_after
            transitions.finish_later(uow.tx, message, until=until, why=outcome.error)
            if outcome.error == RATELIMITED:
                _hold(uow, call, until)
        elif outcome == Refused(cards.GONE) and call.method == UPDATE:
            cards.gone(uow, message)
        elif isinstance(outcome, Refused):
            undeliverable.refuse(uow, message, outcome.error)
        elif transitions.finish_unknown(uow.tx, message, now=now, why=outcome.error):
            uow.committed.ended(message.rows, NoticeState.UNKNOWN)


def _hold(uow: UnitOfWork, call: OutgoingCall, until: datetime) -> None:
    """Apply a rate limit: an edit hit its method's limit, a post perhaps its channel's."""
    if call.method == UPDATE:
        rate_limits.hold(uow.tx, UPDATE, until=until)
    else:
        rate_limits.post_too_fast(uow.tx, call.channel, now=uow.now, until=until)


def not_found(
    context: WorkspaceContext, call: OutgoingCall, now: datetime, *, certain: bool = True
) -> None:
    """An earlier try is not in Slack: the message may be drawn and sent again at once.

    If not `certain`, we were unable to look for too long, so the message will say that it may be a
    repeat (`docs/reliability.md#looking-back`).
    """
    with context.writing(now) as uow:
        transitions.finish_unseen(uow.tx, call.message, now=now, certain=certain)


def _sent(uow: UnitOfWork, call: OutgoingCall, sent: Sent) -> None:
    message = call.message
    done = transitions.finish_sent(uow.tx, message, channel=sent.channel, ts=sent.ts, now=uow.now)
    if not done:
        return
    uow.committed.ended(message.rows, NoticeState.SENT)
    if message.lean:
        undeliverable.raise_alarm(uow, message, Unsent.PLAIN, error=message.lean)
    if call.method == UPDATE:
        return
    if sent.echoed is not message.echoed and not message.lean:
        since = None if sent.echoed else uow.now
        installations.note_echo(uow.tx, missing_since=since)
    card_of = message.rows[0].notice.item_id
    if message.kind is NoticeKind.CARD and card_of is not None:
        cards.posted(uow, card_of, sent.ts)
    if sent.adrift:
        cards.ask(uow, message)
    about = directory.items_of(uow, message.rows)
    asked_owners.note(uow, message.rows, about=about, at=uow.now)
    leaving.has_told(uow, message, about)
    _catch_up(uow, call, sent, about=about)
    effects.redraw_promises(uow, message.rows)


def _catch_up(
    uow: UnitOfWork, call: OutgoingCall, sent: Sent, *, about: Mapping[int, Item]
) -> None:
    """Redraw a message at once if an item changed while it was being sent.

    If we searched for the message and found it, we do not know which version it shows: redraw it.
    """
    changed = [
        effects.edit(uow, item, channel=sent.channel, ts=sent.ts)
        for item in about.values()
        if call.drawn.get(item.id) != item.version
    ]
    queue.add(uow.tx, changed)


def chores(context: WorkspaceContext, now: datetime) -> Chores:
    """What else there is to do besides sending messages; nearly always nothing."""
    with context.reading(now) as uow:
        return Chores(
            homes=home_tabs.any_wanted(uow),
            duplicates=duplicates.any_due(uow.tx, now=now),
        )
