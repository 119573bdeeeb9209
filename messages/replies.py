"""Replies that only the asker sees: what was logged, done, saved or refused, one item, its plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from escalation.dm_times import next_morning
from escalation.events import Event, EventRef
from escalation.facts.by_clock import Asked
from escalation.facts.by_people import (
    Acknowledged,
    CalledForHelp,
    Edited,
    ReminderAsked,
    Snoozed,
)
from escalation.fields import Field
from escalation.items import Item
from escalation.moves.move import COMMANDS
from escalation.moves.undo import UNDO
from escalation.notices.foresight import Foreseen
from escalation.policy import Policy
from messages import remarks as owner_remarks
from messages.agreed import date_answers
from messages.items import ahead, audiences, cards, dependencies, links, promises
from messages.items.lists import chunks
from messages.ladders.words import last_question
from messages.notices import timeline as item_timeline
from messages.reader import Reader
from messages.slack import budget, dates, ids, marks, text
from messages.slack.blocks import Json, actions, button, context, message, section
from messages.typeable import typeable

TIMELINE = 12
"""Events shown of an item, the latest ones."""
EVENT = 700
"""Characters of one event as marked up: two dates alone take 160."""
OFFERED = 3000
"""What buttons may take of the budget."""
SHOWN = (2500, 1000, 400, 200)
"""Characters of each text that people wrote; the first that lets the whole reply fit."""
PIECE = 2900
"""Characters of one paragraph of what was typed, below Slack's 3,000."""
ALL = 3900
"""Characters of what was typed in `text`, below Slack's 4,000."""
Suggestion = tuple[str, str]
"""The words of a button and the line it runs, as if typed after the command."""


def logged_reply(
    item: Item, reader: Reader, *, notes: Sequence[str] = (), suggestions: Sequence[Suggestion] = ()
) -> Json:
    """What was logged: owner, absolute date with zone, fallback; then what to know about it."""
    private, plainly = reader.privately(), reader.privately().plainly()
    blocks = [section(_logged(item, private))]
    remarks = [said for note in notes[:10] if (said := reader.sentence(note, limit=300))]
    remarks += [*_far_ahead(item), *promises.too_late(item, reader)]
    owned, spoken = (
        [one.words for one in owner_remarks.of(item, item.owner, by)] for by in (private, plainly)
    )
    blocks += [context(*owned, *remarks)] if owned or remarks else []
    blocks += offers(suggestions)
    return message("\n".join([_logged(item, plainly), *spoken, *remarks]), blocks)


def default_due(working_days: int) -> str:
    """The note that nobody named a due date."""
    days = text.counted(working_days, "working day")
    return f"No due date was given, so it is {days} from now."


def _logged(item: Item, reader: Reader) -> str:
    wall = "" if reader.plain else dates.wall(item.due.at, reader.zone, now=reader.now)
    due = cards.due(item, reader, also=wall)
    undo = "withdraw because …"
    names = text.listed([reader.title(one.name, limit=300) for one in item.customers])
    return "\n".join(
        [
            f"Logged *{item.label}*: {reader.title(item.title)}",
            *([f"Customer{'s' if len(item.customers) > 1 else ''}: {names}."] if names else []),
            f"Owner {reader.who(item.owner)}, due {due}.",
            *([f"Links: {links.listed(item, reader, most=1200)}"] if item.links else []),
            f"If nobody acts in time: {reader.title(item.fallback, limit=1200)}",
            f"Wrong? `{reader.commands.logs(item.kind)} {item.label} {undo}`",
        ]
    )


def _far_ahead(item: Item) -> list[str]:
    """A remark on a date beyond the review cycle."""
    cycle = item.policy.review_cycle
    if item.due.at - item.logged_at <= cycle:
        return []
    return [
        f"That date is more than {cycle.days} days away. Until then the weekly post lists it, "
        "and nobody above the owner is told."
    ]


def with_undo(reply: Json, *refs: EventRef | None, draft: str = "", some: bool = False) -> Json:
    """The reply with a button that undoes these events, if it is known which they are.

    They completed this `draft`, if they did. If they are only `some` of what is shown, it says so.
    """
    known = [ref for ref in refs if ref]
    if not known:
        return reply
    label = f"Undo{f' {len(known)}' if some else ''} ({UNDO.seconds // 60} min)"
    undo = button(label, ids.undoing(draft), value=ids.encode_events(known))
    return message(reply["text"], [*reply["blocks"], actions("undo", [undo])])


