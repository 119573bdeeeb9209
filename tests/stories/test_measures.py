"""The examples of docs/measures.md, lived through on the real bot: the figures are the page's.

Everything happens five weeks later than the page says, unless it is about the change of clocks.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from escalation.calendars import calendar_of
from escalation.measures.measure import Measures, measure
from escalation.measures.whole_weeks import Period
from escalation.policy import Policy
from escalation.rungs import AT_ONCE, Offset, Rung, Shown, Target, TargetKind, Unit
from playground.rules.seen import Seen
from playground.state.workspace import Message
from storage import channels
from storage.stats import read
from tests.stories.conftest import WEDNESDAY
from tests.stories.heard import ignore_rest
from tests.support.greeted import StorySandbox
from tests.support.measures.figures import FIGURES
from tests.support.measures.page import Act, Example, Line, examples
from workflows.stats.channel_stats import history_of

LATER = timedelta(weeks=5)
BY_THE_CLOCK = ("fired", "told")
PLAN = "What happens if nobody acts in time?"
TYPED = {
    "resolved": "resolve done",
    "decided": "decide ours",
    "fell back": "fallback",
    "withdrawn": "withdraw because it is no longer needed",
    "reopened": "reopen because it is still so",
    "acknowledged": "ack",
    "noted": "note on it",
    "agreed": "agree",
    "put back": "put it back",
    "called": "escalate because we need help",
}
Step = tuple[datetime, Callable[[], Awaitable[None]]]


@pytest.mark.parametrize("example", examples(), ids=lambda one: f"example {one.number}")
async def test_an_example_of_the_page(example: Example, empty_sandbox: StorySandbox) -> None:
    story = Story(example, empty_sandbox)
    await story.begins()
    for at, step in sorted(story.steps(), key=lambda one: one[0]):
        await empty_sandbox.advance_to(at)
        await step()
    await empty_sandbox.advance_to(story.then(example.known_until))

    measures = story.measures()

    said = {name: FIGURES[name](measures) for name, _ in example.figures}
    assert said == {name: story.relabelled(figure) for name, figure in example.figures}
    ignore_rest(empty_sandbox)


class Story:
    """An example on the bot; its items get other numbers, in the order in which they are logged."""

    def __init__(self, example: Example, sandbox: StorySandbox) -> None:
        self.example, self.sandbox = example, sandbox
        starts_at = min(line.at for line in example.lines.values())
        self.later = LATER if starts_at < WEDNESDAY else timedelta(0)
        self.labels = dict[str, str]()
        self.messages = dict[str, Message]()
        self.last: Seen | None = None

    async def begins(self) -> None:
        """Ana, Bo, Lea who leads and Max above her, all in the channel's zone."""
        slack, zone = self.sandbox.slack, self.example.calendar.tz.key
        for name in ("ana", "bo", "lea", "max"):
            slack.add_person(name, real_name=name.title(), tz=zone)
        slack.add_channel("#launch", ("ana", "bo", "lea", "max"))
        await self.sandbox.start_bot()
        context = self.sandbox.bot.workspace.context
        with context.database.write(context.workspace) as tx:
            known = channels.get(tx, slack.channel("#launch").id)
            assert known
            channels.save(tx, replace(known, policy=self._policy(), configured=True))

    def _policy(self) -> Policy:
        """The default ladder; where the page says who was told, one with only a lead."""
        calendar, person = self.example.calendar, self.sandbox.slack.person
        lead, above = (Target(TargetKind.PERSON, person(name).id) for name in ("lea", "max"))
        policy = Policy(
            zone=calendar.tz.key,
            start=calendar.start,
            end=calendar.end,
            weekdays=calendar.weekdays,
        )
        first, second, last = policy.rungs
        acts = [act.what for line in self.example.lines.values() for act in line.acts]
        if any(what.endswith("told") for what in acts):
            late = Rung(Offset(10, Unit.DAYS), shown=Shown.ALOUD)
            return replace(policy, rungs=(Rung(AT_ONCE, (lead,)), late))
        rungs = (replace(first, targets=(lead,)), replace(second, targets=(above,)), last)
        return replace(policy, rungs=rungs)

    def then(self, at: datetime) -> datetime:
        """When it happens here, by the same wall clock."""
        return (at.astimezone(self.example.calendar.tz) + self.later).astimezone(UTC)

    def steps(self) -> Iterator[Step]:
        """What people do, and when."""
        for line in self.example.lines.values():
            if line.message:
                yield self.then(line.message), partial(self._writes, line)
            yield self.then(line.at), partial(self._logs, line)
            for act in line.acts:
                if not act.what.endswith(BY_THE_CLOCK):
                    yield self.then(act.at), partial(self._does, line, act)

    async def _writes(self, line: Line) -> None:
        person = self.sandbox.slack.person(line.by.lower())
        self.messages[line.label] = person.writes("#launch", _title(line))

    async def _logs(self, line: Line) -> None:
        owner, due = line.owner.lower(), self._typed(line.due)
        if line.label in self.messages:
            await self._logs_from_message(line, owner, due)
            return
        kind = "blocker" if line.label.startswith("B") else "decision"
        impact = " impact Harbor cannot log in" if line.has_impact else ""
        words = f"/{kind} {_title(line)} owner @{owner} due {due} fallback wait{impact}"
        said = await self._types(line.by, words)
        self._is_logged(line, said)

    async def _logs_from_message(self, line: Line, owner: str, due: str) -> None:
        person = self.sandbox.slack.person(line.by.lower())
        await person.uses_shortcut("Log a decision", self.messages[line.label])
        await person.fills({"Who owns it?": owner, "Due when?": due, PLAN: "wait"})
        await person.submits()
        await person.closes(everything=True)
        await self.sandbox.settle()
        self._is_logged(line, "")

    def _is_logged(self, line: Line, said: str) -> None:
        found = re.search(r"Logged \*([BD]-\d+)\*", said)
        number = sum(label.startswith(line.label[0]) for label in self.labels) + 1
        self.labels[line.label] = found[1] if found else f"{line.label[0]}-{number}"

    async def _does(self, line: Line, act: Act) -> None:
        if act.what == "undone":
            assert self.last
            bo = self.sandbox.slack.person(act.by.lower())
            await bo.clicks("Undo (10 min)", message=self.last.messages[-1])
            await bo.closes(everything=True)
            await self.sandbox.settle()
            return
        words = TYPED.get(act.what, act.what)
        if act.what in ("moved", "countered"):
            assert act.due
            words = f"move {self._typed(act.due)} because we need it"
        await self._types(act.by, f"/backstop {self.labels[line.label]} {words}")

    async def _types(self, name: str, line: str) -> str:
        self.last = await self.sandbox.slack.person(name.lower()).types("#launch", line)
        await self.sandbox.settle()
        assert self.sandbox.slack.person(name.lower()).form is None, line
        return self.last.text

    def _typed(self, at: datetime) -> str:
        local = self.then(at).astimezone(self.example.calendar.tz)
        return f"{local:%Y-%m-%d %H:%M}"

    def relabelled(self, figure: str) -> str:
        """A figure of the page with the labels that the items got."""
        return re.sub(r"[BD]-\d+", lambda found: self.labels.get(found[0], found[0]), figure)

    def measures(self) -> Measures:
        """What is computed from what the bot has stored."""
        period, channel = self.example.period, self.sandbox.slack.channel("#launch").id
        ends = tuple(map(self.then, period.week_ends))
        since, until = self.then(period.since), self.then(period.until)
        shifted = Period(since=since, until=until, week_ends=ends)
        context, now = self.sandbox.bot.workspace.context, self.sandbox.now()
        with context.reading(now) as uow:
            found = read.of_channel(uow.tx, channel, since=ends[0])
            known = history_of(uow, found, window_days=2)
        return measure(known, shifted, calendar_of("", self._policy(), now))


def _title(line: Line) -> str:
    return line.title if line.title != line.label else f"Matter {line.label.replace('-', ' no ')}"
