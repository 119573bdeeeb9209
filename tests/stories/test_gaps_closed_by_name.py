"""An ownership gap stays on the list until somebody names an owner, or says why it is fine."""

from contextlib import closing

import pytest

from bot.demo.sandbox import Sandbox
from storage.engine.database import Database
from storage.tables.hand_overs import GAP_SWEEP, ITEM_GAP
from tests.stories.heard import berlin, buttons, deactivate, heard, ignore_rest, log, posted, types
from tests.stories.test_restored_backup import back_up, restore

BOS = "/blocker staging is down owner @bo due thu 4pm fallback use the replica"
GAPS = "/backstop list gaps"
NONE, ONE = "No open items with an ownership gap", "1 open item with an ownership gap"


async def test_an_owner_who_is_gone_is_listed_until_somebody_names_another(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    await log(sandbox, BOS)
    assert NONE in await types(sandbox, "lea", GAPS)
    await sandbox.advance_to(berlin(25, 14, 30))
    await deactivate(sandbox, "bo")
    listed = await types(sandbox, "lea", GAPS)
    assert ONE in listed
    bo = f"<@{sandbox.slack.person('bo').id}>"
    assert f"⚠️ the owner {bo} has no active account (since Wed 25 Mar 14:30 CET)" in listed
    dm = await expected.expect_dm("lea", "*B-1* has nobody to answer for it")
    await sandbox.slack.person("lea").selects("New owner", "maria", message=dm)
    await sandbox.settle()
    await expected.expect_dm("maria", "*B-1* is yours now", "because nobody answered for it")
    assert "*B-1* went to <@" in dm.text  # it no longer speaks of the owner before
    assert NONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


async def test_a_lead_says_that_a_gap_is_fine_and_the_ladder_goes_on(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    card = await log(sandbox, BOS)
    early = await types(sandbox, "lea", "/blocker B-1 gap fine because I watch it")
    assert "B-1 has no open ownership gap, so nothing was done" in early
    await deactivate(sandbox, "bo")
    dm = await expected.expect_dm(
        "lea", "If it is fine as it is: `/blocker B-1 gap fine because …`"
    )
    refused = await types(sandbox, "maria", "/blocker B-1 gap fine because it is")
    assert "You cannot accept the ownership gap of B-1. Only Lea Roth, Cem" in refused
    assert ONE in await types(sandbox, "maria", GAPS)
    said = await types(sandbox, "lea", "/blocker B-1 gap fine because I watch it")
    assert "said that its ownership gap is fine, because I watch it" in said
    await expected.expect_thread("#launch", card, "its ownership gap is fine")
    assert NONE in await types(sandbox, "lea", GAPS)
    assert "New owner" not in str(dm.blocks)
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(26, 16))
    assert heard(sandbox, "lea")[-1] == "Thu 26 16:00 B-1"  # the rung still fires
    assert NONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


async def test_a_leaver_who_comes_back_closes_nothing(laddered_sandbox: Sandbox) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    await log(sandbox, BOS)
    await deactivate(sandbox, "bo")
    sandbox.slack.person("bo").changes(deleted=False)
    await sandbox.settle()
    gaps = await types(sandbox, "lea", GAPS)
    assert ONE in gaps
    assert "could not be reached, and nobody has said who owns it now" in gaps
    dm = await expected.expect_dm("lea", "*B-1* has nobody to answer for it")
    lea = sandbox.slack.person("lea")
    await lea.selects("New owner", "bo", message=dm)
    await lea.sees_form("owns B-1 already")
    await types(sandbox, "lea", "/blocker B-1 give @maria because Bo is busy")
    assert NONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


async def test_once_a_leaver_who_is_back_owns_it_by_name_the_message_says_so(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    bo, lea = sandbox.slack.person("bo"), sandbox.slack.person("lea")
    await log(sandbox, BOS)
    await deactivate(sandbox, "bo")
    dm = await expected.expect_dm("lea", "*B-1* has nobody to answer for it")
    bo.changes(deleted=False)
    await sandbox.settle()
    await lea.selects("New owner", "maria", message=dm)
    await sandbox.settle()
    await types(sandbox, "lea", "/blocker B-1 give @bo because he is back")
    assert f"*B-1* is with <@{bo.id}>: staging is down" in dm.text
    assert "nobody to answer" not in dm.text
    assert "New owner" not in str(dm.blocks)
    ignore_rest(sandbox)


async def test_of_several_each_says_who_is_missing_and_when_it_is_due(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    await log(sandbox, BOS)
    await log(sandbox, BOS.replace("staging", "the gate"))
    await deactivate(sandbox, "bo")
    dm = await expected.expect_dm("lea", "2 items for you")
    missing = f"the owner <@{sandbox.slack.person('bo').id}> has no active account"
    for label, title in (("B-1", "staging is down"), ("B-2", "the gate is down")):
        line = f"⚠️ *{label}* has nobody to answer for it: {title} · {missing}"
        assert f"{line} · due Thu 26 Mar 16:00" in dm.text
    assert "If one of them is fine as it is: `/blocker B-1 gap fine because …`." in dm.text
    ignore_rest(sandbox)


async def test_a_guest_who_never_saw_the_channel_leaves_a_gap_that_the_lead_is_told_of(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    sandbox.slack.add_person("gil", real_name="Gil Guest", tz="Europe/Berlin", is_restricted=True)
    sandbox.slack.add_channel("#zoo", ("gil", "lea"))
    await sandbox.bot.workspace.directory.refresh_person(sandbox.slack.person("gil").id)
    await log(sandbox, BOS.replace("thu 4pm", "10 apr"))
    await types(sandbox, "lea", "/blocker B-1 give @gil because Gil knows it")
    theirs = await expected.expect_dm("gil", "*B-1* is yours now")
    assert "You are not in its channel, so I only send you its number" in theirs.text
    await sandbox.advance_to(berlin(26, 9, 1))  # the gap was found in the night
    dm = await expected.expect_dm("lea", "*B-1* has nobody to answer for it")
    gil = f"<@{sandbox.slack.person('gil').id}>"
    assert f"The owner {gil} cannot see its channel." in dm.text
    ignore_rest(sandbox)


async def test_an_owner_who_left_the_channel_is_asked_and_says_no_longer_mine(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    card = await log(sandbox, BOS)
    sandbox.slack.person("bo").leaves("#launch")
    await sandbox.settle()
    assert NONE in await types(sandbox, "lea", GAPS)
    await sandbox.advance_to(berlin(25, 16))
    before = await expected.expect_dm("bo", "*B-1* is due", "Is B-1 still yours?")
    await sandbox.advance_to(berlin(26, 14))
    dm = await expected.expect_dm("bo", "*B-1* is due", "Is B-1 still yours?")
    bo = sandbox.slack.person("bo")
    await bo.clicks("No longer mine", message=dm)
    await sandbox.settle()
    await expected.expect_dm(
        "lea", "*B-1* has nobody to answer for it", "has left its channel and given it up"
    )
    await expected.expect_thread("#launch", card, "No longer mine")
    assert ONE in await types(sandbox, "lea", GAPS)
    for asked in (before, dm):
        assert buttons(asked, "Still mine", "No longer mine") == [False, False]
        assert "still yours" not in asked.text
    ignore_rest(sandbox)


TAKE = "/blocker B-1 take because I can do it"


async def test_a_member_takes_at_once_what_an_owner_gave_up(laddered_sandbox: Sandbox) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    await log(sandbox, BOS)
    sandbox.slack.person("bo").leaves("#launch")
    await sandbox.advance_to(berlin(25, 16))
    dm = await expected.expect_dm("bo", "Is B-1 still yours?")
    assert "to hand it over by" in await types(sandbox, "maria", TAKE)  # not given up yet
    await sandbox.slack.person("bo").clicks("No longer mine", message=dm)
    await sandbox.settle()
    assert "took it over" in await types(sandbox, "maria", TAKE)
    assert NONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


async def test_a_member_takes_at_once_from_a_leaver_who_came_back(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, BOS)
    await deactivate(sandbox, "bo")
    sandbox.slack.person("bo").changes(deleted=False)
    await sandbox.settle()
    assert "took it over" in await types(sandbox, "maria", TAKE)
    assert NONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


async def test_an_owner_who_left_the_channel_may_keep_the_item(laddered_sandbox: Sandbox) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    await log(sandbox, BOS)
    sandbox.slack.person("bo").leaves("#launch")
    await sandbox.advance_to(berlin(25, 16))
    dm = await expected.expect_dm("bo", "Is B-1 still yours?")
    bo = sandbox.slack.person("bo")
    await bo.clicks("Still mine", message=dm)
    await sandbox.settle()
    assert buttons(dm, "Still mine", "No longer mine") == [False, False]
    await sandbox.advance_to(berlin(26, 14))
    again = await expected.expect_dm("bo", "*B-1* is due")
    assert "still yours" not in again.text
    assert NONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


async def test_of_several_items_each_line_has_its_own_answers(laddered_sandbox: Sandbox) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    bo, lea = sandbox.slack.person("bo"), sandbox.slack.person("lea")
    await log(sandbox, BOS)
    await log(sandbox, BOS.replace("staging", "the gate"))
    bo.leaves("#launch")
    await sandbox.advance_to(berlin(25, 16))
    dm = await expected.expect_dm("bo", "2 items for you", "Is B-1 still yours?")
    await bo.clicks("No longer mine", message=dm)
    await sandbox.settle()
    assert ONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)
    await log(sandbox, BOS.replace("staging", "the door"))
    await deactivate(sandbox, "bo")
    both = await expected.expect_dm("lea", "B-2", "B-3")
    await lea.selects("New owner", "maria", message=both)
    await sandbox.settle()
    ignore_rest(sandbox)
    assert "2 open items with an ownership gap" in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


async def test_the_home_of_the_lead_and_the_weekly_post_name_the_gap(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    await log(sandbox, BOS.replace("thu", "fri 3 apr"))
    await log(sandbox, "/blocker docs are late owner @lea due fri 3 apr 4pm fallback ship without")
    await deactivate(sandbox, "bo")
    home = await sandbox.slack.person("lea").opens_home()
    assert home is not None
    assert "Nobody answers for" in str(home.blocks)
    ignore_rest(sandbox)
    await sandbox.advance_to(berlin(30, 9))
    post = await expected.expect_post("#launch", "*Asked of you*")
    named = [line for line in post.text.splitlines() if "names a new owner" in line]
    assert len(named) == 1, "of B-2 the lead is simply the owner"
    assert "*Lea Roth* names a new owner of *B-1*" in named[0]
    assert "has no active account" in named[0]
    ignore_rest(sandbox)


async def test_the_account_of_a_customer_needs_somebody(laddered_sandbox: Sandbox) -> None:
    sandbox, expected = laddered_sandbox, laddered_sandbox.slack.expectations
    line = "/blocker exports fail owner @maria due fri 4pm fallback by hand customer Harbor"
    await types(sandbox, "maria", line)
    await types(sandbox, "maria", "/blocker B-1 new customer Harbor")
    await types(sandbox, "lea", "/backstop customer Harbor owner @bo")
    ignore_rest(sandbox)
    await deactivate(sandbox, "bo")
    await expected.expect_dm("lea", "*B-1* has an ownership gap", "the account owner of Harbor")
    assert ONE in await types(sandbox, "lea", GAPS)
    await types(sandbox, "lea", "/backstop customer Harbor owner @cem")
    assert NONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


@pytest.mark.of_one_bot
async def test_after_a_restore_the_gap_is_found_again_and_not_told_again(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, BOS)
    backup, taken_at = back_up(sandbox), sandbox.now()
    await sandbox.advance_to(berlin(25, 11))
    await deactivate(sandbox, "bo")
    assert heard(sandbox, "lea") == ["Wed 25 11:00 B-1"]
    ignore_rest(sandbox)
    await restore(sandbox, backup, taken_at=taken_at)
    await sandbox.advance_to(berlin(25, 12))
    assert heard(sandbox, "lea") == []
    assert ONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)


@pytest.mark.of_one_bot
async def test_an_upgrade_lists_the_gaps_that_are_there_and_tells_nobody(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, BOS)
    await deactivate(sandbox, "bo")
    ignore_rest(sandbox)
    await sandbox.stop_bot()
    url = f"sqlite:///{sandbox.folder / 'backstop.db'}"
    with closing(Database(url)) as database, database.write_all() as tx:  # as it was before
        tx.execute(ITEM_GAP.delete())
        tx.execute(GAP_SWEEP.delete())
    await sandbox.start_bot()
    await sandbox.advance_to(berlin(25, 11))
    assert (heard(sandbox, "lea"), posted(sandbox)) == ([], [])
    assert ONE in await types(sandbox, "lea", GAPS)
    ignore_rest(sandbox)
