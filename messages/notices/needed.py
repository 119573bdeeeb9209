"""What the owner of an item reads when another one that it needs closes, reopens or moves."""

from escalation.facts.action import Action
from escalation.facts.in_notices import NeededChanged
from escalation.items import Item
from escalation.notices.needed import CLOSING, is_late_for
from escalation.notices.notice import Notice
from messages.items import buttons as item_buttons
from messages.items import dependencies
from messages.items.cards import is_due
from messages.reader import Reader
from messages.slack import text
from messages.slack.blocks import Json

_DID: dict[Action | None, str] = {
    Action.RESOLVE: "resolved",
    Action.DECIDE: "decided",
    Action.WITHDRAW: "withdrew",
}


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """What that means for the item, then who did what to the other one, and the item's date."""
    facts = notice.says(NeededChanged)
    title = reader.title(item.title)
    if not facts.needed:
        return [f"{reader.label(item)} {title}", "Something that it needed has changed since."]
    return [
        _matter(facts, item, reader, title=title),
        *_told(notice, item, reader),
        f"{reader.label(item)} {is_due(item, reader)} {reader.when(item.due.at)}.",
    ]


def brief(notice: Notice, item: Item, reader: Reader, *, limit: int) -> list[str]:
    """The same in one of several lines: who did what, and the date that it passed, if it did."""
    facts = notice.says(NeededChanged)
    if not facts.needed:
        return []
    why = reader.because(facts.reason, limit=limit)
    mine = f"That is after your date, {reader.when(item.due.at, dense=True)}"
    late = [mine] if is_late_for(notice, item) else []
    return [f"{reader.who(facts.actor)} {_did(facts, reader)}{why}", *late]


def _told(notice: Notice, item: Item, reader: Reader) -> list[str]:
    facts = notice.says(NeededChanged)
    title = reader.title(facts.title, limit=300)
    why = reader.because(facts.reason)
    said = [f"{reader.who(facts.actor)} {_did(facts, reader)}: {title}{why}."]
    if facts.outcome:
        said.append(f"Outcome: {reader.title(facts.outcome, limit=1500)}")
    asks = is_late_for(notice, item)
    return [*said, "That is after your date. Nothing moves unless you say so."] if asks else said


def _matter(facts: NeededChanged, item: Item, reader: Reader, *, title: str) -> str:
    """Its title follows its own label, never that of an item that it needs."""
    label = reader.label(item)
    still = dependencies.labels(dependencies.of(item, reader).needs, reader)
    if facts.what in CLOSING:
        needs = f"{label} {title} · still needs {text.listed(still)}"
        return needs if still else f"{label} can go on: {title}"
    if facts.what is Action.RESCHEDULE:
        return f"{label} {title} · needs {reader.named(facts.needed)}, whose date moved"
    return f"{label} {title} · waits for {reader.named(facts.needed)} again"


def _did(facts: NeededChanged, reader: Reader) -> str:
    """`resolved *B-12*`, `moved *B-12* from … to …`."""
    other = f"*{reader.named(facts.needed)}*"
    if facts.what is Action.RESCHEDULE:
        from_ = f" from {reader.when(facts.old_due_at)}" if facts.old_due_at else ""
        to = f" to {reader.when(facts.new_due_at)}" if facts.new_due_at else ""
        return f"moved {other}{from_}{to}"
    if facts.what is Action.FALL_BACK:
        return f"closed {other} with its fallback"
    return f"{_DID.get(facts.what, 'reopened')} {other}"


def buttons(notice: Notice, item: Item) -> list[Json]:
    """Whether the date moves too, for as long as that is asked."""
    if not is_late_for(notice, item):
        return []
    return [item_buttons.date_buttons(item, notice, notice.says(NeededChanged).days)]


def menu(notice: Notice, item: Item) -> Json | None:
    """The same in one menu; None while nothing is asked."""
    if not is_late_for(notice, item):
        return None
    return item_buttons.date_menu(notice, notice.says(NeededChanged).days)
