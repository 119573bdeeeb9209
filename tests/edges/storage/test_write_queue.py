"""Writers take turns in the order in which they came."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event, Thread

from storage.engine.write_queue import WriteQueue

LONG, SHORT = timedelta(seconds=30), timedelta(milliseconds=20)


def a_thread(work: Callable[[], object]) -> Thread:
    thread = Thread(target=work)
    thread.start()
    return thread


def until_waiting(turns: WriteQueue, amount: int) -> None:
    pause = Event()
    while turns.waiting < amount:
        pause.wait(0.001)


def test_who_has_just_had_a_turn_comes_after_all_who_wait() -> None:
    turns, served = WriteQueue(1), list[str]()

    def write(name: str) -> None:
        assert turns.taken(LONG)
        served.append(name)
        turns.give_back()

    assert turns.taken(LONG)
    others = []
    for number, name in enumerate(("first", "second"), start=1):
        others.append(a_thread(partial(write, name)))
        until_waiting(turns, number)
    turns.give_back()
    write("again")
    for other in others:
        other.join()
    assert served == ["first", "second", "again"]


def test_who_runs_out_of_patience_leaves_the_queue() -> None:
    turns = WriteQueue(1)
    assert turns.taken(LONG)
    assert not turns.taken(SHORT)
    assert turns.waiting == 0
    turns.give_back()
    assert turns.taken(SHORT)


def test_as_many_have_a_turn_at_once_as_there_are_places() -> None:
    turns = WriteQueue(2)
    assert [turns.taken(SHORT) for _ in range(3)] == [True, True, False]


def test_whoever_is_waited_for_takes_turns_with_the_others() -> None:
    turns, served = WriteQueue(1), list[str]()

    def write(name: str, awaited: bool) -> None:
        assert turns.taken(LONG, awaited=awaited)
        served.append(name)
        turns.give_back()

    assert turns.taken(LONG)
    asked = [("tick", False), ("delivery", False), ("command", True), ("click", True)]
    threads = []
    for number, (name, awaited) in enumerate(asked, start=1):
        threads.append(a_thread(partial(write, name, awaited)))
        until_waiting(turns, number)
    turns.give_back()
    for thread in threads:
        thread.join()
    assert served == ["command", "tick", "click", "delivery"]
