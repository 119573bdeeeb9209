"""Proposals: what a message that nobody wrote for us may mean, to be checked in the form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from escalation.about import customers
from escalation.fields import TEXT_LIMIT, Field
from escalation.items import Kind
from grammar import links
from grammar.due.result import DueContext, DueRead, DueUnclear
from grammar.line import read as line_reader
from grammar.line.draft import Draft
from grammar.masking import unescaped
from handlers import dates
from handlers.commands import named_customers
from handlers.commands import prefill as form_prefill
from handlers.context import RequestContext
from messages.forms.items import Prefill
from messages.forms.understood import FROM_MESSAGE, PRIVATE, PROPOSED
from messages.slack.text import plain
from workflows.customers import names
from workflows.items import queries
from workflows.items.drafts import Source
from workflows.transaction.unit_of_work import Request

_PROPOSED = (Field.OWNER, Field.FALLBACK, Field.IMPACT)


def prefill(
    request: RequestContext,
    origin: Request,
    text: str,
    *,
    source: Source,
    kind: Kind,
    channel: str,
) -> Prefill:
    """The form with what a text says, read as of when it was written and marked as proposed."""
    reading = request.reading(origin.actor, channel, at=source.written_at)
    context = reading.context
    by, is_decision = source.author or origin.actor, kind is Kind.DECISION
    known = names.known_in(request.context, origin.actor, text, now=request.now)
    draft = line_reader.read(text, context, requester=by, decision=is_decision, known=known)
    draft = _with_customers(draft, text, known)
    found = form_prefill.prefill(
        draft,
        kind,
        context,
        channel=channel,
        people={**request.reader(origin.actor).people, **form_prefill.owner_of(request, draft)},
        members=queries.members(request.context, channel, now=request.now),
        waited=True,
        whom=named_customers.of_draft(request, origin.actor, draft, reading=reading),
    )
    return replace(
        found,
        title=_title(found, draft, text),
        due=found.due if isinstance(draft.due, DueRead) else "",
        permalink=source.permalink,
        links=links.written(links.found_in([text])) or None,
        faults=_faults(draft, has_channel=bool(channel), passed_by=request.now),
        notes=_notes(found, draft, context) | {Field.LINKS: FROM_MESSAGE},
        warning=warning(source, channel),
    )


def _with_customers(draft: Draft, text: str, known: Mapping[str, str]) -> Draft:
    """The draft with the customers that the words name, unless they say whom they are about."""
    if draft.customers is not None:
        return draft
    named = dict.fromkeys(known[key] for key in customers.among(known, unescaped(text)))
    return replace(draft, customers=tuple(named)[: customers.MOST] or None)


def warning(source: Source, channel: str) -> str:
    """What stands above the words of a message that fewer people have seen than will."""
    return PRIVATE if source.permalink and not channel else ""


def _title(found: Prefill, draft: Draft, text: str) -> str:
    """What is left of the words, or all of them where we are not sure what they mean."""
    if not text:
        return ""
    sure = draft.due is None or isinstance(draft.due, DueRead)
    if found.title and sure and not draft.conflicts:
        return found.title
    return plain(unescaped(text), {}, limit=TEXT_LIMIT)


def _faults(draft: Draft, *, has_channel: bool, passed_by: datetime) -> dict[Field, str]:
    """Only what would be refused: the form explains itself, and this was not written for us."""
    passed = isinstance(draft.due, DueRead) and draft.due.at <= passed_by
    faults: dict[Field, str] = {Field.DUE: form_prefill.PASSED} if passed else {}
    return faults if has_channel else faults | {Field.CHANNEL: form_prefill.NOWHERE}


def _notes(found: Prefill, draft: Draft, context: DueContext) -> dict[Field, str]:
    """Mark what is proposed, and ask about what we are not sure of."""
    notes = {field: PROPOSED for field in _PROPOSED if getattr(found, field)}
    notes |= {Field.CUSTOMER: FROM_MESSAGE} if draft.customers else {}
    named = draft.owner or any(one.field is Field.OWNER for one in draft.conflicts)
    if named and not found.owner and Field.OWNER in found.faults:
        notes[Field.OWNER] = found.faults[Field.OWNER]
    if isinstance(draft.due, DueRead):
        when = dates.words(draft.due, context)
        notes[Field.DUE] = (
            f"Proposed from the text, “{draft.due.phrase}”: {when}. Change it if it is wrong."
        )
    elif phrase := (draft.due.phrase if isinstance(draft.due, DueUnclear) else draft.inner_due):
        notes[Field.DUE] = f"The text says “{phrase}”. Is that the due date?"
    return notes
