"""A list of items from one paste, as its writer sees it: what is logged, and what is lacking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from escalation.fields import Field
from escalation.items import Item
from grammar.masking import unescaped
from messages.alike import looks_like, same_button
from messages.forms.items import Prefill
from messages.forms.understood import FIELDS
from messages.items import promises
from messages.items.lists import MOST_CHARACTERS, chunks
from messages.reader import Reader
from messages.slack import budget, ids
from messages.slack import text as slack_text
from messages.slack.blocks import Json, actions, button, context, message, plain, section
from messages.slack.fields import channel_field, modal

LIST = ids.FORM + "list"
KEPT = "I keep this list for 24 hours."
ALREADY = "You logged this already."
_SHOWN = (400, 200, 100, 50)
"""Characters of each text; the first that lets the whole list fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of the list: as it was understood, with its date in words, or as it was logged.

    It may look `alike` an older item.
    """

    number: int
    prefill: Prefill
    when: str
    logged: Item | None = None
    alike: Item | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can be logged as it is; the channel may be chosen later, for all at once."""
        return self.logged is None and self.prefill.faults.keys() <= {Field.CHANNEL}


def list_reply(
    entries: Sequence[Entry],
    reader: Reader,
    *,
    name: str,
    note: str = "",
    left_over: Sequence[str] = (),
) -> Json:
    """The list with its buttons; `left_over` comes back under it, ready to be sent again.

    `note` is what happened just now.
    """
    private = reader.privately()

    def drawn(most: int) -> Json:
        said = [note or _heading(entries)]
        rows = [_row(entry, private, name, most=most) for entry in entries]
        blocks = [section(said[0]), *rows, *_log_buttons(entries, name)]
        if left_over:
            said.append(f"I take {len(entries)} at a time. Send the rest again afterwards:")
            blocks += [section(said[1]), *_given_back(left_over, private)]
        if small := _small_print(entries, private):
            blocks.append(context(small))
        lines = [row["text"]["text"] for row in rows]
        return message(slack_text.cut("\n".join([said[0], *lines, *said[1:]]), 3900), blocks)

    return budget.first_fitting(drawn, *_SHOWN)


def channel_form(entries: Sequence[Entry], reader: Reader, *, name: str) -> Json:
    """The form that asks for the channel of a list that was written in none."""
    ready = [entry for entry in entries if entry.is_ready]
    private = reader.privately()
    lines = [_line(entry, private, most=100) for entry in ready]
    first = entries[0].prefill.warning
    blocks = [section(f"⚠️ {first}")] if first else []
    blocks += [*map(section, lines), channel_field(Field.CHANNEL, "In which channel?")]
    title = f"Log {slack_text.counted(len(ready), 'item')}"
    return modal(LIST, title, blocks, submit="Log", metadata=ids.packed(list=name))


def _heading(entries: Sequence[Entry]) -> str:
    logged = sum(entry.logged is not None for entry in entries)
    if logged == len(entries):
        return f"All {logged} are logged."
    if logged:
        return f"{logged} of {len(entries)} logged so far."
    kinds = {entry.prefill.kind.value for entry in entries}
    noun = kinds.pop() if len(kinds) == 1 else "item"
    return f"I read {slack_text.counted(len(entries), noun)}. Nothing is logged yet."


def _row(entry: Entry, reader: Reader, name: str, *, most: int) -> Json:
    """One item; at the shortest, only one that lacks something has a button."""
    is_shortest = most == _SHOWN[-1]
    if entry.logged and entry.alike and not is_shortest:
        draft = ids.part(name, entry.number)
        same = same_button(entry.logged, entry.alike, draft=draft)
        return section(_line(entry, reader, most=most), accessory=same)
    if entry.logged or (is_shortest and entry.is_ready):
        return section(_line(entry, reader, most=most))
    value = ids.part(name, entry.number)
    edit = button(f"Edit {entry.number}", f"{ids.EDIT}{entry.number}", value=value)
    return section(_line(entry, reader, most=most), accessory=edit)


