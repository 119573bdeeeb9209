"""Where the bot is killed, and under which of Slack's faults: points × faults."""

from dataclasses import dataclass
from enum import StrEnum

from bot.demo.sandbox import Sandbox
from playground.state.faults import Fault, How
from playground.state.workspace import Json
from tests.reliability.crash_bot import CrashPoint
from tests.reliability.crash_story import DUE_AT, STARTS_AT, SUMMED_UP_AT, CrashStory, Told

POST = "chat.postMessage"
FAULTS: dict[str, Json] = {
    "reset before": {"how": "reset"},
    "500 after": {"how": "status", "accepted": True},
    "503 before": {"how": "status", "status": 503},
    "reset after": {"how": "reset", "accepted": True},
    "too fast": {"how": "ratelimited"},
    "internal_error after": {"how": "error", "code": "internal_error", "accepted": True},
    "malformed after": {"how": "malformed", "accepted": True},
    "none": {},
}
"""What becomes of the first two posts, beside the death."""
_WORKFLOWS = {
    "answer": "what a person did is received and done",
    "fire_due": "steps are planned and fired",
    "queue_summaries": "the week is summed up",
    "take": "messages are claimed",
    "finish": "what became of one is noted",
    "not_found": "an earlier try was searched for and not found",
    "settled": "a doubt is settled",
    "look": "the auditor looks",
}
_CALLS = (POST, "chat.update", "conversations.history")
INSIDE = {name: [f"{name} {when}" for when in ("begins", "commits", "done")] for name in _WORKFLOWS}
ON_THE_WIRE = {name: [f"{name} {when}" for when in ("asked", "answered")] for name in _CALLS}
POINTS = [point for points in (INSIDE | ON_THE_WIRE).values() for point in points]
_SINCE = {"fire_due": DUE_AT, "take": DUE_AT, "queue_summaries": SUMMED_UP_AT}
"""Before these nothing is fired, little is told, and no week is over."""
_NEEDS_A_LOOK = ("not_found", "conversations.history", "settled")
_NEVER_FOUND = ("reset before", "503 before")
_SAMPLE = {
    "none": ("answer",),
    "500 after": ("fire_due",),
    "503 before": ("queue_summaries",),
    "reset after": ("take", POST),
    "too fast": ("finish", "chat.update"),
    "reset before": ("not_found",),
    "internal_error after": ("conversations.history", "settled"),
    "malformed after": ("look",),
}
"""Where bots die in one telling, by its fault; a point that needs a look has one that it needs."""


class Slack(StrEnum):
    """How well Slack can be searched."""

    USUAL = "usual"  # fifty calls of history a minute, and metadata is kept
    SLOW = "slow"  # one call a minute, and fifteen messages
    FORGETFUL = "forgetful"  # the same, and no metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One bot after another dies, each at its point; the first posts meet this fault."""

    points: tuple[str, ...]
    fault: str
    slack: Slack = Slack.USUAL

    def __str__(self) -> str:
        return f"{', '.join(self.points)}, {self.fault}, {self.slack}"


def can_happen(point: str, fault: str) -> bool:
    """Whether the story reaches that point under that fault."""
    if point.startswith("not_found"):
        return fault in _NEVER_FOUND
    return not point.startswith(_NEEDS_A_LOOK) or fault not in {"too fast", "none"}


def sample() -> list[Case]:
    """Each point once, each fault once; each next bot dies a little further on."""
    points = INSIDE | ON_THE_WIRE
    return [
        Case(points=tuple(point for name in names for point in points[name]), fault=fault)
        for fault, names in _SAMPLE.items()
    ]


def searched() -> list[Case]:
    """Cases that a search decides, on a Slack that is hard to search."""
    found = ("conversations.history answered", "finish begins")
    missing = ("not_found commits", "take done")
    return [
        Case(points=missing, fault="reset before", slack=Slack.SLOW),
        Case(points=found, fault="reset after", slack=Slack.SLOW),
        Case(points=missing, fault="503 before", slack=Slack.FORGETFUL),
        Case(points=found, fault="malformed after", slack=Slack.FORGETFUL),
    ]


def every() -> list[Case]:
    """Each point under each fault on each kind of Slack, one death per telling."""
    return [
        Case(points=(at,), fault=name, slack=slack)
        for slack in Slack
        for at in POINTS
        for name in FAULTS
        if can_happen(at, name)
    ]


async def tell(unopened: Sandbox, case: Case | None = None) -> Told:
    """Tell the story with these deaths in it, or undisturbed."""
    points = case.points if case else ()
    hard = case is not None and case.slack is not Slack.USUAL
    async with unopened as sandbox:
        if case and hard:
            sandbox.slack.limit_history()
            sandbox.slack.engine.drops_metadata = case.slack is Slack.FORGETFUL
        story = CrashStory(sandbox, [_crash_point(point) for point in points], hard_to_search=hard)
        if case and FAULTS[case.fault]:
            sandbox.slack.faults.add(method=POST, times=2, **FAULTS[case.fault])
        deadly = [_deadly(story, life, point) for life, point in enumerate(points)]
        sandbox.slack.faults.script[:0] = [fault for fault in deadly if fault.method in ON_THE_WIRE]
        await story.tell()
        return story.told()


def _crash_point(point: str) -> CrashPoint:
    name, _, _ = point.partition(" ")
    return CrashPoint(point, since=_SINCE.get(name, STARTS_AT)) if name in INSIDE else CrashPoint()


def _deadly(story: CrashStory, life: int, point: str) -> Fault:
    """A call in which this bot dies: before Slack has it, or before the answer comes."""
    method, _, when = point.partition(" ")

    def kill(_: Json) -> bool:
        return story.deaths == life and story.kill()

    return Fault(how=How.RESET, method=method, accepted=when == "answered", when=kill)
