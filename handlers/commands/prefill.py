"""Prefills: a draft as its form shows it, with an error under each field that needs fixing."""

from dataclasses import replace

from escalation.about.customers import written
from escalation.errors import Refusal
from escalation.fields import Field
from escalation.items import Kind
from escalation.refusals import WHICH_CHANNEL
from grammar import names
from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueRead, DueUnclear, typed
from grammar.line.draft import Draft, DraftOwner, OwnerKind
from handlers import dates
from handlers.commands.named_customers import Whom
from handlers.context import RequestContext
from messages.forms.items import Prefill
from messages.replies import Suggestion
from messages.slack.text import People, readable
from workflows.items.new_item import two_plans

WHAT = {
    Kind.BLOCKER: "A few words are enough: what is blocked?",
    Kind.DECISION: "A few words are enough: what has to be decided?",
}
FALLBACK = "What will you do then? For example: go live without it."
NOBODY = "Choose one person."
PASSED = "That date has passed."
GROUP = "A group cannot own it. Choose one person of it."
INNER_DUE = "This date is part of a sentence. Is it the due date? If not, empty this field."
MOST_NAMES = 5
NOWHERE = f"{WHICH_CHANNEL} Choose the team's channel, or type it there."


def prefill(
    draft: Draft,
    kind: Kind,
    context: DueContext,
    *,
    channel: str,
    people: People,
    members: People,
    waited: bool = False,
    permalink: str = "",
    whom: Whom,
) -> Prefill:
    """Everything we understood. An empty line shows no errors: the form explains itself.

    An owner's name in plain words is looked up among the `members` of the channel. If the line has
    `waited`, its date is written out, because “tomorrow” may mean another day by now. `whom` says
    which customers it is about.
    """
    draft, namesakes = _looked_up(draft, members)
    known = {**people, **members}
    owner = draft.owner
    faults = _faults(draft, kind, context, people=known) | _namesakes(namesakes) | _where(channel)
    faults |= {Field.CUSTOMER: whom.fault} if Field.CUSTOMER in faults else {}
    return Prefill(
        kind=kind,
        title=readable(draft.text, known),
        owner=owner.value if owner and owner.kind is OwnerKind.PERSON else "",
        due=_due(draft, context, waited=waited),
        fallback=readable(draft.fallback, known),
        impact=readable(draft.impact, known),
        customers=written([readable(name, known) for name in whom.names]),
        unknown=whom.unknown,
        urgent=draft.urgent,
        options=draft.options,
        default=draft.default,
        channel=channel,
        permalink=permalink,
        faults=faults if draft.raw.strip() else {},
        dates=_offered(draft, context),
        unclear_since=context.now if waited and isinstance(draft.due, DueUnclear) else None,
    )


def owner_of(request: RequestContext, draft: Draft) -> People:
    """The owner whom a form has to name, because it asks whether it is that person."""
    owner = draft.owner
    is_asked = owner is not None and owner.kind is OwnerKind.PERSON and Field.OWNER in draft.asks
    person = request.person(owner.value) if owner and is_asked else None
    return {person.id: person} if person else {}


def _due(draft: Draft, context: DueContext, *, waited: bool) -> str:
    phrase = draft.due.phrase if draft.due else draft.inner_due
    read = draft.due or due_reader.read(phrase, context)
    return typed(read.at, context) if waited and isinstance(read, DueRead) else phrase


def _looked_up(draft: Draft, members: People) -> tuple[Draft, list[str]]:
    """The draft with the one member its owner's name means, or the names of several."""
    owner = draft.owner
    if owner is None or owner.kind is not OwnerKind.NAME:
        return draft, []
    found = names.matching(owner.value, {user: person.name for user, person in members.items()})
    if len(found) == 1:
        one = DraftOwner(kind=OwnerKind.PERSON, value=found[0], proposed=True)
        return replace(draft, owner=one), []
    if not found:
        return draft.if_nobody or draft, []
    return draft, sorted(members[user].name for user in found)


def _namesakes(found: list[str]) -> dict[Field, str]:
    if not found:
        return {}
    shown = found[:MOST_NAMES]
    return {Field.OWNER: f"Which one: {', '.join(shown[:-1])} or {shown[-1]}?"}


def with_fault(prefill: Prefill, refusal: Refusal) -> Prefill:
    """The same form, with a refusal under its field."""
    return replace(prefill, faults={**prefill.faults, refusal.field: refusal.in_form})


def _where(channel: str) -> dict[Field, str]:
    return {} if channel else {Field.CHANNEL: NOWHERE}


def _faults(draft: Draft, kind: Kind, context: DueContext, *, people: People) -> dict[Field, str]:
    """A sentence for each field that the draft leaves open."""
    several = {found.field: " or ".join(found.values) for found in draft.conflicts}
    default = f"The default is one of the options, not {several.get(Field.DEFAULT, 'another')}."
    sentences = {
        Field.TITLE: WHAT[kind],
        Field.OWNER: _owner_fault(draft.owner, several.get(Field.OWNER, ""), people),
        Field.DUE: _due_fault(draft, context),
        Field.FALLBACK: _fallback_fault(draft),
        Field.DEFAULT: default if Field.DEFAULT in several else "",
    }
    read = {name: _misspelt(typed, name) for name, typed in draft.misspelt}
    return {name: f"{read.get(name, '')} {sentences.get(name, '')}".strip() for name in draft.asks}


def _fallback_fault(draft: Draft) -> str:
    if draft.fallback and any(one.field is Field.FALLBACK for one in draft.conflicts):
        return two_plans(draft.default)
    return "" if draft.fallback else FALLBACK


def _misspelt(typed: str, name: Field) -> str:
    return f"I read “{typed}” as “{name}”. Is that right?"


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
    if draft.inner_due:
        return INNER_DUE
    if draft.due is None or isinstance(draft.due, DueRead):
        return ""
    return dates.fault(draft.due, context, dates.meant(draft.due, context))


def _offered(draft: Draft, context: DueContext) -> dict[Field, list[Suggestion]]:
    found = dates.meant(draft.due, context) if isinstance(draft.due, DueUnclear) else ()
    return {Field.DUE: dates.choices(found, context)} if found else {}
