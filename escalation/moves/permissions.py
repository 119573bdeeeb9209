"""Permissions: who may make which move, as one table (docs/reference.md#who-may-do-what)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from escalation.errors import BadInput, NotAllowed
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import (
    COMMANDS,
    NEEDS_REASON,
    Intent,
    Move,
    allowed_moves,
    edited_as,
    instead,
)
from escalation.people import Person
from escalation.refusals import ADD_REASON


class Standing(StrEnum):
    """What somebody is to an item; one person can be several."""

    OWNER = "owner"  # the one person answerable
    REPORTER = "reporter"  # who logged it
    ASKED = "asked"  # the last question was put to them
    REACHED = "reached"  # the ladder has told them
    LEAD = "lead"  # the channel's lead or leadership
    ADMIN = "admin"  # of Slack or of Backstop
    MEMBER = "member"  # is in the item's channel
    NOTIFIED = "notified"  # was told, but only its number, or by an edit that gives them no say
    STRANGER = "stranger"  # a guest of another company, a bot or a deactivated account


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a move is allowed, whether it needs a reason, and which standings may make it."""

    allowed: bool
    needs_reason: bool
    who_can: tuple[Standing, ...]


_OWNERS = frozenset({Move.AGREE})
"""Only the owner can say so."""
_ALL = frozenset(Move) - {Move.KEEP, Move.GAP_FINE} - _OWNERS
_ANYBODY = frozenset({Move.NOTE, Move.LINK, Move.REMIND, Move.TAKE, Move.DECLINE})
"""`take` asks the owner unless nobody can answer, and only who is asked can decline."""
_TOLD = _ANYBODY | {Move.ACKNOWLEDGE}
_FREELY = {
    Standing.OWNER: _ALL - {Move.WITHDRAW, Move.PUT_BACK} | _OWNERS,
    Standing.REPORTER: _ANYBODY
    | frozenset(
        {
            Move.REASSIGN,
            Move.RESCHEDULE,
            Move.PUT_BACK,
            Move.WITHDRAW,
            Move.REOPEN,
            Move.ESCALATE,
            Move.EDIT,
            Move.TRAJECTORY,
            Move.DEPEND,
            Move.RESOLVE,
            Move.UNLINK,
        }
    ),
    Standing.ASKED: _TOLD,
    Standing.REACHED: _TOLD,
    Standing.LEAD: _TOLD,
    Standing.ADMIN: _TOLD,
    Standing.MEMBER: _ANYBODY,
    Standing.NOTIFIED: frozenset({Move.ACKNOWLEDGE}),
    Standing.STRANGER: frozenset[Move](),
}
_WITH_REASON = {
    Standing.ASKED: _ALL | {Move.KEEP},
    Standing.REACHED: _ALL,
    Standing.LEAD: _ALL | {Move.KEEP, Move.GAP_FINE},
    Standing.ADMIN: _ALL | {Move.KEEP, Move.GAP_FINE},
    Standing.MEMBER: frozenset({Move.ESCALATE}),
    Standing.NOTIFIED: frozenset({Move.ESCALATE}),
}
BY_NUMBER = _FREELY[Standing.NOTIFIED] | _WITH_REASON[Standing.NOTIFIED]
"""What people may do to an item that they may not see, once they were told its number."""
_ABOVE_FIRST = (Standing.LEAD, Standing.ADMIN)
_ABOVE = frozenset(_ABOVE_FIRST)
"""Who may change a fallback once it applies."""


def standings(
    actor: Person,
    item: Item,
    *,
    in_channel: bool,
    lead_ids: Collection[str],
    admin_ids: Collection[str],
    asks_reporter: bool = False,
    covers: Collection[str] = (),
    without_say: Collection[str] = (),
) -> frozenset[Standing]:
    """Everything this person is to this item, which they may see.

    `lead_ids` are the channel's lead and leadership with groups expanded. `asks_reporter`: the
    reporter may answer the last question, because it goes to them or to a channel. `covers` are the
    people this one stands in for now: what they own or were told counts as told to this person
    too. Somebody who is offered the item counts as a member. `without_say` are those to whom being
    told or asked gives no say. A stranger has no other standing, whatever an item says.
    """
    if not actor.can_own:
        return frozenset({Standing.STRANGER})
    told = {*item.told, *item.position.notified}.difference(without_say)
    covers_told = not told.isdisjoint(covers)
    asked = {*item.position.asked}.difference(without_say)
    went_to = not {actor.id, *covers}.isdisjoint(asked)
    reporter_is_asked = asks_reporter and actor.id == item.reporter
    held = {
        Standing.OWNER: actor.id == item.owner,
        Standing.REPORTER: actor.id == item.reporter,
        Standing.ASKED: item.fallback_applies and (went_to or reporter_is_asked),
        Standing.REACHED: actor.id in told or item.owner in covers or covers_told,
        Standing.LEAD: actor.id in lead_ids,
        Standing.ADMIN: actor.admin or actor.id in admin_ids,
        Standing.MEMBER: in_channel or (item.offer is not None and item.offer.to == actor.id),
        Standing.NOTIFIED: actor.id in item.told and actor.id in without_say,
    }
    return frozenset(standing for standing, holds in held.items() if holds)


def is_notified(item: Item, *, by: Collection[str], covers: Collection[str] = ()) -> bool:
    """Whether somebody who may not see the item was told its number.

    `by` are they themselves and the channel in which they ask, `covers` whom they stand in for.
    """
    notified = {*item.position.notified}
    return not notified.isdisjoint(by) or not {item.owner, *item.told, *notified}.isdisjoint(covers)


