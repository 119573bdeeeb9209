"""A message of twenty blocks: built with our parts, checked, and turned into JSON."""

import json
from collections.abc import Callable, Iterator

from bench.figures import Figure, at_most
from bench.fixtures.databases import Databases
from bench.rounds import Rounds
from bot.process.clock import stopwatch
from messages.slack.blocks import Json, actions, button, context, header, message, section
from messages.slack.limits import fitted

TIMES = 300
PARTS = 5
"""Each of four blocks."""


def measure(_: Databases) -> Iterator[Figure]:
    """Compared with the same message written as plain dicts."""
    assert json.dumps(fitted(_ours())) == json.dumps(_plain())
    rounds = Rounds()
    sides: dict[str, Callable[[], object]] = {
        "plain": lambda: json.dumps(_plain()),
        "ours": lambda: json.dumps(fitted(_ours())),
    }
    for side in rounds.turns(*sides):
        rounds.add(side, _each(sides[side]))
    yield at_most(
        "a message of 20 blocks, built, checked, as JSON",
        3,
        ratio=rounds.ratio("ours", "plain"),
        name="plain dicts",
        reference=rounds.median("plain"),
        ours=rounds.median("ours"),
    )


def _each(make: Callable[[], object]) -> float:
    began = stopwatch()
    for _ in range(TIMES):
        make()
    return (stopwatch() - began) / TIMES


def _ours() -> Json:
    blocks = []
    for n in range(PARTS):
        buttons = [
            button("Resolve", f"resolve-{n}", value=f"{n}", style="primary"),
            button("Snooze", f"snooze-{n}", value=f"{n}"),
        ]
        blocks += [
            header(f"B-{n} SSO login fails"),
            section(f"Owner <@U{n}>, due Fri 27 Nov 17:00. Go live with passwords."),
            context("Logged by Tom", f"Slipped {n} times"),
            actions(f"acts-{n}", buttons),
        ]
    return message("Five blockers are open.", blocks)


def _plain() -> Json:
    blocks = [block for n in range(PARTS) for block in (*_plain_words(n), _plain_actions(n))]
    return {"text": "Five blockers are open.", "blocks": blocks}


def _plain_words(n: int) -> list[Json]:
    return [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": f"B-{n} SSO login fails", "emoji": True},
        },
        {
            "type": "section",
            "text": {
                "type": "mrkdwn",
                "text": f"Owner <@U{n}>, due Fri 27 Nov 17:00. Go live with passwords.",
                "verbatim": True,
            },
        },
        {
            "type": "context",
            "elements": [
                {"type": "mrkdwn", "text": "Logged by Tom", "verbatim": True},
                {"type": "mrkdwn", "text": f"Slipped {n} times", "verbatim": True},
            ],
        },
    ]


def _plain_actions(n: int) -> Json:
    return {
        "type": "actions",
        "block_id": f"acts-{n}",
        "elements": [
            {
                "type": "button",
                "action_id": f"resolve-{n}",
                "text": {"type": "plain_text", "text": "Resolve", "emoji": True},
                "value": f"{n}",
                "style": "primary",
            },
            {
                "type": "button",
                "action_id": f"snooze-{n}",
                "text": {"type": "plain_text", "text": "Snooze", "emoji": True},
                "value": f"{n}",
            },
        ],
    }
