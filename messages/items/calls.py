"""The replies to a call for help or a reminder that comes too soon: what was said, and when."""

from escalation.errors import BadInput
from escalation.items import Item, RungState
from escalation.moves.calls import Called
from escalation.moves.move import Move, instead
from escalation.moves.reminders import NotReminded, WhileAcknowledged, WhileSnoozed
from escalation.rungs import typed_name
from grammar.masking import escaped, unescaped
from messages.items import ahead, audiences
from messages.reader import Reader
from messages.slack import ids
from messages.slack.limit_table import CHARACTERS


def not_again(answered: Called | NotReminded, reader: Reader, *, reason: str) -> BadInput:
    """Nobody was told: why, and what to do if that is not enough."""
    if isinstance(answered, Called):
        return called_refusal(answered, reader, reason=reason)
    item = answered.item
    why = _why_not_reminded(answered, reader.publicly().plainly())
    return BadInput(unmarked(f"{why} Need it now? {instead(item, Move.ESCALATE)}."))


def _why_not_reminded(answered: NotReminded, reader: Reader) -> str:
    item, until = answered.item, reader.when(answered.until)
    owner = reader.who(item.owner)
    if isinstance(answered, WhileSnoozed):
        return f"The reminders of {item.label} are snoozed until {until}."
    seen_at = item.position.acknowledged_at
    if isinstance(answered, WhileAcknowledged) and seen_at:
        seen = reader.when(seen_at)
        return f"{item.label} was acknowledged {seen}. {owner} can be reminded from {until}."
    asked_at = item.position.reminder_asked_at
    asked = f" {reader.when(asked_at)}" if asked_at else ""
    return f"A reminder to {owner} was asked for{asked}. The next can go out from {until}."


def called_refusal(called: Called, reader: Reader, *, reason: str) -> BadInput:
    """Nothing was sent: who was told when, and what to do if that is not enough.

    `reason` is the one given for this call, which the offered one keeps.
    """
    item, plainly = called.item, reader.publicly().plainly()
    if called.offer is not None:
        return _offer(called, plainly, called.offer, reason=reason)
    told = [_told(item, state, plainly) for state in item.position.rungs if _was_told(item, state)]
    said = "".join(f"{sentence}. " for sentence in dict.fromkeys(told))
    return BadInput(unmarked(f"{said}Nobody was told again. {ahead.on_card(item, plainly)}"))


def _offer(called: Called, reader: Reader, offer: int, *, reason: str) -> BadInput:
    item = called.item
    words, name = audiences.words(offer, item.policy), typed_name(item.policy.name(offer))
    told = _told(item, item.rung(called.last), reader)
    line = f"{item.label} escalate to {name} because {escaped(reason)}"
    typed = instead(item, Move.ESCALATE, word=f"escalate to {name} because …")
    offers = ((f"Call {words} too", line), ("Leave it", ids.LEAVE))
    return BadInput(
        unmarked(f"{told}. To call {words} too: {typed}."),
        # Without a button the answer gives the line back, and a form stays open with its reason.
        offers=offers if len(line) <= CHARACTERS["button", "value"] else (),
    )


def unmarked(marked: str) -> str:
    """Plain words: a refusal is escaped and marked up only when it is shown."""
    return unescaped(marked.replace("*", ""))


def _was_told(item: Item, state: RungState) -> bool:
    """Whether a rung below the fallback has told somebody: one that was left out has not."""
    return state.rung != item.policy.fallback and state.told_at is not None


def _told(item: Item, state: RungState, reader: Reader) -> str:
    """`The lead (Lea) was called Wed 25 Mar 10:30`."""
    named = audiences.named(item, state.rung, reader)
    was = "were" if audiences.stands_in(state.rung, item.policy) else "was"
    at = max(at for at in (state.called_at, state.fired_at) if at)
    verb = "called" if at == state.called_at else "notified"
    return f"{named[:1].upper()}{named[1:]} {was} {verb} {reader.when(at)}"
