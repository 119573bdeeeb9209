"""`backstop run` with a part that dies as soon as it is up; which one is the first argument."""

import asyncio
import ctypes
import logging
import sys
import threading
from collections.abc import Callable

from bot import command_run


def end_delivery() -> None:
    """The loop's task ends, as after an error that nobody foresaw."""
    for task in asyncio.all_tasks():
        if getattr(task.get_coro(), "__qualname__", "") == "Delivery.run":
            task.cancel()


def end_workers() -> None:
    """Each thread of the pool that waits for work ends with the next it gets, which is not done."""
    ours = {thread.ident for thread in threading.enumerate() if thread.name.startswith("workflow")}
    doing = {ident: frame.f_code.co_name for ident, frame in sys._current_frames().items()}
    idle = [ident for ident in ours if ident and doing.get(ident) == "_worker"]
    for ident in idle:
        end = ctypes.pythonapi.PyThreadState_SetAsyncExc
        assert end(ctypes.c_ulong(ident), ctypes.py_object(SystemExit)) == 1
    if not idle:
        asyncio.get_running_loop().call_later(0.1, end_workers)


DEATHS: dict[str, Callable[[], None]] = {"delivery": end_delivery, "worker": end_workers}


class _Death(logging.Handler):
    """Strikes when the bot says that it has started."""

    def __init__(self, strike: Callable[[], None]) -> None:
        super().__init__()
        self._strike = strike

    def emit(self, record: logging.LogRecord) -> None:
        if "action=started" in record.getMessage():
            self._strike()


if __name__ == "__main__":
    logging.getLogger("backstop.bot").addHandler(_Death(DEATHS[sys.argv[1]]))
    command_run.run()
