"""Each channel gets its pause, and no other channel waits for it."""

from datetime import timedelta

from bot.delivery.throttle import Throttle

SECOND = timedelta(seconds=1)


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_a_channel_rests_for_a_second_after_a_post() -> None:
    watch = Stopwatch()
    throttle = Throttle(SECOND, seconds=watch)
    throttle.posted("C1")
    assert throttle.held() == {"C1"}
    watch.seconds += 0.75
    assert throttle.held() == {"C1"}
    assert throttle.next_free() == 0.25
    watch.seconds += 0.25
    assert throttle.held() == frozenset()
    assert throttle.next_free() is None


def test_a_longer_hold_is_not_cut_short_by_a_post() -> None:
    watch = Stopwatch()
    throttle = Throttle(SECOND, seconds=watch)
    throttle.hold("C1", timedelta(seconds=30))
    throttle.posted("C1")
    watch.seconds += 29.5
    assert throttle.held() == {"C1"}


def test_channels_do_not_wait_for_each_other() -> None:
    watch = Stopwatch()
    throttle = Throttle(SECOND, seconds=watch)
    throttle.hold("C1", timedelta(seconds=30))
    throttle.posted("C2")
    assert throttle.next_free() == 1.0
    watch.seconds += 1
    assert throttle.held() == {"C1"}
    assert throttle.next_free() == 29.0


def test_without_a_gap_nothing_is_held() -> None:
    throttle = Throttle(timedelta(0), seconds=Stopwatch())
    throttle.posted("C1")
    assert throttle.held() == frozenset()
