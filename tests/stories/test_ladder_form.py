"""The form of a ladder: a list of its steps, and a form for each part of it."""

from collections.abc import Mapping
from datetime import date

import pytest

from bot.demo.sandbox import Sandbox
from escalation.rungs import Condition, Offset, Shown, Target, TargetKind, Unit
from playground.rules.seen import Seen, message_words, view_words
from tests.stories import heard as forms
from tests.stories.heard import berlin, deactivate, fill_in, heard, ignore_rest, log
from tests.stories.people import add_people
from tests.stories.test_setup import entered, form_labels, person, policy

LINE = "/blocker staging is down owner @lea due fri 5pm fallback use the replica"


def words(seen: Seen) -> str:
    assert seen.view is not None, (seen.errors, seen.error)
    return view_words(seen.view)


async def set_up(sandbox: Sandbox, fields: Mapping[str, object] | None = None) -> None:
    """Lea leads, Cem and Maria are leadership, so they can edit the ladder."""
    await forms.set_up(sandbox, {"Leadership: people": ["cem", "maria"], **(fields or {})})


async def opened(sandbox: Sandbox, who: str = "maria") -> str:
    """The list of a channel that is set up."""
    return words(await sandbox.slack.person(who).types("#launch", "/backstop setup"))


async def in_part(
    sandbox: Sandbox, button: str, entries: Mapping[str, object], who: str = "maria"
) -> Seen:
    """Fill in the form of one part, and return to the list."""
    user = sandbox.slack.person(who)
    await user.clicks(button)
    await user.fills(dict(entries))
    return await user.submits()


def in_order(sandbox: Sandbox) -> list[str]:
    """Whom each saved step tells first."""
    users = sandbox.slack.workspace.users
    return [users[rung.targets[0].id].name for rung in policy(sandbox).rungs[:-1]]


async def test_a_newcomer_builds_three_steps_with_a_group(empty_sandbox: Sandbox) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    group = sandbox.slack.add_group("legal-leads", ["cem", "bo"])
    await sandbox.start_bot()
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"], "Leadership: people": ["cem"]})
    await maria.clicks("More")
    await maria.clicks("Add a step")
    await maria.fills({"User groups": ["@legal-leads"]})
    assert (await maria.submits()).errors == {}
    await maria.sees_form(
        "*Step 3*, after 2 working days: the 2 people of @legal-leads",
        "*Fallback*: it applies after 3 working days.",
        "Not saved yet.",
    )
    assert policy(sandbox).fallback == 2, "nothing changes before Save"
    assert "Saved. New items use it from now on." in words(await maria.submits())
    third, last = policy(sandbox).rungs[2:]
    assert (third.after, third.shown) == (Offset(2, Unit.DAYS), Shown.THREAD)
    assert third.targets == (Target(TargetKind.GROUP, group.id),)
    assert last.after == Offset(3, Unit.DAYS)


