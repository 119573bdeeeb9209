"""The reply to a call for help that came too soon: who was called already, and when."""

from escalation.errors import BadInput
from escalation.items import Item, RungState
from escalation.moves.calls import Called
from escalation.moves.move import Move, instead
from escalation.policy import ABOVE
from grammar.masking import escaped, unescaped
from messages.items import ahead, audiences
from messages.reader import Reader
from messages.slack import ids
from messages.slack.limit_table import CHARACTERS


def called_refusal(called: Called, reader: Reader, *, reason: str) -> BadInput:
    """Nothing was sent: who was told when, and what to do if that is not enough.

    `reason` is the one given for this call, which the offered one keeps.
    """
    item, plainly = called.item, reader.publicly().plainly()
    if called.offer is not None:
        return _offer(called, plainly, called.offer, reason=reason)
    told = [_told(item, state, plainly) for state in item.position.rungs if _above(item, state)]
    said = "".join(f"{sentence}. " for sentence in dict.fromkeys(told))
    return BadInput(_unmarked(f"{said}Nobody was told again. {ahead.on_card(item, plainly)}"))


def _offer(called: Called, reader: Reader, offer: int, *, reason: str) -> BadInput:
    item = called.item
    audience = item.policy.rungs[offer].audience
    words = audiences.words(audience, item.policy)
    told = _told(item, item.rung(called.last), reader)
    line = f"{item.label} escalate to {audience} because {escaped(reason)}"
    typed = instead(item, Move.ESCALATE, word=f"escalate to {audience} because …")
    offers = ((f"Call {words} too", line), ("Leave it", ids.LEAVE))
    return BadInput(
        _unmarked(f"{told}. To call {words} too: {typed}."),
        # Without a button the answer gives the line back, and a form stays open with its reason.
        offers=offers if len(line) <= CHARACTERS["button", "value"] else (),
    )


def _unmarked(marked: str) -> str:
    """Plain words: a refusal is escaped and marked up only when it is shown."""
    return unescaped(marked.replace("*", ""))


def _above(item: Item, state: RungState) -> bool:
    return item.policy.rungs[state.rung].audience in ABOVE


def _told(item: Item, state: RungState, reader: Reader) -> str:
    """`The lead (Lea) was called Wed 25 Mar 10:30`."""
    audience = item.policy.rungs[state.rung].audience
    named = audiences.named(item, audience, reader)
    was = "were" if audiences.stands_in(audience, item.policy) else "was"
    at = max(at for at in (state.called_at, state.fired_at) if at)
    verb = "called" if at == state.called_at else "notified"
    return f"{named[:1].upper()}{named[1:]} {was} {verb} {reader.when(at)}"
