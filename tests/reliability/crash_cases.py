"""Where the bot is killed, under which fault of Slack's: points × faults."""

from dataclasses import dataclass
from pathlib import Path

from playground.faults import Fault, How
from playground.workspace import Json
from tests.reliability.crash_story import CrashStory, Told, a_town
from tests.reliability.doomed import Doom

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
    "unless_refused": "what a person did is received and done",
    "fire_due": "steps are planned and fired",
    "queue_summaries": "the week is summed up",
    "take": "messages are claimed",
    "finish": "what became of one is noted",
    "not_found": "an earlier try was looked for in vain",
    "settled": "a doubt is settled",
    "look": "the auditor looks",
}
_CALLS = (POST, "chat.update", "conversations.history")
INSIDE = tuple(f"{name} {when}" for name in _WORKFLOWS for when in ("begins", "commits", "done"))
ON_THE_WIRE = tuple(f"{method} {when}" for method in _CALLS for when in ("asked", "answered"))
POINTS = (*INSIDE, *ON_THE_WIRE)
_NEEDS_A_LOOK = ("not_found", "conversations.history", "settled")
_NEVER_FOUND = ("reset before", "503 before")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Die at the `nth` time at a point, with this fault for the first posts."""

    point: str
    fault: str
    nth: int = 1


def can_happen(point: str, fault: str) -> bool:
    """Whether the story comes to that point under that fault."""
    if point.startswith("not_found"):
        return fault in _NEVER_FOUND
    return not point.startswith(_NEEDS_A_LOOK) or fault not in {"too fast", "none"}


def sample() -> list[Case]:
    """Each point once, each fault at about as many of them."""
    faults = list(FAULTS)
    cases = []
    for turn, point in enumerate(POINTS):
        turned = faults[turn % len(faults) :] + faults[: turn % len(faults)]
        fault = next(name for name in turned if can_happen(point, name))
        cases.append(Case(point=point, fault=fault, nth=3 if point.startswith("take") else 1))
    return cases


def every() -> list[Case]:
    """Each point under each fault."""
    return [Case(point=at, fault=name) for at in POINTS for name in FAULTS if can_happen(at, name)]


async def tell(folder: Path, case: Case | None = None) -> Told:
    """The story with this death in it, or undisturbed."""
    async with a_town(folder) as town:
        is_inside = case is not None and case.point in INSIDE
        doom = Doom(case.point, case.nth) if case and is_inside else Doom()
        story = CrashStory(town, doom)
        if case and FAULTS[case.fault]:
            town.slack.faults.add(method=POST, times=2, **FAULTS[case.fault])
        if case and not is_inside:
            town.slack.faults.script.insert(0, _deadly(story, case))
        await story.tell()
        return story.told()


def _deadly(story: CrashStory, case: Case) -> Fault:
    """A call in which the bot dies: before Slack has taken it, or before it hears the answer."""
    method, _, when = case.point.partition(" ")
    left = case.nth

    def kill(_: Json) -> bool:
        nonlocal left
        left -= 1
        if not left:
            story.kill()
        return not left

    return Fault(how=How.RESET, method=method, accepted=when == "answered", when=kill)
