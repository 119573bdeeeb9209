"""Promise 2: owners are told before, at and after the due date, in their own hours and zone."""

from bot.demo.sandbox import Sandbox
from tests.stories.heard import berlin, heard, ignore_rest, log, set_up, types

TODAY = "staging is down owner @maria due today 4pm fallback use the replica"


async def test_the_owner_is_told_before_at_and_after_due_on_their_own_clock(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, "/blocker staging is down owner @bo due fri 5pm fallback use the replica")
    await sandbox.advance_to(berlin(30, 16))
    # Friday 17:00 in Berlin is 12:00 in New York until Europe's clocks change on the 29th.
    assert heard(sandbox, "bo") == [
        "Wed 25 09:00 B-1",  # it is yours, held until the day begins
        "Thu 26 12:00 B-1",  # 24 h before
        "Fri 27 10:00 B-1",  # 2 h before
        "Fri 27 12:00 B-1",  # at due
        "Mon 30 09:00 B-1",  # the first working morning after
    ]
    ignore_rest(sandbox, "lea", "cem", "#launch")


async def test_what_quiet_time_held_back_says_since_when(sandbox: Sandbox) -> None:
    await log(sandbox, "/blocker staging is down owner @bo due fri 5pm fallback use the replica")
    assert heard(sandbox, "bo") == []  # 5:30 in New York
    await sandbox.advance_to(berlin(25, 14))
    dm = await sandbox.slack.expectations.expect_dm("bo", "*B-1* is yours now")
    assert "Waited for your working hours (since Wed 25 Mar 05:30 EDT)" in dm.text


async def test_several_items_at_one_instant_make_one_message(sandbox: Sandbox) -> None:
    await log(sandbox, f"/blocker {TODAY}")
    await log(sandbox, "/decision which DPA owner @maria due today 4pm fallback the old one")
    await log(sandbox, "/blocker import hangs owner @maria due today 4pm fallback by hand")
    await sandbox.advance_to(berlin(25, 14))
    dm = await sandbox.slack.expectations.expect_dm("maria", "3 items for you: staging is down, ")
    for line in ("*B-1* staging is down · due", "*D-1* which DPA · due", "*B-2* import hangs"):
        assert line in dm.text
    assert heard(sandbox, "maria") == []


async def test_a_date_on_monday_morning_is_heard_of_before_the_weekend(sandbox: Sandbox) -> None:
    await log(sandbox, "/blocker staging is down owner @maria due mon 9am fallback use the replica")
    await sandbox.advance_to(berlin(30, 8, 59))
    # Both reminders fall into the weekend and the night: an hour before work ends on Friday.
    assert heard(sandbox, "maria") == ["Fri 27 16:00 B-1"]


async def test_a_weekend_reminder_waits_for_monday_if_that_is_early_enough(
    sandbox: Sandbox,
) -> None:
    await log(sandbox, "/blocker staging is down owner @maria due mon 3pm fallback use the replica")
    await sandbox.advance_to(berlin(30, 12))
    # 24 h before is Sunday.
    dm = await sandbox.slack.expectations.expect_dm(
        "maria", "Waited for your working hours (since Sun 29 Mar 15:00 CEST)"
    )
    assert dm.at == berlin(30, 9)
    sandbox.slack.expectations.expect_all("Week of")
    await sandbox.advance_to(berlin(30, 14))
    assert heard(sandbox, "maria") == ["Mon 30 13:00 B-1"]


async def test_nobody_is_reminded_on_a_holiday(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Holidays of": "DE"})
    await sandbox.advance_to(berlin(1, 10, month=4))
    await log(sandbox, "/blocker staging is down owner @maria due thu 4pm fallback use the replica")
    await sandbox.advance_to(berlin(8, 16, month=4))
    assert heard(sandbox, "maria") == [
        "Wed 01 16:00 B-1",
        "Thu 02 14:00 B-1",
        "Thu 02 16:00 B-1",
        # Good Friday, the weekend and Easter Monday are not working days.
        "Tue 07 09:00 B-1",
        "Wed 08 09:00 B-1",
        "Wed 08 16:00 B-1",  # the fallback applies, two working days after due
    ]
    assert heard(sandbox, "lea") == ["Thu 02 16:00 B-1"]
    assert heard(sandbox, "cem") == ["Tue 07 16:00 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_the_night_of_the_clock_change_moves_no_wall_clock(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    line = "/blocker staging is down owner @maria due sun 10am fallback use the replica urgent"
    await log(sandbox, line)
    await sandbox.advance_to(berlin(30, 12))
    # Urgent waits for nobody. 24 real hours before 10:00 CEST it was 9:00 CET.
    assert heard(sandbox, "maria") == [
        "Sat 28 09:00 B-1",
        "Sun 29 08:00 B-1",
        "Sun 29 10:00 B-1",
        "Mon 30 09:00 B-1",  # the working morning by the new clock
    ]
    assert heard(sandbox, "lea") == ["Sun 29 10:00 B-1"]
    assert heard(sandbox, "cem") == ["Mon 30 10:00 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_urgent_waits_for_nobody(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    line = "/blocker staging is down owner @bo due today 11am fallback use the replica urgent"
    await log(sandbox, line)
    assert heard(sandbox, "bo") == ["Wed 25 05:30 B-1"]
    await sandbox.advance_to(berlin(25, 11))
    assert heard(sandbox, "bo") == ["Wed 25 06:00 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 11:00 B-1"]
    ignore_rest(sandbox, "#launch")


async def test_a_snooze_silences_a_reminder_until_it_ends(sandbox: Sandbox) -> None:
    await log(sandbox, f"/blocker {TODAY}")
    assert "snoozed the reminders until Wed 25 Mar 14:30 CET" in await types(
        sandbox, "maria", "/blocker B-1 snooze 4h"
    )
    await sandbox.advance_to(berlin(25, 15))
    assert heard(sandbox, "maria") == ["Wed 25 14:30 B-1"]  # not at 14:00
    ignore_rest(sandbox, "#launch")


async def test_a_snooze_ends_at_due_and_never_silences_the_ladder(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, f"/blocker {TODAY}")
    said = await types(sandbox, "maria", "/blocker B-1 snooze until fri 9am")
    assert "until Wed 25 Mar 16:00 CET" in said
    assert "A snooze ends at the due date at the latest." in said
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "maria") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    said = await types(sandbox, "maria", "/blocker B-1 snooze 4h")
    assert "past its date, so its reminders cannot be silenced" in said
    ignore_rest(sandbox, "#launch")


async def test_after_due_three_mornings_then_every_third_then_every_week(sandbox: Sandbox) -> None:
    await log(sandbox, f"/blocker {TODAY}")
    await sandbox.advance_to(berlin(24, 12, month=4))
    assert heard(sandbox, "maria") == [
        "Wed 25 14:00 B-1",
        "Wed 25 16:00 B-1",
        "Thu 26 09:00 B-1",  # working mornings 1, 2 and 3
        "Fri 27 09:00 B-1",
        "Fri 27 16:00 B-1",  # the fallback applies
        "Mon 30 09:00 B-1",
        "Thu 02 09:00 B-1",  # every third: 6, 9, 12
        "Tue 07 09:00 B-1",
        "Fri 10 09:00 B-1",
        "Fri 17 09:00 B-1",  # every week
        "Fri 24 09:00 B-1",
    ]
    ignore_rest(sandbox, "#launch")
