"""The last question, and what became of it."""

from escalation.facts.in_notices import Question
from escalation.items import Item
from escalation.notices.notice import Notice, NoticeKind
from messages.items import cards, dependencies
from messages.reader import Reader


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """The last question, for as long as it has no answer."""
    unanswered = notice.says(Question).unanswered
    asked = f" Asked {unanswered} times without an answer." if unanswered > 1 else ""
    return [
        cards.headline(item, reader),
        f"Owner {reader.who(item.owner)}; it was due {reader.when(item.due.at)}.{asked}",
        f"Fallback: {reader.title(item.fallback, limit=700)}",
        *dependencies.blocked(item, reader),
        "What happens now? Use the fallback, set a new date, keep it open until a date, "
        "or withdraw it.",
    ]


def answered(_notice: Notice, item: Item, reader: Reader) -> list[str]:
    """What became of the last question."""
    return [cards.headline(item, reader), became_of_it(item, reader)]


def became_of_it(item: Item, reader: Reader) -> str:
    """How the last question about an open item was answered."""
    keep = item.position.kept
    if keep is None:
        return f"The date moved to {reader.when(item.due.at)}."
    was = "Kept" if reader.now < keep.until else "Was kept"
    because = reader.because(keep.reason)
    return f"{was} open until {reader.when(keep.until)} by {reader.who(keep.by)}{because}."


def was_answered(notice: Notice, item: Item) -> bool:
    """Whether the last question was answered since: by a new date, or by keeping the item open."""
    if notice.kind is not NoticeKind.QUESTION:
        return False
    position = item.position
    was_asked_again = position.asked_until is not None and notice.planned_at < position.asked_until
    was_kept = position.kept is not None and (position.unanswered == 0 or was_asked_again)
    return notice.round != item.round or was_kept
