"""Logging on a real database: refusals change nothing, repeats happen once."""

from typing import Any

import pytest

from escalation.errors import BadInput, NotAllowed
from escalation.fields import TEXT_LIMIT
from escalation.items import Due
from storage import channels
from storage.items.search import Search, find
from tests.support.context_fixtures import (
    NOW,
    a_new_item,
    a_request,
    logged,
    save_channel,
    save_person,
    told,
)
from tests.support.factories import CHANNEL, OWNER, REPORTER, utc
from workflows.items import log as log_item
from workflows.transaction.unit_of_work import Request, WorkspaceContext


def count(context: WorkspaceContext) -> int:
    with context.database.read(context.workspace) as tx:
        return find(tx, Search(open=None), visible=None).total


def test_a_redelivered_request_logs_once_and_gets_the_same_item(context: WorkspaceContext) -> None:
    first = log_item.log(context, a_request(), a_new_item(), now=NOW)
    again = log_item.log(context, a_request(), a_new_item(), now=NOW)
    assert (first.repeated, again.repeated, again.item.label) == (False, True, "B-1")
    assert count(context) == 1


def test_the_card_and_the_owner_hear_of_a_new_item_the_reporter_does_not(
    context: WorkspaceContext,
) -> None:
    item = logged(context)
    assert told(context, item) == [("card", "channel", CHANNEL), ("logged", "dm", OWNER)]
    assert (item.next_at, item.reporter) == (utc("03-04 12:00"), REPORTER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"fallback": ""}, "fallback"),
        ({"impact": "x" * (TEXT_LIMIT + 1)}, "impact"),
        ({"due": Due(at=NOW, zone="UTC", phrase="now")}, "due"),
        ({"owner": "U99"}, "owner"),
    ],
)
def test_what_is_missing_or_out_of_bounds_is_refused_at_its_field(
    context: WorkspaceContext, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        logged(context, **changes)
    assert (refused.value.field, count(context)) == (field, 0)


@pytest.mark.parametrize(
    ("account", "why"),
    [
        ({"bot": True}, "is an app"),
        ({"deactivated": True}, "has no active account"),
        ({"stranger": True}, "belongs to another company"),
    ],
)
def test_an_owner_is_an_active_person_of_our_own(
    context: WorkspaceContext, account: dict[str, bool], why: str
) -> None:
    save_person(context, OWNER, **account)
    with pytest.raises(BadInput, match=why):
        logged(context)


def test_somebody_slack_has_not_described_yet_is_asked_to_try_again(
    context: WorkspaceContext,
) -> None:
    with pytest.raises(NotAllowed, match="Try again in a moment"):
        log_item.log(context, a_request("U98"), a_new_item(), now=NOW)


def test_people_of_another_company_log_nothing(context: WorkspaceContext) -> None:
    save_person(context, REPORTER, stranger=True)
    with pytest.raises(NotAllowed, match="Only people in this workspace"):
        logged(context)


@pytest.mark.parametrize(
    ("changes", "fix"), [({"member": False}, "/invite @Backstop"), ({"archived": True}, "not")]
)
def test_a_channel_without_the_bot_or_archived_takes_nothing(
    context: WorkspaceContext, changes: dict[str, bool], fix: str
) -> None:
    save_channel(context, **changes)
    with pytest.raises(BadInput, match=fix) as here:
        logged(context)
    form = Request(kind="form", external_id="2", actor=REPORTER)  # one in which it was chosen
    with pytest.raises(BadInput, match=fix) as there:
        log_item.log(context, form, a_new_item(), now=NOW)
    assert (here.value.field, there.value.field) == ("", "channel")
    assert count(context) == 0


def test_weekly_posts_begin_with_the_first_item_in_its_reporters_zone(
    context: WorkspaceContext,
) -> None:
    save_person(context, REPORTER, zone="Europe/Berlin")
    logged(context, 1)
    logged(context, 2)
    with context.database.read(context.workspace) as tx:
        channel = channels.get(tx, CHANNEL)
    assert channel is not None
    assert channel.policy.zone == "Europe/Berlin"
    assert channel.next_summary_at == utc("03-09 08:00")  # Monday 9:00 in Berlin, winter time


def test_a_configured_channel_keeps_its_own_zone(context: WorkspaceContext) -> None:
    save_person(context, REPORTER, zone="Europe/Berlin")
    save_channel(context, configured=True)
    logged(context)
    with context.database.read(context.workspace) as tx:
        channel = channels.get(tx, CHANNEL)
    assert channel is not None
    assert channel.policy.zone == "UTC"
