"""The acts: what somebody types when it is their turn, and whether Backstop did it."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from playground.rules.seen import button, view_words
from playground.state.workspace import Message
from tests.support.quarter.journal import Absence, Did, Fact
from tests.support.quarter.people import LADDER, LEAD, LEADERSHIP, PEOPLE, is_workday, local
from tests.support.quarter.season import Season

Act: TypeAlias = Callable[[], Awaitable[object]]
THINGS = ("login", "export", "import", "invoice", "contract", "viewer", "search", "printer")
FAULTS = ("fails", "hangs", "loses rows", "needs a key", "is slow", "shows old data")
MOST_OPEN = 24
BECAUSE = "because the vendor calls"


@dataclass
class Turn:
    """One person's turn."""

    season: Season
    who: str

    async def act(self) -> None:
        """Do one of what makes sense now, if anything does."""
        weighed = list(self._weighed())
        (act,) = self.season.random.choices(
            [act for _, act in weighed], [weight for weight, _ in weighed]
        )
        await act()

    def _weighed(self) -> Iterator[tuple[float, Act]]:
        season, who, now = self.season, self.who, self.season.now
        yield 3 if len(season.open) < MOST_OPEN else 0, self._log
        yield 0.4, self._go_away
        yield 4 if who == LEAD else 0, self._replan
        for label, fact in season.open.items():
            is_late = fact.due <= now
            if season.asked.get(label) == who:
                yield from self._answers(label, fact)
            elif fact.owner == who:
                yield from self._own(label, is_late=is_late)
                yield from self._to_date(label, fact)
            elif who in LADDER and (is_late or self._is_gone(fact)):
                yield from self._above(label, fact)
            else:
                yield from self._others(label, is_late=is_late)

    def _own(self, label: str, *, is_late: bool) -> Iterator[tuple[float, Act]]:
        more = 3 if is_late else 1
        yield more, lambda: self._says(label, "ack", Did.ACKNOWLEDGED)
        yield 1.5 * more, lambda: self._says(label, "note I go on with it", Did.SAID)
        yield 0.5, lambda: self._says(label, "worsening", Did.SAID)
        yield 0.3, lambda: self._says(label, "snooze 2h")
        yield 0.5 * more, lambda: self._move(label)
        yield 0.7 * more, lambda: self._says(label, "resolve it works again", Did.CLOSED)
        yield 0.4, lambda: self._give(label)

    def _others(self, label: str, *, is_late: bool) -> Iterator[tuple[float, Act]]:
        yield 0.1, lambda: self._says(label, "note I looked at it")
        yield 0.1, lambda: self._asks(label)
        calls = 0 if is_late else 0.05  # after the date, a call counts as the rung
        yield calls, lambda: self._says(label, f"escalate {BECAUSE}")
        if self.season.reporter(label) == self.who:
            yield 30 if label in self.season.countered else 0, lambda: self._put_back(label)
            yield 4 if label in self.season.not_mine else 0, lambda: self._give(label)

    def _to_date(self, label: str, fact: Fact) -> Iterator[tuple[float, Act]]:
        """What an owner says to the date of what somebody else logged, mostly within a day."""
        if self.season.reporter(label) != self.who:
            more = 20 if self.season.now - fact.at < timedelta(days=1) else 0.5
            yield more, lambda: self._says(label, "agree", Did.SAID)
            yield more, lambda: self._move(label)
            yield more / 3, lambda: self._not_mine(label)

    def _above(self, label: str, fact: Fact) -> Iterator[tuple[float, Act]]:
        yield 1, lambda: self._says(label, "ack", Did.ACKNOWLEDGED)
        yield 0.5, lambda: self._says(label, f"resolve it works again {BECAUSE}", Did.CLOSED)
        yield 3 if self._is_gone(fact) else 0.3, lambda: self._give(label)
        if self._is_gone(fact):
            yield 0.7, lambda: self._says(label, f"gap fine {BECAUSE}", Did.FINE)

    def _answers(self, label: str, fact: Fact) -> Iterator[tuple[float, Act]]:
        """To an offer, or as the owner to somebody who asks."""
        if fact.owner == self.who:
            yield 3, lambda: self._press(label, "Yes, hand it over")
            yield 2, lambda: self._press(label, "No")
        else:
            yield 4, lambda: self._hand_over(label, "take", to=self.who)
            yield 2, lambda: self._declines(label)

    def _is_gone(self, fact: Fact) -> bool:
        return self.season.journal.is_gone(fact.owner, self.season.now)

    async def _log(self) -> None:
        random, due = self.season.random, self._a_due()
        owner = self.who if random.random() < 0.4 else self._somebody()
        urgent = random.random() < 0.08
        number = len(self.season.journal.labels()) + 1
        title = f"{random.choice(THINGS)} {number} {random.choice(FAULTS)}"
        line = f"/blocker {title} owner @{owner} due {self._typed(due)} fallback do it by hand"
        answer = await self.season.types(self.who, line + (" urgent" if urgent else ""))
        if found := re.search(r"Logged \*(B-\d+)\*", answer):
            fact = Fact(
                at=self.season.now,
                label=found[1],
                did=Did.LOGGED,
                who=self.who,
                owner=owner,
                due=due,
                urgent=urgent,
            )
            self.season.journal.facts.append(fact)
            self.season.open[fact.label] = fact
            await self.season.types(LEADERSHIP, f"/blocker {fact.label} follow")

    def _typed(self, at: datetime) -> str:
        """An instant in digits on the clock of who types it."""
        return f"{local(at, self.who):%Y-%m-%d %H:%M}"

    def _a_due(self) -> datetime:
        """In one to eight days, mostly within working hours."""
        random, there = self.season.random, local(self.season.now, self.who)
        while True:
            days = random.choice((1, 1, 2, 2, 3, 4, 5, 8))
            minute = random.randrange(9 * 60, 17 * 60 + 5, 5)
            if random.random() < 0.1:
                minute = random.randrange(0, 24 * 60, 5)
            wall = (there + timedelta(days=days)).replace(hour=minute // 60, minute=minute % 60)
            if is_workday(wall.date()) or random.random() < 0.2:
                return wall.astimezone(self.season.now.tzinfo)

    def _somebody(self) -> str:
        journal, now = self.season.journal, self.season.now
        return self.season.random.choice([who for who in PEOPLE if not journal.is_gone(who, now)])

    async def _says(self, label: str, words: str, did: Did | None = None) -> bool:
        """A move that does not hand it over; without `did` it moves no rung, so it is not kept."""
        answer = await self.season.types(self.who, f"/blocker {label} {words}")
        is_done = re.search(rf"\*{label}\*: <@", answer) is not None
        if did and is_done:
            self.season.happened(label, did, self.who)
        return is_done

    async def _declines(self, label: str) -> None:
        self.season.asked.pop(label, None)
        await self._says(label, "not mine because I have no time")

    async def _move(self, label: str) -> None:
        was, due = self.season.open[label].due, self._a_due()
        line = f"/blocker {label} move {self._typed(due)} {BECAUSE}"
        answer = await self.season.types(self.who, line)
        if found := re.search("moved the date|proposed", answer):
            self.season.happened(label, Did.MOVED, self.who, due=due)
            if found[0] == "proposed":
                self.season.countered[label] = was
                self.season.answered["another date"] += 1

    async def _put_back(self, label: str) -> None:
        due = self.season.countered.pop(label)
        if "put the date back" in await self.season.types(
            self.who, f"/blocker {label} put it back"
        ):
            self.season.happened(label, Did.MOVED, self.who, due=due)
            self.season.answered["put it back"] += 1

    async def _replan(self) -> None:
        """The lead moves every date that has not passed."""
        for label in [one for one, fact in self.season.open.items() if fact.due > self.season.now]:
            await self._move(label)

    async def _not_mine(self, label: str) -> None:
        if await self._says(label, f"not mine {BECAUSE}"):
            self.season.not_mine.add(label)
            self.season.answered["not mine"] += 1

    async def _give(self, label: str) -> None:
        to = self._somebody()
        await self._hand_over(label, f"give @{to} {BECAUSE}", to=to)

    async def _asks(self, label: str) -> None:
        await self._hand_over(label, f"take {BECAUSE}", to=self.who)

    async def _hand_over(self, label: str, words: str, *, to: str) -> None:
        answer = await self.season.types(self.who, f"/blocker {label} {words}")
        if re.search("handed it (to|from) |took it over", answer):
            self.season.happened(label, Did.GIVEN, self.who, owner=to)
        elif "offered it to" in answer:
            self.season.asked[label] = to
        elif "to hand it over" in answer:
            self.season.asked[label] = self.season.open[label].owner
        else:
            self.season.asked.pop(label, None)

    async def _press(self, label: str, words: str) -> None:
        """A button under the question whether to hand it over."""
        self.season.asked.pop(label, None)
        if (message := self._message(f"*{label}*", words)) is None:
            return
        await self.season.listener.sandbox.slack.person(self.who).clicks(words, message=message)
        await self.season.settle()
        if given := re.search(rf"{label}\b.* went to <@(\w+)>", message.text):
            names = self.season.listener.sandbox.slack.workspace.users
            self.season.happened(label, Did.GIVEN, self.who, owner=names[given[1]].name)

    def _message(self, about: str, words: str) -> Message | None:
        said = self.season.listener.sandbox.slack.expectations.dms_to(self.who)
        found = [one for one in said if about in one.text and button(one.blocks, words)]
        return found[-1] if found else None

    async def _go_away(self) -> None:
        """For one to six days, from the next days on; every second time somebody covers."""
        random, now = self.season.random, self.season.now
        start = local(now + timedelta(days=random.randrange(1, 6)), self.who).replace(
            hour=9, minute=0
        )
        until = start + timedelta(days=random.randrange(1, 7))
        stand_in = self._somebody() if random.random() < 0.5 else ""
        line = f"/backstop away {start:%Y-%m-%d %H:%M} - {until:%Y-%m-%d %H:%M}"
        answer = await self.season.types(
            self.who, line + (f" stand-in @{stand_in}" * bool(stand_in))
        )
        if "You are away from" in answer:
            utc = now.tzinfo
            self.season.journal.absences.append(
                Absence(
                    who=self.who,
                    start=start.astimezone(utc),
                    until=until.astimezone(utc),
                    entered_at=now,
                    stand_in=stand_in,
                )
            )

    async def gives_up(self) -> None:
        """Somebody who left the channel is asked whether an item is still theirs: it is not."""
        words, person = "No longer mine", self.season.listener.sandbox.slack.person(self.who)
        if (message := self._message("still yours?", words)) is None:
            return
        await person.clicks(words, message=message)
        await self.season.settle()
        said = view_words(await person.sees_form())
        await person.closes(everything=True)
        if done := re.search(r"\|(B-\d+)>\*: .* noted: No longer mine", said):
            self.season.happened(done[1], Did.GAVE_UP, self.who)


async def live(season: Season) -> None:
    """Everything, from the first morning to the last evening."""
    outside: set[str] = set()
    for moment in season.moments():
        if moment.at >= season.ends_at:
            break
        await season.listener.until(moment.at)
        is_there = not season.journal.is_gone(moment.who, moment.at)
        if moment.what == "acts" and moment.who in outside and is_there:
            await Turn(season, moment.who).gives_up()
        elif moment.what == "acts" and season.journal.can_answer(moment.who, moment.at):
            await Turn(season, moment.who).act()
        elif moment.what == "lists gaps" and is_there:
            await season.list_gaps()
        elif moment.what not in ("acts", "lists gaps"):
            await season.turns(moment)
            outside |= {moment.who} if moment.what == "walks out" else set()
    await season.listener.until(season.ends_at)
