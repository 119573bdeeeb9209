"""Operators see at a glance how the bot is: /metrics reports what has happened."""

import logging
import math

import pytest

from bot.demo.sandbox import Sandbox
from playground.state.faults import How
from tests.stories.heard import berlin, heard, ignore_rest, log, posted, types
from tests.stories.scraping import grown, scrape

BLOCKER = "/blocker SSO login fails owner @bo due thu 11am fallback use passwords"
POST = "chat.postMessage"

pytestmark = pytest.mark.of_one_bot


@pytest.mark.both_ways
async def test_every_request_is_counted_by_kind_and_outcome(sandbox: Sandbox) -> None:
    before = await scrape(sandbox.bot.port)
    await log(sandbox, BLOCKER)
    await types(sandbox, "bo", "/blocker B-1 ack")
    await types(sandbox, "maria", "/decision D-7 note never logged")
    await sandbox.slack.person("maria").types("#launch", "/blocker")
    await sandbox.advance(seconds=2)
    after = await scrape(sandbox.bot.port)
    requests = grown(before, after, "backstop_request_duration_seconds_count")
    assert requests == {
        '{kind="command",outcome="answered"}': 3,
        '{kind="command",outcome="refused"}': 1,
    }
    changes = grown(before, after, "backstop_changes_total")
    assert changes == {'{move="logged"}': 1, '{move="acknowledge"}': 1}
    assert after['backstop_open_items{kind="blocker"}'] == 1
    assert after['backstop_open_items{kind="decision"}'] == 0
    ignore_rest(sandbox, "#launch")


async def test_lateness_is_counted_from_when_a_notice_was_due(laddered_sandbox: Sandbox) -> None:
    """Thursday 11:00 in Berlin is due while the bot is down; Bo begins work at 9:00, 14:00 there.

    The reminder waited for Bo's morning, so it is late from then on; the post in the thread is late
    from the due instant; Lea's direct message waits for Friday morning.
    """
    sandbox = laddered_sandbox
    await log(sandbox, BLOCKER)
    await sandbox.advance(hours=10)
    assert heard(sandbox, "bo") == ["Wed 25 09:00 B-1"]
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(26, 18))
    await sandbox.start_bot()
    late = await scrape(sandbox.bot.port)
    name = "backstop_notice_lateness_seconds"
    assert late[f'{name}_count{{kind="reminder"}}'] == 1
    assert late[f'{name}_sum{{kind="reminder"}}'] == 4 * 3600
    assert late[f'{name}_count{{kind="escalation"}}'] == 1
    assert late[f'{name}_sum{{kind="escalation"}}'] == 7 * 3600
    assert late[f'{name}_bucket{{kind="reminder",le="14400.0"}}'] == 1
    assert late[f'{name}_bucket{{kind="escalation",le="14400.0"}}'] == 0
    assert late["backstop_outbox_waiting"] == 1
    assert late["backstop_outbox_due"] == 0
    assert heard(sandbox, "bo") == ["Thu 26 13:00 B-1"]
    assert posted(sandbox) == ["Thu 26 18:00 B-1"]


