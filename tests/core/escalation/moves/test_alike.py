"""When two titles look alike, and who may say that they are the same; counted by hand.

The item was logged Wed 4 Mar 2026 10:00 UTC by the reporter.
"""

from dataclasses import replace

import pytest

from escalation.errors import BadInput, ItemClosed, NotAllowed, Refusal, Stale
from escalation.events import BACKSTOP, Event
from escalation.facts.by_people import Logged, Undone
from escalation.items import Item, Kind, Status
from escalation.moves.alike import least_shared, most_alike, require_same, words
from escalation.moves.undo import Overtaken, ToUndo, same_as, stands_undone, undone
from tests.support.factories import OWNER, REPORTER, a_calendar, an_item, event_of, utc

NEW, OLD = an_item(number=14), an_item(id=3, number=9)


@pytest.mark.parametrize(
    ("title", "longer"),
    [
        ("SSO login fails for Harbor", {"login", "fails", "harbor"}),
        ("Login LOGIN login", {"login"}),
        ("Straße gesperrt", {"strasse", "gesperrt"}),
        ("Zu\N{COMBINING DIAERESIS}rich zahlt", {"zürich", "zahlt"}),
        ("ＡＣＭＥ\N{NO-BREAK SPACE}waits", {"acme", "waits"}),
        ("sign-off: HAR-1204, 4711, v2.10", {"sign", "1204", "4711"}),
        ("Can't export (contracts)", {"export", "contracts"}),
        ("登录失败了", {"登录失败了"}),
        ("ログイン できない", {"ログイン", "できない"}),
        ("हिन्दी शब्द", {"हिन्दी", "शब्द"}),
        ("DB is out", set()),
        ("!!! ???? 🚀🚀🚀🚀", set()),
        ("", set()),
        ("a" * 100, {"a" * 60}),
        ("snake_case_name", {"snake", "case", "name"}),
    ],
)
def test_the_longer_words_of_a_title(title: str, longer: set[str]) -> None:
    assert words(title) == longer


@pytest.mark.parametrize(
    ("title", "other", "alike"),
    [
        ("SSO login fails for Harbor", "Harbor: SSO login fails", True),  # 3 of 3
        ("alpha bravo charlie delta", "alpha bravo charlie echos", True),  # 3 of 5: exactly 60 %
        ("alpha bravo charlie delta", "alpha bravo foxtrot echos", False),  # 2 of 6
        ("alpha bravo charlie", "alpha bravo charlie delta echos", True),  # 3 of 5
        ("alpha bravo charlie", "alpha bravo charlie delta echos golfs", False),  # 3 of 6
        ("alpha bravo", "alpha bravo bravo ALPHA", True),  # each once: 2 of 2
        ("Contract import fails", "Contracts import fails", False),  # 2 of 4: a plural is another
        ("Ticket 4711 fails", "Ticket 4712 fails", False),  # 2 of 4
        ("Step 3 is late", "Step 4 is late", True),  # 2 of 2: short numbers do not count
        ("DB is out", "DB is out", False),  # no longer words
        ("SSO is out", "Harbor login", False),
        ("登录失败了", "登录失败了", True),
        ("登录失败了", "登录失败", False),
        ("naïve plan fails", "naive plan fails", False),  # 2 of 4: accents count
    ],
)
def test_titles_look_alike_from_60_percent(title: str, other: str, *, alike: bool) -> None:
    assert (most_alike(title, {3: other}) is not None) is alike
    assert (most_alike(other, {3: title}) is not None) is alike


def test_the_best_match_is_offered_and_of_equals_the_oldest() -> None:
    title = "alpha bravo charlie delta"
    fair, good = "alpha bravo charlie", "delta charlie bravo alpha"
    assert most_alike(title, {3: fair, 5: good, 4: good}) == 4
    assert most_alike(title, {8: fair, 7: fair}) == 7
    assert most_alike(title, {}) is None


@pytest.mark.parametrize(
    ("count", "least"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (10, 6), (11, 7)]
)
def test_at_least_60_percent_of_its_own_words_are_shared(count: int, least: int) -> None:
    assert least_shared(frozenset(map(str, range(count)))) == least


def logged(item: Item = NEW, *since: tuple[str, str]) -> ToUndo:
    """The item, logged at 10:00, and what people did to it a minute later."""
    facts = Logged(owner=item.owner, due_at=item.due.at)
    event = Event(at=utc("03-04 10:00"), item_id=item.id, actor=item.reporter, facts=facts)
    later = (
        event_of(at=utc("03-04 10:01"), item_id=item.id, actor=by, action=word)
        for by, word in since
    )
    return ToUndo(id=57, event=event, item=item, since=tuple(later))


def check(
    wanted: ToUndo, kept: Item = OLD, *, actor: str = REPORTER, at: str = "03-04 10:09"
) -> None:
    require_same(wanted, kept, actor=actor, name="Rita", now=utc(at))


def test_whoever_logged_it_may_say_so_for_ten_minutes() -> None:
    check(logged())
    check(logged(), an_item(id=3, kind=Kind.DECISION))
    check(logged(NEW, (BACKSTOP, "reminded"), (REPORTER, "edit"), (REPORTER, "link")))


@pytest.mark.parametrize(
    ("kept", "actor", "at", "error", "said"),
    [
        (NEW, REPORTER, "10:03", BadInput, "Type `B-14 same as …`."),
        (replace(OLD, channel="C02"), REPORTER, "10:03", BadInput, "B-9 is in another channel"),
        (OLD, OWNER, "10:03", NotAllowed, "Only Rita can say that, who logged B-14."),
        (
            an_item(id=3, number=9, status=Status.RESOLVED),
            REPORTER,
            "10:03",
            ItemClosed,
            "B-9 was resolved, so nothing was changed.",
        ),
        (OLD, REPORTER, "10:10", Stale, "for 10 minutes only, and they are over."),
    ],
)
def test_anything_else_says_what_to_type(
    kept: Item, actor: str, at: str, error: type[Refusal], said: str
) -> None:
    with pytest.raises(error) as caught:
        check(logged(), kept, actor=actor, at=f"03-04 {at}")
    assert said in caught.value.text
    if kept is not NEW:
        assert "`B-14 withdraw because same as B-9`." in caught.value.text


@pytest.mark.parametrize(
    ("by", "action"), [(OWNER, "acknowledge"), (OWNER, "edit"), (REPORTER, "reassign")]
)
def test_what_somebody_moved_since_stays(by: str, action: str) -> None:
    with pytest.raises(Overtaken) as caught:
        check(logged(NEW, (BACKSTOP, "reminded"), (REPORTER, "edit"), (by, action)))
    assert [one.actor for one in caught.value.since] == [by]


def test_what_is_the_same_counts_as_never_logged_and_its_line_does_not_wait_again() -> None:
    wanted = logged()
    plain, same = (
        undone(wanted, utc("03-04 10:03"), calendar=a_calendar(), same_as=label)
        for label in (None, "B-9")
    )
    assert same.item.was_undone
    assert same.item.closing == plain.item.closing
    assert isinstance(same.event.facts, Undone)
    assert (same_as(same.event), same_as(plain.event), same_as(wanted.event)) == ("B-9", "", "")
    assert stands_undone([wanted.event, plain.event])
    assert not stands_undone([wanted.event, same.event])
