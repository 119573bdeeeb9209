"""What we remember of a workspace: people, channels, requests, summaries and Home tabs."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

from escalation.people import Away
from storage import (
    absences,
    channels,
    home_tabs,
    inbox,
    measures,
    people,
    replicas,
    summaries,
    workspaces,
)
from storage.channels import Channel
from storage.checks import sweep
from storage.engine.database import Database
from storage.items import chain, history
from storage.people import UserGroup
from storage.replicas import Heartbeat
from storage.summaries import Summary
from storage.tables.columns import microseconds
from storage.workspaces import Workspace
from tests.support.factories import BOSS, LEAD, OWNER, a_person, a_policy, away
from tests.support.storage.old_databases import as_of, insert, made_by
from tests.support.storage.store_fixtures import NOW, WORKSPACE, an_event, elsewhere, plan_of

HOUR = timedelta(hours=1)


def a_channel(channel: str = "C01", **changes: Any) -> Channel:
    blank = Channel(id=channel, name=f"name-of-{channel}", policy=a_policy())
    return replace(blank, **changes)


def test_a_redelivery_gets_the_answer_of_the_first(database: Database) -> None:
    click = {"kind": "click", "external_id": "17.1"}
    with database.write(WORKSPACE) as tx:
        assert inbox.receive(tx, **click, now=NOW) is None
        inbox.remember(tx, **click, answer={"text": "done"})
    with database.write(WORKSPACE) as tx:
        assert inbox.receive(tx, **click, now=NOW) == {"text": "done"}
        assert inbox.receive(elsewhere(tx), **click, now=NOW) is None
        assert inbox.receive(tx, kind="form", external_id="17.1", now=NOW) is None


def test_a_channel_comes_back_as_it_was_last_saved(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel())
        changed = a_channel(private=True, configured=True, next_summary_at=NOW, member=True)
        channels.save(tx, changed)
        assert channels.get(tx, "C01") == changed
        assert channels.get(elsewhere(tx), "C01") is None
        assert channels.get_all(tx) == (changed,)


def test_only_channels_whose_summary_is_due_are_taken(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        due = a_channel("C01", next_summary_at=NOW)
        channels.save(tx, due)
        channels.save(tx, a_channel("C02", next_summary_at=NOW + HOUR))
        channels.save(tx, a_channel("C03"))
        assert channels.summary_due(tx, now=NOW, limit=9) == (due,)
        assert channels.next_summary_at(tx) == NOW
        assert channels.next_summary_at(elsewhere(tx)) is None


def test_a_private_channel_is_visible_only_while_membership_is_fresh(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel("C01", member=True))
        channels.save(tx, a_channel("C02", private=True, member=True))
        channels.save(tx, a_channel("C03", private=True, member=True))
        channels.save(tx, a_channel("C04"))  # nobody would tell us that it has become private
        channels.set_members(tx, "C02", listed=[OWNER, LEAD, OWNER], now=NOW)

        def seen(person: str, *, since: timedelta, public: bool = True) -> frozenset[str]:
            return channels.visible_to(tx, person, checked_since=NOW + since, public=public)

        assert seen(OWNER, since=-HOUR) == {"C01", "C02"}
        assert seen(OWNER, since=HOUR) == {"C01"}
        assert seen(BOSS, since=-HOUR) == {"C01"}
        assert seen(OWNER, since=-HOUR, public=False) == {"C02"}
        channels.set_members(tx, "C02", listed=[], now=NOW)
        assert seen(OWNER, since=-HOUR) == {"C01"}
        assert channels.members(tx, "C02") == frozenset()


def test_whoever_came_or_went_since_the_last_list_is_told(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        channels.save(tx, a_channel("C01"))
        lists = [[OWNER, LEAD], [LEAD, OWNER], [LEAD, BOSS], []]
        told = [channels.set_members(tx, "C01", listed=listed, now=NOW) for listed in lists]
        assert told == [{OWNER, LEAD}, set(), {OWNER, BOSS}, {LEAD, BOSS}]


def test_an_absence_survives_what_slack_says_of_the_person(database: Database) -> None:
    absence = away("03-09 08:00", stand_in=LEAD)
    with database.write(WORKSPACE) as tx:
        people.save(tx, [a_person(OWNER), a_person(LEAD, admin=True)], now=NOW)
        absences.keep(tx, OWNER, [absence])
        people.save(tx, [a_person(OWNER, name="Olga")], now=NOW + HOUR)
        assert people.get(tx, OWNER) == a_person(OWNER, name="Olga", away=absence)
        absences.keep(tx, OWNER, [])
        assert people.get(tx, OWNER) == a_person(OWNER, name="Olga")
        assert people.get(elsewhere(tx), OWNER) is None


def test_a_user_group_is_replaced_by_its_newest_members(database: Database) -> None:
    group = UserGroup(id="S1", handle="leads", members=(LEAD, BOSS))
    with database.write(WORKSPACE) as tx:
        people.save_group(tx, replace(group, members=(OWNER,)), now=NOW)
        people.save_group(tx, group, now=NOW)
        assert people.groups(tx, ["S1", "S2"]) == {"S1": group}
        first = UserGroup(id="S2", handle="bosses", members=())
        people.save_group(tx, first, now=NOW)
        assert people.all_groups(tx) == (first, group)


def test_a_slot_has_one_summary(database: Database) -> None:
    first = Summary(
        channel="C01",
        week="2026-W09",
        made_at=NOW,
        content={"lines": ["B-1"]},
    )
    with database.write(WORKSPACE) as tx:
        assert summaries.save(tx, first)
        assert not summaries.save(tx, replace(first, content={}))
        assert summaries.get(tx, channel="C01", week="2026-W09") == first
        assert summaries.previous(tx, channel="C01", week="2026-W10") == first
        assert summaries.previous(tx, channel="C01", week="2026-W09") is None


def test_a_weeks_measures_are_stored_once_and_those_of_a_later_version_stay(
    database: Database,
) -> None:
    slot = {"channel": "C01", "week": "2026-W09"}
    with database.write(WORKSPACE) as tx:
        measures.save(tx, **slot, values={"open": 2, "mood": -9})
        measures.save(tx, **slot, values={"open": 3})
        measures.save(tx, channel="C02", week="2026-W09", values={})
        assert measures.of_week(tx, **slot) == {"open": 2, "mood": -9}
        assert measures.of_week(tx, channel="C02", week="2026-W09") == {}
        assert measures.of_week(elsewhere(tx, "T09"), **slot) == {}


def test_a_measure_that_is_not_a_number_is_left_out_and_found(sqlite: Database) -> None:
    slot = {"channel": "C01", "week": "2026-W09"}
    with sqlite.write(WORKSPACE) as tx:
        measures.save(tx, **slot, values={"open": 2, "overdue": 1, "new": 5})
        for name, value in (("open", b"2"), ("overdue", "one")):
            tx.connection.exec_driver_sql(
                "UPDATE measure SET value = ? WHERE name = ?", (value, name)
            )
        assert measures.of_week(tx, **slot) == {"new": 5}
        assert [(one.what, one.fault) for one in sweep.unreadable(tx.connection)] == [
            (f"measure {WORKSPACE} C01 2026-W09 {name}", "value: TypeError")
            for name in ("open", "overdue")
        ]


def test_a_home_tab_wanted_again_while_it_was_drawn_stays_wanted(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        home_tabs.opened(tx, OWNER, now=NOW)
        home_tabs.opened(tx, LEAD, now=NOW - HOUR)
        lead, owner = home_tabs.take(tx, now=NOW), home_tabs.take(tx, now=NOW)
        assert lead
        assert owner
        assert (lead.person, owner.person) == (LEAD, OWNER), "longest wanted first"
        home_tabs.want(tx, [OWNER], now=NOW - HOUR)  # by a bot whose clock is behind
        for home in (lead, owner):
            home_tabs.shown(tx, home)
        assert home_tabs.any_wanted(tx, now=NOW)
        again = home_tabs.take(tx, now=NOW)
        assert again == replace(owner, asked=2)
        home_tabs.shown(tx, again)
        assert not home_tabs.any_wanted(tx, now=NOW)


def test_a_home_tab_is_one_bots_until_its_lease_ends(database: Database) -> None:
    late = NOW + home_tabs.LEASE
    with database.write(WORKSPACE) as tx:
        home_tabs.opened(tx, OWNER, now=NOW)
        first = home_tabs.take(tx, now=NOW)
        assert first
        assert home_tabs.take(tx, now=late - timedelta(seconds=1)) is None
        second = home_tabs.take(tx, now=late)
        assert second
        home_tabs.shown(tx, first)
        assert home_tabs.take(tx, now=late) is None, "whoever was late lets nobody in"
        home_tabs.shown(tx, second)
        assert not home_tabs.any_wanted(tx, now=late + home_tabs.LEASE)


def test_only_home_tabs_that_were_ever_opened_are_drawn_again(database: Database) -> None:
    with database.write(WORKSPACE) as tx:
        home_tabs.want(tx, [OWNER], now=NOW)
        assert home_tabs.take(tx, now=NOW) is None


def test_each_bot_keeps_its_last_pass(database: Database) -> None:
    first = Heartbeat(replica="a", started_at=NOW, last_at=NOW, version="1")
    later = replace(first, last_at=NOW + HOUR)
    other = replace(first, replica="b")
    with database.write(WORKSPACE) as tx:
        for pass_ in (first, other, later):
            replicas.beat(tx, pass_)
        assert replicas.running(tx, now=NOW + replicas.MISSED) == (later, other)
        assert replicas.running(tx, now=later.last_at + replicas.MISSED) == (later,)


def test_a_workspace_keeps_its_history_when_it_is_saved_again(database: Database) -> None:
    ours = Workspace(id=WORKSPACE, name="Ours", bot_user="U00")
    with database.write(WORKSPACE) as tx:
        workspaces.save(tx, name="Old", bot_user="U00")
        history.append(tx, [an_event()])
        workspaces.save(tx, name="Ours", bot_user="U00")
        assert workspaces.get_all(tx.connection) == (ours,)
        assert chain.verify(tx).broken_at is None


def test_absences_are_found_by_their_ends_through_an_index(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        begin = plan_of(tx, lambda: absences.beginning(tx, now=NOW, limit=5))
        end = plan_of(tx, lambda: absences.ending(tx, now=NOW, limit=5))
    assert begin == "SEARCH absence USING INDEX ix_absence_starts_at (workspace=? AND starts_at<?)"
    assert end == "SEARCH absence USING INDEX ix_absence_until (workspace=? AND until<?)"


def test_a_stored_absence_has_begun_with_the_upgrade(unused_url: str) -> None:
    made_by("0013", unused_url)
    with closing(Database(unused_url)) as database:
        with database.write_all() as tx:
            values = dict.fromkeys(("name", "zone", "locale"), "")
            flags = dict.fromkeys(("deactivated", "bot", "guest", "stranger", "admin"), False)
            insert(
                tx,
                "person",
                workspace=WORKSPACE,
                id="U1",
                **values,
                **flags,
                away_until=microseconds(NOW + timedelta(days=1)),
                stand_in="U2",
                checked_at=microseconds(NOW),
            )
        database.migrate(now=NOW)
        with database.read(WORKSPACE) as tx:
            person = people.get(tx, "U1")
            assert person is not None
            assert person.absences == (Away(until=NOW + timedelta(days=1), stand_in="U2"),)
            assert absences.covered_by(tx, "U2", now=NOW) == {"U1"}
            assert absences.beginning(tx, now=NOW + timedelta(days=1), limit=5) == ()
            assert absences.ending(tx, now=NOW, limit=5) == ()
            assert absences.ending(tx, now=NOW + timedelta(days=1), limit=5) == ("U1",)


def test_the_one_absence_ahead_is_kept_by_the_upgrade_and_going_back(unused_url: str) -> None:
    ahead = Away(starts_at=NOW + HOUR, until=NOW + timedelta(days=1), stand_in="U2")
    made_by("0033", unused_url)
    with closing(Database(unused_url)) as database, database.write_all() as tx:
        values = dict.fromkeys(("name", "zone", "locale"), "")
        flags = dict.fromkeys(("deactivated", "bot", "guest", "stranger", "admin"), False)
        known = {**values, **flags, "workspace": WORKSPACE, "checked_at": microseconds(NOW)}
        away = {"away_from": ahead.starts_at, "away_until": ahead.until}
        stored = {name: at and microseconds(at) for name, at in away.items()}
        insert(tx, "person", id="U1", stand_in="U2", **known, **stored)
        insert(tx, "person", id="U2", stand_in="", **known)
    for _ in range(2):
        with closing(Database(unused_url)) as database:
            database.migrate(now=NOW)
            with database.read(WORKSPACE) as tx:
                found = people.get_many(tx, ["U1", "U2"])
        assert [found[user].absences for user in ("U1", "U2")] == [(ahead,), ()]
        as_of("0033", unused_url)
