"""Prefills: a draft as its form shows it, with an error under each field that needs fixing."""

from dataclasses import replace

from escalation.errors import Refusal
from escalation.items import Kind
from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueRead
from grammar.line.draft import Draft, DraftOwner, OwnerKind
from handlers import dates
from messages.forms.items import Prefill
from messages.slack.text import People, readable
from workflows.transaction import guards

WHAT = {
    Kind.BLOCKER: "A few words are enough: what is blocked?",
    Kind.DECISION: "A few words are enough: what has to be decided?",
}
FALLBACK = "What will you do then? For example: go live without it."
NOBODY = "Choose one person."
GROUP = "A group cannot own it. Choose one person of it."
NOWHERE = f"{guards.WHICH_CHANNEL} Choose the team's channel, or type it there."

_INPUTS = {"text": "title"}
"""The fields that a draft and the form call by different names."""


def prefill(
    draft: Draft, kind: Kind, context: DueContext, *, channel: str, people: People
) -> Prefill:
    """Everything we understood. An empty line shows no errors: the form explains itself."""
    owner = draft.owner
    return Prefill(
        kind=kind,
        title=readable(draft.text, people),
        owner=owner.value if owner and owner.kind is OwnerKind.PERSON else "",
        due=draft.due.phrase if draft.due else draft.inner_due,
        fallback=readable(draft.fallback, people),
        impact=readable(draft.impact, people),
        urgent=draft.urgent,
        options=draft.options,
        default=draft.default,
        channel=channel,
        faults=_faults(draft, kind, context, people=people) | _where(channel)
        if draft.raw.strip()
        else {},
    )


def with_fault(prefill: Prefill, refusal: Refusal) -> Prefill:
    """The same form, with a refusal under its field."""
    return replace(prefill, faults={**prefill.faults, refusal.field: refusal.in_form})


def _where(channel: str) -> dict[str, str]:
    return {} if channel else {"channel": NOWHERE}


def _faults(draft: Draft, kind: Kind, context: DueContext, *, people: People) -> dict[str, str]:
    """A sentence for each field that the draft leaves open."""
    several = {found.field: " or ".join(found.values) for found in draft.conflicts}
    sentences = {
        "text": WHAT[kind],
        "owner": _owner_fault(draft.owner, several.get("owner", ""), people),
        "due": _due_fault(draft, context),
        "fallback": FALLBACK,
        "default": f"The default is one of the options, not {several.get('default', 'another')}.",
    }
    return {_INPUTS.get(name, name): sentences[name] for name in draft.asks}


def _owner_fault(owner: DraftOwner | None, several: str, people: People) -> str:
    if several:
        return f"Only one person owns it, so choose: {several}?"
    if owner is None:
        return NOBODY
    if owner.kind is OwnerKind.NAME:
        return f"I found nobody called {owner.value}. Choose the person."
    if owner.kind is OwnerKind.GROUP:
        return GROUP
    known = people.get(owner.value)
    return f"Is {known.name if known else 'this person'} the owner?"


def _due_fault(draft: Draft, context: DueContext) -> str:
    answer = draft.due or due_reader.read(draft.inner_due, context)
    return "" if isinstance(answer, DueRead) else dates.fault(answer, context)
