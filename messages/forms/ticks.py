"""What is doubtful about a ladder, and the tick that saves it anyway."""

from collections.abc import Sequence
from hashlib import blake2s

from escalation.fields import Field
from messages.reader import Reader
from messages.slack.blocks import Json, section
from messages.slack.fields import checks_field
from messages.slack.form_values import Answers

LIMIT = 2800
"""Characters of all doubts together, below Slack's limit of a paragraph."""

SEE_ABOVE = "⚠️ Not saved yet: please read what is marked above."
"""At the end of a form, for those who have scrolled past it."""
_HOW = "Change it, or tick *Save anyway* and save again."


def asked(doubts: Sequence[str], reader: Reader) -> list[Json]:
    """The doubts, and a tick for just these: with others Slack draws an empty one."""
    if not doubts:
        return []
    said = "\n".join(f"• {doubt}" for doubt in doubts)
    value = _value(doubts)
    tick = checks_field(Field.ANYWAY, "Is this what you want?", {value: "Save anyway"})
    element = tick["element"] | {"action_id": value}
    return [
        section(f"⚠️ *Please check*\n{reader.sentence(said, limit=LIMIT)}\n{_HOW}"),
        tick | {"element": element},
    ]


def are_accepted(doubts: Sequence[str], given: Answers) -> bool:
    """Whether just these are ticked; there is nothing to tick if there are none."""
    return not doubts or given.many(Field.ANYWAY) == (_value(doubts),)


def _value(doubts: Sequence[str]) -> str:
    return blake2s("\n".join(doubts).encode(), digest_size=8).hexdigest()