def undone_title(*, already: bool) -> str:
    """The title over what was undone."""
    return "Undone already" if already else "Undone"


def undone_reply(done: Sequence[tuple[Item, Event]], reader: Reader) -> Json:
    """What was undone, and how each item stands now."""
    replies = [done_reply(item, event, reader) for item, event in done]
    blocks = [block for reply in replies for block in reply["blocks"]]
    return message("\n".join(reply["text"] for reply in replies), blocks)


def offers(suggestions: Sequence[Suggestion]) -> list[Json]:
    """As many buttons as there is room for; each carries the line it runs."""
    offered = [
        button(label, f"{ids.SUGGEST}.{number}", value=line)
        for number, (label, line) in enumerate(suggestions[:5])
    ]
    offered = offered[: budget.affordable(offered, OFFERED)]
    return [actions("suggestions", offered)] if offered else []


def done_reply(item: Item, event: Event, reader: Reader) -> Json:
    """What a move did, and how the item stands now."""
    private = reader.privately()
    done = item_timeline.done_by(event)
    stands = cards.standing(item, private)
    plainly = private.plainly()
    lines = [item_timeline.sentence(done, item, private), *_remark(item, event, private), stands]
    spoken = [item_timeline.sentence(done, item, plainly), *_remark(item, event, plainly)]
    spoken.append(cards.standing(item, plainly))
    return message("\n".join(spoken), [section("\n".join(lines))])


def _remark(item: Item, event: Event, reader: Reader) -> list[str]:
    facts = event.facts
    if isinstance(facts, Snoozed) and facts.is_clipped:
        return ["A snooze ends at the due date at the latest."]
    if isinstance(facts, Acknowledged):
        once = ["Escalation was already paused once."] if facts.was_held else []
        return once if facts.held_until else [*once, ahead.next_step(item, reader)]
    if isinstance(facts, Edited) and facts.field is Field.URGENT:
        return [ahead.next_step(item, reader)]
    if isinstance(facts, CalledForHelp | ReminderAsked) and facts.to:
        return [_is_notified(facts.to, facts.heard_at or event.at, reader)]
    agreed = date_answers.after(event, item)
    said = promises.after(event, item, reader) or dependencies.after(event, item, reader)
    return [*agreed, *(one.words for one in owner_remarks.after(event, item, reader)), *said]


def _is_notified(people: Sequence[str], heard_at: datetime, reader: Reader) -> str:
    """`Lea is notified Mon 30 Mar 09:00 CEST.`, after a call for help or a reminder."""
    names = text.listed([reader.who(user) for user in people])
    return f"{names} {'are' if len(people) > 1 else 'is'} notified {reader.when(heard_at)}."


def refused_reply(sentence: str, reader: Reader, *, suggestions: Sequence[Suggestion] = ()) -> Json:
    """Why something was not done and what to type instead; nothing was changed."""
    words = reader.sentence(sentence)
    return message(words, [section(words), *offers(suggestions)])


def shown_reply(item: Item, timeline: Sequence[Event], reader: Reader) -> Json:
    """One item as its card shows it, with its latest events and what can be typed."""
    return budget.first_fitting(lambda most: _shown(item, timeline, reader, most=most), *SHOWN)


def _shown(item: Item, timeline: Sequence[Event], reader: Reader, *, most: int) -> Json:
    private = reader.privately()
    card = cards.card_within(item, private, most)
    past = [text.cut(event_line(event, item, private), most) for event in timeline[-TIMELINE:]]
    left_out = len(timeline) - len(past)
    if left_out:
        past.insert(0, f"_{left_out} earlier not shown_")
    blocks = card["blocks"][:-1]
    blocks += _whole(item, private)
    blocks += [section(chunk) for chunk in chunks(["*So far*", *past])] if past else []
    blocks += [card["blocks"][-1], context(_typed(item, reader))]
    told = [event_line(event, item, private.plainly()) for event in timeline[-TIMELINE:]]
    return message(text.cut("\n".join([card["text"], *told]), 3900), blocks)


