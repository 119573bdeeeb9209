"""The pools: the clock's work lets people go first, but is not kept waiting forever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from threading import Event

from bot.process.worker_pool import WorkerPool


@asynccontextmanager
async def somebody_at_work(people: WorkerPool, done: list[str]) -> AsyncIterator[Event]:
    """A request that is being worked on until the event is set."""
    begun, end = Event(), Event()

    def work() -> None:
        begun.set()
        end.wait()
        done.append("answered")

    request = asyncio.create_task(people.run(work))
    await asyncio.to_thread(begun.wait)
    yield end
    end.set()
    await request


async def test_what_waits_for_people_goes_on_when_the_last_one_is_answered() -> None:
    people, done = WorkerPool(), list[str]()
    async with somebody_at_work(people, done) as first, somebody_at_work(people, done) as second:
        waiting = asyncio.create_task(people.idle(timedelta(minutes=1)))
        first.set()
        second.set()
        await waiting
        assert done == ["answered", "answered"]
    people.close()


async def test_the_clock_is_not_kept_by_people_for_good() -> None:
    people = WorkerPool()
    clockwork, done = WorkerPool(behind=people), list[str]()
    async with somebody_at_work(people, done):
        await clockwork.run(lambda: done.append("planned"))
    assert done == ["planned", "answered"]
    for pool in (people, clockwork):
        pool.close()
