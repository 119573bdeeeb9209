"""Backstop is removed from a channel, or the channel is archived: nothing that is open is lost."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import button
from playground.state.workspace import Message
from tests.stories.heard import berlin, heard, ignore_rest, log, posted

pytestmark = pytest.mark.on_both_databases

TODAY = "/blocker SSO login fails owner @maria due today 4pm fallback use passwords"
ALSO = "/blocker DNS is down owner @maria due fri 4pm fallback wait"


async def removed(sandbox: Sandbox, channel: str = "#launch", *, by: str = "cem") -> None:
    sandbox.slack.person(by).removes(_bot(sandbox), channel)
    await sandbox.settle()


async def invited(sandbox: Sandbox, channel: str = "#launch", *, by: str = "cem") -> None:
    sandbox.slack.person(by).invites(_bot(sandbox), channel)
    await sandbox.settle()


def _bot(sandbox: Sandbox) -> str:
    return sandbox.slack.workspace.users[sandbox.slack.workspace.bot_user].name


async def told_of_leaving(sandbox: Sandbox, person: str) -> Message:
    return await sandbox.slack.expectations.expect_dm(person, "I was removed from <#")


async def test_removed_it_says_once_what_is_open_and_goes_on_by_direct_message(
    laddered_sandbox: Sandbox,
) -> None:
    sandbox = laddered_sandbox
    await log(sandbox, TODAY, by="bo")
    await log(sandbox, ALSO, by="maria")
    ignore_rest(sandbox)
    await removed(sandbox)
    await sandbox.advance(minutes=2)
    lead = await told_of_leaving(sandbox, "lea")
    print(lead.text)
    assert "2 items there are still open: SSO login fails, DNS is down" in lead.text
    assert button(lead.blocks, "Withdraw all 2 because …") is not None
    own = await told_of_leaving(sandbox, "bo")
    assert "1 item there is still open: SSO login fails" in own.text
    await told_of_leaving(sandbox, "maria")
    await sandbox.advance_to(berlin(25, 16))
    assert heard(sandbox, "maria") == ["Wed 25 14:00 B-1", "Wed 25 16:00 B-1"]
    assert heard(sandbox, "lea") == ["Wed 25 16:00 B-1"]
    assert heard(sandbox, "bo") == ["Wed 25 11:00 B-1"], "on their clock"
    assert heard(sandbox, "cem") == []
    assert posted(sandbox) == []
