"""What happened to an item in one sentence each: lines in its thread, its timeline, and confirmations."""

from collections.abc import Mapping

from escalation.events import BACKSTOP
from escalation.items import Item
from messages import dates
from messages.voice import Voice

_DID = {
    "logged": "logged it",
    "acknowledge": "acknowledged it",
    "note": "noted",
    "snooze": "snoozed the reminders",
    "reassign": "handed it over",
    "reschedule": "moved the date",
    "escalate": "escalated it",
    "resolve": "resolved it",
    "decide": "decided it",
    "fall_back": "took the fallback",
    "withdraw": "withdrew it",
    "reopen": "reopened it",
    "improving": "says the impact is improving",
    "steady": "says the impact is steady",
    "worsening": "says the impact is worsening",
    "reminded": "reminded the owner",
    "escalated": "escalated it",
    "gap": "found an ownership gap",
    "reviewed": "told leadership that it outlived a review cycle",
    "summed_up": "listed it in the weekly summary",
}


def sentence(facts: Mapping[str, str], item: Item, voice: Voice) -> str:
    """`*B-12*: *Maria* moved the date to …, because …`; facts are `actor`, `action`, `reason`, `text`, `to`."""
    return f"*{item.label}*: {did(facts, voice)}"


def did(facts: Mapping[str, str], voice: Voice) -> str:
    """The same without the label, as a timeline shows it."""
    actor = facts.get("actor", BACKSTOP)
    who = "Backstop" if actor == BACKSTOP else voice.who(actor)
    action = facts.get("action", "")
    done = _DID.get(action, action.replace("_", " ") or "changed it")
    said, reason = facts.get("text", ""), facts.get("reason", "")
    told = f": {voice.title(said, limit=1500)}" if said else ""
    why = f", because {voice.title(reason, limit=1500)}" if reason else ""
    return f"{who} {done}{_target(facts, voice)}{told}{why}"


def _target(facts: Mapping[str, str], voice: Voice) -> str:
    to = facts.get("to", "")
    if not to:
        return ""
    if at := dates.parsed(to):
        return f" {'until' if facts.get('action') == 'snooze' else 'to'} {voice.when(at)}"
    return f" to {voice.who(to)}" if to in voice.people else f" to {voice.title(to, limit=300)}"
