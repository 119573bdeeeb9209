"""What lies ahead of an item, in words: who is told next and when, if nobody acts."""

from escalation.foresight import Foreseen, next_above, next_rung
from escalation.items import Item
from escalation.ladder import StepKind
from escalation.policy import Audience
from messages import audiences, text
from messages.voice import Voice


def next_step(item: Item, voice: Voice) -> str:
    """What happens if nobody answers: who is told next and when, or that the fallback applies.

    The time is when people are told, after any quiet time.
    """
    step = next_rung(item, voice.now, voice.directory)
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


def _will_happen(item: Item, step: Foreseen, voice: Voice) -> str:
    names = text.listed([voice.who(user) for user in step.people[:3]])
    if step.step.kind is StepKind.REMINDER:
        return f"{voice.who(item.owner)} is reminded"
    if step.step.kind is StepKind.REVIEW:
        return f"{names or 'the channel'} is told that it is still open"
    if step.step.kind is StepKind.QUESTION:
        return f"{names or 'the channel'} is asked what should become of it"
    rung = item.policy.rungs[step.step.rung]
    if rung.audience is Audience.CHANNEL:
        return "the fallback applies"
    if not item.policy.targets(rung.audience):
        return f"{audiences.words(rung.audience, item.policy)} are notified"
    whom = names or audiences.words(rung.audience, item.policy)
    return f"{whom} {'are' if len(step.people) > 1 else 'is'} notified"


def _why_later(step: Foreseen, voice: Voice) -> str:
    is_asked = step.step.kind in (StepKind.REVIEW, StepKind.QUESTION)  # they wait for the morning
    if is_asked or not step.waits or not step.people:
        return ""
    whose = text.listed([f"{voice.who(user)}'s" for user in step.people[:3]])
    return f" (due {voice.when(step.step.at)}, outside {whose} working hours)"
