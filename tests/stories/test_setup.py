"""Setup opens with four things, More shows the rest, and nothing is lost on the way."""

import asyncio

import pytest

from bot.demo.sandbox import Sandbox
from escalation.policy import Policy
from escalation.rungs import Target, TargetKind
from playground.rules.seen import Seen, view_words
from playground.state.workspace import View
from storage import channels
from tests.stories.heard import deactivate, fill_in, ignore_rest, log, set_up
from tests.stories.people import add_people

LINE = "/blocker staging is down owner @maria due fri 5pm fallback use the replica"
SHORT = [
    "Lead: people",
    "Leadership: people",
    "Working day from",
    "Working day until",
    "Time zone",
    "Weekly post on",
    "Weekly post at",
]
INSTEAD = "are set: the reporter and this channel are notified instead."


def policy(sandbox: Sandbox, name: str = "#launch") -> Policy:
    """The ladder of a channel as it was last saved."""
    context = sandbox.bot.workspace.context
    with context.database.read(context.workspace) as tx:
        found = channels.get(tx, sandbox.slack.channel(name).id)
    assert found is not None
    return found.policy


def person(sandbox: Sandbox, name: str) -> Target:
    return Target(TargetKind.PERSON, sandbox.slack.person(name).id)


def form_labels(form: View) -> list[str]:
    """The labels of a form's fields, in order."""
    return [block["label"]["text"] for block in form.blocks if block["type"] == "input"]


def words(seen: Seen) -> str:
    assert seen.view is not None, (seen.errors, seen.error)
    return view_words(seen.view)


def entered(sandbox: Sandbox, who: str, label: str) -> object:
    """What somebody's open form holds in a field."""
    form = sandbox.slack.person(who).form
    assert form is not None
    block = next(b for b in form.blocks if b.get("label", {}).get("text") == label)
    kept = form.state[block["block_id"]][block["element"]["action_id"]]
    return next(value for key, value in kept.items() if key != "type")


async def test_setup_opens_with_four_things_and_more_keeps_what_was_typed(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    form = await maria.sees_form("Who is notified", "More")
    assert form_labels(form) == SHORT
    await maria.fills(
        {
            "Lead: people": ["lea"],
            "Working day from": "08:30",
            "Time zone": "Europe/Paris",
            "Weekly post on": "Friday",
        }
    )
    await maria.clicks("More")
    assert maria.form is form, "the same modal"
    lead = f"*Lead*, at once: <@{sandbox.slack.person('lea').id}>, by DM and in the item's thread"
    await maria.sees_form(lead, "08:30 to 17:00 (Europe/Paris)", "Friday at 09:00")
    await fill_in(maria, {"Holidays of": "de", "Default due date (working days from now)": "5"})
    saved = policy(sandbox)
    assert (saved.lead, saved.zone, saved.holidays) == (
        (person(sandbox, "lea"),),
        "Europe/Paris",
        "DE",
    )
    assert (f"{saved.start:%H:%M}", saved.summary_weekday, saved.window_days) == ("08:30", 4, 5)


async def test_what_is_not_edited_is_saved_as_it_stands(empty_sandbox: Sandbox) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    group = sandbox.slack.add_group("leads", ["lea", "bo"])
    await sandbox.start_bot()
    await set_up(
        sandbox,
        {
            "Lead: people": [],
            "Lead: user group": "@leads",
            "Leadership: channel": "#launch",
            "Notify leadership … after the due date": "3 working days",
            "The fallback applies … after the due date": "5 working days",
            "Time to answer before the next step (working hours)": "6 h",
            "Pause escalation after an acknowledgement (working hours)": "2 h",
            "Tell the lead when a date has slipped": "3 times",
            "Ask leadership about what is still open every": "14 days",
            "Working days": ["Monday", "Sunday"],
            "Holidays of": "DE-BE",
            "Default due date (working days from now)": "4",
        },
    )
    before, cem = policy(sandbox), sandbox.slack.person("cem")
    await cem.types("#launch", "/backstop setup")
    await cem.sees_form("*Lead*, at once: the 2 people of @leads")
    await fill_in(cem, {"Weekly post at": "15:30"})
    after = policy(sandbox)
    assert after.summary_time.hour == 15
    assert after.lead == (Target(TargetKind.GROUP, group.id),)
    assert [
        (name, getattr(before, name), getattr(after, name))
        for name in before.__slots__
        if getattr(before, name) != getattr(after, name) and name not in ("version", "summary_time")
    ] == []


async def test_saving_without_a_lead_says_who_is_notified_instead(sandbox: Sandbox) -> None:
    for by, lead, leadership, said in (
        ("maria", [], [], f"No lead and no leadership {INSTEAD}"),
        ("maria", ["lea"], [], f"No leadership {INSTEAD.replace('are set', 'is set')}"),
        ("lea", [], ["cem"], f"No lead {INSTEAD.replace('are set', 'is set')}"),
    ):
        editor = sandbox.slack.person(by)
        await editor.types("#launch", "/backstop setup")
        await fill_in(editor, {"Lead: people": lead, "Leadership: people": leadership})
        await editor.sees_form(said, "Saved. New items use it from now on.")
        await editor.closes()
    await set_up(sandbox, by="cem")
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    assert "notified instead" not in words(await lea.submits())


async def test_open_items_keep_their_setup_and_the_answer_says_how_to_change_it(
    sandbox: Sandbox,
) -> None:
    await log(sandbox, LINE)
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"], "Leadership: people": ["cem"]})
    shown = words(await maria.submits())
    assert "The open item keeps the setup from before. To change it too: `/backstop setup`" in shown
    await log(sandbox, LINE)
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    assert "The 2 open items keep the setup from before." in words(await lea.submits())


async def test_nobody_who_cannot_be_told_is_saved_as_lead(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["backstop"], "Leadership: people": ["cem"]})
    errors = (await maria.submits()).errors
    assert "is an app. Name one person who can act." in errors["Lead: people"]
    await deactivate(sandbox, "bo")
    await maria.fills({"Lead: people": ["lea", "bo"]})
    errors = (await maria.submits()).errors
    assert "has no active account" in errors["Lead: people"]
    await maria.fills({"Lead: people": ["lea"]})
    assert (await maria.submits()).errors == {}


