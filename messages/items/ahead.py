"""What lies ahead of an item, in words: who is told next and when, if nobody acts."""

from escalation.items import Item
from escalation.ladder.plan import StepKind
from escalation.notices.foresight import Foreseen, next_above, next_rung, untold
from escalation.policy import Audience, Target, TargetKind
from messages.items import audiences
from messages.reader import Voice
from messages.slack import text


def next_step(item: Item, voice: Voice, *, above: int = -1) -> str:
    """What happens if nobody answers: who is told next and when, or that the fallback applies.

    The time is when people are told, after any quiet time. What has fired counts only `above`
    this rung, so that a message about a rung does not announce itself.
    """
    step = next_rung(item, voice.now, voice.directory, above=above)
    if step is None:
        return f"Fallback now applies: {voice.title(item.fallback, limit=1500)}"
    return f"Next: {foreseen(item, step, voice)}."


def on_card(item: Item, voice: Voice) -> str:
    """Who above the owner is told next and when, if nobody answers; "" for a closed item."""
    step = next_above(item, voice.now, voice.directory)
    return f"Next: {foreseen(item, step, voice)}." if step else ""


def foreseen(item: Item, step: Foreseen, voice: Voice) -> str:
    """One step that lies ahead: `Mon 30 Mar 09:00: Lea is notified (due Sat 10:00, …)`."""
    what = _will_happen(item, step, voice)
    if step.told_at <= voice.now:
        return what
    return f"{voice.when(step.told_at)}: {what}{_why_later(step, voice)}"


def still_waiting(item: Item, rung: int, voice: Voice) -> str:
    """Who on a rung that has fired is told later, after its name: `, who is notified Mon 09:00`.

    "" once somebody was told.
    """
    later = untold(item, rung, voice.directory)
    if len(later) == 1:
        return f", who {_is(later[0])} notified {voice.when(later[0].told_at)}"
    each = [f"{_named(item, one, voice)} {voice.when(one.told_at)}" for one in later]
    return f", who are notified: {text.listed(each)}" if each else ""


def _will_happen(item: Item, step: Foreseen, voice: Voice) -> str:
    owner, told = voice.who(item.owner), f"{_named(item, step, voice)} {_is(step)}"
    if step.step.rung >= 0:
        return _will_fire(item, item.policy.rungs[step.step.rung].audience, told)
    return {
        StepKind.REMINDER: f"{owner} is reminded",
        StepKind.GAP: f"{told} told that {owner} cannot answer",
        StepKind.REVIEW: f"{told} told that it is still open",
        StepKind.QUESTION: f"{told} asked what should become of it",
    }[step.step.kind]


def _will_fire(item: Item, audience: Audience, told: str) -> str:
    if audience is Audience.CHANNEL:
        return "the fallback applies"
    if audiences.stands_in(audience, item.policy):
        return f"{audiences.words(audience, item.policy)} are notified"
    return f"{told} notified"


def _named(item: Item, step: Foreseen, voice: Voice) -> str:
    """`Lea`, `Lea, Cem and the channel`; of many people the first three."""
    people = [voice.who(user) for user in step.people[:3]]
    if len(step.people) > 3:
        people.append(f"{len(step.people) - 3} more")
    channels = [
        "the channel" if one == item.channel else voice.target(Target(TargetKind.CHANNEL, one))
        for one in step.channels
    ]
    return text.listed([*people, *channels])


def _is(step: Foreseen) -> str:
    return "are" if len(step.people) + len(step.channels) > 1 else "is"


def _why_later(step: Foreseen, voice: Voice) -> str:
    is_asked = step.step.kind in (StepKind.REVIEW, StepKind.QUESTION)  # they wait for the morning
    if is_asked or not step.waits or not step.people:
        return ""
    fell_due = "called" if step.step.kind is StepKind.CALL else "due"
    whose = text.listed([f"{voice.who(user)}'s" for user in step.people[:3]])
    return f" ({fell_due} {voice.when(step.step.at)}, outside {whose} working hours)"
