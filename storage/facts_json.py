"""Facts as JSON: a flat object of texts, the same that every version has written.

The history is hashed over this JSON and never rewritten, and notices wait in it while versions
change. So a key may be added, and none ever gets another name or form. Reading takes what any
version wrote: it passes over unknown keys, and whatever is missing or makes no sense is None or, if
the class wants a value, "", 0 or the like. It never fails.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, get_type_hints

from escalation.dependencies import Relation
from escalation.facts import (
    about_absences,
    about_indicators,
    by_clock,
    by_owners,
    by_people,
    circumstances,
    handing_over,
    in_notices,
    linked,
)
from escalation.facts.about_indicators import Asking
from escalation.facts.action import Action
from escalation.facts.handing_over import Unanswered
from escalation.facts.in_notices import Done
from escalation.facts.shape import Covering, EventFacts, Facts, Other, Unable
from escalation.fields import Field
from escalation.items import Status, Trajectory
from escalation.notices.notice import NoticeKind
from escalation.rungs import Audience

F = TypeVar("F", bound=Facts)

EVENTS: dict[str, type[EventFacts]] = {
    shape.action.value: shape
    for shape in (
        by_people.Logged, circumstances.Configured, circumstances.CustomerChanged,
        about_indicators.IndicatorChanged,
        circumstances.Adopted, circumstances.WentAway, circumstances.CameBack,
        circumstances.GapAccepted,
        by_people.Acknowledged, by_people.Noted,
        by_people.Snoozed, by_people.Reassigned, by_people.Rescheduled, by_people.CalledForHelp,
        by_people.ReminderAsked, by_people.Kept, by_people.Edited, by_people.Depended,
        by_people.TrajectorySet, linked.Linked, linked.Unlinked, by_people.Resolved,
        by_people.Decided, by_people.FellBack, by_people.Withdrawn, by_people.Reopened,
        by_people.Undone, handing_over.Offered, handing_over.AskedToTake, handing_over.Declined,
        handing_over.Lapsed, by_owners.Agreed, by_owners.Disowned, by_owners.NobodyNamed,
        by_clock.Reminded, by_clock.Escalated, by_clock.LeftOut, by_clock.ChanceMoved,
        by_clock.GapFound,
        by_clock.Reviewed, by_clock.Asked, by_clock.Parked, by_clock.PostedAgain,
        by_clock.Repaired, by_clock.SummedUp, by_clock.ChannelIdChanged, by_clock.Corrected,
        by_clock.Converted,
    )
}  # fmt: skip
NOTICES: dict[NoticeKind, type[Facts]] = {
    NoticeKind.CARD: in_notices.LoggedBy,
    NoticeKind.LOGGED: in_notices.LoggedBy,
    NoticeKind.REMINDER: in_notices.Reminder,
    NoticeKind.COVER: in_notices.Cover,
    NoticeKind.ESCALATION: in_notices.Climb,
    NoticeKind.FALLBACK: in_notices.Climb,
    NoticeKind.REVIEW: in_notices.Review,
    NoticeKind.QUESTION: in_notices.Question,
    NoticeKind.SLIPPED: Done,
    NoticeKind.GAP: in_notices.Gap,
    NoticeKind.UNPOSTED: in_notices.Unposted,
    NoticeKind.INVITE: in_notices.AsksIn,
    NoticeKind.LEFT: in_notices.Left,
    NoticeKind.LADDER: in_notices.LadderChanged,
    NoticeKind.HANDED: Done,
    NoticeKind.OFFERED: Done,
    NoticeKind.STAYED: Done,
    NoticeKind.NOT_MINE: Done,
    NoticeKind.HAND_OVER: handing_over.EverythingHanded,
    NoticeKind.MOVED: Done,
    NoticeKind.NEEDED: in_notices.NeededChanged,
    NoticeKind.PROMISED: in_notices.Promised,
    NoticeKind.CLOSED: Done,
    NoticeKind.CHANGED: Done,
    NoticeKind.FOLLOWED: Done,
    NoticeKind.UNDONE: Done,
    NoticeKind.GREETING: in_notices.Greeting,
    NoticeKind.SUMMARY: by_clock.SummedUp,
    NoticeKind.ABSENCE: about_absences.AbsenceEntered,
    NoticeKind.STAND_IN: about_absences.CoverChanged,
    NoticeKind.STATUS: about_absences.StatusAsked,
    NoticeKind.INDICATOR: about_indicators.IndicatorsTold,
    NoticeKind.STOPPED: in_notices.Stopped,
    NoticeKind.ALARM: in_notices.Alarm,
    NoticeKind.HINT: in_notices.Hint,
    NoticeKind.EDIT: in_notices.Edit,
}
_KEYS_OF_ONE = {
    (by_people.Logged, "due_at"): "due",
    (circumstances.WentAway, "instead_of"): "instead_of",
    (in_notices.Stopped, "label"): "item",
    (in_notices.Stopped, "item_id"): "id",
}
_KEYS = {
    "was_held": "held",
    "is_clipped": "clipped",
    "asks_trajectory": "asks",
    "begins_cover": "begins",
    "old": "from",
    "old_owner": "from",
    "old_due_at": "from",
    "old_version": "from",
    "new": "to",
    "new_owner": "to",
    "new_due_at": "to",
    "first_due_at": "first",
    "called_at": "called",
    "planned_at": "planned",
    "heard_at": "heard",
    "ends_at": "until",
    "instead_of": "for",
}
"""The keys of fields that JSON calls otherwise."""


def encoded(facts: Facts) -> dict[str, str]:
    """The facts as an object of texts."""
    if isinstance(facts, Done):
        done = {"actor": facts.actor, "move": word(facts.change), "reason": facts.reason}
        return encoded(facts.change) | done
    return {
        key: write(value) if write else value
        for name, key, write in _WRITERS[type(facts)]
        if (value := getattr(facts, name)) is not None and value is not False
    }


def word(facts: EventFacts) -> str:
    """The word of their action."""
    return facts.word if isinstance(facts, Other) else facts.action.value


def of_event(action: str, texts: Mapping[str, object]) -> EventFacts:
    """The facts of an event with this action."""
    shape = EVENTS.get(action)
    return _decoded(shape, texts) if shape else Other(word=str(action))


def of_notice(kind: NoticeKind, texts: Mapping[str, object]) -> Facts:
    """The facts of a notice of this kind."""
    shape = NOTICES[kind]
    if shape is not Done:
        return _decoded(shape, texts)
    actor, reason, move = (str(texts.get(name, "")) for name in ("actor", "reason", "move"))
    return Done(actor=actor, reason=reason, change=of_event(move, texts))


def _decoded(shape: type[F], texts: Mapping[str, object]) -> F:
    values = {}
    for name, key, read, missing in _READERS[shape]:
        text = texts.get(key)
        value = (read(text) if read else text) if isinstance(text, str) else None
        values[name] = missing if value is None else value
    return shape(**values)


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


_Write = Callable[[Any], str] | None
_Read = Callable[[str], Any] | None
_Form = tuple[_Write, _Read, object]


def _member(of: type[StrEnum]) -> _Form:
    return str, {member.value: member for member in of}.get, None


_FORMS: dict[Any, _Form] = {
    str: (None, None, ""),
    int: (str, _number, 0),
    datetime: (datetime.isoformat, _instant, None),
    tuple[str, ...]: (",".join, _several, ()),
    **{
        of: _member(of)
        for of in (
            *(Action, Asking, Audience, Covering, Field, Relation),
            *(Status, Trajectory, Unable, Unanswered),
        )
    },
}
"""By the type of a field: how to write it, how to read it, and its value if that fails."""
_FORMS |= {hint | None: (write, read, None) for hint, (write, read, _) in [*_FORMS.items()]}
_FLAGS: dict[str, _Form] = {
    "was_held": (lambda _: "already", bool, False),
    "is_clipped": (lambda _: "due", bool, False),
    "asks_trajectory": (lambda _: "trajectory", bool, False),
    "begins_cover": (lambda _: "cover", bool, False),
    "is_over": (lambda _: "over", bool, False),
    "is_counter": (lambda _: "owner", bool, False),
    "puts_back": (lambda _: "date", bool, False),
    "is_gone": (lambda _: "gone", bool, False),
}
"""The same for what is true or false: a word if true, nothing if not."""


def _fields(shape: type[Facts]) -> list[tuple[str, str, _Form]]:
    """Name, key and form of each field; looked up once, because rows come by the thousand."""
    hints = get_type_hints(shape)
    names = [field.name for field in fields(shape)]
    keys = [_KEYS_OF_ONE.get((shape, name)) or _KEYS.get(name, name) for name in names]
    forms = [_FLAGS.get(name) or _FORMS[hints[name]] for name in names]
    return [*zip(names, keys, forms, strict=True)]


_SHAPES = {*EVENTS.values(), *NOTICES.values()} - {Done}
_WRITERS = {
    shape: [(name, key, write) for name, key, (write, _, _) in _fields(shape)] for shape in _SHAPES
}
_WRITERS[Other] = []  # all that we know of it is its word
_READERS = {
    shape: [(name, key, read, missing) for name, key, (_, read, missing) in _fields(shape)]
    for shape in _SHAPES
}