async def test_a_group_that_is_empty_by_now_is_marked_and_another_can_be_chosen(
    empty_sandbox: Sandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_group("leads", ["lea"])
    sandbox.slack.add_group("others", ["bo"])
    await sandbox.start_bot()
    await set_up(sandbox, {"Lead: people": [], "Lead: user group": "@leads"})
    before, cem = policy(sandbox), sandbox.slack.person("cem")
    await cem.types("#launch", "/backstop setup")
    await cem.clicks("ladder.page.hours")
    await cem.fills({"Weekly post on": "Friday"})
    await cem.submits()
    sandbox.slack.set_group("leads", [])
    await sandbox.settle()
    assert "⚠️ Nobody in @leads can be reached" in words(await cem.submits())
    assert policy(sandbox) == before
    await cem.clicks("ladder.edit.0")
    await cem.fills({"User groups": ["@others"]})
    await cem.submits()
    assert "Saved" in words(await cem.submits())
    assert policy(sandbox).summary_weekday == 4


async def test_a_lead_channel_that_is_archived_by_now_is_marked(sandbox: Sandbox) -> None:
    leads = sandbox.slack.add_channel("#leads", ["cem", "lea"])
    await sandbox.bot.workspace.directory.refresh_channel(leads.id)
    await set_up(sandbox, {"Lead: people": [], "Lead: channel": "#leads"})
    cem = sandbox.slack.person("cem")
    await cem.types("#launch", "/backstop setup")
    sandbox.slack.archive("#leads")
    await sandbox.settle()
    assert "⚠️ This channel is archived" in words(await cem.submits())
    await cem.clicks("ladder.edit.0")
    await cem.fills({"Channels": []})
    await cem.submits()
    assert "Saved" in words(await cem.submits())
    assert policy(sandbox).lead == ()
    ignore_rest(sandbox, "#leads")


async def test_a_shorter_day_that_turns_steps_around_is_refused_under_its_field(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox, {"Notify the lead … after the due date": "6 working hours"})
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    await lea.clicks("ladder.page.hours")
    await lea.fills({"Working day until": "13:00"})
    errors = (await lea.submits()).errors
    assert errors["Working day until"] == (
        "With a working day of this length, a step comes too early. "
        "Leadership cannot come before the lead. Choose 6 working hours or more."
    )
    assert entered(sandbox, "lea", "Working day until") == "13:00"


async def test_one_person_for_both_is_asked_about(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"], "Leadership: people": ["lea"]})
    doubt = "Lea Roth is the only person notified both as the lead and as leadership."
    assert doubt in words(await maria.submits())
    assert doubt in words(await maria.submits()), "without the tick nothing is saved"
    await maria.fills({"Is this what you want?": ["Save anyway"]})
    assert "Saved" in words(await maria.submits())
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    assert "Saved" in words(await lea.submits()), "it is not asked again"


@pytest.mark.parametrize("gone", ["archived", "removed"])
async def test_a_channel_that_is_gone_by_now_keeps_what_was_typed(
    sandbox: Sandbox, gone: str
) -> None:
    maria, before = sandbox.slack.person("maria"), policy(sandbox)
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"], "Weekly post on": "Friday"})
    if gone == "archived":
        sandbox.slack.archive("#launch")
    else:
        maria.removes("backstop", "#launch")
    await sandbox.settle()
    said = "This channel is archived" if gone == "archived" else "I am not in this channel"
    assert said in (await maria.submits()).errors["Lead: people"]
    await maria.clicks("More")
    form = await maria.sees_form(f"⚠️ {said}")
    assert form_labels(form) == SHORT
    assert entered(sandbox, "maria", "Lead: people") == [sandbox.slack.person("lea").id]
    assert said in (await maria.submits()).errors["Lead: people"]
    assert policy(sandbox) == before


@pytest.mark.on_both_databases
async def test_of_two_people_the_second_is_told_and_neither_loses_anything(
    sandbox: Sandbox,
) -> None:
    maria, lea = sandbox.slack.person("maria"), sandbox.slack.person("lea")
    for who in (maria, lea):
        await who.types("#launch", "/backstop setup")
    people = {"Lead: people": ["lea"], "Leadership: people": ["maria"]}
    await fill_in(lea, {**people, "Holidays of": "DE"})
    await maria.fills({"Lead: people": ["cem"], "Time zone": "Europe/Paris"})
    await maria.submits()
    await maria.sees_form(
        "Somebody saved version 2 of this ladder meanwhile",
        "Time zone: Europe/Paris (was Europe/Berlin)",
        "(Europe/Paris)",
    )
    assert policy(sandbox).lead == (person(sandbox, "lea"),)
    assert "Saved" in words(await maria.submits())
    saved = policy(sandbox)
    assert (saved.lead, saved.holidays) == ((person(sandbox, "cem"),), "DE")
    assert saved.zone == "Europe/Paris"


async def test_two_presses_of_more_are_one(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"]})
    await asyncio.gather(maria.clicks("More"), maria.clicks("More"))
    await maria.sees_form("Add a step")
    assert (await maria.submits()).errors == {}
    assert policy(sandbox).lead == (person(sandbox, "lea"),)


async def test_to_look_at_all_of_a_ladder_changes_nothing_of_it(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.clicks("More")
    await maria.sees_form("Add a step")
    await maria.closes(everything=True)
    again = await maria.types("#launch", "/backstop setup")
    assert "not saved" not in words(again)


async def test_where_slack_has_no_zone_the_form_says_so_until_one_is_saved(
    empty_sandbox: Sandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_person("nia", tz=None)
    sandbox.slack.person("maria").invites("nia", "#launch")
    await sandbox.start_bot()
    nia = sandbox.slack.person("nia")
    await nia.types("#launch", "/backstop setup")
    await nia.sees_form("Slack shows no time zone for you, so check this one.")
    assert entered(sandbox, "nia", "Time zone") == "UTC"
    await nia.clicks("More")
    await nia.clicks("ladder.page.hours")
    await nia.sees_form("Slack shows no time zone for you")
    await nia.fills({"Time zone": "Mars"})
    assert "Unknown time zone" in (await nia.submits()).errors["Time zone"]
    await nia.fills({"Time zone": "Africa/Cairo"})
    assert (await nia.submits()).errors == {}
    assert "Saved" in words(await nia.submits())
    await nia.types("#launch", "/backstop setup")
    await nia.clicks("ladder.page.hours")
    assert "no time zone" not in view_words(await nia.sees_form("Holidays of"))
    assert entered(sandbox, "nia", "Time zone") == "Africa/Cairo"