def may(held: Collection[Standing], move: Move) -> Verdict:
    """Whether somebody with these standings may make this move."""
    stranger = Standing.STRANGER in held
    if move is Move.KEEP and Standing.OWNER in held and Standing.ASKED not in held:
        held = ()  # owners may not silence the question about their own item
    freely = not stranger and any(move in _FREELY[standing] for standing in held)
    with_reason = any(move in _WITH_REASON.get(standing, ()) for standing in held)
    return Verdict(
        allowed=freely or (with_reason and not stranger),
        needs_reason=move in NEEDS_REASON or not freely,
        who_can=tuple(
            standing
            for standing in Standing
            if move in _FREELY[standing] or move in _WITH_REASON.get(standing, ())
        ),
    )


def is_theirs(held: Collection[Standing]) -> bool:
    """Whether the item is among those that somebody may withdraw together once we have left."""
    answers = {Standing.REPORTER, Standing.LEAD, Standing.ADMIN}
    return not answers.isdisjoint(held) and may(held, Move.WITHDRAW).allowed


def require_permission(
    held: Collection[Standing],
    item: Item,
    intent: Intent,
    *,
    names: Mapping[str, str],
    lead_ids: Collection[str] = (),
    asks_reporter: bool = False,
    without_say: Collection[str] = (),
    cover: Collection[str] = (),
) -> None:
    """Raise NotAllowed, with who may and how to call for help, or BadInput if a reason is missing.

    `names` maps the user ids of everybody we could name to their display names, and `cover` are
    those who stand in for an owner who is away; the others are as for `standings`.
    """
    move, verdict = intent.move, may(held, intent.move)
    if _changes_what_applies(item, intent):
        above = _ABOVE.intersection(held)
        verdict = replace(verdict, allowed=bool(above), needs_reason=True, who_can=_ABOVE_FIRST)
    if not verdict.allowed:
        users = _who_may(verdict.who_can, item, move, leads=lead_ids, asks_reporter=asks_reporter)
        users += cover if Standing.REACHED in verdict.who_can else ()
        named = [names[user] for user in users if user in names and user not in without_say]
        who = _spoken(named, verdict.who_can)
        refusal = f"You cannot {_VERBS.get(move, move)} {item.label}. Only {who} can do that."
        raise NotAllowed(refusal + _call_for_help(held, item))
    if verdict.needs_reason and not (intent.reason.strip() or intent.replaces):
        word = (intent.trajectory or _typed(intent)).removesuffix(" because …")
        typed = instead(item, move, word=f"{word} because …")
        raise BadInput(f"Add a reason: {typed}.", field=Field.REASON, in_form=ADD_REASON)


def _typed(intent: Intent) -> str:
    """What to type for the move: as it was typed if its example says something else."""
    if intent.relation:
        return f"{intent.relation} {', '.join(intent.others)}"
    if gone := intent.move is Move.UNLINK and (intent.number or intent.address):
        return f"unlink {gone}"
    return edited_as(intent.edit) if intent.edit else COMMANDS[intent.move]


def _changes_what_applies(item: Item, intent: Intent) -> bool:
    """Whether it changes a fallback that people were told applies now."""
    edit = intent.edit
    return item.fallback_applies and edit is not None and edit.field is Field.FALLBACK


def _who_may(
    standings_: Collection[Standing],
    item: Item,
    move: Move,
    *,
    leads: Collection[str],
    asks_reporter: bool,
) -> list[str]:
    """The user ids of the people who may make a move, each once, nearest to the item first."""
    asked = [*item.position.asked, *([item.reporter] if asks_reporter else [])]
    users = {
        Standing.OWNER: [item.owner],
        Standing.REPORTER: [item.reporter],
        Standing.LEAD: sorted(leads),
        Standing.ASKED: asked if item.fallback_applies else [],
        Standing.REACHED: item.told,
    }
    found = dict.fromkeys(
        user for standing in users if standing in standings_ for user in users[standing]
    )
    if move is Move.KEEP and item.owner not in asked:
        found.pop(item.owner, None)
    return [*found]


def _call_for_help(held: Collection[Standing], item: Item) -> str:
    """What to type to tell the people who can; "" if that is not allowed either."""
    if Move.ESCALATE not in allowed_moves(item) or not may(held, Move.ESCALATE).allowed:
        return ""
    return f" Need it now? {instead(item, Move.ESCALATE)}."


_VERBS = {
    Move.AGREE: "agree to the date of",
    Move.PUT_BACK: "put back the date of",
    Move.NOTE: "add a note to",
    Move.FALL_BACK: "use the fallback of",
    Move.KEEP: "keep open",
    Move.GAP_FINE: "accept the ownership gap of",
    Move.REMIND: "remind the owner of",
    Move.REASSIGN: "hand over",
    Move.DECLINE: "say no to",
    Move.RESCHEDULE: "move the date of",
    Move.EDIT: "edit",
    Move.TRAJECTORY: "set the customer impact of",
    Move.DEPEND: "say what depends on",
    Move.LINK: "add a link to",
    Move.UNLINK: "remove a link of",
}
MOST_NAMED = 4
"""The most people a refusal names."""


def _spoken(names: list[str], standings_: Collection[Standing]) -> str:
    """`Lea, Cem or an admin`: a few of the people who may, then who else to ask."""
    few = ", ".join(names[:MOST_NAMED])
    if Standing.ADMIN not in standings_:
        return few or "its owner"
    others = "people in its channel" if Standing.MEMBER in standings_ else "an admin"
    return f"{few} or {others}" if few else others
