"""What looks like an older item, in words: the offer, the note on that item, and the answer."""

from collections.abc import Iterator

from escalation.events import Event
from escalation.items import Item
from messages.items import cards
from messages.notices import timeline
from messages.reader import Reader
from messages.slack import dates, ids, text
from messages.slack.blocks import Json, actions, button, message, section

_LONG, _SHORT = 500, 250
"""Characters of a title and of all links, and of each other text, in the note: it always fits."""


def looks_like(kept: Item, reader: Reader, *, most: int = 300) -> str:
    """What a new item looks like, with at most so many characters of its title."""
    return f"This looks like {reader.label(kept)}: {reader.title(kept.title, limit=most)}"


def same_button(item: Item, kept: Item, *, draft: str = "") -> Json:
    """Runs the line that says so; if they came of a `draft`, that is drawn again."""
    line = f"{item.label} same as {kept.label}"
    return button(f"Same as {kept.label}", ids.same(draft), value=line)


def with_alike(reply: Json, about: tuple[Item, Item], reader: Reader, *, draft: str) -> Json:
    """The reply with what the first item looks like, the second, and the button that says so."""
    item, kept = about
    private = reader.privately()
    blocks = [
        section(looks_like(kept, private)),
        actions("alike", [same_button(item, kept, draft=draft)]),
    ]
    spoken = f"{reply['text']}\n{looks_like(kept, private.plainly())}"
    return message(spoken, [*reply["blocks"], *blocks])


def note(item: Item, kept: Item, reader: Reader) -> str:
    """The words of an item as a note on the one that it is the same as: what differs there."""
    return " · ".join(
        [f"Also logged as {item.label}{_title(item, kept)}", *_more(item, kept, reader)]
    )


def _title(item: Item, kept: Item) -> str:
    is_same = item.title.casefold() == kept.title.casefold()
    return "" if is_same else f": {text.cut(item.title, _LONG)}"


def _more(item: Item, kept: Item, reader: Reader) -> Iterator[str]:
    if item.impact and item.impact.casefold() != kept.impact.casefold():
        yield f"Impact: {text.cut(item.impact, _SHORT)}"
    if names := [one.name for one in item.customers if one not in kept.customers]:
        yield f"Customer: {text.cut(', '.join(names), _SHORT)}"
    if item.due.at != kept.due.at:
        yield f"Due: {dates.wall(item.due.at, kept.policy.zone, now=reader.now)}"
    if item.fallback.casefold() != kept.fallback.casefold():
        yield f"Fallback: {text.cut(item.fallback, _SHORT)}"
    if item.owner != kept.owner:
        person = reader.people.get(item.owner)
        yield f"Owner: {person.name if person else item.owner}"
    known = {one.url for one in kept.links}
    if links := [one.url for one in item.links if one.url not in known]:
        yield f"Links: {text.cut(' '.join(links), _LONG)}"


def same_reply(item: Item, kept: Item, reader: Reader, *, event: Event) -> Json:
    """That an item is the same as another, which has its words now, and how that one stands."""
    private = reader.privately()
    done = timeline.done_by(event)

    def lines(by: Reader) -> str:
        said = timeline.sentence(done, item, by)
        noted = f"Its words are a note on {cards.headline(kept, by, limit=300)}"
        return "\n".join([said, noted, cards.standing(kept, by)])

    return message(lines(private.plainly()), [section(lines(private))])
