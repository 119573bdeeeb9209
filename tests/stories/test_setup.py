"""Setup opens with four things, More shows the rest, and nothing is lost on the way."""

import asyncio

import pytest

from bot.demo.sandbox import Sandbox
from escalation.policy import Policy
from escalation.rungs import Target, TargetKind
from playground.rules.seen import Seen, view_words
from playground.state.workspace import View
from storage import channels
from tests.stories.heard import deactivate, ignore_rest, log, set_up
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


@pytest.mark.on_both_databases
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
    assert form_labels(form)[: len(SHORT)] == SHORT
    assert len(form_labels(form)) == len(SHORT) + 14, "no groups, nothing to apply to"
    assert entered(sandbox, "maria", "Lead: people") == [sandbox.slack.person("lea").id]
    assert entered(sandbox, "maria", "Time zone") == "Europe/Paris"
    await maria.fills({"Holidays of": "de", "Default due date (working days from now)": "5"})
    assert "Saved" in words(await maria.submits())
    saved = policy(sandbox)
    assert (saved.lead, saved.zone, saved.holidays) == (
        (person(sandbox, "lea"),),
        "Europe/Paris",
        "DE",
    )
    assert (f"{saved.start:%H:%M}", saved.summary_weekday, saved.window_days) == ("08:30", 4, 5)


async def test_what_stays_under_more_is_saved_as_it_stands(empty_sandbox: Sandbox) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    group = sandbox.slack.add_group("leads", ["lea", "bo"])
    await sandbox.start_bot()
    tick = "They are one person: nobody else is notified above the owner"
    await set_up(
        sandbox,
        {
            "Lead: people": [],
            "Lead: user group": "leads",
            "Leadership: channel": "#launch",
            "Lead and leadership": [tick],
            "Notify leadership … after the due date": "3 working days",
            "The fallback applies … after the due date": "5 working days",
            "Working hours to answer before the next is notified": "6 h",
            "Pause escalation after an acknowledgement (working hours)": "2 h",
            "Tell the lead when a date has slipped": "3 times",
            "Ask leadership about what is still open every": "14 days",
            "Working days": ["Monday", "Sunday"],
            "Holidays of": "DE-BE",
            "Default due date (working days from now)": "4",
        },
    )
    before, lea = policy(sandbox), sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    shown = await lea.sees_form("Also notified: the group leads.", "Change that under")
    assert form_labels(shown) == SHORT
    await lea.fills({"Weekly post at": "15:30"})
    await lea.submits()
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
        person = sandbox.slack.person(by)
        await person.types("#launch", "/backstop setup")
        await person.fills({"Lead: people": lead, "Leadership: people": leadership})
        shown = words(await person.submits())
        assert said in shown
        assert "Saved. New items use it from now on." in shown
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


async def test_a_group_that_is_empty_by_now_opens_more_with_the_fault(
    empty_sandbox: Sandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_group("leads", ["lea"])
    sandbox.slack.add_group("others", ["bo"])
    await sandbox.start_bot()
    await set_up(sandbox, {"Lead: people": [], "Lead: user group": "leads"})
    before, cem = policy(sandbox), sandbox.slack.person("cem")
    await cem.types("#launch", "/backstop setup")
    await cem.fills({"Weekly post on": "Friday", "Leadership: people": ["cem", "maria"]})
    sandbox.slack.set_group("leads", [])
    await sandbox.settle()
    shown = words(await cem.submits())
    assert "⚠️ Nobody in that group can be reached" in shown
    assert policy(sandbox) == before
    assert entered(sandbox, "cem", "Leadership: people") == [
        sandbox.slack.person(name).id for name in ("cem", "maria")
    ]
    assert (await cem.submits()).errors.keys() == {"Lead: user group"}
    await cem.fills({"Lead: user group": "others"})
    assert (await cem.submits()).errors == {}
    assert policy(sandbox).summary_weekday == 4


async def test_a_lead_channel_that_is_archived_by_now_opens_more_with_the_fault(
    sandbox: Sandbox,
) -> None:
    leads = sandbox.slack.add_channel("#leads", ["maria", "lea"])
    await sandbox.bot.workspace.directory.refresh_channel(leads.id)
    await set_up(sandbox, {"Lead: people": [], "Lead: channel": "#leads"})
    cem = sandbox.slack.person("cem")
    await cem.types("#launch", "/backstop setup")
    await cem.fills({"Time zone": "Europe/Paris"})
    sandbox.slack.archive("#leads")
    await sandbox.settle()
    assert "⚠️ This channel is archived" in words(await cem.submits())
    assert entered(sandbox, "cem", "Time zone") == "Europe/Paris"
    await cem.fills({"Lead: channel": None})
    assert (await cem.submits()).errors == {}
    assert policy(sandbox).lead == ()
    ignore_rest(sandbox, "#leads")


async def test_a_shorter_day_that_turns_steps_around_opens_more_with_the_fault(
    sandbox: Sandbox,
) -> None:
    await set_up(sandbox, {"Notify the lead … after the due date": "6 working hours"})
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    await lea.fills({"Working day until": "13:00"})
    shown = words(await lea.submits())
    assert "Leadership cannot come before the lead. Choose 6 working hours or more." in shown
    assert entered(sandbox, "lea", "Working day until") == "13:00"


async def test_one_person_for_both_is_asked_about_where_the_tick_is(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"], "Leadership: people": ["lea"]})
    assert "⚠️ The lead and leadership are one person" in words(await maria.submits())
    tick = "They are one person: nobody else is notified above the owner"
    await maria.fills({"Lead and leadership": [tick]})
    assert (await maria.submits()).errors == {}
    lea = sandbox.slack.person("lea")
    await lea.types("#launch", "/backstop setup")
    assert "Saved" in words(await lea.submits()), "the tick stands where it is not shown"


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
    await lea.clicks("More")
    await lea.fills({"Lead: people": ["lea"], "Holidays of": "DE"})
    await maria.fills({"Lead: people": ["cem"], "Time zone": "Europe/Paris"})
    assert (await lea.submits()).errors == {}
    assert "Somebody changed this ladder" in (await maria.submits()).errors["Lead: people"]
    await maria.clicks("More")
    await maria.sees_form("⚠️ Somebody changed this ladder")
    assert entered(sandbox, "maria", "Time zone") == "Europe/Paris"
    assert "Somebody changed this ladder" in (await maria.submits()).errors["Lead: people"]
    assert (policy(sandbox).lead, policy(sandbox).holidays) == ((person(sandbox, "lea"),), "DE")


async def test_two_presses_of_more_are_one(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/backstop setup")
    await maria.fills({"Lead: people": ["lea"]})
    await asyncio.gather(maria.clicks("More"), maria.clicks("More"))
    await maria.sees_form("Holidays of")
    assert (await maria.submits()).errors == {}
    assert policy(sandbox).lead == (person(sandbox, "lea"),)


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
    await nia.sees_form("Slack shows no time zone for you")
    await nia.fills({"Time zone": "Mars"})
    assert "Unknown time zone" in (await nia.submits()).errors["Time zone"]
    await nia.fills({"Time zone": "Africa/Cairo"})
    assert (await nia.submits()).errors == {}
    await nia.types("#launch", "/backstop setup")
    assert "no time zone" not in view_words(await nia.sees_form("Who is notified"))
    assert entered(sandbox, "nia", "Time zone") == "Africa/Cairo"