def _line(entry: Entry, reader: Reader, *, most: int) -> str:
    if item := entry.logged:
        sign, title = (
            "✅ Logged:" if item.is_open else "⚪ Closed:",
            reader.title(item.title, limit=most),
        )
        first = f"{sign} {reader.label(item)} {title}"
        if same := reader.same_as(item):
            return f"{first} · same as {same}"
        line = f"{first} · {reader.who(item.owner)} · due {reader.when(item.due.at)}"
        like = [looks_like(entry.alike, reader, most=most)] if entry.alike else []
        return "\n".join([line, *promises.too_late(item, reader), *like])
    prefill, faults = entry.prefill, entry.prefill.faults
    known = {
        Field.OWNER: prefill.owner and reader.who(prefill.owner),
        Field.DUE: entry.when and f"due {entry.when}",
        Field.FALLBACK: prefill.fallback
        and f"fallback: {reader.title(prefill.fallback, limit=most)}",
        Field.CUSTOMER: prefill.customers
        and f"customer: {reader.title(prefill.customers, limit=most)}",
    }
    sure = [words for field, words in known.items() if words and field not in faults]
    title = reader.title(prefill.title, limit=most) if prefill.title else "…"
    first = " · ".join([f"*{entry.number}.* {title}", *sure])
    return "\n".join([first, *_lacking(prefill, reader)])


def _lacking(prefill: Prefill, reader: Reader) -> list[str]:
    """A line with what is missing and what has to be checked; none if nothing is."""
    name = prefill.unknown.name if prefill.unknown else prefill.customers
    shown = {
        Field.OWNER: reader.who(prefill.owner),
        Field.DUE: f"“{reader.title(prefill.due, limit=80)}”",
        Field.CUSTOMER: f"“{reader.title(name, limit=80)}”",
    }
    wrong = [field for field in FIELDS if field in prefill.faults and field is not Field.CHANNEL]
    missing = [FIELDS[field].lower() for field in wrong if not prefill.holds(field)]
    check = [
        " ".join([FIELDS[field].lower(), *filter(None, [shown.get(field)])])
        for field in wrong
        if prefill.holds(field)
    ]
    said = [f"Missing: {', '.join(missing)}."] if missing else []
    said += [f"Check: {', '.join(check)}."] if check else []
    return [f"⚠️ {' '.join(said)}"] if said else []


def _log_buttons(entries: Sequence[Entry], name: str) -> list[Json]:
    ready = sum(entry.is_ready for entry in entries)
    logged = any(entry.logged for entry in entries)
    some = f"Log {ready} more" if logged else f"Log {ready} of {len(entries)}"
    label = f"Log all {ready}" if ready == len(entries) else some
    row = [button(label, ids.LOG_ALL, value=name, style="primary")] if ready else []
    row += [] if logged else [button("Log as one item", ids.LOG_ONE, value=name)]
    return [actions("list", row)] if row else []


def _small_print(entries: Sequence[Entry], reader: Reader) -> str:
    logged = (entry.logged for entry in entries if entry.logged)
    first = next((item for item in logged if item.is_open), None)
    undo = f"`{reader.commands.logs(first.kind)} {first.label} withdraw because …`" if first else ""
    wrong = [f"Something wrong? {undo}"] if undo else []
    waits = [] if all(entry.logged for entry in entries) else [KEPT]
    return " ".join([*wrong, *waits])


def _given_back(texts: Iterable[str], reader: Reader) -> list[Json]:
    """These lines as they were typed, without mark-up."""
    words = [slack_text.readable(unescaped(one), reader.people) for one in texts]
    pieces = [
        one[start : start + MOST_CHARACTERS]
        for one in words
        for start in range(0, len(one), MOST_CHARACTERS)
    ]
    whole = [{**plain(piece), "emoji": False} for piece in chunks(pieces)]
    return [{"type": "section", "text": piece} for piece in whole]
