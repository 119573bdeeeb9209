"""The bots of a soak: processes that are hired, killed, frozen and replaced."""

import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from random import Random

from bench.fixtures.bots import processes
from bench.soak import replica as soak_replica
from bench.soak.fast_clock import FastClock
from bench.soak.replica import REFUSED
from bot.settings import Settings

processes.set_forkserver_preload([soak_replica.__name__])


class Crew:
    """So many bots at a time, each in its own process; those that die are replaced."""

    def __init__(
        self, settings: Settings, clock: FastClock, *, careless: bool, random: Random
    ) -> None:
        self._settings, self._clock, self._careless = settings, clock, careless
        self._random = random
        self._bots: list[BaseProcess] = []

    def __len__(self) -> int:
        return len(self._bots)

    def hire(self, count: int) -> None:
        """Run so many bots."""
        self._bots += [self.started() for _ in range(count - len(self._bots))]

    def started(self) -> BaseProcess:
        """Start one more bot, not yet in the crew."""
        bot = processes.Process(
            target=soak_replica.live,
            args=(self._settings, self._clock),
            kwargs={"careless": self._careless},
            daemon=True,
        )
        bot.start()
        return bot

    def replace_the_dead(self) -> None:
        """Start another bot for each that has ended, as a supervisor would."""
        for place, bot in enumerate(self._bots):
            if not bot.is_alive():
                self._bots[place] = self.started()

    def kill_one(self) -> None:
        """Kill a bot, whatever it is doing, and start another."""
        _kill(self._random.choice(self._bots))
        self.replace_the_dead()

    def freeze_one(self) -> Callable[[], None]:
        """Freeze a bot; call the result to let it go on."""
        bot = self._random.choice(self._bots)
        _send(bot, signal.SIGSTOP)
        return lambda: _send(bot, signal.SIGCONT)

    def kill_all(self) -> None:
        """Kill every bot, as a power cut would."""
        for bot in self._bots:
            _kill(bot)
        self._bots.clear()

    def has_refused(self, second: BaseProcess) -> bool | None:
        """Whether the only bot or this second one was refused; None while both run.

        The one that runs stays.
        """
        both = (*self._bots, second)
        living = [bot for bot in both if bot.is_alive()]
        if len(living) == len(both):
            return None
        self._bots = living[:1] or [self.started()]
        return any(bot.exitcode == REFUSED for bot in both)


def _kill(bot: BaseProcess) -> None:
    bot.kill()
    bot.join()


def _send(bot: BaseProcess, what: signal.Signals) -> None:
    if bot.is_alive() and bot.pid:
        os.kill(bot.pid, what)
