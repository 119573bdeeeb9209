"""Promise 6: one post a week, exactly once per channel and week, complete and comparable."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

from bot.app import Backstop
from bot.demo.sandbox import POST_GAP, Sandbox
from bot.timing import Timing
from escalation.items import Kind
from playground.person.person import Person
from playground.rules.seen import buttons, message_words, view_words
from playground.state.workspace import Message
from storage.items import store
from tests.stories.heard import SUMMARY, berlin, ignore_rest, log, set_up, types
from tests.support.factories import a_due, a_policy, an_item
from tests.support.greeted import count_as_greeted

LATER = "due 2026-05-29 5pm fallback wait"
"""So far ahead that nobody is reminded within these stories."""
MONDAY = berlin(30, 9)
"""7:00 UTC: Berlin's clocks were changed the night before."""


def summaries(sandbox: Sandbox, channel: str = "#launch") -> list[Message]:
    """The weekly posts of a channel, oldest first; they are expected now."""
    said = sandbox.slack.expectations.messages_in(channel)
    posts = [message for message in said if message.text.startswith(SUMMARY)]
    for post in posts:
        post.expected = True
    return posts


def opened_at(sandbox: Sandbox, channel: str = "#launch") -> list[datetime]:
    """When a channel's weekly posts came."""
    return [post.at for post in summaries(sandbox, channel)]


async def launch_with_a_blocker(sandbox: Sandbox) -> None:
    """The ladder is set, so weeks follow Berlin time, and Maria owns one blocker."""
    await set_up(sandbox)
    await log(sandbox, f"/blocker SSO login fails owner me {LATER}")


async def test_each_local_week_brings_one_post_across_the_change_of_clocks(
    sandbox: Sandbox,
) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(MONDAY - timedelta(minutes=1))
    assert summaries(sandbox) == []
    await sandbox.advance_to(berlin(20, 12, month=4))
    mondays = [berlin(day, 9, month=month) for month, day in ((3, 30), (4, 6), (4, 13), (4, 20))]
    assert opened_at(sandbox) == mondays
    assert [post.text.partition("*:")[0] for post in summaries(sandbox)] == [
        "*Week of Mon 30 Mar",
        "*Week of Mon 6 Apr",
        "*Week of Mon 13 Apr",
        "*Week of Mon 20 Apr",
    ]


async def test_each_channel_has_its_own_day_and_time(sandbox: Sandbox) -> None:
    sandbox.slack.add_channel("#billing", ["bo", "lea"], with_bot=False)
    count_as_greeted(sandbox.slack, sandbox.settings())
    sandbox.slack.person("bo").invites("backstop", "#billing")
    await sandbox.settle()
    await set_up(sandbox)
    friday = {"Weekly post on": "Friday", "Weekly post at": "16:30"}
    await set_up(sandbox, friday, by="bo", channel="#billing")
    for channel, who in (("#launch", "maria"), ("#billing", "bo")):
        await log(sandbox, f"/blocker SSO login fails owner me {LATER}", by=who, channel=channel)
    await sandbox.advance_to(berlin(4, 12, month=4))
    new_york = datetime(2026, 3, 27, 20, 30, tzinfo=UTC)  # four hours behind since 8 March
    assert opened_at(sandbox, "#billing") == [new_york, new_york + timedelta(days=7)]
    assert opened_at(sandbox) == [MONDAY]


