"""The Home tab: one person's board of what they owe, what has reached them and what they wait for.

Slack takes at most 100 blocks there, and not every newer kind: these are the classic ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from escalation.items import Item
from escalation.people import Person
from messages.absences import replies
from messages.agreed import date_answers
from messages.gaps import words as gap_words
from messages.items import buttons, cards, impact
from messages.items.lists import chunks, could_not_be_read, owned_elsewhere
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json, actions, button, context, divider, header, section

MOST_OWED = 14
MOST_OTHERS = 10
MOST_COVERED = 5
MOST_ASKED = 3
MOST_GAPS = 8
"""Items, offers and requests shown of each list: with all of them and five absences, 98 blocks."""
MOST_SHOWN = max(MOST_OWED, MOST_OTHERS)


@dataclass(frozen=True, slots=True)
class Part:
    """Some open items in any order, including the first ones due, and how many there are in all."""

    items: Sequence[Item]
    total: int


NOTHING = Part((), 0)


def home(
    person: Person,
    reader: Reader,
    *,
    owed: Part,
    asked: Sequence[Item] = (),
    overdue: int = 0,
    escalated: Part = NOTHING,
    waiting: Part = NOTHING,
    covered: Part = NOTHING,
    unanswered: Part = NOTHING,
    elsewhere: int = 0,
    unreadable: Sequence[str] = (),
) -> Json:
    """The `home` view for `views.publish`.

    `asked` are those that are offered to the person, or that somebody asks them to hand over.
    `owed` are the items that the person owns, of which so many are `overdue`, `escalated` those
    whose ladder has told them, `covered` those of people whom they stand in for, `waiting` those
    they logged, and `unanswered` those with an ownership gap whose ladder names them. Overdue ones
    come first. `elsewhere`
    is how many more they own in channels that they cannot see. `unreadable` are the labels of
    items that may belong here and could not be read.
    """
    private = reader.privately()
    parts = (owed, escalated, waiting, covered, unanswered)
    greeting = _greeting(owed.total, overdue, elsewhere, escalated=escalated.total)
    if covered.total:
        greeting = f"{greeting} You cover {text.counted(covered.total, 'item')} of others."
    if asked:
        wait = f"{text.counted(len(asked), 'item')} {'waits' if len(asked) == 1 else 'wait'}"
        is_all = not (owed.total or covered.total)
        greeting = f"{wait} for your yes or no. {'' if is_all else greeting}".strip()
    blocks = [section(greeting), _form_buttons(), *_absences(person, private)]
    if unreadable:
        blocks.append(context(*could_not_be_read(unreadable)))
    elif not (asked or sum(part.total for part in parts) or elsewhere):
        blocks += [divider(), section(_nothing(private))]
    blocks += _asked(asked, private)
    blocks += _gaps(unanswered, private)
    blocks += _with_buttons("Assigned to you", owed, private, most=MOST_OWED, all_of="mine")
    blocks += _with_menus(
        "You cover for others", covered, private, most=MOST_COVERED, all_of="mine"
    )
    blocks += _with_buttons("Escalated to you", escalated, private, most=MOST_OTHERS, all_of="open")
    blocks += _with_menus("Waiting on others", waiting, private, most=MOST_OTHERS, all_of="open")
    return {"type": "home", "blocks": blocks}


def _gaps(part: Part, reader: Reader) -> list[Json]:
    """The items with an ownership gap, in one block."""
    lines = [
        " · ".join([f"• {reader.label(item)} {reader.title(item.title, limit=60)}", *said])
        for item in _sorted(part.items, reader)[:MOST_GAPS]
        if (said := gap_words.lines(item, reader))
    ]
    blocks = [section(chunk) for chunk in chunks(lines)]
    typed = f"{reader.commands.backstop} list gaps"
    return _titled("Nobody answers for", blocks, more=part.total - MOST_GAPS, typed=typed)


def _greeting(owed: int, overdue: int, elsewhere: int, *, escalated: int) -> str:
    if not owed:
        up = f"{text.counted(escalated, 'item')} {'was' if escalated == 1 else 'were'}"
        above = f"{up} escalated to you." if escalated else ""
        said = " ".join(filter(None, [above, owned_elsewhere(elsewhere)]))
        return said or "Nothing needs you right now."
    late = f", *{overdue} overdue*" if overdue else ""
    here = f"{text.counted(owed, 'item')} {'needs' if owed == 1 else 'need'} you{late}."
    return " ".join(filter(None, [here, owned_elsewhere(elsewhere)]))


def _form_buttons() -> Json:
    """Buttons for what is not about one item."""
    return actions(
        "home.doors",
        [
            button("Log a blocker", f"{ids.OPEN_LOG}.blocker", value="blocker"),
            button("Log a decision", f"{ids.OPEN_LOG}.decision", value="decision"),
            button("Away …", ids.OPEN_AWAY, spoken="Say that you are away, or back"),
        ],
    )


def _absences(person: Person, reader: Reader) -> list[Json]:
    return [
        section(replies.line(away, reader), accessory=replies.change_button(away, reader))
        for away in replies.ahead(person, reader)
    ]


def _nothing(reader: Reader) -> str:
    commands = reader.commands
    return (
        "Nothing is open for you. When something is blocked or a decision is missing, log it with "
        f"`{commands.blocker}` or `{commands.decision}`: one owner, one date, one fallback."
    )


def _sorted(items: Sequence[Item], reader: Reader) -> list[Item]:
    return sorted(items, key=lambda item: (not item.is_overdue(reader.now), item.due.at, item.id))


def _with_buttons(title: str, part: Part, reader: Reader, *, most: int, all_of: str) -> list[Json]:
    """A list with its moves; `list` with `all_of` shows the rest."""
    blocks: list[Json] = []
    for position, item in enumerate(_sorted(part.items, reader)[:most]):
        blocks.append(section(_entry(item, reader)))
        owned = all_of == "mine"
        row = buttons.home_buttons(item, reader, part=title, position=position, owned=owned)
        blocks.append(row)
    typed = f"{reader.commands.backstop} list {all_of}"
    return _titled(title, blocks, more=part.total - most, typed=typed)


def _with_menus(title: str, part: Part, reader: Reader, *, most: int, all_of: str) -> list[Json]:
    """The same with one menu beside each item."""
    blocks = [
        section(_entry(item, reader), accessory=buttons.reporters_menu(item))
        for item in _sorted(part.items, reader)[:most]
    ]
    typed = f"{reader.commands.backstop} list {all_of}"
    return _titled(title, blocks, more=part.total - most, typed=typed)


def _asked(items: Sequence[Item], reader: Reader) -> list[Json]:
    """What waits for a yes or a no, with its two buttons."""
    blocks: list[Json] = []
    for position, item in enumerate(items[:MOST_ASKED]):
        blocks.append(section(_entry(item, reader)))
        blocks += buttons.offer_buttons(item, position=position)
    return _titled("Waiting for your yes or no", blocks, more=len(items) - MOST_ASKED, typed="B-12")


def _titled(title: str, blocks: list[Json], *, more: int, typed: str) -> list[Json]:
    if not blocks:
        return []
    left_out = [context(f"+{more} more: type `{typed}`")] if more > 0 else []
    return [divider(), header(title), *blocks, *left_out]


def _entry(item: Item, reader: Reader) -> str:
    lines = [cards.headline(item, reader, limit=120), cards.standing(item, reader)]
    if item.fallback_applies:
        lines.append(f"Fallback: {reader.title(item.fallback, limit=120)}")
    moved = f"date moved {cards.times(item.times_moved)}" if item.times_moved else ""
    agreed = " · ".join(date_answers.not_yet(item, reader))
    small = filter(None, [f"<#{item.channel}>", agreed, moved, impact.short(item, reader)])
    return "\n".join([*lines, " · ".join(small)])
