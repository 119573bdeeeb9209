"""Three bots that edit, save and apply one ladder at once: each change is whole, in some order."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from escalation.facts.action import Action
from escalation.ladder.adopted import Adoption
from escalation.moves.move import Move
from escalation.policy import Policy
from storage.items import history
from storage.ladders import versions
from storage.tables.channels import LADDER_DRAFT
from tests.edges.workflows.test_ladder_versions import LATER_FALLBACK, news
from tests.edges.workflows.test_races import Bots
from tests.support.context_fixtures import (
    NOW,
    Work,
    a_request,
    actions,
    at_once,
    item_now,
    logged,
    moved,
    save_channel,
)
from tests.support.factories import BOSS, CHANNEL, LEAD, OWNER
from workflows.channels import drafts, setup


@pytest.fixture
def bots(three: Bots) -> Bots:
    """One ladder, version 1, with a lead and leadership; one open item."""
    save_channel(three[0], configured=True)
    logged(three[0])
    return three


def saving(policy: Policy, by: str, number: int) -> Work:
    """Save a ladder as version 2, and put every open item on it."""
    return lambda bot: setup.configure(
        bot, a_request(by, number=number), CHANNEL, policy=policy, adoption=Adoption.ALL, now=NOW
    )


def configured(bots: Bots) -> int:
    """How often the ladder was saved, by the history and by those who are told in the channel."""
    with bots[0].database.read(bots[0].workspace) as tx:
        end = NOW + timedelta(seconds=1)
        found = history.of_channel_itself(tx, CHANNEL, action=Action.CONFIGURED, start=NOW, end=end)
    assert sum(one.recipient == CHANNEL for one in news(bots[0])) == len(list(found))
    return len(list(found))


def test_of_two_who_save_at_once_one_is_saved_told_and_applied(bots: Bots) -> None:
    mine, theirs = LATER_FALLBACK, replace(LATER_FALLBACK, hold=timedelta(hours=1))
    (refused,) = at_once(bots, saving(mine, LEAD, 51), saving(theirs, BOSS, 52))
    assert "Somebody changed this ladder" in refused.text
    assert configured(bots) == 1
    item = logged(bots[0])
    assert item_now(bots[0], item).policy.version == 2
    assert actions(bots[0], item.id).count(Action.ADOPTED) == 1
    with bots[0].database.read(bots[0].workspace) as tx:
        assert list(versions.numbers(tx, CHANNEL)) == [1, 2]
        kept = versions.get(tx, CHANNEL, 2)
    assert kept is not None
    assert kept.policy.rungs == item_now(bots[0], item).policy.rungs


def test_one_form_that_arrives_three_times_is_saved_once(bots: Bots) -> None:
    assert at_once(bots, *[saving(LATER_FALLBACK, LEAD, 51)] * 3) == []
    assert configured(bots) == 1
    assert actions(bots[0], logged(bots[0]).id).count(Action.ADOPTED) == 1


def test_what_somebody_does_while_the_ladder_is_applied_is_not_lost(bots: Bots) -> None:
    item = logged(bots[0])
    refused = at_once(
        bots,
        saving(LATER_FALLBACK, LEAD, 51),
        lambda bot: moved(bot, item, Move.ACKNOWLEDGE, actor=OWNER, number=52),
        lambda bot: logged(bot, 2),
    )
    assert refused == []
    after = item_now(bots[0], item)
    assert after.policy.version == 2
    assert after.position.acknowledged_at == NOW
    assert item_now(bots[0], logged(bots[0], 2)).policy.version in {1, 2}


def test_a_draft_of_one_form_is_kept_once(bots: Bots) -> None:
    """Up, Down or Done, sent again by Slack to other replicas."""
    request = a_request(LEAD, number=51)
    mark = drafts.opened(bots[0], request, CHANNEL, now=NOW).mark
    change = partial(replace, holidays="DE")
    works: list[Work] = [
        lambda bot: drafts.keep(bot, request, CHANNEL, mark=mark, change=change, now=NOW)
    ] * 3
    assert at_once(bots, *works) == []
    assert drafts.opened(bots[1], request, CHANNEL, now=NOW).policy.holidays == "DE"
    with bots[0].database.read(bots[0].workspace) as tx:
        assert len(tx.connection.execute(select(LADDER_DRAFT.c.person)).all()) == 1