async def test_a_notice_nobody_needs_any_more_ends_as_superseded(sandbox: Sandbox) -> None:
    """Bo would be told at 9:00 in New York that it is theirs, but is told that it was withdrawn."""
    await log(sandbox, BLOCKER)
    await types(sandbox, "maria", "/blocker B-1 withdraw because it works again")
    await sandbox.advance(hours=1)
    before = await scrape(sandbox.bot.port)
    assert before["backstop_outbox_waiting"] == 2
    assert before['backstop_open_items{kind="blocker"}'] == 0
    await sandbox.advance(hours=9)
    after = await scrape(sandbox.bot.port)
    ended = grown(before, after, "backstop_notices_total")
    assert ended == {'{kind="logged",state="superseded"}': 1, '{kind="closed",state="sent"}': 1}
    assert after["backstop_outbox_waiting"] == 0
    assert heard(sandbox, "bo") == ["Wed 25 09:00 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_a_pause_that_slack_asks_for_is_counted(sandbox: Sandbox) -> None:
    sandbox.slack.faults.add(How.RATELIMITED, POST, retry_after=7)
    before = await scrape(sandbox.bot.port)
    await sandbox.slack.person("maria").types("#launch", BLOCKER)
    await sandbox.settle()
    waiting = await scrape(sandbox.bot.port)
    assert waiting["backstop_rate_limit_wait_seconds_count"] == 1
    assert waiting["backstop_rate_limit_wait_seconds_sum"] == 7
    assert grown(before, waiting, "backstop_slack_answers_total") == {'{answer="ratelimited"}': 1}
    calls = grown(before, waiting, "backstop_slack_call_duration_seconds_count")
    assert calls[f'{{method="{POST}",status="429"}}'] == 1
    await sandbox.advance(seconds=8)
    after = await scrape(sandbox.bot.port)
    assert after['backstop_notice_lateness_seconds_sum{kind="card"}'] == 7
    assert grown(before, after, "backstop_slack_answers_total")['{answer="sent"}'] == 1
    await sandbox.slack.expectations.expect_post("#launch", "*B-1*")


async def test_a_lost_answer_is_counted_as_unknown_and_then_as_sent(sandbox: Sandbox) -> None:
    sandbox.slack.faults.add(How.RESET, POST, accepted=True)
    await sandbox.slack.person("maria").types("#launch", BLOCKER)
    await sandbox.settle()
    lost = await scrape(sandbox.bot.port)
    assert lost['backstop_notices_total{kind="card",state="unknown"}'] == 1
    assert lost[f'backstop_slack_call_duration_seconds_count{{method="{POST}",status="none"}}'] == 1
    assert lost["backstop_outbox_waiting"] == 2, "the card, and what Bo hears in the morning"
    await sandbox.advance(seconds=61)
    found = await scrape(sandbox.bot.port)
    assert found['backstop_notices_total{kind="card",state="sent"}'] == 1
    assert found['backstop_notice_lateness_seconds_sum{kind="card"}'] == 60
    await sandbox.slack.expectations.expect_post("#launch", "*B-1*")


async def test_what_slack_refuses_for_good_is_counted_as_parked(sandbox: Sandbox) -> None:
    sandbox.slack.faults.add(How.ERROR, POST, code="is_archived")
    await sandbox.slack.person("maria").types("#launch", BLOCKER)
    await sandbox.settle()
    after = await scrape(sandbox.bot.port)
    assert after['backstop_notices_total{kind="card",state="parked"}'] == 1
    assert after['backstop_slack_answers_total{answer="refused"}'] == 1
    assert heard(sandbox, "maria") == ["Wed 25 10:30 B-1"]


async def test_while_slack_is_out_of_reach_the_outbox_grows_old(sandbox: Sandbox) -> None:
    sandbox.slack.engine.token_error = "account_inactive"
    await sandbox.slack.person("maria").types("#launch", BLOCKER)
    await sandbox.advance(minutes=30)
    after = await scrape(sandbox.bot.port)
    assert after['backstop_part_ok{part="delivery"}'] == 0
    assert after['backstop_part_ok{part="database"}'] == 1
    assert after["backstop_ready"] == 0
    assert after["backstop_outbox_due"] == 1
    assert not math.isnan(after["backstop_outbox_oldest_due_seconds"])
    sandbox.slack.engine.token_error = None
    await sandbox.advance(minutes=2)
    assert (await scrape(sandbox.bot.port))["backstop_ready"] == 1
    await sandbox.slack.expectations.expect_post("#launch", "*B-1*")


async def test_nothing_that_people_wrote_and_nobody_is_in_it(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    card = await log(sandbox, BLOCKER)
    text = "\n".join(await scrape(sandbox.bot.port))
    bo = sandbox.slack.person("bo").id
    for secret in ("SSO", "passwords", "B-1", bo, card.channel, card.ts, "T0PLAY"):
        assert secret not in text


async def test_an_idle_bot_logs_nothing(
    laddered_sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, BLOCKER)
    caplog.set_level(logging.INFO, logger="backstop")
    caplog.clear()
    for _ in range(20):
        await sandbox.advance(minutes=1)
    assert [record.message for record in caplog.records] == []
