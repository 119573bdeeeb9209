"""When a channel is greeted: as the bot comes in, once, whoever finds that out."""

from datetime import timedelta
from typing import Any

import pytest

from escalation.notices.notice import Notice, NoticeKind, Place
from storage import channels
from storage.engine.prepared import Prepared
from storage.outbox.rows import SELECT, fetch
from tests.support.context_fixtures import NOW, save_channel
from workflows.people import sync
from workflows.people.sync import ChannelFacts
from workflows.transaction.unit_of_work import WorkspaceContext

OPS = "C0OPS"
LATER = NOW + timedelta(days=1)


def facts(**changes: Any) -> ChannelFacts:
    known: dict[str, Any] = {"id": OPS, "name": "ops", "private": False, "archived": False}
    return ChannelFacts(**{**known, "external": False, "member": True, **changes})


def greetings(context: WorkspaceContext) -> list[Notice]:
    with context.database.read(context.workspace) as tx:
        rows = fetch(tx, Prepared(SELECT), {})
    return [row.notice for row in rows if row.notice.kind is NoticeKind.GREETING]


def greeted_at(context: WorkspaceContext) -> Any:
    with context.database.read(context.workspace) as tx:
        known = channels.get(tx, OPS)
    return known and known.greeted_at


def test_the_greeting_is_saved_with_when_it_was(context: WorkspaceContext) -> None:
    sync.save_channels(context, [facts()], NOW)
    (first,) = greetings(context)
    assert (first.key, first.place, first.recipient) == (f"greeting:{OPS}", Place.CHANNEL, OPS)
    assert first.planned_at == first.not_before == greeted_at(context) == NOW


def test_a_full_list_finds_an_invitation_whose_event_was_missed(context: WorkspaceContext) -> None:
    sync.save_channels(context, [facts(member=False)], NOW)
    assert greetings(context) == []
    before = sync.channels_joined(context, LATER)
    for at in (LATER, LATER + timedelta(minutes=1)):
        sync.channels_listed(context, [facts()], before=before, now=at)
    assert len(greetings(context)) == 1
    assert greeted_at(context) == LATER


@pytest.mark.parametrize(
    "silent", [{"external": True}, {"archived": True}, {"direct": True}, {"member": False}]
)
def test_nothing_is_said_where_the_bot_should_not_speak(
    context: WorkspaceContext, silent: dict[str, bool]
) -> None:
    sync.save_channels(context, [facts(**silent)], NOW)
    assert (greetings(context), greeted_at(context)) == ([], None)


def test_what_was_greeted_is_left_and_entered_in_silence(context: WorkspaceContext) -> None:
    for member in (True, False, True, False, True):
        sync.save_channels(context, [facts(member=member)], NOW)
    assert len(greetings(context)) == 1


def test_a_channel_that_the_bot_was_in_already_is_not_greeted(context: WorkspaceContext) -> None:
    save_channel(context, id=OPS, name="ops")
    sync.save_channels(context, [facts(name="operations")], NOW)
    assert greetings(context) == []


def test_a_channel_keeps_its_greeting_under_a_new_id(context: WorkspaceContext) -> None:
    sync.save_channels(context, [facts()], NOW)
    sync.channel_id_changed(context, OPS, "C0SHARED", now=LATER)
    sync.save_channels(context, [facts(id="C0SHARED", member=False)], LATER)
    sync.save_channels(context, [facts(id="C0SHARED")], LATER)
    assert [one.recipient for one in greetings(context)] == ["C0SHARED"]
