"""What people above the owner read when a rung fires or is called."""

from escalation.facts.in_notices import Climb
from escalation.items import Item
from escalation.notices.notice import Notice, Place
from messages.gaps import words as gap_words
from messages.items import ahead, audiences, cards, dependencies, impact
from messages.reader import Reader


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """What a rung or a call says: how late it is, who called, what comes next."""
    said = [_lateness(item, reader)]
    owner = reader.who(item.owner)
    if item.is_overdue(reader.now):
        said.append(f"Owner {owner}; it was due {reader.when(item.due.at)}.")
    else:
        said.append(f"Owner {owner}, due {reader.when(item.due.at)}.")
    if item.impact:
        trend = impact.trend(item, reader) if item.trajectory else ""
        said.append(f"Impact: {reader.title(item.impact)}{trend}")
    said += dependencies.blocked(item, reader)
    said += called_by(notice, reader)
    said += (
        was_called(notice, item, reader)
        if notice.place is Place.DM
        else _told(notice, item, reader)
    )
    said += told_early(notice, item, reader)
    return [*said, ahead.next_step(item, reader, above=_rung(notice, item)), _request(item)]


def called_by(notice: Notice, reader: Reader, *, limit: int = 1500) -> list[str]:
    """Who called for help, and why; [] for a rung that fired by itself."""
    climb = notice.says(Climb)
    why = reader.because(climb.reason, limit=limit)
    return [f"{reader.who(climb.actor)} escalated it{why}."] if climb.actor else []


def was_called(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """When the reader was called, or called, if their rung has fired since; [] for not at all."""
    called_at, rung = notice.says(Climb).called_at, _rung(notice, item)
    if called_at is None:
        return []
    called = rung >= 0 and item.rung(rung).called_by == notice.recipient
    what = "You called for help" if called else "You were called"
    return [f"{what} {reader.when(called_at)}; now the date has passed."]


def told_early(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Why a rung comes before its time; [] if it does not."""
    gap = notice.says(Climb).gap
    why = gap_words.missing(gap, item, reader)
    return [f"{_whom(notice, item)} told now because {why}."] if gap else []


def _told(notice: Notice, item: Item, reader: Reader) -> list[str]:
    rung = _rung(notice, item)
    later = ahead.still_waiting(item, rung, reader) if rung >= 0 else ""
    return [f"Escalated to {_who_was_told(notice, item, reader)}{later}."]


def _rung(notice: Notice, item: Item) -> int:
    """The rung that the notice tells of, if that is still how the item stands; else -1."""
    rung = notice.says(Climb).rung
    stands = notice.round == item.round and rung is not None and rung < len(item.policy.rungs)
    return rung if rung is not None and stands else -1


def _whom(notice: Notice, item: Item) -> str:
    """`You are` to the reader of a direct message; in a channel `Leadership is`."""
    if notice.place is Place.DM:
        return "You are"
    return audiences.opening(_told_rung(notice, item), item.policy)


def _request(item: Item) -> str:
    if item.fallback_applies:
        return f"{use_the_fallback(item)} Or help close it."
    return "Acknowledge it to pause the escalation, or help close it."


def use_the_fallback(item: Item) -> str:
    """What to press once the fallback is under way."""
    return (
        f"Once the fallback is under way, press *Use fallback and close*: it closes {item.label}."
    )


def _lateness(item: Item, reader: Reader) -> str:
    if not item.is_overdue(reader.now):
        return f"{reader.label(item)} needs help: {reader.title(item.title)}"
    return cards.headline(item, reader)


def _who_was_told(notice: Notice, item: Item, reader: Reader) -> str:
    return audiences.named(item, _told_rung(notice, item), reader)


def _told_rung(notice: Notice, item: Item) -> int:
    """The rung that a notice names, else the highest that the ladder has told."""
    climb = notice.says(Climb)
    named = item.policy.index(climb.audience) if climb.audience else climb.rung
    is_there = named is not None and named <= item.policy.fallback
    return named if named is not None and is_there else audiences.highest(item)
