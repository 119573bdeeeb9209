"""Lists of items as an ephemeral reply: grouped, dense, and honest about what is not shown."""

from collections.abc import Sequence

from escalation.items import Item
from escalation.people import Person
from grammar.moves.parsed import Listing, Scope
from messages.agreed import date_answers
from messages.gaps import words as gap_words
from messages.items import cards, impact
from messages.reader import Reader
from messages.slack import budget, text
from messages.slack.blocks import Json, context, message, section

MOST_ITEMS = 60
"""Items in one reply; more than anybody reads on a phone."""
MOST_CHARACTERS = 2800
"""Of one section, with room below Slack's 3,000."""


def list_reply(
    items: Sequence[Item],
    reader: Reader,
    *,
    title: str,
    total: int = 0,
    more: str = "",
    everything: bool = False,
    elsewhere: int = 0,
    unreadable: Sequence[str] = (),
) -> Json:
    """Items in three groups: overdue, open, closed; `title` says what was asked for, and how many.

    `total` counts all that match, where that is more than `items`; `more` is what to type for
    the rest. `everything` says that the list asked for leaves out no status. `elsewhere` is how
    many more the reader owns in channels that they cannot see. `unreadable` are the labels of
    items that may match and could not be read.
    """
    private = _with_room(items[:MOST_ITEMS], reader.privately())
    shown = _shown(items[:MOST_ITEMS], private)
    left_out = max(total, len(items)) - len(shown)
    heading = private.title(title, limit=300)
    remarks = [*filter(None, [owned_elsewhere(elsewhere)]), *could_not_be_read(unreadable)]
    if not items and remarks:
        return message(" ".join(remarks), [section(" ".join(remarks))])
    if not items:
        return _nothing(heading, private, everything=everything)
    blocks, spoken = [section(heading)], [heading]
    footer = " ".join(filter(None, [_footer(left_out, more), *remarks]))
    spoken += [footer] if footer else []
    for name, group in _groups(shown, private):
        lines = [f"*{name}*", *(row(item, private) for item in group)]
        blocks += [section(chunk) for chunk in chunks(lines)]
        spoken += [row(item, private.plainly()) for item in group]
    blocks += [context(footer)] if footer else []
    return message(text.cut("\n".join(spoken), 3900), blocks)


def covered_reply(said: Json, covered: Sequence[Item], reader: Reader) -> Json:
    """The list of the reader's own items, and below it those of people whom they cover for."""
    if not covered:
        return said
    private = _with_room(covered, reader.privately())
    drawn, spoken = (_covered_lines(covered, it) for it in (private, private.plainly()))
    shown = budget.affordable(drawn, budget.LISTED - budget.cost(said["blocks"]))
    more = len(covered) - sum(line.startswith("•") for line in drawn[:shown])
    rest = [f"+{more} more that you cover: type `{reader.commands.backstop} list` and a name"]
    rest = rest if more else []
    blocks = [section(chunk) for chunk in chunks([*drawn[:shown], *rest])]
    words = "\n".join([said["text"], *spoken[:shown], *rest])
    return message(text.cut(words, 3900), [*said["blocks"], *blocks])


def _covered_lines(covered: Sequence[Item], reader: Reader) -> list[str]:
    lines = []
    for owner in dict.fromkeys(item.owner for item in covered):
        theirs = (row(item, reader) for item in covered if item.owner == owner)
        lines += [f"*You cover for {reader.who(owner)}*", *theirs]
    return lines


def list_title(listing: Listing, owner: Person | None, *, asker: str, total: int) -> str:
    """`22 open items of Tom Becker`, `No open item matches “dpa”`."""
    noun = listing.kind or "item"
    scope = _SCOPES.get(listing.scope, f"{listing.scope} ")
    is_one = total == 1 or (not total and listing.words)
    parts = [f"{total or 'No'} {scope}{noun}{'' if is_one else 's'}"]
    if owner is not None:
        parts.append("assigned to you" if owner.id == asker else f"of {owner.name}")
    if listing.scope is Scope.GAPS:
        parts.append("with an ownership gap")
    if listing.due is not None:
        parts.append(listing.due.words)
    if listing.words:
        parts.append(f"{'matches' if is_one else 'match'} “{listing.words}”")
    return " ".join(parts)


