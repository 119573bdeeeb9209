"""What lies ahead of an item, in words: who is told next and when, if nobody acts."""

from escalation.items import Item
from escalation.ladder.plan import StepKind
from escalation.notices.foresight import Foreseen, next_above, next_rung, untold
from escalation.rungs import Target, TargetKind
from messages.items import audiences
from messages.reader import Reader
from messages.slack import text


def next_step(item: Item, reader: Reader, *, above: int = -1) -> str:
    """What happens if nobody answers: who is told next and when, or that the fallback applies.

    The time is when people are told, after any quiet time. What has fired counts only `above`
    this rung, so that a message about a rung does not announce itself.
    """
    step = next_rung(item, reader.now, reader.directory, above=above)
    if step is None:
        return f"Fallback now applies: {reader.title(item.fallback, limit=1500)}"
    return f"Next: {foreseen(item, step, reader)}."


def on_card(item: Item, reader: Reader) -> str:
    """Who above the owner is told next and when, if nobody answers; "" for a closed item."""
    step = next_above(item, reader.now, reader.directory)
    return f"Next: {foreseen(item, step, reader)}." if step else ""


def foreseen(item: Item, step: Foreseen, reader: Reader) -> str:
    """One step that lies ahead: `Mon 30 Mar 09:00: Lea is notified (due Sat 10:00, …)`."""
    what = _will_happen(item, step, reader)
    if step.told_at <= reader.now:
        return what
    return f"{reader.when(step.told_at)}: {what}{_why_later(step, reader)}"


def still_waiting(item: Item, rung: int, reader: Reader) -> str:
    """Who on a rung that has fired is told later, after its name: `, who is notified Mon 09:00`.

    "" once somebody was told.
    """
    later = untold(item, rung, reader.directory)
    if len(later) == 1:
        return f", who {_is(later[0])} notified {reader.when(later[0].told_at)}"
    each = [f"{_named(item, one, reader)} {reader.when(one.told_at)}" for one in later]
    return f", who are notified: {text.listed(each)}" if each else ""


def _will_happen(item: Item, step: Foreseen, reader: Reader) -> str:
    owner, told = reader.who(item.owner), f"{_named(item, step, reader)} {_is(step)}"
    if step.step.rung >= 0:
        return _will_fire(item, step.step.rung, told, in_channel=bool(step.channels))
    return {
        StepKind.REMINDER: f"{told} reminded",
        StepKind.GAP: f"{told} told that {owner} cannot answer",
        StepKind.REVIEW: f"{told} told that it is still open",
        StepKind.QUESTION: f"{told} asked what should become of it",
    }[step.step.kind]


def _will_fire(item: Item, rung: int, told: str, *, in_channel: bool) -> str:
    if rung == item.policy.fallback:
        return "the fallback applies"
    if in_channel and audiences.stands_in(rung, item.policy):
        return f"{audiences.words(rung, item.policy)} are notified"
    return f"{told} notified"


def _named(item: Item, step: Foreseen, reader: Reader) -> str:
    """`Lea`, `Lea, Cem and the channel`; of many people the first three."""
    people = [reader.who(user) for user in step.people[:3]]
    if len(step.people) > 3:
        people.append(f"{len(step.people) - 3} more")
    channels = [
        "the channel" if one == item.channel else reader.target(Target(TargetKind.CHANNEL, one))
        for one in step.channels
    ]
    return text.listed([*people, *channels])


def _is(step: Foreseen) -> str:
    return "are" if len(step.people) + len(step.channels) > 1 else "is"


def _why_later(step: Foreseen, reader: Reader) -> str:
    is_asked = step.step.kind in (StepKind.REVIEW, StepKind.QUESTION)  # they wait for the morning
    if is_asked or not step.waits or not step.people:
        return ""
    fell_due = "called" if step.step.kind is StepKind.CALL else "due"
    since, people = f"{fell_due} {reader.when(step.step.at)}", step.people[:3]
    if all(_is_away(user, step, reader) for user in people):
        away = [reader.who(user) for user in people]
        return f" ({since}, while {text.listed(away)} {_is(step)} away)"
    whose = text.listed([f"{reader.who(user)}'s" for user in people])
    return f" ({since}, outside {whose} working hours)"


def _is_away(user: str, step: Foreseen, reader: Reader) -> bool:
    person = reader.people.get(user)
    return person is not None and person.is_away(step.step.at)
