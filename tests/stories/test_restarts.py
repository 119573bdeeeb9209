"""Promise 7: never lost, never twice, whenever the bot stops and whatever Slack answers."""

from collections import Counter
from datetime import datetime

from bot.demo.sandbox import Sandbox
from playground.state.faults import Fault
from playground.state.workspace import Json
from tests.stories.conftest import NewSandbox
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


async def undisturbed(sandbox: Sandbox, at: datetime) -> None:
    """Nothing happens to the bot."""
    sandbox.clock.set(at)
    await sandbox.settle()


async def started_late(sandbox: Sandbox, at: datetime) -> None:
    """The bot is stopped in the middle of a step, and starts again at the next event."""
    await sandbox.stop_bot()
    sandbox.clock.set(at)
    await sandbox.start_bot()


async def stopped_midway(sandbox: Sandbox, at: datetime) -> None:
    """The bot is stopped as soon as it has planned, with everything still unsent."""
    sandbox.clock.set(at)
    await sandbox.bot.workspace.heartbeat.beat()
    await sandbox.stop_bot()
    await sandbox.start_bot()


async def given_time(sandbox: Sandbox, at: datetime) -> None:
    """Nothing else happens to the bot, and it has time to search for what Slack may lack."""
    await undisturbed(sandbox, max(at, sandbox.now()))
    await sandbox.advance(minutes=3)


async def started_late_and_given_time(sandbox: Sandbox, at: datetime) -> None:
    """The bot is stopped with messages of unknown fate, and searches for them afterwards."""
    await started_late(sandbox, max(at, sandbox.now()))
    await sandbox.advance(minutes=3)


async def test_a_bot_stopped_between_any_two_steps_says_the_same_in_the_same_order(
    new_sandbox: NewSandbox,
) -> None:
    expected = await tell(new_sandbox(), undisturbed)
    assert {"#launch", "#launch thread", "@maria", "@lea", "@cem", "only @maria"} <= set(expected)
    assert await tell(new_sandbox(), started_late) == expected
    assert await tell(new_sandbox(), stopped_midway) == expected


async def test_whatever_slack_answers_each_message_is_there_once(new_sandbox: NewSandbox) -> None:
    expected = times_told(await tell(new_sandbox(), undisturbed))
    assert await told_in_spite_of_faults(new_sandbox, given_time) == expected
    assert await told_in_spite_of_faults(new_sandbox, started_late_and_given_time) == expected


async def told_in_spite_of_faults(
    new_sandbox: NewSandbox, passing: Passing
) -> Counter[tuple[str, str]]:
    """How often each message was posted where, after the first try of every one failed."""
    script: list[Fault] = []
    told = times_told(
        await tell(new_sandbox(), passing, prepare=lambda sandbox: script.extend(hit_all(sandbox)))
    )
    assert all(fault.used for fault in script)
    assert sum(fault.used for fault in script) == len(told)
    return told


def hit_all(sandbox: Sandbox) -> list[Fault]:
    """Make the first try of every message fail, each in the next of all ways."""
    tries: dict[str, int] = {}

    def turn_of(kind: int, args: Json) -> bool:
        token = args["metadata"]["event_payload"]["token"]
        if token in tries or len(tries) % len(KINDS) != kind:
            return False
        tries[token] = kind
        return True

    return [
        sandbox.slack.faults.add(
            method=POST, times=None, when=lambda args, kind=kind: turn_of(kind, args), **options
        )
        for kind, options in enumerate(KINDS)
    ]


async def test_a_message_that_slack_has_taken_is_found_and_not_sent_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, record = laddered_sandbox, laddered_sandbox.slack.recorder
    before = len(record.calls(POST))
    sandbox.slack.faults.add("reset", POST, accepted=True)
    line = "/blocker SSO login fails owner me due fri noon fallback use passwords"
    await sandbox.slack.person("maria").types("#launch", line)
    await sandbox.advance(minutes=3)
    await sandbox.slack.expectations.expect_post("#launch", "B-1")
    assert len(record.calls(POST)) - before == 1
    assert len(record.calls("conversations.history")) == 1


async def test_slack_says_too_fast_and_everything_comes_a_little_later(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    fault = sandbox.slack.faults.add("ratelimited", POST, times=2, retry_after=1)
    line = "/blocker SSO login fails owner @cem due fri noon fallback use passwords"
    await sandbox.slack.person("maria").types("#launch", line)
    await sandbox.settle()
    await sandbox.advance(seconds=1)
    await sandbox.slack.expectations.expect_post("#launch", "B-1")
    await sandbox.slack.expectations.expect_dm("cem", "B-1")
    assert fault.used == 2


def times_told(transcript: Transcript) -> Counter[tuple[str, str]]:
    """How often each message was posted where; immediate answers have no token."""
    return Counter(
        (place, token) for place, said in transcript.items() for _, token, _ in said if token
    )