_SCOPES = {Scope.ALL: "", Scope.GAPS: "open "}


def owned_elsewhere(count: int) -> str:
    """A sentence on the items that a person owns in channels they cannot see; "" for none."""
    if not count:
        return ""
    are, where, them = ("is", "a channel", "it") if count == 1 else ("are", "channels", "them")
    return (
        f"{text.counted(count, 'item')} of yours {are} in {where} that you are not in: ask "
        f"somebody there to invite you or to hand {them} over."
    )


def could_not_be_read(labels: Sequence[str]) -> list[str]:
    """A sentence on the items whose rows are damaged; none if there are none."""
    named = text.cut(", ".join(labels), 200)
    return [f"{text.counted(len(labels), 'item')} could not be read: {named}"] if labels else []


def _nothing(asked: str, reader: Reader, *, everything: bool) -> Json:
    more = f"To see more, type `{reader.commands.backstop} list all`; to"
    log = f"log something, type `{reader.commands.blocker}` or `{reader.commands.decision}`."
    words = f"{asked}. {'To' if everything else more} {log}"
    return message(words, [section(words)])


def _with_room(items: Sequence[Item], reader: Reader) -> Reader:
    return reader.with_room(lambda it: [row(item, it) for item in items], budget.LISTED)


def _shown(items: Sequence[Item], reader: Reader) -> list[Item]:
    """The items there is room for, the overdue ones first."""
    ordered = [item for _, group in _groups(items, reader) for item in group]
    return ordered[: budget.affordable((row(item, reader) for item in ordered), budget.LISTED)]


def list_modal(
    items: Sequence[Item], reader: Reader, *, more: int = 0, unreadable: Sequence[str] = ()
) -> list[Json]:
    """The blocks of a modal that lists all these items; `more` counts those left out.

    `unreadable` are the labels of items that could not be read.
    """
    private = reader.privately()
    blocks: list[Json] = []
    for name, group in _groups(items, private):
        lines = [f"*{name}*", *(row(item, private) for item in group)]
        blocks += [section(chunk) for chunk in chunks(lines)]
    damaged = [context(*could_not_be_read(unreadable))] if unreadable else []
    if not blocks and not damaged:
        return [section("You can no longer see any of these items.")]
    return [*blocks, *([context(_footer(more, ""))] if more else []), *damaged]


def _groups(items: Sequence[Item], reader: Reader) -> list[tuple[str, list[Item]]]:
    overdue = [item for item in items if item.is_overdue(reader.now)]
    ahead = [item for item in items if item.is_open and not item.is_overdue(reader.now)]
    closed = [item for item in items if not item.is_open]
    named = [("Overdue", overdue), ("Open", ahead), ("Closed", closed)]
    return [(name, group) for name, group in named if group]


def row(item: Item, reader: Reader) -> str:
    """One item on one line: `• *B-12* staging DB is down · @maria · Mar 27, 2026 at 5:00 PM`."""
    when = reader.when(item.closing.at if item.closing else item.due.at, dense=True)
    state = "due" if item.is_open else item.status.replace("_", " ")
    state = "was due" if item.is_overdue(reader.now) else state
    title = reader.title(item.title, limit=150)
    parts = [f"• {reader.label(item)} {title}", reader.who(item.owner), f"{state} {when}"]
    parts += [*date_answers.not_yet(item, reader)]
    parts += [cards.end_of_ladder(item, reader), impact.short(item, reader)]
    parts += gap_words.lines(item, reader)
    return " · ".join(filter(None, parts))


def chunks(lines: Sequence[str]) -> list[str]:
    """The lines joined into texts that each fit one section; each line must fit by itself."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= MOST_CHARACTERS:
            texts[-1] += "\n" + line
        else:
            texts.append(line)
    return texts


def _footer(left_out: int, more: str) -> str:
    if left_out <= 0:
        return ""
    return f"+{left_out} more{f': type `{more}`' if more else ''}"
