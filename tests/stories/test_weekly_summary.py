"""Promise 6: one post a week, exactly once per channel and week, complete and comparable."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.app import Backstop
from bot.demo.sandbox import POST_GAP, Town
from escalation.items import Kind
from playground.rules.seen import message_words
from playground.state.workspace import Message
from storage.items import store
from tests.stories.hearing import SUMMARY, berlin, log, set_up, types
from tests.support.factories import a_due, a_policy, an_item

LATER = "due 2026-05-29 5pm fallback wait"
"""So far ahead that nobody is reminded within these stories."""
MONDAY = berlin(30, 9)
"""7:00 UTC: Berlin's clocks were changed the night before."""


def summaries(town: Town, channel: str = "#launch") -> list[Message]:
    """The weekly posts of a channel, oldest first; they are expected now."""
    said = town.slack.expectations.messages_in(channel)
    posts = [message for message in said if message.text.startswith(SUMMARY)]
    for post in posts:
        post.expected = True
    return posts


def opened_at(town: Town, channel: str = "#launch") -> list[datetime]:
    """The instants of a channel's weekly posts."""
    return [post.at for post in summaries(town, channel)]


async def launch_with_a_blocker(town: Town) -> None:
    """The ladder is set, so weeks are Berlin's, and Maria owns one blocker."""
    await set_up(town)
    await log(town, f"/blocker SSO login fails owner me {LATER}")


async def test_each_local_week_brings_one_post_across_the_change_of_clocks(town: Town) -> None:
    await set_up(town)
    await town.advance_to(MONDAY - timedelta(minutes=1))
    assert summaries(town) == []
    await town.advance_to(berlin(20, 12, month=4))
    mondays = [berlin(day, 9, month=month) for month, day in ((3, 30), (4, 6), (4, 13), (4, 20))]
    assert opened_at(town) == mondays
    assert [post.text.partition("*:")[0] for post in summaries(town)] == [
        "*Week of Mon 30 Mar",
        "*Week of Mon 6 Apr",
        "*Week of Mon 13 Apr",
        "*Week of Mon 20 Apr",
    ]


async def test_each_channel_has_its_own_day_and_time(town: Town) -> None:
    town.slack.add_channel("#billing", ["bo", "lea"], with_bot=False)
    town.slack.person("bo").invites("backstop", "#billing")
    await town.settle()
    await set_up(town)
    friday = {"Weekly summary on": "Friday", "Weekly summary at": "16:30"}
    await set_up(town, friday, by="bo", channel="#billing")
    await town.advance_to(berlin(4, 12, month=4))
    new_york = datetime(2026, 3, 27, 20, 30, tzinfo=UTC)  # four hours behind since 8 March
    assert opened_at(town, "#billing") == [new_york, new_york + timedelta(days=7)]
    assert opened_at(town) == [MONDAY]


async def test_a_moved_day_brings_no_second_post_in_the_same_week(town: Town) -> None:
    await set_up(town)
    await log(town, f"/decision Which DPA owner me {LATER}")
    await town.advance_to(berlin(31, 12))
    await types(town, "maria", "/decision D-1 decide ours because legal agreed")
    await set_up(town, {"Weekly summary on": "Friday"})
    await town.advance_to(berlin(11, 12, month=4))
    assert opened_at(town) == [MONDAY, berlin(10, 9, month=4)]
    friday = message_words(summaries(town)[1])
    assert "Since Mon 30 Mar: 0 new · 1 decided" in friday  # no day is left out
    assert "✅ *D-1* Which DPA → ours" in friday
    town.slack.expectations.expect_all("D-1")


async def test_a_restart_at_the_very_moment_brings_one_post(town: Town) -> None:
    await launch_with_a_blocker(town)
    await town.advance_to(MONDAY - timedelta(minutes=1))
    await town.stop_bot()
    town.clock.set(MONDAY)
    for _ in range(3):
        await town.start_bot()
        await town.stop_bot()
    await town.start_bot()
    assert opened_at(town) == [MONDAY]


