"""What people have somebody told by hand: whom a call or a reminder told, and who asked for it."""

from dataclasses import replace

from escalation.events import Event
from escalation.facts.by_people import CalledForHelp, ReminderAsked
from escalation.facts.in_notices import Climb, Requested
from escalation.moves.move import Intent
from escalation.notices.collector import Routed
from escalation.notices.notice import Notice, Place


def told_whom(event: Event, told: Routed) -> Event:
    """Add to the event of a call or of a reminder whom it told, and when."""
    facts = event.facts
    others = [one for one in told.notices if one.recipient != event.actor]
    direct = [one for one in others if one.place is Place.DM]
    if isinstance(facts, CalledForHelp):
        return replace(event, facts=_called(facts, event, told, direct=direct))
    if isinstance(facts, ReminderAsked) and direct:
        heard_at = min(max(one.not_before, event.at) for one in direct)
        first = tuple(one.recipient for one in direct if one.not_before <= heard_at)
        return replace(event, facts=replace(facts, to=first, heard_at=heard_at))
    return event


def _called(
    facts: CalledForHelp, event: Event, told: Routed, *, direct: list[Notice]
) -> CalledForHelp:
    rung = max(state.rung for state in told.item.position.rungs if state.called_at == event.at)
    asked = facts.rung if rung != facts.rung else None
    facts = replace(facts, rung=rung, audience=told.item.policy.audience(rung), asked=asked)
    of_rung = [one for one in direct if isinstance(one.facts, Climb) and one.facts.rung == rung]
    if not of_rung:
        return facts
    heard_at = min(max(one.not_before, event.at) for one in of_rung)
    return replace(facts, to=tuple(one.recipient for one in of_rung), heard_at=heard_at)


def besides(event: Event, told: Routed) -> list[Event]:
    """The events that routing left; none if the event itself names whom it reached."""
    return [] if isinstance(event.facts, CalledForHelp | ReminderAsked) else [*told.events]


def notices(told: Routed, intent: Intent) -> list[Notice]:
    """The notices, which tell everybody else who asked for them and why."""
    return [
        replace(one, facts=replace(one.says(Requested), actor=intent.actor, reason=intent.reason))
        for one in told.notices
        if one.recipient != intent.actor
    ]
