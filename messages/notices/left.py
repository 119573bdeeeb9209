"""We left a channel: what is still open there, and the form that withdraws all of it."""

from collections.abc import Sequence

from escalation.fields import Field
from escalation.items import Item
from messages.items.lists import chunks, row
from messages.reader import Reader
from messages.slack import budget, ids, text
from messages.slack.blocks import Json, actions, button, context, message, section
from messages.slack.fields import modal, text_field

WITHDRAW_ALL = ids.FORM + "withdraw_all"
MOST_ITEMS = 20
"""Items in one message, more than anybody reads on a phone."""
_LINES = 7_000
"""What their lines may take of the budget."""
_SPOKEN = 2_800
"""Characters of their lines in `text`, which holds 4,000."""
_NAMED = 3
"""Titles in the first line of `text`, which is all that a push shows."""


def left_message(
    items: Sequence[Item],
    reader: Reader,
    *,
    channel: str,
    archived: bool,
    is_back: bool,
    key: str,
    covers: str = "",
    only_labels: bool = False,
) -> Json:
    """What is still open in a channel that we left; with a `key`, a button to withdraw it.

    `covers` is the user id of whom the reader stands in for.
    """
    what = f"<#{channel}> was archived" if archived else f"I am no longer in <#{channel}>"
    what = f"I am back in <#{channel}>" if is_back else what
    if not items:
        words = f"{what}. Everything I listed here is closed."
        return message(words, [section(words)])
    if only_labels:
        return _labels(items, what)
    first = f"{what}. {_open(items)}:"
    lines = _lines(items, reader)
    most = min(MOST_ITEMS, budget.affordable(lines, _LINES))
    cards = "its card is" if len(items) == 1 else "their cards are"
    after = [] if is_back else [_KEEP, _again(channel, archived=archived, cards=cards)]
    after += [f"You stand in for {reader.who(covers)}."] if covers else []
    more = [f"+{len(items) - most} more"] if most < len(items) else []
    blocks = [section(chunk) for chunk in chunks([first, *lines[:most], *more])]
    blocks += [context(" ".join(after))] if after else []
    pressed = [button(_withdraw(items), ids.WITHDRAW_ALL, value=key)] if key else []
    if more:
        value = ids.encode_items([item.id for item in items])
        pressed.append(button("Show all", ids.ALL, value=value))
    blocks += [actions("left", pressed)] if pressed else []
    spoken = [row(item, reader.plainly()) for item in items[:most]]
    said = spoken[: budget.affordable(spoken, _SPOKEN)]
    spoken_first = f"{first} {_titles(items, reader)}"
    return message("\n".join([spoken_first, *said, *more, *after]), blocks)


_KEEP = (
    "Owners, due dates and escalation stay as they are, but I only send direct messages. "
    "The channel gets no weekly post."
)


def _again(channel: str, *, archived: bool, cards: str) -> str:
    how = "Unarchive the channel" if archived else f"Type `/invite @Backstop` in <#{channel}>"
    return f"Still needed there? {how}, and {cards} posted again."


def _open(items: Sequence[Item]) -> str:
    verb = "is" if len(items) == 1 else "are"
    return f"{text.counted(len(items), 'item')} there {verb} still open"


def _titles(items: Sequence[Item], reader: Reader) -> str:
    titles = [reader.title(item.title, limit=60) for item in items[:_NAMED]]
    return ", ".join([*titles, *(["…"] if len(items) > _NAMED else [])])


def _withdraw(items: Sequence[Item]) -> str:
    return "Withdraw it because …" if len(items) == 1 else f"Withdraw all {len(items)} because …"


def _labels(items: Sequence[Item], what: str) -> Json:
    """For an admin who was not in it, when nobody who was can be told."""
    named = text.cut(", ".join(item.label for item in items), 1500)
    lines = [
        f"{what}. {_open(items)}: {named}",
        "It is private, and nobody who was in it can be told: no lead or reporter has an active "
        "account. Ask its members to invite Backstop again.",
    ]
    return message("\n".join(lines), [section(lines[0]), context(lines[1])])


def withdraw_form(items: Sequence[Item], reader: Reader, *, channel: str, key: str) -> Json:
    """The form that asks for the reason, with what it withdraws."""
    private = reader.privately()
    lines = _lines(items, private)
    most = min(MOST_ITEMS, budget.affordable(lines, _LINES))
    more = [f"+{len(items) - most} more"] if most < len(items) else []
    first = f"{_open(items).replace(' there ', f' in <#{channel}> ')}:"
    about = [section(chunk) for chunk in chunks([first, *lines[:most], *more])]
    hint = "Everyone who was told of one of them reads the reason."
    submit = "Withdraw it" if len(items) == 1 else f"Withdraw all {len(items)}"
    why = text_field(Field.REASON, "Why?", lines=True, hint=hint)
    return modal(
        WITHDRAW_ALL, "Withdraw", [*about, why], submit=submit, metadata=ids.packed(left=key)
    )


def _lines(items: Sequence[Item], reader: Reader) -> list[str]:
    def rows(reader: Reader) -> list[str]:
        return [row(item, reader) for item in items[:MOST_ITEMS]]

    return rows(reader.with_room(rows, _LINES))


def withdrawn_reply(items: Sequence[Item], reader: Reader) -> Json:
    """What was withdrawn just now."""
    lines = [f"Withdrawn: {text.counted(len(items), 'item')}."]
    rows = [f"• *{item.label}* {reader.title(item.title, limit=150)}" for item in items]
    most = min(MOST_ITEMS, budget.affordable(rows, _SPOKEN))
    lines += [*rows[:most], *([f"+{len(items) - most} more"] if most < len(items) else [])]
    return message("\n".join(lines), [section(chunk) for chunk in chunks(lines)])
