"""Promise 7: never lost, never twice, whenever the bot stops and whatever Slack answers."""

from collections import Counter
from datetime import datetime

from bot.demo.sandbox import Town
from playground.state.faults import Fault
from playground.state.workspace import Json
from tests.stories.conftest import NewTown
from tests.stories.launch_story import Passing, Transcript, tell

POST = "chat.postMessage"
KINDS: tuple[Json, ...] = (
    {"how": "reset", "accepted": True},
    {"how": "reset"},
    {"how": "status", "accepted": True},
    {"how": "status", "status": 503},
    {"how": "error", "code": "internal_error", "accepted": True},
    {"how": "html", "accepted": True},
    {"how": "truncated", "accepted": True},
    {"how": "malformed"},
)
"""Answers that do not say whether Slack has taken the message."""


async def undisturbed(town: Town, at: datetime) -> None:
    """Nothing happens to the bot."""
    town.clock.set(at)
    await town.settle()


async def started_late(town: Town, at: datetime) -> None:
    """The bot is stopped amid whatever a step set off, and comes up at the next event."""
    await town.stop_bot()
    town.clock.set(at)
    await town.start_bot()


async def stopped_midway(town: Town, at: datetime) -> None:
    """The bot is stopped as soon as it has planned, with all it was about to say."""
    town.clock.set(at)
    await town.bot.beat()
    await town.stop_bot()
    await town.start_bot()


async def given_time(town: Town, at: datetime) -> None:
    """Nothing else happens to the bot, and there is time to look for what Slack may have lost."""
    await undisturbed(town, max(at, town.now()))
    await town.advance(minutes=3)


async def started_late_and_given_time(town: Town, at: datetime) -> None:
    """The bot is stopped with messages whose fate is unknown, and looks for them afterwards."""
    await started_late(town, max(at, town.now()))
    await town.advance(minutes=3)


async def test_a_bot_stopped_between_any_two_steps_says_the_same_in_the_same_order(
    new_town: NewTown,
) -> None:
    expected = await tell(new_town(), undisturbed)
    assert {"#launch", "#launch thread", "@maria", "@lea", "@cem", "only @maria"} <= set(expected)
    assert await tell(new_town(), started_late) == expected
    assert await tell(new_town(), stopped_midway) == expected


async def test_whatever_slack_answers_each_message_is_there_once(new_town: NewTown) -> None:
    expected = times_told(await tell(new_town(), undisturbed))
    assert await told_in_spite_of_faults(new_town, given_time) == expected
    assert await told_in_spite_of_faults(new_town, started_late_and_given_time) == expected


async def told_in_spite_of_faults(new_town: NewTown, passing: Passing) -> Counter[tuple[str, str]]:
    """How often each message was said where, though the first try of every one failed."""
    script: list[Fault] = []
    told = times_told(
        await tell(new_town(), passing, prepare=lambda town: script.extend(hit_all(town)))
    )
    assert all(fault.used for fault in script)
    assert sum(fault.used for fault in script) == len(told)
    return told


def hit_all(town: Town) -> list[Fault]:
    """Let the first try of every message fail, each in the next of all ways."""
    tries: dict[str, int] = {}

    def turn_of(kind: int, args: Json) -> bool:
        token = args["metadata"]["event_payload"]["token"]
        if token in tries or len(tries) % len(KINDS) != kind:
            return False
        tries[token] = kind
        return True

    return [
        town.slack.faults.add(
            method=POST, times=None, when=lambda args, kind=kind: turn_of(kind, args), **options
        )
        for kind, options in enumerate(KINDS)
    ]


async def test_a_message_that_slack_has_taken_is_found_and_not_sent_again(
    laddered_town: Town,
) -> None:
    town, record = laddered_town, laddered_town.slack.recorder
    town.slack.faults.add("reset", POST, accepted=True)
    line = "/blocker SSO login fails owner me due fri noon fallback use passwords"
    await town.slack.person("maria").types("#launch", line)
    await town.advance(minutes=3)
    await town.slack.expectations.expect_post("#launch", "B-1")
    assert len(record.calls(POST)) == 1
    assert len(record.calls("conversations.history")) == 1


async def test_slack_says_too_fast_and_everything_comes_a_little_later(laddered_town: Town) -> None:
    town = laddered_town
    fault = town.slack.faults.add("ratelimited", POST, times=2, retry_after=1)
    line = "/blocker SSO login fails owner @cem due fri noon fallback use passwords"
    await town.slack.person("maria").types("#launch", line)
    await town.settle()
    await town.advance(seconds=1)
    await town.slack.expectations.expect_post("#launch", "B-1")
    await town.slack.expectations.expect_dm("cem", "B-1")
    assert fault.used == 2


def times_told(transcript: Transcript) -> Counter[tuple[str, str]]:
    """How often each message was said where; what answers a command at once has no token."""
    return Counter(
        (place, token) for place, said in transcript.items() for _, token, _ in said if token
    )
