"""The list of a channel's ladder: each step in one line, and what leads to the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from escalation.fields import Field
from escalation.ladder.adopted import Adoption
from escalation.ladder.checks import Checked
from escalation.policy import Policy
from escalation.rungs import MOST_RUNGS
from messages.forms import ticks
from messages.forms.customers import NO_CUSTOMER, Usual, facts, usual_fields
from messages.forms.ladder import lines
from messages.ladders.differences import changed_again, differences
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import (
    Json,
    actions,
    button,
    confirm,
    context,
    divider,
    option,
    overflow,
    section,
)
from messages.slack.fields import modal, radio_field, text_field

LIMIT = 2800
"""Characters of what somebody else has changed, below Slack's limit of a text."""
LADDER = ids.FORM + "ladder"
ADD = ids.LADDER + "add"
EDIT = ids.LADDER + "edit."
MOVE = ids.LADDER + "move."
PAGE = ids.LADDER + "page."
REPLAY = ids.LADDER + "replay"
START_OVER = ids.LADDER + "start_over"
HOURS, PACE = "hours", "pace"
"""The pages that are not about one step."""
UP, DOWN, REMOVE = "up", "down", "remove"
_INTRO = (
    "*Who is notified when a date passes*, one step after the other until somebody answers. "
    "Nothing changes until you press *Save*."
)
_TRIED = "This tries the ladder on the items of the last weeks. Nothing is saved or sent."
_TOLD = "The channel is told what changed, and why."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """A ladder as its form shows it: `checked` as it is now, and `notes` to read first.

    `asked` are the doubts that the person has been told of and has to tick, and `outside` is the
    question about those who cannot see the channel. It is `edited` if something is not saved yet.
    """

    channel: str
    policy: Policy
    mark: str
    checked: Checked = field(default_factory=Checked)
    notes: Sequence[str] = ()
    asked: Sequence[str] = ()
    outside: Sequence[Json] = ()
    edited: bool = False
    open_items: int = 0
    usual: Usual = NO_CUSTOMER


def list_form(ladder: Ladder, reader: Reader) -> Json:
    """The form with the list; `reader` knows the handles and members of all groups."""
    policy = ladder.policy
    is_open = ladder.asked or ladder.outside or ladder.checked.stops
    blocks = [section(_INTRO), *[context(note) for note in ladder.notes]]
    blocks += [*ladder.outside, *ticks.asked(ladder.asked, reader)]
    for index in range(policy.fallback):
        blocks += [section(lines.rung(policy, index, reader)), *_faults(ladder, index, reader)]
        blocks.append(actions(f"rung.{index}", _moves(policy, index)))
    edit = _edit(f"{EDIT}{policy.fallback}", "the fallback")
    blocks += [
        _add(policy),
        section(lines.fallback(policy), accessory=edit),
        *_faults(ladder, policy.fallback, reader),
        divider(),
        section(lines.reminders(policy), accessory=_edit(f"{PAGE}{PACE}", "reminders and pauses")),
        section(lines.hours(policy), accessory=_edit(f"{PAGE}{HOURS}", "working hours")),
        *_faults(ladder, None, reader),
        actions("replay", [button("What would it have done?", REPLAY)]),
        context(_TRIED),
        divider(),
        *usual_fields(ladder.usual),
        *_apply(ladder.open_items),
        text_field(Field.REASON, "Why?", hint=_TOLD, optional=True),
        *([_start_over()] if ladder.edited else []),
        *([context(ticks.SEE_ABOVE)] if is_open else []),
    ]
    asked_ = facts(ladder.usual.unknown, ladder.usual.new)
    version = str(policy.version)
    metadata = ids.packed(channel=ladder.channel, mark=ladder.mark, version=version, **asked_)
    return modal(LADDER, "Channel setup", blocks, submit="Save", metadata=metadata)


def overtaken(base: Policy, saved: Policy, reader: Reader, *, mine: Policy) -> list[str]:
    """What somebody else has changed since `base`, and what of it mine would change again."""
    if base.version == saved.version:
        return []
    said = f"⚠️ Somebody saved version {saved.version} of this ladder meanwhile."
    notes = [_listed(said, differences(base, saved, reader))]
    if mine == saved:
        return notes
    undone = changed_again(base, saved, reader, mine=mine)
    kept = "What you changed yourself is kept below."
    return [*notes, kept if not undone else _listed(f"{kept} Saving it changes again:", undone)]


def _listed(said: str, changes: Iterable[str]) -> str:
    return text.cut("\n".join([said, *(f"• {change}" for change in changes)]), LIMIT)


def _faults(ladder: Ladder, index: int | None, reader: Reader) -> list[Json]:
    said = [stop.text for stop in ladder.checked.stops if stop.rung == index]
    return [context(f"⚠️ {reader.sentence(one, limit=700)}") for one in said]


def _moves(policy: Policy, index: int) -> list[Json]:
    """`Edit`, and a menu with where the step can go; the only one stays."""
    can = {
        UP: ("Up", index > 0),
        DOWN: ("Down", index + 1 < policy.fallback),
        REMOVE: ("Remove", policy.fallback > 1),
    }
    options = [option(words, f"{move}:{index}") for move, (words, may) in can.items() if may]
    step = policy.step(index)[:50]
    menu = [overflow(f"{MOVE}{index}", options)] if options else []
    return [_edit(f"{EDIT}{index}", step), *menu]


def _edit(action_id: str, what: str) -> Json:
    return button("Edit", action_id, spoken=f"Edit {what}"[:75])


def _add(policy: Policy) -> Json:
    if policy.fallback < MOST_RUNGS:
        return actions("add", [button("Add a step", ADD)])
    return context(f"A ladder has at most {MOST_RUNGS} steps before the fallback.")


def _apply(open_items: int) -> list[Json]:
    if not open_items:
        return []
    label = f"Open items that were logged before ({open_items})"
    words = {one.value: said for one, said in _ADOPTION.items()}
    return [radio_field(Field.APPLY, label, words, value=Adoption.NONE)]


_ADOPTION = {
    Adoption.NONE: "They keep the setup they have",
    Adoption.NOT_DUE: "Those that are not due yet use this one",
    Adoption.ALL: "All of them use this one",
}


def _start_over() -> Json:
    sure = confirm(
        "Start over?", "What you have changed and not saved is dropped.", yes="Start over"
    )
    return actions("start_over", [button("Start over", START_OVER, confirm=sure)])


def moved(value: str) -> tuple[str, int] | None:
    """What a step's menu asks for, and the step; None for anything else."""
    move, _, index = value.partition(":")
    known = move in (UP, DOWN, REMOVE) and index.isdecimal() and len(index) == 1
    return (move, int(index)) if known else None