async def test_a_moved_day_brings_no_second_post_in_the_same_week(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await log(sandbox, f"/decision Which DPA owner me {LATER}")
    await sandbox.advance_to(berlin(31, 12))
    await types(sandbox, "maria", "/decision D-1 decide ours because legal agreed")
    await set_up(sandbox, {"Weekly post on": "Friday"}, by="lea")
    await sandbox.advance_to(berlin(11, 12, month=4))
    assert opened_at(sandbox) == [MONDAY, berlin(10, 9, month=4)]
    friday = message_words(summaries(sandbox)[1])
    assert (
        "Which DPA · decided by *Maria Silva* on Tue 31 Mar: ours, because legal agreed" in friday
    )
    sandbox.slack.expectations.expect_all("D-1")


async def test_a_restart_at_the_very_moment_brings_one_post(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(MONDAY - timedelta(minutes=1))
    await sandbox.stop_bot()
    sandbox.clock.set(MONDAY)
    for _ in range(3):
        await sandbox.start_bot()
        await sandbox.stop_bot()
    await sandbox.start_bot()
    assert opened_at(sandbox) == [MONDAY]


async def test_after_a_long_downtime_only_the_latest_week_is_posted_then_on_time(
    sandbox: Sandbox,
) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(berlin(27, 12))
    await sandbox.stop_bot()
    back_at = berlin(14, 14, month=4)  # a Tuesday; three slots were missed
    sandbox.clock.set(back_at)
    await sandbox.start_bot()
    (post,) = summaries(sandbox)
    assert post.text.startswith("*Week of Mon 13 Apr*")
    await sandbox.advance_to(berlin(20, 12, month=4))
    assert opened_at(sandbox) == [back_at, berlin(20, 9, month=4)]
    sandbox.slack.expectations.expect_all("B-1")  # the blocker outlived a review cycle


async def test_more_than_two_days_late_it_is_skipped_and_the_next_covers_both_weeks(
    sandbox: Sandbox,
) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(berlin(31, 12))
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(8, 9, 1, month=4))  # Wednesday; owed since Monday 9:00
    await sandbox.start_bot()
    await sandbox.advance_to(berlin(14, 12, month=4))
    assert opened_at(sandbox) == [MONDAY, berlin(13, 9, month=4)]
    said = message_words(summaries(sandbox)[-1])
    assert "this one covers the time since Mon 30 Mar." in said
    assert "Logged: 1, 0, 0" in said, "the week that was skipped has its numbers"
    ignore_rest(sandbox)


async def test_after_three_weeks_without_anything_to_say_it_rests(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    await sandbox.advance_to(berlin(11, 12, month=5))
    posts = summaries(sandbox)
    assert [post.at for post in posts] == [
        MONDAY,
        *(berlin(day, 9, month=4) for day in (6, 13, 20)),
    ]
    quiet = [post.text for post in posts[1:]]
    assert quiet[0].endswith("0 open (unchanged). Nothing happened this week.")
    assert quiet[2].endswith(
        "Nothing happened this week. This post now rests until something is logged."
    )
    await log(sandbox, f"/blocker DNS is slow owner me {LATER}")
    await sandbox.advance_to(berlin(18, 12, month=5))
    assert "This post has rested since Mon 20 Apr." in message_words(summaries(sandbox)[-1])
    ignore_rest(sandbox)


async def test_where_slack_draws_no_charts_the_post_goes_without_them(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(berlin(5, 12, month=4))
    ignore_rest(sandbox)
    fault = sandbox.slack.faults.add(
        "error",
        "chat.postMessage",
        code="invalid_blocks",
        when=lambda args: "data_visualization" in str(args.get("blocks", "")),
        times=None,
    )
    await sandbox.advance_to(berlin(13, 12, month=4))
    _, second, third = summaries(sandbox)
    assert fault.used == 1, "for seven days none is tried"
    for post in (second, third):
        assert "Logged: 1, 0" in message_words(post)
        assert buttons(post.blocks), "it has all its other blocks"
    ignore_rest(sandbox)


async def test_after_a_downtime_it_is_shown_in_the_channels_hours(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(berlin(2, 12, month=4))
    ignore_rest(sandbox, "#launch")
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(7, 18, month=4))  # Tuesday, after work; owed since Monday
    await sandbox.start_bot()
    assert opened_at(sandbox) == [berlin(30, 9)]
    await sandbox.advance_to(berlin(14, 12, month=4))
    assert opened_at(sandbox) == [berlin(30, 9), berlin(8, 9, month=4), berlin(13, 9, month=4)]


async def test_two_bots_on_one_database_post_once(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(MONDAY - timedelta(minutes=1))
    timing = Timing(clock=sandbox.clock, post_gap=POST_GAP)
    async with Backstop(sandbox.settings(), timing=timing) as other:
        sandbox.clock.set(MONDAY)
        here, there = sandbox.bot.workspace, other.workspace
        beats = (here.heartbeat.beat(), there.heartbeat.beat())
        await asyncio.gather(here.settle(), there.settle(), *beats)
        await sandbox.settle()
    assert len(summaries(sandbox)) == 1


async def test_a_post_whose_answer_is_lost_is_there_once(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    for week, how in enumerate(("reset", "status", "ratelimited")):
        fault = sandbox.slack.faults.add(
            how,
            "chat.postMessage",
            accepted=how != "ratelimited",
            when=lambda args: str(args.get("text", "")).startswith(SUMMARY),
        )
        await sandbox.advance_to(MONDAY + timedelta(days=7 * week, minutes=5))
        assert (fault.used, len(summaries(sandbox))) == (1, week + 1), how


async def test_with_many_items_the_post_stays_short_and_its_form_shows_all(
    sandbox: Sandbox,
) -> None:
    await launch_with_a_blocker(sandbox)
    fill(sandbox, blockers=59, decisions=60)
    await sandbox.advance_to(MONDAY)
    (post,) = summaries(sandbox)
    assert post.text.startswith("*Week of Mon 30 Mar*: 120 open\n")
    assert len(post.text) <= 4000
    assert len(post.blocks) <= 15
    assert [line for line in post.text.splitlines() if line.startswith("+")] == [
        "+55",
        "+57",
    ]
    bo = sandbox.slack.person("bo")
    await bo.clicks("All of it", message=post)
    overview = await bo.sees_form("120 open")
    assert {"+45 more", "+50 more"} <= {*buttons(overview.blocks)}
    shown = await pages_of(bo, "+45 more")
    assert shown == [*(f"B-{number}" for number in range(2, 61)), "B-1"], "the earliest due first"
    await bo.clicks("Back")
    assert "Decisions due" in view_words(await bo.sees_form())


async def pages_of(person: Person, label: str) -> list[str]:
    """The labels on every page of a part of the form, in order."""
    await person.clicks(label)
    found: list[str] = []
    while True:
        form = await person.sees_form()
        found += re.findall(r"\*(?:<[^|]+\|)?(B-\d+)>?\*", view_words(form))
        if "Later" not in buttons(form.blocks):
            return found
        await person.clicks("Later")


def fill(sandbox: Sandbox, *, blockers: int, decisions: int) -> None:
    """Add items with long words to the database, as if they had been logged before."""
    maria = sandbox.slack.person("maria").id
    due = a_due("05-29 12:00")
    context = sandbox.bot.workspace.context
    with context.database.write(context.workspace) as tx:
        for kind in [Kind.BLOCKER] * blockers + [Kind.DECISION] * decisions:
            item = an_item(
                kind=kind,
                channel=sandbox.slack.channel("#launch").id,
                title="The import of contracts drops numbers " * 6,
                impact="Lawyers of the firm cannot check drafts " * 8,
                owner=maria,
                reporter=maria,
                due=due,
                policy=a_policy(),
                logged_at=sandbox.now(),
                next_at=due.at - timedelta(hours=24),
            )
            store.insert(tx, item)


async def test_it_says_what_changed_since_the_week_before(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    await log(sandbox, f"/blocker DNS is slow owner me {LATER}")
    await log(sandbox, f"/decision Which DPA owner me {LATER}")
    await types(sandbox, "maria", "/blocker B-1 worsening")
    await sandbox.advance_to(berlin(31, 12))
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    await types(sandbox, "maria", "/blocker B-2 improving")
    await types(sandbox, "maria", "/decision D-1 move 2026-06-12 noon because legal is out")
    await sandbox.advance_to(berlin(6, 12, month=4))
    first, second = map(message_words, summaries(sandbox))
    assert "*Week of Mon 30 Mar*: 3 open\n" in first
    assert "Net trajectory" not in first
    assert "*Week of Mon 6 Apr*: 2 open (1 fewer)\n" in second
    assert "moved once, 10 working days later" in second
    assert "Also this week: 1 resolved, 1 moved" in second
    assert "Logged: 3, 0 · Closed: 0, 1 · Overdue: 0, 0 · Net trajectory: -1, +1" in second
    sandbox.slack.expectations.expect_all("B-")
    sandbox.slack.expectations.expect_all("D-1")


async def test_a_late_post_tells_the_week_as_it_stood_when_it_ended(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await log(sandbox, "/blocker SSO login fails owner me due mon noon fallback use passwords")
    await sandbox.advance_to(berlin(29, 12))
    await sandbox.stop_bot()
    sandbox.clock.set(berlin(30, 16))
    await sandbox.start_bot()
    (post,) = summaries(sandbox)
    assert post.text.startswith("*Week of Mon 30 Mar*: 1 open\n")
    assert "overdue" not in message_words(post)
    for who in ("maria", "lea"):  # it passed its date while the bot was down
        await sandbox.slack.expectations.expect_dm(who, "B-1")
    sandbox.slack.expectations.expect_all("B-1")


async def test_the_preview_is_for_the_asker_and_leaves_the_weekly_post_alone(
    sandbox: Sandbox,
) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance(minutes=5)
    seen = await sandbox.slack.person("bo").types("#launch", "/backstop summary")
    assert [message.ephemeral_to for message in seen.messages] == [sandbox.slack.person("bo").id]
    assert seen.messages[0].text.startswith("*The week so far*: 1 open\n")
    assert summaries(sandbox) == []
    await sandbox.advance_to(MONDAY)
    (post,) = summaries(sandbox)
    assert post.text.startswith("*Week of Mon 30 Mar*: 1 open\n")


async def test_the_preview_compares_with_the_last_post(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(berlin(31, 12))
    summaries(sandbox)
    await log(sandbox, f"/blocker DNS is slow owner me {LATER}")
    await sandbox.advance(minutes=5)
    preview = await types(sandbox, "bo", "/backstop summary")
    assert "2 open (1 more)" in preview
    assert "Logged: 1, 1 · Closed: 0, 0 · Overdue: 0, 0" in preview


async def test_a_channel_that_has_never_had_an_item_gets_no_post(sandbox: Sandbox) -> None:
    await sandbox.advance_to(berlin(6, 12, month=4))
    assert opened_at(sandbox) == []
    await log(sandbox, f"/blocker SSO login fails owner me {LATER}")
    await sandbox.advance_to(berlin(13, 12, month=4))
    assert opened_at(sandbox) == [berlin(13, 9, month=4)]
    ignore_rest(sandbox)


async def test_a_closing_undone_after_its_post_is_told_in_the_next(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    await sandbox.advance_to(MONDAY - timedelta(minutes=5))
    seen = await sandbox.slack.person("maria").types("#launch", "/blocker B-1 resolve restarted it")
    await sandbox.advance_to(MONDAY + timedelta(minutes=2))
    await sandbox.slack.person("maria").clicks("Undo (10 min)", message=seen.messages[0])
    await sandbox.advance_to(berlin(13, 12, month=4))
    first, second, third = map(message_words, summaries(sandbox))
    assert "0 open\nAlso this week: 1 resolved" in first
    assert "1 open (unchanged)" in second
    assert "Also this week: 1 open again, because the closing was undone" in second
    assert "1 open (unchanged)" in third
    assert "open again" not in third
    sandbox.slack.expectations.expect_all("B-")


async def test_past_posts_are_shown_as_they_were(sandbox: Sandbox) -> None:
    await launch_with_a_blocker(sandbox)
    refused = await types(sandbox, "bo", "/backstop summary last")
    assert "There is no weekly post from then." in refused
    await sandbox.advance_to(berlin(8, 12, month=4))
    first, second = (post.text for post in summaries(sandbox))
    await types(sandbox, "maria", "/blocker B-1 resolve restarted it")
    assert await types(sandbox, "bo", "/backstop summary last") == second
    assert await types(sandbox, "bo", "/backstop summary 1 week ago") == first
    assert "no weekly post from then" in await types(sandbox, "bo", "/backstop summary 3 weeks ago")
    ignore_rest(sandbox)
