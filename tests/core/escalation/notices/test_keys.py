"""Keys of notices: a notice from an older version keeps its key, and so leaves once."""

from escalation.notices import keys
from tests.support.factories import utc

NOON = utc("03-05 12:00")


def test_every_key_is_spelt_as_it_always_was() -> None:
    assert [
        keys.of_step(7, 2, "rung-0", to="U03"),
        keys.of_move(7, "logged", to="C01"),
        keys.unposted(7, NOON, channel="C01", to="U02"),
        keys.stopped(7, NOON, to="U01"),
        keys.edit("C01", "1.5", 7, version=3),
        keys.edit("C01", "1.5", 7, version=3, again="rung-0"),
        keys.card_check(11),
        keys.summary("C01", "2026-W11"),
        keys.alarm(NOON, "late", to="U06"),
        keys.hint("Ev1"),
    ] == [
        "7:2:rung-0:U03",
        "7:logged:C01",
        "7:unposted-20260305:C01:U02",
        "7:stopped-20260305120000:U01",
        "edit:C01:1.5:7:3",
        "edit:C01:1.5:7:3:rung-0",
        "card-of:11",
        "summary:C01:2026-W11",
        "alarm:20260305:late:U06",
        "hint:Ev1",
    ]


def test_the_name_of_a_move_is_read_back_from_its_key() -> None:
    assert keys.move_of(keys.of_move(7, "e5:slipped", to="U03"), 7, to="U03") == "e5:slipped"
