"""What a card in Slack says, read back where the database no longer knows its item."""

import json
import re
from dataclasses import dataclass

from escalation.items import Kind
from grammar.masking import unescaped
from messages.slack.blocks import Json

_HEADLINE = re.compile(r"\*(?P<letter>[BD])-(?P<number>\d{1,9})\*[^:\n]*: (?P<title>.*)")
_OWNER = re.compile(r"Owner <@(?P<owner>[UW]\w+)>")
_KINDS = {kind.letter: kind for kind in Kind}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReading:
    """The item's kind and number, the start of its title, and its owner ("" if it names none)."""

    kind: Kind
    number: int
    title: str
    owner: str


def read(message: Json) -> CardReading | None:
    """What a card says, from Slack's own copy of the message; None if it is not a card."""
    headline = _HEADLINE.search(str(message.get("text", "")))
    if headline is None:
        return None
    owner = _OWNER.search(json.dumps(message.get("blocks", ())))
    return CardReading(
        kind=_KINDS[headline["letter"]],
        number=int(headline["number"]),
        title=unescaped(headline["title"]),
        owner=owner["owner"] if owner else "",
    )
