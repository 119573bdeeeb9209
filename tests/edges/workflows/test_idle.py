"""A pass with nothing to do finds that out in one look; whatever is due ends the idleness."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from escalation.people import Away
from storage import absences
from storage.items import store
from tests.support.context_fixtures import NOW, logged, save_channel
from tests.support.factories import MEMBER, changed
from workflows.clock.idle import is_idle
from workflows.gaps import nightly
from workflows.transaction.unit_of_work import WorkspaceContext

DUE = NOW + timedelta(hours=1)
JUST_BEFORE = DUE - timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def swept(context: WorkspaceContext) -> WorkspaceContext:
    """The first nightly check is over, and nothing else is planned."""
    assert not is_idle(context, NOW)
    nightly.go_on(context, NOW, limit=10)
    assert is_idle(context, DUE)
    return context


def item_due(context: WorkspaceContext) -> None:
    item = logged(context)
    with context.database.write(context.workspace) as tx:
        store.save(tx, changed(item, next_at=DUE))


def summary_due(context: WorkspaceContext) -> None:
    save_channel(context, next_summary_at=DUE)


def absent(away: Away) -> Callable[[WorkspaceContext], None]:
    def enter(context: WorkspaceContext) -> None:
        with context.database.write(context.workspace) as tx:
            absences.keep(tx, MEMBER, [away])

    return enter


@pytest.mark.parametrize(
    "plan",
    [
        item_due,
        summary_due,
        absent(Away(starts_at=DUE, until=DUE + DAY)),
        absent(Away(until=DUE)),
    ],
    ids=["a step", "a weekly post", "an absence begins", "an absence ends"],
)
def test_it_is_idle_until_the_instant_something_is_due(
    swept: WorkspaceContext, plan: Callable[[WorkspaceContext], None]
) -> None:
    plan(swept)
    assert is_idle(swept, JUST_BEFORE)
    assert not is_idle(swept, DUE)


def test_the_next_night_is_work(swept: WorkspaceContext) -> None:
    assert not is_idle(swept, NOW + DAY)