def _whole(item: Item, reader: Reader) -> list[Json]:
    """What was logged, word for word, if the headline had to cut it."""
    if len(marks.inert(item.title)) <= cards.HEADLINE:
        return []
    half = len(item.title) // 2
    return [
        section(reader.said(part, limit=2900)) for part in (item.title[:half], item.title[half:])
    ]


def event_line(event: Event, item: Item, reader: Reader) -> str:
    """One event with its date: `Fri 27 Mar 17:00 CET: @maria acknowledged it`."""
    words = item_timeline.did(item_timeline.done_by(event), item, reader)
    return text.cut(f"{reader.when(_told_at(event, item, reader), dense=True)}: {words}", EVENT)


def _told_at(event: Event, item: Item, reader: Reader) -> datetime:
    """When people were told: the last question waits for the morning of the first it asks."""
    if not isinstance(event.facts, Asked):
        return event.at
    people = [reader.people.get(user) for user in event.facts.to]
    asked = [replace(person, absences=()) for person in people if person is not None]
    mornings = (next_morning(person, item, event.at) for person in asked)
    return min(mornings, default=next_morning(None, item, event.at))


def _typed(item: Item, reader: Reader) -> str:
    words = ", ".join(f"`{COMMANDS[move]}`" for move in typeable(item))
    return f"You can type `{reader.commands.logs(item.kind)} {item.label}` and then: {words}"


def plan_reply(item: Item, steps: Sequence[Foreseen], reader: Reader) -> Json:
    """What will happen when, if nobody acts: a line for each step with the people it tells."""
    private = reader.privately()
    if not item.is_open:
        words = f"{cards.headline(item, private)}\nNothing more will happen."
        return message(words, [section(words)])
    title = f"{cards.headline(item, private)}\nIf nobody acts:"
    blocks = [section(title), *map(section, chunks(_plan_lines(item, steps, private)))]
    footer = f"Closing or moving it ends this plan. {_ladder(item, reader)}"
    spoken = _plan_lines(item, steps, private.plainly())
    return message("\n".join([title, *spoken, footer]), [*blocks, context(footer)])


def _ladder(item: Item, reader: Reader) -> str:
    """Which version of the ladder it carries, and the channel's if that is another one."""
    carried, now = item.policy.version, reader.ladder_version
    other = f" New items use version {now}." if now not in (0, carried) else ""
    return f"Ladder version {carried}.{other}"


def _plan_lines(item: Item, steps: Sequence[Foreseen], reader: Reader) -> list[str]:
    return [f"• {ahead.foreseen(item, step, reader)}" for step in steps] or ["Nothing is planned."]


def with_typed(reply: Json, typed: str, reader: Reader) -> Json:
    """The reply with all of the typed text under it, ready to be copied and sent again.

    The text has no mark-up, so it shows exactly what was typed.
    """
    shown = text.readable(typed, reader.people)
    pieces = [shown[start : start + PIECE] for start in range(0, len(shown), PIECE)]
    given_back: list[Json] = [{"type": "section", "text": _as_typed(piece)} for piece in pieces]
    words = f"{reply['text']}\nYou typed: {reader.said(shown, limit=ALL)}"
    return message(words, [*reply["blocks"], section("*You typed:*"), *given_back])


def _as_typed(words: str) -> Json:
    return {"type": "plain_text", "text": words, "emoji": False}


def setup_reply(policy: Policy, reader: Reader, *, switched: int, left: int) -> Json:
    """That a channel's ladder was saved, which items use it, and who stands in for nobody.

    `switched` open items use it too, and `left` keep the one that they had.
    """
    also = f" and {text.counted(switched, 'open item')}" if switched else ""
    lines = [f"Saved. New items{also} use it from now on."]
    if left:
        others = "other " if switched else ""
        these = f"{others}open item" if left == 1 else f"{left} {others}open items"
        keep = f"The {these} keep{'s' if left == 1 else ''}"
        too = "it" if left == 1 else "them"
        again = f"`{reader.commands.backstop} setup`"
        lines.append(f"{keep} the setup from before. To change {too} too: {again}.")
    if unset := audiences.unset(policy):
        lines.append(f"{unset}.")
    if policy.fallback == 1:
        lines.append(f"Leadership is not set. {last_question(policy, 'this channel')}")
    return _said("\n".join(lines))


def _said(words: str) -> Json:
    return message(words, [section(words)])