async def test_after_a_long_downtime_only_the_latest_week_is_posted_and_the_next_on_time(
    town: Town,
) -> None:
    await launch_with_a_blocker(town)
    await town.advance_to(berlin(27, 12))
    await town.stop_bot()
    back_at = berlin(15, 14, month=4)  # a Wednesday; three slots were missed
    town.clock.set(back_at)
    await town.start_bot()
    assert [post.text.partition("*:")[0] for post in summaries(town)] == ["*Week of Mon 13 Apr"]
    await town.advance_to(berlin(20, 12, month=4))
    assert opened_at(town) == [back_at, berlin(20, 9, month=4)]
    town.slack.expectations.expect_all("B-1")  # the blocker outlived a review cycle


async def test_after_a_downtime_it_is_shown_in_the_channels_hours(town: Town) -> None:
    await launch_with_a_blocker(town)
    await town.advance_to(berlin(2, 12, month=4))
    town.slack.expectations.expect_all()
    await town.stop_bot()
    town.clock.set(berlin(8, 18, month=4))  # Wednesday, after work; owed since Monday
    await town.start_bot()
    assert opened_at(town) == [berlin(30, 9)]
    await town.advance_to(berlin(14, 12, month=4))
    assert opened_at(town) == [berlin(30, 9), berlin(9, 9, month=4), berlin(13, 9, month=4)]


async def test_two_bots_on_one_database_post_once(town: Town) -> None:
    await launch_with_a_blocker(town)
    await town.advance_to(MONDAY - timedelta(minutes=1))
    async with Backstop(town.settings(), clock=town.clock, post_gap=POST_GAP) as other:
        town.clock.set(MONDAY)
        await asyncio.gather(town.bot.settle(), other.settle(), town.bot.beat(), other.beat())
        await town.settle()
    assert len(summaries(town)) == 1


async def test_a_post_whose_answer_is_lost_is_there_once(town: Town) -> None:
    await set_up(town)
    for week, how in enumerate(("reset", "status", "ratelimited")):
        fault = town.slack.faults.add(
            how,
            "chat.postMessage",
            accepted=how != "ratelimited",
            when=lambda args: str(args.get("text", "")).startswith(SUMMARY),
        )
        await town.advance_to(MONDAY + timedelta(days=7 * week, minutes=5))
        assert (fault.used, len(summaries(town))) == (1, week + 1), how


async def test_a_hundred_and_twenty_items_are_all_listed(town: Town) -> None:
    await launch_with_a_blocker(town)
    fill(town, blockers=59, decisions=60)
    await town.advance_to(MONDAY)
    (post,) = summaries(town)
    assert "120 open items" in post.text
    assert len(post.text) <= 4000
    assert len(post.blocks) <= 50
    texts = [block["text"]["text"] for block in post.blocks if block["type"] == "section"]
    assert max(map(len, texts)) <= 3000
    rows = [line for text in texts for line in text.splitlines() if line.startswith("• ")]
    for label in [f"*{kind}-{number}*" for kind in "BD" for number in range(1, 61)]:
        shown = [row for row in rows if label in row]
        assert len(shown) in (1, 2)  # its state, and its impact as far as there is room
    assert "+" in post.blocks[-2]["text"]["text"].splitlines()[-1]


def fill(town: Town, *, blockers: int, decisions: int) -> None:
    """Put items with long words into the database, as if they had been logged before."""
    maria = town.slack.person("maria").id
    due = a_due("05-29 12:00")
    with town.bot.context.database.write(town.bot.context.workspace) as tx:
        for kind in [Kind.BLOCKER] * blockers + [Kind.DECISION] * decisions:
            item = an_item(
                kind=kind,
                channel=town.slack.channel("#launch").id,
                title="The import of contracts drops numbers " * 6,
                impact="Lawyers of the firm cannot check drafts " * 8,
                owner=maria,
                reporter=maria,
                due=due,
                policy=a_policy(),
                logged_at=town.now(),
                next_at=due.at - timedelta(hours=24),
            )
            store.insert(tx, item)


