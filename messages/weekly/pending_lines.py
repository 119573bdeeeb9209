"""What the weekly post asks of people, each line with its button."""

from collections.abc import Callable, Iterable

from escalation.items import Item
from escalation.moves.move import Move
from escalation.summary.pending import Asked, Why
from messages.gaps import words as gap_words
from messages.items import cards
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json, button, section
from messages.weekly.week_lines import named

LABELS = {Move.AGREE: "Agree", Move.REASSIGN: "New owner", Move.KEEP: "Keep open until …"}
MOVES = {
    Why.NEVER_ANSWERED: Move.KEEP,
    Why.GAP: Move.REASSIGN,
    Why.LAST_QUESTION: Move.KEEP,
    Why.NOT_AGREED: Move.AGREE,
    Why.OLD: Move.KEEP,
}
"""The move that answers each."""


def line(asked: Asked, reader: Reader) -> str:
    """Who is asked for what, in one sentence."""
    return _WORDS[asked.why](asked, reader)


def block(asked: Asked, reader: Reader) -> Json:
    """The same with its button."""
    move, item = MOVES[asked.why], asked.item
    label = LABELS[move]
    spoken = f"{label}: {item.label}"
    answers = button(label, ids.MOVE + move, value=ids.encode(item), spoken=spoken)
    return section(line(asked, reader), accessory=answers)


def _never_answered(asked: Asked, reader: Reader) -> str:
    return f"{_unanswered(asked.item, reader)}, asked {cards.times(_times(asked.item))}"


def _last_question(asked: Asked, reader: Reader) -> str:
    return f"{_unanswered(asked.item, reader)}: its fallback applies"


def _unanswered(item: Item, reader: Reader) -> str:
    """`Lea and Cem have not answered for B-3 Template is missing`."""
    who = _people(item.position.asked, reader)
    has = "has" if len(item.position.asked) == 1 else "have"
    return f"{who} {has} not said what becomes of {named(item, reader)}"


def _times(item: Item) -> int:
    return item.position.unanswered


def _gap(asked: Asked, reader: Reader) -> str:
    """`Lea: name a new owner of B-5 DNS. The owner Bo has no active account`."""
    item = asked.item
    missing = [gap_words.missing(gap.why, item, reader) for gap in reader.gaps.get(item.id, ())]
    why = f": {missing[0]}" if missing else ""
    return f"{_leads(item, reader)} names a new owner of {named(item, reader)}{why}"


def _not_agreed(asked: Asked, reader: Reader) -> str:
    """`Bo has not agreed to B-2 Export is incomplete, due Thu 12 Mar 17:00`."""
    item = asked.item
    due = f"{cards.was_due(item, reader).lower()} {reader.when(item.due.at, dense=True)}"
    return f"{reader.who(item.owner)} has not agreed to {named(item, reader)}, {due}"


def _old(asked: Asked, reader: Reader) -> str:
    item = asked.item
    due = f"{cards.was_due(item, reader).lower()} {reader.when(item.due.at, dense=True)}"
    cycles = text.counted(asked.cycles, "review cycle")
    return f"{reader.who(item.owner)} still has {named(item, reader)} open after {cycles}, {due}"


_WORDS: dict[Why, Callable[[Asked, Reader], str]] = {
    Why.NEVER_ANSWERED: _never_answered,
    Why.GAP: _gap,
    Why.LAST_QUESTION: _last_question,
    Why.NOT_AGREED: _not_agreed,
    Why.OLD: _old,
}


def _people(users: Iterable[str], reader: Reader) -> str:
    named_ = [reader.who(user) for user in users]
    return text.listed(named_) if named_ else "Nobody"


def _leads(item: Item, reader: Reader) -> str:
    targets = [reader.target(target) for target in item.policy.lead]
    return text.listed(targets) if targets else reader.who(item.reporter)
