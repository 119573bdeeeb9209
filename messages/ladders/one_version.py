"""A channel's ladder as a reply that only the asker sees: in words, by whom, when and why."""

from datetime import datetime

from escalation.events import OPERATOR
from escalation.policy import Policy
from messages.items.lists import chunks
from messages.ladders.words import in_words
from messages.reader import Reader
from messages.slack import budget, text
from messages.slack.blocks import Json, context, message, section

LINE = 2900
"""Characters of one sentence; a rung may name many people."""


def ladder_reply(
    policy: Policy,
    reader: Reader,
    *,
    channel: str,
    current: int,
    is_set_up: bool,
    is_private: bool = False,
    before: int | None = None,
    by: str = "",
    at: datetime | None = None,
    reason: str = "",
) -> Json:
    """One version of a ladder; `current` is the number of the one that new items use.

    `before` is that of the one before it, None if that is not kept. `by` and `at` say who made it,
    and when, if that is known.
    """
    naming = reader.publicly()
    made = _made(naming, by=by, at=at, reason=reason)
    head = _title(policy.version, channel, is_set_up=is_set_up)
    small = [
        *_other(policy.version, current, naming, is_set_up=is_set_up),
        *_before(before, naming),
    ]

    def lines(one: Reader) -> list[str]:
        said = in_words(policy, one, channel=channel, is_private=is_private)
        return [text.cut(line, LINE) for line in said]

    shown = [head, *made, *lines(naming)]
    whole = len(shown)
    shown = shown[: budget.affordable(shown, budget.LISTED)]
    small += [f"+{whole - len(shown)} more sentences"] if len(shown) < whole else []
    spoken = "\n".join([head, *_made(naming.plainly(), by=by, at=at, reason=reason)])
    spoken = "\n".join([spoken, *lines(naming.plainly()), *small])
    return message(
        text.cut(spoken, 3900), [*map(section, chunks(shown)), context(" · ".join(small))]
    )


def _title(version: int, channel: str, *, is_set_up: bool) -> str:
    if is_set_up:
        return f"*The ladder of <#{channel}>, version {version}*"
    return f"*<#{channel}> is not set up yet.* Until somebody does, this is its ladder:"


def _made(reader: Reader, *, by: str, at: datetime | None, reason: str) -> list[str]:
    """`Saved by Lea Mon 2 Mar 10:00. Why: …`"""
    if not by or at is None:
        return []
    who = "the operator" if by == OPERATOR else reader.who(by)
    why = f" Why: {reader.title(reason, limit=500)}" if reason else ""
    return [f"Saved by {who} {reader.when(at)}.{why}"]


def _other(version: int, current: int, reader: Reader, *, is_set_up: bool) -> list[str]:
    """How to change it, or how to see the one that is used now."""
    typed = reader.commands.backstop
    if version != current:
        return [f"Version {current} is used now: `{typed} ladder`"]
    return [f"To {'change it' if is_set_up else 'set it up'}: `{typed} setup`"]


def _before(before: int | None, reader: Reader) -> list[str]:
    return [f"The one before: `{reader.commands.backstop} ladder {before}`"] if before else []