async def test_it_says_what_changed_since_the_week_before(town: Town) -> None:
    await launch_with_a_blocker(town)
    await log(town, f"/blocker DNS is slow owner me {LATER}")
    await log(town, f"/decision Which DPA owner me {LATER}")
    await types(town, "maria", "/blocker B-1 worsening")
    await town.advance_to(berlin(31, 12))
    await types(town, "maria", "/blocker B-1 resolve restarted it")
    await types(town, "maria", "/blocker B-2 improving")
    await types(town, "maria", "/decision D-1 move 2026-06-12 noon because legal is out")
    await town.advance_to(berlin(6, 12, month=4))
    first, second = map(message_words, summaries(town))
    assert "3 open items" in first
    assert "than last week" not in first
    assert "1 worsening, 2 steady, 0 improving" in first
    assert "Last week: 3 new" in first
    assert "2 open items (1 fewer than last week)" in second
    assert "0 worsening (1 fewer than last week)" in second
    assert "1 steady, 1 improving (1 more than last week)" in second
    assert "Last week: 0 new · 1 resolved · 1 date moved" in second
    assert "slipped once" in second
    assert "*Closed*: 1 item\n• ✅ *B-1* SSO login fails, resolved → restarted it" in second
    town.slack.expectations.expect_all("B-")
    town.slack.expectations.expect_all("D-1")


async def test_a_late_post_tells_the_week_as_it_stood_when_it_ended(town: Town) -> None:
    await set_up(town)
    await log(town, "/blocker SSO login fails owner me due mon noon fallback use passwords")
    await town.advance_to(berlin(29, 12))
    await town.stop_bot()
    town.clock.set(berlin(30, 16))
    await town.start_bot()
    (post,) = summaries(town)
    assert "1 open item, 1 due this week" in post.text
    assert "overdue" not in message_words(post)
    for who in ("maria", "lea"):  # it passed its date while the bot was down
        await town.slack.expectations.expect_dm(who, "B-1")
    town.slack.expectations.expect_all("B-1")


async def test_the_preview_is_for_the_asker_and_leaves_the_weekly_post_alone(town: Town) -> None:
    await launch_with_a_blocker(town)
    await town.advance(minutes=5)
    seen = await town.slack.person("bo").types("#launch", "/backstop summary")
    assert [message.ephemeral_to for message in seen.messages] == [town.slack.person("bo").id]
    assert seen.messages[0].text.startswith("*The week so far*: 1 open item\n")
    assert summaries(town) == []
    await town.advance_to(MONDAY)
    (post,) = summaries(town)
    assert "1 open item" in post.text
    assert "than last week" not in post.text


async def test_the_preview_compares_with_the_last_post(town: Town) -> None:
    await launch_with_a_blocker(town)
    await town.advance_to(berlin(31, 12))
    summaries(town)
    await log(town, f"/blocker DNS is slow owner me {LATER}")
    await town.advance(minutes=5)
    preview = await types(town, "bo", "/backstop summary")
    assert "2 open items (1 more than last week)" in preview
    assert "Since Mon 30 Mar: 1 new" in preview


async def test_a_channel_that_has_never_had_an_item_gets_its_post_as_well(town: Town) -> None:
    town.slack.add_channel("#billing", ["bo"], with_bot=False)
    town.slack.person("bo").invites("backstop", "#billing")
    await town.settle()
    monday = datetime(2026, 3, 30, 9, tzinfo=UTC)  # nobody has said in which zone
    await town.advance_to(monday + timedelta(days=7))
    assert opened_at(town, "#billing") == [monday, monday + timedelta(days=7)]
    assert opened_at(town) == [monday, monday + timedelta(days=7)]


async def test_the_first_item_brings_its_zone_and_no_second_post_in_the_same_week(
    town: Town,
) -> None:
    await town.advance_to(berlin(31, 12))  # by then the post of this week was at 9:00 UTC
    await log(town, f"/blocker SSO login fails owner me {LATER}")
    await town.advance_to(berlin(6, 12, month=4))
    first = datetime(2026, 3, 30, 9, tzinfo=UTC)
    assert opened_at(town) == [first, berlin(6, 9, month=4)]
