"""The form that hands over everything: what would go, line by line, to whom and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from escalation.about.customers import Customer
from escalation.fields import Field
from escalation.handover import batches
from escalation.items import Item
from escalation.people import Person
from escalation.policy import Policy
from messages.handover.everything import counted_keys
from messages.items.lists import chunks
from messages.reader import Reader
from messages.slack import dates, ids, offer_ids, text
from messages.slack.blocks import Json, context, input_block, option, plain, section
from messages.slack.fields import checks_field, modal, person_field, text_field

HAND_OVER = ids.FORM + "hand_over"
NOT_MINE = ids.FORM + "not_mine"
LINES, SOME, OTHER = "lines.", "some.", "other."
"""The blocks of the ticks, of the lines for somebody else, and of that person; a number follows."""
MOST_OTHERS = 3
"""How many other people one form can give some of it to."""
_TICKS = 10
"""Slack's limit of one block of ticks."""
_MOST_GROUPS = 30
"""Channels with blocks of their own: a form has at most 100 blocks."""
_MOST_TEXT = 75
_ELSEWHERE, _ROLES = "Items in more channels", "Roles on ladders"

Options = dict[str, Json]
"""The ticks of a group, by the key of the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on a step of a ladder; `refused` says who can give it away, "" if this person can."""

    key: str
    channel: str
    name: str
    policy: Policy
    rung: int
    refused: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What `owner` has and somebody may hand over, and what is known already.

    `names` are those of the items' channels by id, `more` counts the items beyond the form.
    """

    owner: Person
    is_own: bool
    items: Sequence[Item]
    names: Mapping[str, str]
    customers: Sequence[Customer]
    places: Sequence[Place]
    more: int = 0
    to: str = ""
    reason: str = ""
    notes: Sequence[str] = field(default=())


def form(giving: Giving, reader: Reader) -> Json:
    """The form; without a line it only says so."""
    groups = _groups(giving, reader)
    stays = [_refused(place, reader) for place in giving.places if place.refused]
    refused = [section(chunk) for chunk in chunks(stays)]
    whose = "You have" if giving.is_own else f"{reader.who(giving.owner.id)} has"
    notes = [section(f"💬 {reader.sentence(note)}") for note in giving.notes]
    if not groups:
        nothing = f"{whose} nothing that you can hand over. {_LIMITS[giving.is_own]}".rstrip()
        return modal(HAND_OVER, _TITLE, [*notes, section(nothing), *refused])
    return modal(
        HAND_OVER,
        _TITLE,
        [
            *notes,
            section(f"{_first(giving, groups, whose)} {_EXPLAINED[giving.is_own]}"),
            person_field(Field.OWNER, "Who takes over?", value=giving.to),
            text_field(Field.REASON, "Why?", value=giving.reason, hint=_HINT),
            *_ticks(groups),
            *([context(_OPEN_TOO), _anyway()] if _ROLES in groups else []),
            *refused,
            *_others(groups),
        ],
        submit="Offer" if giving.is_own else "Hand over",
        metadata=ids.packed(owner=giving.owner.id),
    )


_TITLE = "Hand over everything"
_HINT = "Everyone who is told of it reads the reason."
_LIMITS = {True: "", False: "Only what you can see counts here."}
_OPEN_TOO = "The ladder of a ticked channel gets a new version, which its open items use too."
_EXPLAINED = {
    True: "It is one offer: it stays yours until it is taken. Untick what you keep.",
    False: "What is ticked changes hands at once. Untick what stays.",
}


def _first(giving: Giving, groups: Mapping[str, Options], whose: str) -> str:
    what = counted_keys(key for group in groups.values() for key in group)
    if giving.more:
        return (
            f"{whose} more than fits here: {what} come first. "
            "Hand these over, then open this again for the rest."
        )
    return f"{whose} {what}{'' if giving.is_own else ' that you can hand over'}."


def _groups(giving: Giving, reader: Reader) -> dict[str, Options]:
    """The ticks by heading: items by channel, then customers, then places on ladders."""
    groups: dict[str, Options] = {}
    for item in giving.items:
        name = f"Items in #{giving.names.get(item.channel, item.channel)}"
        heading = name if name in groups or len(groups) < _MOST_GROUPS else _ELSEWHERE
        groups.setdefault(heading, {})[batches.of_item(item.id).key] = _item(item, reader)
    if giving.customers:
        groups["Accounts of customers"] = {
            (key := batches.of_customer(one.id).key): _option(key, one.name, reader)
            for one in giving.customers
        }
    if mine := [place for place in giving.places if not place.refused]:
        groups[_ROLES] = {
            one.key: _option(one.key, f"#{one.name}: {one.policy.step(one.rung)}", reader)
            for one in mine
        }
    return groups


def _item(item: Item, reader: Reader) -> Json:
    said = f"{item.label} {item.title}"
    due = f"due {dates.wall(item.due.at, reader.zone, now=reader.now)}"
    about = text.plain(f"{due}{_ends(item, reader)}", reader.people, limit=_MOST_TEXT)
    key = batches.of_item(item.id).key
    return _option(key, said, reader) | {"description": plain(about)}


def _ends(item: Item, reader: Reader) -> str:
    """Which offer or request of the item this replaces."""
    if item.offer is None:
        return ""
    person = reader.people.get(item.offer.to)
    what = "request of" if item.offer.is_request else "offer to"
    return f", ends the {what} {person.name if person else 'somebody'}"


def _option(key: str, words: str, reader: Reader) -> Json:
    return option(text.plain(words, reader.people, limit=_MOST_TEXT), key)


def _refused(place: Place, reader: Reader) -> str:
    step = reader.title(place.policy.step(place.rung), limit=60)
    return f"<#{place.channel}>: {step} stays. {reader.sentence(place.refused, limit=400)}"


def _anyway() -> Json:
    tick = {"yes": "Save it anyway"}
    return checks_field(Field.ANYWAY, "If a ladder needs a second look", tick)


def _ticks(groups: Mapping[str, Options]) -> list[Json]:
    parts = [
        (heading, part) for heading, options in groups.items() for part in _parts(options.values())
    ]
    return [
        input_block(
            f"{LINES}{n}",
            text.plain(heading, {}, limit=150),
            {"type": "checkboxes", "options": part, "initial_options": part},
            optional=True,
        )
        for n, (heading, part) in enumerate(parts)
    ]


def _parts(options: Iterable[Json]) -> list[list[Json]]:
    every = [*options]
    return [every[at : at + _TICKS] for at in range(0, len(every), _TICKS)]


def _others(groups: Mapping[str, Options]) -> list[Json]:
    """Fields for a few other people, who get some of the lines."""
    every = [one for options in groups.values() for one in options.values()]
    blocks = []
    for n in range(min(MOST_OTHERS, len(every) - 1)):
        which = {"type": "multi_static_select", "options": every, "placeholder": plain("Lines")}
        who = {"type": "users_select", "placeholder": plain("Choose a person")}
        blocks += [
            input_block(f"{SOME}{n}", "For somebody else", which, optional=True),
            input_block(f"{OTHER}{n}", "Who gets these?", who, optional=True),
        ]
    return blocks


def not_mine(mark: str, key: str, words: str) -> Json:
    """The form that asks why somebody does not take an offer, or one line of it."""
    why = text_field(Field.REASON, "Why?", lines=True, hint="Who offered it reads this.")
    metadata = ids.packed(batch=offer_ids.encode_batch("decline", mark, key))
    return modal(NOT_MINE, "Not mine", [section(words), why], submit="Say no", metadata=metadata)
