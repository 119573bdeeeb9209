"""Two workspaces share a database: each gets all of its own messages, and none of the other's."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.demo.clock import MovableClock
from escalation.notices.notice import NoticeState
from storage.checks.audit import Finding, Trouble
from storage.engine.database import Database, Transaction
from storage.items import chain
from tests.stories.heard import SUMMARY, berlin, heard, ignore_rest, posted, types
from tests.stories.neighbours import TITLES, Neighbour, live
from tests.support.bots.typed import backstop
from tests.support.storage.databases import POSTGRESQL, Templates
from tests.support.storage.store_fixtures import backlog

EVENING = berlin(25, 18)
"""Nobody works any more: what is said to people waits, of both workspaces in one outbox."""
THURSDAY = {
    "maria": ["Thu 26 09:00 B-1", "Thu 26 14:00 B-1", "Thu 26 16:00 B-1"],
    "lea": ["Thu 26 16:00 B-1"],
}
"""What is heard of a blocker that was logged that evening and is due at 16:00."""


def nothing_crossed(sandboxs: list[Neighbour]) -> None:
    for sandbox in sandboxs:
        said = sandbox.slack.expectations.unexpected()
        assert [message.text for message in said] == []
        assert sandbox.foreign_words() == []


@pytest.fixture
async def side_by_side(
    tmp_path: Path, templates: Callable[[str], Templates]
) -> AsyncIterator[list[Neighbour]]:
    """Two whole bots of two workspaces at the same time, on one PostgreSQL."""
    clock = MovableClock(EVENING)
    async with AsyncExitStack() as parts:
        url = parts.enter_context(templates(POSTGRESQL).database())
        sandboxs = [Neighbour(tmp_path, clock, team_id=team, database_url=url) for team in TITLES]
        for sandbox in sandboxs:
            await parts.enter_async_context(sandbox)
            await sandbox.moved_in()
        yield sandboxs
        nothing_crossed(sandboxs)


async def test_side_by_side_each_person_is_told_of_their_own(side_by_side: list[Neighbour]) -> None:
    for sandbox in side_by_side:
        await sandbox.log()
    await live(side_by_side, berlin(26, 17))
    for sandbox in side_by_side:
        assert {who: heard(sandbox, who) for who in THURSDAY} == THURSDAY
        assert posted(sandbox) == ["Thu 26 16:00 B-1"]
        assert "*B-2*" not in await types(sandbox, "maria", "/blocker list all")
        assert await sandbox.bot.workspace.audit() == ()


async def test_side_by_side_each_home_tab_follows_its_own(side_by_side: list[Neighbour]) -> None:
    acme, beta = side_by_side
    for sandbox in side_by_side:
        await sandbox.slack.person("maria").opens_home()
        await sandbox.settle()
    beta.slack.faults.add("ratelimited", "views.publish")
    for sandbox in side_by_side:
        await sandbox.log()
    assert TITLES["T0ACME"] in acme.home_of("maria")
    assert "Nothing needs you right now." in beta.home_of("maria"), "Slack asked for patience"
    await live(side_by_side, EVENING + timedelta(minutes=1))
    assert TITLES["T0BETA"] in beta.home_of("maria")


async def test_side_by_side_each_channel_gets_its_own_post(side_by_side: list[Neighbour]) -> None:
    for sandbox in side_by_side:
        await sandbox.log()
        await types(sandbox, "maria", "/blocker B-1 resolve it works")
    await live(side_by_side, berlin(30, 10))
    for sandbox in side_by_side:
        posts = [
            one
            for one in sandbox.slack.expectations.messages_in("#launch")
            if one.text.startswith(SUMMARY)
        ]
        assert len(posts) == 1
        ignore_rest(sandbox, "cem", "#launch")
    assert all(TITLES[sandbox.team_id] in sandbox.words() for sandbox in side_by_side)


async def test_side_by_side_what_slack_slows_down_here_waits_here_alone(
    side_by_side: list[Neighbour],
) -> None:
    """The channel that Slack rate-limits in one has the same id in the other."""
    acme, beta = side_by_side
    for sandbox in side_by_side:
        await sandbox.log()
    acme.slack.faults.add("ratelimited", "chat.postMessage", times=None, retry_after=1800)
    await live(side_by_side, berlin(26, 14))
    assert [heard(acme, "maria"), heard(beta, "maria")] == [[], THURSDAY["maria"][:2]]
    acme.slack.faults.clear()
    await live(side_by_side, berlin(26, 14, 30))
    assert {*heard(acme, "maria")} == {"Thu 26 14:30 B-1"}


async def test_side_by_side_a_forged_history_is_found_in_its_own(
    side_by_side: list[Neighbour],
) -> None:
    acme, beta = side_by_side
    for sandbox in side_by_side:
        await sandbox.log()
    with acme.bot.workspace.context.database.write_all() as everything:
        everything.execute(text("UPDATE event SET actor = 'U9' WHERE workspace = 'T0ACME'"))
        acmes, betas = (chain.verify(Transaction(everything, team)) for team in TITLES)
    assert (acmes.events, betas.events, betas.broken_at) == (0, 2, None)
    edited = Finding(trouble=Trouble.EDITED, what=f"event {acmes.broken_at}")
    assert (await acme.bot.workspace.audit(), await beta.bot.workspace.audit()) == ((edited,), ())


async def test_side_by_side_each_bot_is_the_only_one_of_its_workspace(
    side_by_side: list[Neighbour],
) -> None:
    await live(side_by_side, side_by_side[0].now() + timedelta(minutes=2))
    assert [await sandbox.replicas() for sandbox in side_by_side] == [1, 1]


@pytest.fixture
async def in_turn(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[list[Neighbour]]:
    """Two workspaces whose bots run one after the other on one SQLite file; none has started."""
    clock, file = MovableClock(EVENING), tmp_path / "backstop.db"
    shutil.copy(sqlite_template, file)
    async with AsyncExitStack() as parts:
        url = f"sqlite:///{file}"
        sandboxs = [Neighbour(tmp_path, clock, team_id=team, database_url=url) for team in TITLES]
        for sandbox in sandboxs:
            await parts.enter_async_context(sandbox)
        yield sandboxs
        nothing_crossed(sandboxs)


async def test_one_after_the_other_each_leaves_the_others_things_alone(
    in_turn: list[Neighbour],
) -> None:
    acme, beta = in_turn
    await acme.moved_in()
    await acme.log()
    await acme.stop_bot()
    await beta.moved_in()
    await beta.log()
    await live([beta], berlin(26, 16, 30))
    assert {who: heard(beta, who) for who in THURSDAY} == THURSDAY
    assert posted(beta) == ["Thu 26 16:00 B-1"]
    assert await beta.bot.workspace.audit() == ()
    await beta.stop_bot()
    assert heard(acme, "maria") == [], "its bot was away"
    await acme.start_bot()
    for who in THURSDAY:
        assert {*heard(acme, who)} == {"Thu 26 16:30 B-1"}
    assert posted(acme) == ["Thu 26 16:30 B-1"]
    verified = backstop("verify", DATABASE_URL=acme.database_url)
    assert (verified.returncode, verified.stdout.count("events hold")) == (0, 2)


async def test_a_restore_for_one_leaves_what_the_other_has_to_say(
    in_turn: list[Neighbour],
) -> None:
    """Only the workspace whose bot was told of the restore is searched."""
    acme, beta = in_turn
    for sandbox in (acme, beta):
        await sandbox.moved_in()
        await sandbox.log()
        await sandbox.stop_bot()
    acme.clock.set(berlin(26, 9, 30))
    await acme.start_bot(recovered_at=EVENING)
    assert heard(acme, "maria") == ["Thu 26 09:30 B-1"]
    await acme.stop_bot()
    with closing(Database(beta.database_url)) as database, database.read("T0BETA") as tx:
        assert backlog(tx) == {NoticeState.PENDING: 1}
    await beta.start_bot()
    assert heard(beta, "maria") == ["Thu 26 09:30 B-1"]
