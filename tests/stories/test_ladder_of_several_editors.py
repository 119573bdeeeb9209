"""Several people edit one ladder: nobody undoes what another has saved without seeing it."""

import pytest

from bot.demo.sandbox import Sandbox
from escalation.rungs import Offset
from playground.rules.seen import Seen, view_words
from tests.stories.heard import ignore_rest, set_up, types
from tests.stories.people import add_people
from tests.stories.test_setup import person, policy


def words(seen: Seen) -> str:
    assert seen.view is not None, (seen.errors, seen.error)
    return view_words(seen.view)


async def opened(sandbox: Sandbox, who: str) -> None:
    await sandbox.slack.person(who).types("#launch", "/backstop setup")


async def edited(sandbox: Sandbox, who: str, button: str, **entries: object) -> None:
    """Fill in the form of one part, and return to the list."""
    user = sandbox.slack.person(who)
    await user.clicks(button)
    await user.fills(dict(entries))
    assert (await user.submits()).errors == {}


@pytest.mark.on_both_databases
async def test_two_who_change_different_steps_both_get_what_they_want(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    lea, cem = sandbox.slack.person("lea"), sandbox.slack.person("cem")
    await opened(sandbox, "cem")
    after = {"Notify them … after the due date": "6 working hours"}
    await edited(sandbox, "cem", "ladder.edit.1", **after)
    await opened(sandbox, "lea")
    await edited(sandbox, "lea", "ladder.edit.0", People=["bo"])
    assert "Saved" in words(await lea.submits())
    shown = words(await cem.submits())
    assert "Somebody saved version 3 of this ladder meanwhile." in shown
    assert "Saving it changes again" not in shown
    assert "Saved" in words(await cem.submits())
    lead, leadership, _ = policy(sandbox).rungs
    assert lead.targets == (person(sandbox, "bo"),), "Lea's"
    assert leadership.after == Offset(6), "Cem's"
    ignore_rest(sandbox)


async def test_who_changes_the_same_step_reads_what_their_save_undoes(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    lea, cem = sandbox.slack.person("lea"), sandbox.slack.person("cem")
    await opened(sandbox, "cem")
    await edited(sandbox, "cem", "ladder.edit.0", People=["maria"])
    await opened(sandbox, "lea")
    await edited(sandbox, "lea", "ladder.edit.0", People=["bo"])
    await edited(
        sandbox,
        "lea",
        "ladder.edit.2",
        **{"The fallback applies … after the due date": "3 working days"},
    )
    await lea.submits()
    shown = words(await cem.submits())
    ids = {who: f"<@{sandbox.slack.person(who).id}>" for who in ("lea", "bo", "maria")}
    assert f"• Lead: {ids['bo']} (was {ids['lea']})" in shown
    kept = "What you changed yourself is kept below. Saving it changes again:"
    assert f"{kept}\n• Lead: {ids['maria']} (was {ids['bo']})" in shown
    assert "*Fallback*: it applies after 2 working days." in shown, "the steps are Cem's"
    assert "• The fallback applies: 2 working days after" in shown
    ignore_rest(sandbox)


@pytest.mark.on_both_databases
async def test_an_older_form_says_what_has_changed_since(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    lea, cem = sandbox.slack.person("lea"), sandbox.slack.person("cem")
    await opened(sandbox, "cem")
    await opened(sandbox, "lea")
    await edited(sandbox, "lea", "ladder.page.hours", **{"Holidays of": "DE"})
    await lea.submits()
    shown = words(await cem.submits())
    assert "This form was out of date, so nothing was done." in shown
    assert "Somebody saved version 3 of this ladder meanwhile.\n• Holidays: DE (was none)" in shown
    assert "Not saved yet" not in shown
    assert "Saved" in words(await cem.submits())
    ignore_rest(sandbox)


async def test_a_group_counts_those_who_can_be_notified_wherever_it_is_shown(
    empty_sandbox: Sandbox,
) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_person("dan", tz="Europe/Berlin", deleted=True)
    sandbox.slack.add_group("legal-leads", ["bo", "cem", "dan"])
    await sandbox.start_bot()
    await set_up(sandbox)
    await opened(sandbox, "lea")
    lea = sandbox.slack.person("lea")
    await edited(sandbox, "lea", "ladder.edit.1", **{"User groups": ["@legal-leads"]})
    both = "and the 2 people of @legal-leads"
    await lea.sees_form(f"<@{sandbox.slack.person('cem').id}> {both}, by DM")
    await lea.submits()
    await sandbox.settle()
    news = [one.text for one in sandbox.slack.expectations.messages_in("#launch")]
    assert any(f"Leadership: *Cem Aydin* {both} (was *Cem Aydin*)" in one for one in news)
    said = await types(sandbox, "bo", "/backstop ladder")
    assert f"*Cem Aydin* {both} are notified, each by DM" in said
    assert "cannot see this channel" not in said, "it is public"
    ignore_rest(sandbox)


@pytest.mark.parametrize("line", ["change ladder", "set up the ladder", "ladder settings"])
async def test_however_it_is_asked_for_the_form_opens(laddered_sandbox: Sandbox, line: str) -> None:
    lea = laddered_sandbox.slack.person("lea")
    await lea.types("#launch", f"/backstop {line}")
    await lea.sees_form("Channel setup", "*Lead*, at once")
