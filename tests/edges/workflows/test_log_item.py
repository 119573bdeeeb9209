"""Logging on a real desk: what is refused changes nothing, what repeats happens once."""

from typing import Any

import pytest

from escalation.errors import BadInput, NotAllowed
from escalation.items import TEXT_LIMIT, Due
from storage import channels
from storage.items.search import Search, find
from tests.support.desk_fixtures import (
    NOW,
    a_request,
    an_entry,
    logged,
    save_channel,
    save_person,
    told,
)
from tests.support.factories import CHANNEL, OWNER, REPORTER, utc
from workflows.items import log as log_item
from workflows.transaction.unit_of_work import Desk, Request


def count(desk: Desk) -> int:
    with desk.database.read(desk.workspace) as tx:
        return find(tx, Search(open=None), visible=None).total


def test_a_redelivered_request_logs_once_and_gets_the_same_item(desk: Desk) -> None:
    first = log_item.log(desk, a_request(), an_entry(), now=NOW)
    again = log_item.log(desk, a_request(), an_entry(), now=NOW)
    assert (first.repeated, again.repeated, again.item.label) == (False, True, "B-1")
    assert count(desk) == 1


def test_the_card_and_the_owner_hear_of_a_new_item_the_reporter_does_not(desk: Desk) -> None:
    item = logged(desk)
    assert told(desk, item) == [("card", "channel", CHANNEL), ("logged", "dm", OWNER)]
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
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        logged(desk, **changes)
    assert (refused.value.field, count(desk)) == (field, 0)


@pytest.mark.parametrize(
    ("account", "why"),
    [
        ({"bot": True}, "is an app"),
        ({"deactivated": True}, "has no active account"),
        ({"stranger": True}, "belongs to another company"),
    ],
)
def test_an_owner_is_an_active_person_of_our_own(
    desk: Desk, account: dict[str, bool], why: str
) -> None:
    save_person(desk, OWNER, **account)
    with pytest.raises(BadInput, match=why):
        logged(desk)


def test_somebody_slack_has_not_described_yet_is_asked_to_try_again(desk: Desk) -> None:
    with pytest.raises(NotAllowed, match="Try again in a moment"):
        log_item.log(desk, a_request("U98"), an_entry(), now=NOW)


def test_people_of_another_company_log_nothing(desk: Desk) -> None:
    save_person(desk, REPORTER, stranger=True)
    with pytest.raises(NotAllowed, match="Only people in this workspace"):
        logged(desk)


@pytest.mark.parametrize(
    ("changes", "mend"), [({"member": False}, "/invite @Backstop"), ({"archived": True}, "not")]
)
def test_a_channel_without_the_bot_or_archived_takes_nothing(
    desk: Desk, changes: dict[str, bool], mend: str
) -> None:
    save_channel(desk, **changes)
    with pytest.raises(BadInput, match=mend) as here:
        logged(desk)
    form = Request(kind="form", external_id="2", actor=REPORTER)  # one in which it was chosen
    with pytest.raises(BadInput, match=mend) as there:
        log_item.log(desk, form, an_entry(), now=NOW)
    assert (here.value.field, there.value.field) == ("", "channel")
    assert count(desk) == 0


def test_weekly_posts_begin_with_the_first_item_in_the_zone_of_who_logged_it(desk: Desk) -> None:
    save_person(desk, REPORTER, zone="Europe/Berlin")
    logged(desk, 1)
    logged(desk, 2)
    with desk.database.read(desk.workspace) as tx:
        channel = channels.get(tx, CHANNEL)
    assert channel is not None
    assert channel.policy.zone == "Europe/Berlin"
    assert channel.next_summary_at == utc("03-09 08:00")  # Monday 9:00 in Berlin, winter time


def test_a_configured_channel_keeps_its_own_zone(desk: Desk) -> None:
    save_person(desk, REPORTER, zone="Europe/Berlin")
    save_channel(desk, configured=True)
    logged(desk)
    with desk.database.read(desk.workspace) as tx:
        channel = channels.get(tx, CHANNEL)
    assert channel is not None
    assert channel.policy.zone == "UTC"
