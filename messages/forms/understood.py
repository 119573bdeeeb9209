"""What was understood of a line that waits for its form, with the buttons that open it."""

from collections.abc import Sequence

from escalation.fields import Field
from escalation.items import Item, Kind
from escalation.moves.move import Move
from messages.forms.items import MOVE_TITLES, Prefill
from messages.items import cards
from messages.items.lists import chunks
from messages.reader import Reader
from messages.replies import offers
from messages.slack import budget, ids
from messages.slack import text as slack_text
from messages.slack.blocks import Json, actions, button, context, message, section

COMPLETE = ("complete", "Complete it")
KINDS = ((Kind.BLOCKER.value, "Log a blocker"), (Kind.DECISION.value, "Log a decision"))
KEPT = "I keep what you typed for 24 hours."
PROPOSED = "Proposed from the text. Change it if it is wrong."
FROM_MESSAGE = "From the message. Change it if it is wrong."
PRIVATE = "These words come from a private conversation."
_START = "Almost there. Nothing is logged yet."
_UNCHANGED = "Almost there. Nothing was changed yet."
_FORM = "There is a form for that."
_CLOSES = "This would close it. Nothing was changed yet."
FIELDS = {
    Field.TITLE: "What",
    Field.OWNER: "Owner",
    Field.DUE: "Due",
    Field.FALLBACK: "Fallback",
    Field.IMPACT: "Impact",
    Field.CUSTOMER: "Customer",
    Field.LINKS: "Links",
    Field.DEFAULT: "Default",
    Field.CHANNEL: "Channel",
}
"""What people call the fields of the form, as far as one of them can be at fault."""
_SHOWN = (500, 200)
"""Characters of each text; the first that leaves room for the buttons."""


def understood_reply(prefill: Prefill, reader: Reader, *, when: str) -> Json:
    """Each field that was understood, then what is still missing; `when` is the date in words."""
    private = reader.privately()
    return budget.first_fitting(lambda most: _reply(prefill, private, when, most=most), *_SHOWN)


def _reply(prefill: Prefill, reader: Reader, when: str, *, most: int) -> Json:
    lines = [_START, *_fields(prefill, reader, when, most=most)]
    faults = [
        f"⚠️ *{FIELDS[name]}:* {reader.sentence(fault, limit=most)}"
        for name, fault in prefill.faults.items()
    ]
    blocks = [*map(section, chunks(lines)), *([context(*faults)] if faults else [])]
    return message(slack_text.cut("\n".join([*lines, *faults]).rstrip(), 3900), blocks)


def move_reply(
    item: Item, move: Move, reader: Reader, *, said: Sequence[str], reason: str, missing: str
) -> Json:
    """A move as it was understood, and what its form still asks for.

    `said` is what was given, in our words and already escaped: a date, or whom it names.
    """
    private, (title, _) = reader.privately(), MOVE_TITLES[move]
    lines = [_UNCHANGED, cards.headline(item, private)]
    lines.append(f"*{title}:* {', '.join(said)}" if said else f"*{title}*")
    lines += [f"*Reason:* {private.title(reason, limit=500)}"] if reason else []
    lines.append(f"⚠️ {missing}")
    return message("\n".join(lines), [section("\n".join(lines))])


def form_reply() -> Json:
    """The reply where a form waits that shows nothing of what was typed."""
    return message(_FORM, [section(_FORM)])


def unread_reply(typed: str, reader: Reader) -> Json:
    """A line that names no item and no kind: is it something to log?"""
    asked = f"I did not understand {slack_text.code(typed, reader.people, limit=300)}."
    rest = f"`{reader.commands.backstop} help` shows what you can type."
    words = f"{asked} Nothing was changed. Is it something to log? {rest}"
    return message(words, [section(words)])


def with_forms(reply: Json, draft: str, *forms: tuple[str, str]) -> Json:
    """The reply with a button for each form that can complete it; `draft` names its message."""
    row = [button(label, f"{ids.DRAFT}{name}", value=draft) for name, label in forms]
    return message(reply["text"], [*reply["blocks"], actions("draft", row), context(KEPT)])


def closing_reply(item: Item, move: Move, reader: Reader, *, line: str) -> Json:
    """The question whether to close the item of this thread, with the button that does it."""
    title, _ = MOVE_TITLES[move]
    question = f"{cards.headline(item, reader.privately())}\n{_CLOSES}"
    asked = [(title, line), ("Leave it", ids.LEAVE)]
    return message(question, [section(question), *offers(asked)])


def _fields(prefill: Prefill, reader: Reader, when: str, *, most: int) -> list[str]:
    """A line for each field that holds something, behind its own word."""
    typed = {
        "Blocker" if prefill.kind is Kind.BLOCKER else "Decision": prefill.title,
        "Due": when,
        "Fallback": prefill.fallback,
        "Impact": prefill.impact,
        "Customer": prefill.customers,
        "Options": " | ".join(prefill.options),
        "Default": prefill.default,
        "Urgent": "yes" if prefill.urgent else "",
    }
    shown = [f"*{name}:* {reader.title(said, limit=most)}" for name, said in typed.items() if said]
    owner = [f"*Owner:* {reader.who(prefill.owner)}"] if prefill.owner else []
    return [*shown[:1], *owner, *shown[1:]]