async def test_everything_of_a_step_can_be_set(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await maria.clicks("Add a step")
    entries = {
        "Notify them … after the due date": "3 working hours",
        "People": ["bo", "cem"],
        "Channels": ["#launch"],
        "Also notify": ["The reporter", "The owner's stand-in"],
        "Where else, besides direct messages": "Nowhere",
        "Only if": "Nobody has acknowledged it since the date passed",
        "Name of this step": "On call",
    }
    await maria.fills(entries)
    await maria.submits()
    await maria.sees_form("*On call*, after 3 working hours", "only if nobody has acknowledged it")
    await maria.submits()
    await maria.sees_form("On call is set to 3 working hours but is notified after 4.")
    await maria.fills({"Is this what you want?": ["Save anyway"]})
    assert "Saved" in words(await maria.submits())
    second = policy(sandbox).rungs[1]
    assert (second.after, second.name, second.shown) == (Offset(3), "On call", Shown.NOWHERE)
    assert second.only_if is Condition.UNACKNOWLEDGED
    assert [target.kind.value for target in second.targets] == [
        *("person", "person", "channel", "reporter", "stand_in")
    ]


async def test_steps_go_up_and_down_and_away_and_keep_their_times(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await in_part(sandbox, "Add a step", {"People": ["bo"]})
    await maria.clicks("up:2")
    await maria.clicks("down:0")
    times = [rung.after for rung in policy(sandbox).rungs[:-1]]
    await maria.submits()
    assert in_order(sandbox) == ["bo", "lea", "cem"]
    assert [rung.after for rung in policy(sandbox).rungs[:2]] == times
    await maria.closes()
    await opened(sandbox, "lea")
    lea = sandbox.slack.person("lea")
    await lea.clicks("remove:1")
    await lea.submits()
    assert in_order(sandbox) == ["bo", "cem"]
    await lea.closes()
    await opened(sandbox, "bo")
    bo = sandbox.slack.person("bo")
    await bo.clicks("remove:1")
    assert "Leadership is not set. Every 7 days the reporter and this channel are asked" in words(
        await bo.submits()
    )


async def test_at_eight_steps_no_more_can_be_added(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.clicks("More")
    for _ in range(5):
        await in_part(sandbox, "Add a step", {"People": ["bo"]})
    form = await maria.sees_form("*Step 7*")
    add = next(block for block in form.blocks if block["block_id"] == "add")
    await in_part(sandbox, "Add a step", {"People": ["bo"]})
    shown = await maria.sees_form("A ladder has at most 8 steps before the fallback.")
    shown.body["blocks"].append(add)
    await maria.clicks("Add a step")
    await maria.fills({"People": ["bo"]})
    errors = (await maria.submits()).errors
    assert list(errors.values()) == ["A ladder has 1 to 8 steps below the fallback."]


@pytest.mark.parametrize("name", ["the “boss”", 'the "boss"', "x" * 41])
async def test_a_name_that_cannot_be_is_refused_under_its_field(
    sandbox: Sandbox, name: str
) -> None:
    await set_up(sandbox)
    await opened(sandbox)
    seen = await in_part(sandbox, "ladder.edit.1", {"Name of this step": name})
    assert list(seen.errors) == ["Name of this step"]


async def test_a_name_can_ping_nobody(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await opened(sandbox)
    await in_part(sandbox, "ladder.edit.1", {"Name of this step": "<!channel> & <@U1|x>"})
    maria = sandbox.slack.person("maria")
    form = await maria.sees_form("after 1 working day")
    assert "<!channel>" not in view_words(form)
    await maria.submits()
    assert policy(sandbox).rungs[1].name
    await maria.closes()
    await log(sandbox, LINE, by="maria")
    await sandbox.advance_to(berlin(30, 18))
    for message in sandbox.slack.expectations.transcript():
        assert "<!channel>" not in message_words(message)
    ignore_rest(sandbox, "maria", "lea", "cem", "#launch")


EMPTY = "Nobody would be notified as step 3. Name somebody: only the first two may be empty."


async def test_a_step_without_anybody_is_refused_above_leadership(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await opened(sandbox)
    assert (await in_part(sandbox, "Add a step", {})).errors == {"People": EMPTY}


async def test_an_empty_step_that_another_would_move_up_is_named(sandbox: Sandbox) -> None:
    bo = sandbox.slack.person("bo")
    await bo.types("#launch", "/backstop setup")
    await bo.clicks("More")
    when = "Notify them … after the due date"
    step = {when: "4 working hours", "People": ["cem"]}
    assert (await in_part(sandbox, "Add a step", step, who="bo")).errors == {"People": EMPTY}
    await bo.fills({when: "2 working days"})
    assert (await bo.submits()).errors == {}


async def test_a_group_that_vanishes_before_saving_is_marked(empty_sandbox: Sandbox) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_group("leads", ["lea", "bo"])
    await sandbox.start_bot()
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await in_part(sandbox, "ladder.edit.0", {"People": [], "User groups": ["@leads"]})
    await maria.clicks("ladder.edit.0")
    sandbox.slack.set_group("leads", [])
    await sandbox.settle()
    await maria.submits()
    shown = words(await maria.submits())
    assert "It is not saved yet: change what is marked below first." in shown
    assert "⚠️ Nobody in @leads can be reached" in shown
    assert in_order(sandbox) == ["lea", "cem"]


async def test_reminders_and_pauses_are_a_page(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await opened(sandbox)
    maria = sandbox.slack.person("maria")
    entries = {
        "Remind the owner before the due date": ["15 minutes", "3 working days"],
        "When it is overdue, remind the owner every morning for": "1 working day",
        "Then, until the twelfth working day, on every": "5th working day",
        "After that, until it is closed, on every": "10th working day",
    }
    await in_part(sandbox, "ladder.page.pace", entries)
    await maria.sees_form("the owner is reminded 3 working days and 15 minutes before the date")
    await maria.submits()
    saved = policy(sandbox)
    assert saved.reminder_days == (3,)
    assert [span.total_seconds() for span in saved.reminders] == [900, 0]
    assert (saved.cadence.each, saved.cadence.every, saved.cadence.then) == (1, 5, 10)


async def test_on_another_day_off_nobody_is_notified(sandbox: Sandbox) -> None:
    """Wed 25 Mar 2026; Thursday is off, so what is due on Wednesday goes up on Friday."""
    await set_up(sandbox, {"Other days off": "26 mar\n2026-12-24"})
    assert policy(sandbox).days_off == (date(2026, 3, 26), date(2026, 12, 24))
    await log(sandbox, "/blocker staging is down owner @maria due today 4pm fallback the replica")
    await sandbox.advance_to(berlin(26, 20))
    assert heard(sandbox, "cem") == []
    await sandbox.advance_to(berlin(27, 17))
    assert heard(sandbox, "cem") == ["Fri 27 16:00 B-1"]
    ignore_rest(sandbox, "maria", "lea", "#launch")


async def test_days_off_that_cannot_be_are_refused_under_their_field(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await maria.clicks("ladder.page.hours")
    many = "\n".join(f"{day} may 2026" for day in range(1, 32))
    for typed, said in (
        ("24 mar 2026", "“24 mar 2026” has passed."),
        ("someday", "“someday” is not one date."),
        (many, "Name at most 30 days off."),
    ):
        await maria.fills({"Other days off": typed})
        assert said in (await maria.submits()).errors["Other days off"]
        assert entered(sandbox, "maria", "Other days off") == typed
    await maria.fills({"Other days off": many.rpartition("\n")[0]})
    assert (await maria.submits()).errors == {}
    await maria.submits()
    assert len(policy(sandbox).days_off) == 30


@pytest.mark.on_both_databases
async def test_a_draft_waits_for_a_day_and_says_so(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    before, maria = policy(sandbox), sandbox.slack.person("maria")
    await opened(sandbox)
    await in_part(
        sandbox, "ladder.edit.2", {"The fallback applies … after the due date": "5 working days"}
    )
    await maria.closes()
    await sandbox.advance(hours=23)
    shown = await opened(sandbox)
    assert "and have not saved it yet." in shown
    assert "it applies after 5 working days." in shown
    assert "and have not saved it yet." not in await opened(sandbox, "lea"), "it is Maria's"
    await maria.closes()
    await sandbox.advance(hours=2)
    assert "it applies after 2 working days." in await opened(sandbox)
    assert policy(sandbox) == before


async def test_a_form_older_than_a_day_saves_nothing_that_it_does_not_show(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox)
    before, maria = policy(sandbox), sandbox.slack.person("maria")
    await opened(sandbox)
    await in_part(
        sandbox, "ladder.edit.2", {"The fallback applies … after the due date": "5 working days"}
    )
    await maria.clicks("ladder.edit.1")
    await sandbox.advance(hours=25)
    errors = (await maria.submits()).errors
    assert "changed in the meantime" in next(iter(errors.values()))
    await maria.closes()
    shown = words(await maria.submits())
    assert "This form was out of date" in shown
    assert "it applies after 2 working days." in shown
    assert policy(sandbox) == before
    assert "Saved" in words(await maria.submits())


async def test_start_over_drops_the_draft(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await maria.clicks("remove:1")
    assert "*Leadership*" not in view_words(await maria.sees_form("Start over"))
    await maria.clicks("Start over")
    shown = view_words(await maria.sees_form("*Leadership*"))
    assert "Start over" not in shown


@pytest.mark.on_both_databases
async def test_of_two_who_edit_the_second_sees_what_changed_and_keeps_their_draft(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox)
    lea, maria = sandbox.slack.person("lea"), sandbox.slack.person("maria")
    await opened(sandbox)
    await in_part(sandbox, "ladder.edit.0", {"People": ["bo"]})
    await opened(sandbox, "lea")
    await in_part(sandbox, "ladder.page.hours", {"Holidays of": "DE"}, who="lea")
    assert "Saved" in words(await lea.submits())
    shown = words(await maria.submits())
    assert "This form was out of date" in shown
    assert "Somebody saved version 3 of this ladder meanwhile." in shown
    assert "Holidays: DE (was none)" in shown
    assert "Saved" in words(await maria.submits())
    assert policy(sandbox).lead == (person(sandbox, "bo"),)
    assert policy(sandbox).holidays == "DE"


async def test_two_windows_of_one_person_do_not_undo_each_other(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    first = maria.form
    assert first is not None
    await opened(sandbox)
    await maria.clicks("down:0")
    sandbox.slack.workspace.modals[maria.id] = [first]
    await maria.clicks("down:0")
    await maria.sees_form("This form was out of date", "Start over")
    await maria.submits()
    assert in_order(sandbox) == ["cem", "lea"]


DOUBTS: dict[str, tuple[Mapping[str, object], str]] = {
    "equal": ({"Notify leadership … after the due date": "at once"}, "is set to the same time as"),
    "last": (
        {"The fallback applies … after the due date": "1 working day"},
        "The fallback is set to the same time as leadership: 1 working day.",
    ),
    "chance": (
        {"Notify leadership … after the due date": "1 working hour"},
        "Leadership is set to 1 working hour but is notified after 4.",
    ),
    "person": ({"Leadership: people": ["lea"]}, "Lea Roth is the only person notified both"),
}


@pytest.mark.parametrize("what", DOUBTS)
async def test_what_is_doubtful_is_saved_with_a_tick_and_not_asked_again(
    sandbox: Sandbox, what: str
) -> None:
    changes, said = DOUBTS[what]
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"]})
    await fill_in(maria, changes)
    await maria.closes()
    assert said not in await opened(sandbox, "lea")
    assert "Saved" in words(await sandbox.slack.person("lea").submits())


async def test_a_lead_who_owns_items_or_is_away_needs_a_tick(sandbox: Sandbox) -> None:
    await log(sandbox, LINE)
    lea, maria = sandbox.slack.person("lea"), sandbox.slack.person("maria")
    await lea.types("#launch", "/backstop away until mon 9am")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"], "Leadership: people": ["cem"]})
    shown = words(await maria.submits())
    assert "Lea Roth owns 1 open item here. For that one leadership is notified at once." in shown
    assert "Everybody notified as the lead is away now: Lea Roth." in shown
    await maria.fills({"Is this what you want?": ["Save anyway"], "Lead: people": ["lea", "cem"]})
    shown = words(await maria.submits())
    assert "Lea Roth owns 1 open item here. For that one only the others on that step" in shown
    assert entered(sandbox, "maria", "Is this what you want?") == [], "these are other doubts"
    await maria.fills({"Is this what you want?": ["Save anyway"]})
    assert "Saved" in words(await maria.submits())
    ignore_rest(sandbox, "lea", "#launch")


async def test_who_is_deactivated_before_saving_is_marked(sandbox: Sandbox) -> None:
    await set_up(sandbox, {"Lead: people": ["bo", "lea"]})
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await deactivate(sandbox, "bo")
    shown = words(await maria.submits())
    assert "⚠️ Bo O'Neill has no active account. Name one person who can act." in shown


async def test_a_channel_without_the_bot_by_now_keeps_the_list(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    maria.removes("backstop", "#launch")
    await sandbox.settle()
    errors = (await maria.submits()).errors
    assert "I am not in this channel" in next(iter(errors.values()))
    sandbox.slack.expectations.expect_all("no longer")


async def test_the_forms_ask_for_what_they_are_about(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await maria.clicks("ladder.edit.0")
    assert form_labels(await maria.sees_form("Edit step 1")) == [
        "People",
        "Channels",
        "Also notify",
        "Notify them … after the due date",
        "Where else, besides direct messages",
        "Name of this step",
    ]
    await maria.closes()
    await maria.clicks("ladder.edit.2")
    assert form_labels(await maria.sees_form("Edit the fallback")) == [
        "The fallback applies … after the due date"
    ]
    await maria.closes()
    await maria.clicks("ladder.page.hours")
    assert form_labels(await maria.sees_form("Hours and weekly post")) == [
        *("Working day from", "Working day until", "Time zone", "Working days", "Holidays of"),
        *("Other days off", "Weekly post on", "Weekly post at"),
    ]


async def test_nobody_locks_themselves_out(sandbox: Sandbox) -> None:
    """Making it stricter takes somebody who may still edit it; the list stays, with all of it."""
    await set_up(sandbox)
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await in_part(sandbox, "ladder.page.pace", {"Who can change this setup": "Admins alone"})
    before = policy(sandbox)
    shown = words(await maria.submits())
    assert "⚠️" in shown
    assert "Not saved yet." in shown
    assert policy(sandbox) == before


async def test_a_step_that_is_a_role_locks_nobody_out(sandbox: Sandbox) -> None:
    await forms.set_up(sandbox, {"Lead: people": [], "Leadership: people": []})
    await opened(sandbox, "bo")
    await in_part(sandbox, "ladder.edit.0", {"Also notify": ["The reporter"]}, who="bo")
    bo = sandbox.slack.person("bo")
    assert "Saved" in words(await bo.submits())
    await bo.closes(everything=True)
    assert "the reporter" in await opened(sandbox, "maria")
    ignore_rest(sandbox)


async def test_a_reason_and_the_items_that_switch_are_asked_for_in_the_list(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox)
    await log(sandbox, "/blocker staging is down owner @bo due fri 5pm fallback use the replica")
    maria = sandbox.slack.person("maria")
    await opened(sandbox)
    await maria.fills(
        {
            "Open items that were logged before (1)": "Those that are not due yet use this one",
            "Why?": "Bo left",
        }
    )
    await in_part(sandbox, "ladder.edit.0", {"People": ["lea", "bo"]})
    assert entered(sandbox, "maria", "Why?") == "Bo left", "it stays while a part is edited"
    await maria.submits()
    await maria.fills({"Is this what you want?": ["Save anyway"]})
    assert "New items and 1 open item use it" in words(await maria.submits())
    await sandbox.settle()
    told = [message_words(m) for m in sandbox.slack.expectations.messages_in("#launch")]
    assert any("Why: Bo left" in one for one in told)
    ignore_rest(sandbox, "bo", "lea", "#launch")
