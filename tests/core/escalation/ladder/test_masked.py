"""A masked item keeps its label, owner and dates, and no word that somebody typed."""

from dataclasses import replace

from escalation.about.customers import Customer
from escalation.about.links import Link
from escalation.items import Closing, Keep, Status, Trajectory
from escalation.ladder.masked import masked
from tests.support.factories import OWNER, REPORTER, a_due, an_item, utc

CANARY = "zebrafinch"
ITEM = an_item(
    title=f"{CANARY} title",
    fallback=f"{CANARY} fallback",
    impact=f"{CANARY} impact",
    trajectory=Trajectory.WORSENING,
    trajectory_said_at=utc("03-03 09:00"),
    options=(f"{CANARY} a", f"{CANARY} b"),
    default=f"{CANARY} a",
    customers=(Customer(id=1, name=CANARY, made_by=REPORTER),),
    links=(Link(url=f"https://{CANARY}.test", words=CANARY, n=1),),
    permalink=f"https://slack.test/{CANARY}",
    due=a_due(phrase=CANARY),
    told=("U03",),
)


def test_no_word_is_left_of_an_open_item() -> None:
    kept = Keep(until=utc("03-09 12:00"), by=OWNER, reason=CANARY)
    item = ITEM.at(replace(ITEM.position, kept=kept))
    assert CANARY not in repr(masked(item))
    assert masked(item).label == ITEM.label
    assert (masked(item).owner, masked(item).due.at) == (OWNER, utc("03-05 12:00"))
    assert masked(item).position.kept == Keep(until=kept.until, by=OWNER, reason="private")


def test_no_word_is_left_of_a_closed_item() -> None:
    closing = Closing(status=Status.WITHDRAWN, at=utc("03-04 12:00"), by=OWNER, outcome=CANARY)
    item = replace(ITEM, closing=closing)
    assert CANARY not in repr(masked(item))
    assert not masked(item).was_undone
    undone = replace(item, closing=replace(closing, outcome=""))
    assert masked(undone).was_undone
