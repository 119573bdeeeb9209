"""A channel's ladder is read in words, by everybody in it; so is an earlier version."""

from bot.demo.sandbox import Sandbox
from tests.stories.heard import ignore_rest, set_up, types
from tests.stories.people import add_people
from tests.support.bots.typed import backstop


async def test_it_says_word_for_word_what_happens(empty_sandbox: Sandbox) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_group("legal-leads", ["lea", "bo", "maria"])
    await sandbox.start_bot()
    await set_up(sandbox, {"Leadership: user group": "legal-leads"})
    said = await types(sandbox, "bo", "/backstop ladder")
    for sentence in (
        "version 2",
        "Saved by *Maria Silva*",
        "When a date passes: at once *Lea Roth* is notified by DM and in the thread.",
        "After 1 working day *Cem Aydin* and the 3 people of @legal-leads are notified, each by DM",
        "in the thread, shown in the channel.",
        "After 2 working days the fallback applies.",
        "An acknowledgement pauses escalation for 4 working hours.",
        "Every 7 days leadership is asked about what is still open.",
        "To change it: `/backstop setup`",
        "The one before: `/backstop ladder 1`",
    ):
        assert sentence in said, said
    assert "<@" not in said, "by name"
    ignore_rest(sandbox)


async def test_an_earlier_version_says_who_made_it_and_which_one_is_used(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await set_up(sandbox, {"Lead: people": ["bo"]}, by="lea")
    said = await types(sandbox, "cem", "/backstop ladder 2")
    assert "version 2" in said
    assert "Saved by *Maria Silva*" in said
    assert "at once *Lea Roth* is notified" in said
    assert "Version 3 is used now: `/backstop ladder`" in said
    assert "at once *Bo O'Neill* is notified" in await types(
        sandbox, "cem", "/backstop show ladder"
    )
    unknown = await types(sandbox, "cem", "/backstop ladder v7")
    assert "There is no version 7 of this ladder. Those that I have: versions 1 to 3." in unknown
    ignore_rest(sandbox)


async def test_a_channel_that_is_not_set_up_says_so(sandbox: Sandbox) -> None:
    said = await types(sandbox, "maria", "/backstop ladder")
    assert "is not set up yet" in said
    assert "nobody is set, so the reporter is notified by DM" in said
    assert "To set it up: `/backstop setup`" in said


async def test_away_people_are_named(sandbox: Sandbox) -> None:
    await set_up(sandbox)
    await types(sandbox, "lea", "/backstop away until fri stand-in @bo")
    assert "Away now: *Lea Roth* until" in await types(sandbox, "maria", "/backstop ladder")
    ignore_rest(sandbox)


async def test_a_ladder_from_a_file_is_there_at_once(laddered_sandbox: Sandbox) -> None:
    sandbox = laddered_sandbox
    channel = sandbox.slack.channel("#launch").id
    url = sandbox.settings().database_url
    file = sandbox.folder / "ladder.yml"
    shown = backstop("ladder", "show", channel, DATABASE_URL=url)
    file.write_text(shown.stdout.replace("after: 1 working day", "after: 3 working hours"))
    applied = backstop("ladder", "apply", channel, str(file), "--anyway", DATABASE_URL=url)
    assert "Saved as version 3. New items in #launch use it." in applied.stdout, applied.stderr
    said = await types(sandbox, "maria", "/backstop ladder")
    assert "version 3" in said
    assert "Saved by the operator" in said
    assert "After 3 working hours *Cem Aydin* is notified" in said


async def test_a_file_lets_nothing_private_out_unsaid(empty_sandbox: Sandbox) -> None:
    sandbox = empty_sandbox
    add_people(sandbox.slack)
    sandbox.slack.add_channel("#deal", ["maria", "lea"], private=True)
    sandbox.slack.add_channel("#other", ["maria"])
    await sandbox.start_bot()
    await set_up(sandbox, {"Leadership: people": []}, channel="#deal")
    said = await types(sandbox, "lea", "/backstop ladder", channel="#deal")
    assert "Those who cannot see this channel are sent number, owner and due date only." in said
    channel, url = sandbox.slack.channel("#deal").id, sandbox.settings().database_url
    file = sandbox.folder / "ladder.yml"
    written = backstop("ladder", "show", channel, DATABASE_URL=url).stdout
    written = written.replace("  shown: aloud", "  tell: ['#other']\n  shown: aloud")
    file.write_text(written.replace("outsiders: label", "outsiders: words"))
    refused = backstop("ladder", "apply", channel, str(file), DATABASE_URL=url)
    assert refused.returncode == 1
    assert "Leadership: #other (was nobody)\n" in refused.stdout
    assert refused.stderr.startswith(
        "#other is public: everybody there will read the titles.\nNothing was saved."
    )
    file.write_text(written)
    applied = backstop("ladder", "apply", channel, str(file), DATABASE_URL=url)
    assert "People who cannot see this channel are sent: number, owner and due" in applied.stdout
    assert "Saved as version 3." in applied.stdout, applied.stderr
    ignore_rest(sandbox)
