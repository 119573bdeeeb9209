"""News of a date begins with the one that its reader knows, however often it has moved since."""

from dataclasses import replace

from escalation.facts.by_people import Rescheduled
from escalation.facts.in_notices import Done
from escalation.facts.shape import shaped
from escalation.notices.known_dates import as_known, is_overtaken
from escalation.notices.notice import Notice, NoticeKind, Place
from tests.support.factories import notice_of, utc

THU, FRI, MON = utc("03-05 16:00"), utc("03-06 16:00"), utc("03-09 16:00")
MOVED = Done(
    actor="U1",
    reason="late",
    change=Rescheduled(
        old_due_at=THU, new_due_at=FRI, slips=1, pull_ins=0, first_due_at=THU, drift=1
    ),
)


def a_notice(kind: NoticeKind) -> Notice:
    """Of another kind, or with other facts."""
    at = utc("03-05 18:00")
    where = {"place": Place.DM, "recipient": "U2", "planned_at": at, "not_before": at}
    return notice_of(key=f"{kind}", kind=kind, item_id=7, **where)


def news(kind: NoticeKind, to: str, *, again: bool = False, back: bool = False) -> Notice:
    """News of Thursday's move to Friday, or `again` of Friday's to Monday or `back` to Thursday."""
    change = shaped(MOVED.change, Rescheduled)
    if again or back:
        change = replace(change, old_due_at=FRI, new_due_at=THU if back else MON)
    return replace(a_notice(kind), recipient=to, facts=replace(MOVED, change=change))


def dates(notices: tuple[Notice, ...]) -> list[tuple[str, object, object]]:
    changes = [(one.recipient, shaped(one.says(Done).change, Rescheduled)) for one in notices]
    return [(who, change.old_due_at, change.new_due_at) for who, change in changes]


def test_each_reader_reads_the_date_they_know() -> None:
    waiting = [news(NoticeKind.MOVED, "U2"), news(NoticeKind.FOLLOWED, "U3")]
    announced = [
        news(NoticeKind.MOVED, "U2", again=True),
        news(NoticeKind.FOLLOWED, "U3", again=True),
        news(NoticeKind.SLIPPED, "U4", again=True),
    ]
    told = as_known(announced, waiting)
    assert dates(told) == [("U2", THU, MON), ("U3", THU, MON), ("U4", FRI, MON)]
    third = [news(NoticeKind.MOVED, "U2", again=True)]
    assert dates(as_known(third, [*waiting, *told])) == [("U2", THU, MON)]


def test_a_date_that_is_back_is_told_only_to_those_who_knew_another() -> None:
    announced = [news(NoticeKind.MOVED, who, back=True) for who in ("U2", "U3")]
    assert dates(as_known(announced, [news(NoticeKind.MOVED, "U2")])) == [("U3", FRI, THU)]


def test_only_news_of_a_date_is_overtaken_by_the_next_date() -> None:
    assert is_overtaken(news(NoticeKind.MOVED, "U2"))
    assert not is_overtaken(news(NoticeKind.SLIPPED, "U2"))
    assert not is_overtaken(a_notice(NoticeKind.LOGGED))
    assert not is_overtaken(a_notice(NoticeKind.CLOSED))
    logged = a_notice(NoticeKind.LOGGED)
    assert as_known([logged], []) == (logged,)
