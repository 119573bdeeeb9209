"""Who can see a private channel, and who was removed from one, on both databases."""

from storage import channels
from storage.engine.database import Database
from storage.members import insiders
from storage.members.insiders import Closed
from tests.support.context_fixtures import a_channel
from tests.support.factories import LEAD, OWNER, REPORTER
from tests.support.storage.store_fixtures import NOW, WORKSPACE, elsewhere

BOARD, OPEN, LEFT = "C02", "C03", "C04"


def save_channels(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel(id=BOARD, private=True))
        channels.save(tx, a_channel(id=OPEN))
        channels.save(tx, a_channel(id=LEFT, left_at=NOW))
        for channel in (BOARD, OPEN):
            channels.set_members(tx, channel, listed=[OWNER, REPORTER], now=NOW)


def test_what_not_everybody_can_see_is_known_with_its_members(database: Database) -> None:
    save_channels(database)
    with database.read(WORKSPACE) as tx:
        assert insiders.closed(tx, [BOARD, OPEN, LEFT, "C99"]) == {
            BOARD: Closed(private=True, left=False, checked_at=NOW),
            LEFT: Closed(private=False, left=True, checked_at=None),
        }
        assert insiders.members(tx, [BOARD, LEFT]) == {BOARD: {OWNER, REPORTER}}


def test_somebody_is_removed_once_until_they_are_back(database: Database) -> None:
    save_channels(database)
    with database.write(WORKSPACE) as tx:
        assert insiders.remove(tx, BOARD, [OWNER, LEAD]) == {OWNER, LEAD}
        assert insiders.remove(tx, BOARD, [OWNER]) == frozenset()
        assert insiders.remove(tx, OPEN, [OWNER]) == {OWNER}
        assert insiders.removed(tx, [BOARD, LEFT]) == {BOARD: {OWNER, LEAD}}
        assert insiders.removed_from(tx, OWNER) == {BOARD}, "of private channels alone"
        assert insiders.removed_from(tx, REPORTER, LEAD) == {BOARD}
        assert insiders.removed_from(elsewhere(tx), OWNER) == frozenset()
        insiders.back(tx, BOARD, [OWNER])
        insiders.back(tx, BOARD, [])
        assert insiders.removed(tx, [BOARD]) == {BOARD: {LEAD}}
