"""Customers that somebody named, in a line or in a form: who is known, and who is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from escalation.about import customers
from escalation.fields import Field
from grammar.line.about.customers import listed
from grammar.line.draft import Draft
from handlers.context import RequestContext
from handlers.payloads import Form
from messages.forms import customers as customer_forms
from messages.forms.customers import NEW, Unknown, new_ones
from workflows.customers import names
from workflows.items.queries import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The customers of a form: None for the channel's own, and what is wrong or asked.

    `new` are the keys of names of which somebody said that they are new.
    """

    names: tuple[str, ...] | None = None
    faults: dict[Field, str] = field(default_factory=dict)
    unknown: Unknown | None = None
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """The customers that a form is filled with, and what it says and asks about them."""

    names: tuple[str, ...] = ()
    fault: str = ""
    unknown: Unknown | None = None


def asked(
    request: RequestContext, actor: str, unknown: Sequence[str]
) -> tuple[str, Unknown | None]:
    """What to say about names that are not known, and the question about the first of them."""
    if fault := next(filter(None, map(customers.fault, unknown)), ""):
        return fault, None
    if not unknown:
        return customers.TOO_MANY, None
    like = names.like(request.context, actor, unknown[0], now=request.now)
    one = Unknown(name=unknown[0], nearest=like)
    return customer_forms.asked(one), one


def of_draft(request: RequestContext, actor: str, draft: Draft, *, reading: Reading) -> Whom:
    """The customers of a draft, or else the channel's, and what to ask about them."""
    names_ = draft.customers
    if names_ is None:
        usual = names.usual(request.context, reading.channel, now=request.now)
        return Whom(names=(usual.name,) if usual else ())
    if Field.CUSTOMER not in draft.asks:
        return Whom(names=names_)
    if len(names_) > customers.MOST:
        return Whom(names=names_, fault=customers.TOO_MANY)
    sentence, unknown = asked(request, actor, draft.unknown)
    return Whom(names=names_, fault=sentence, unknown=unknown)


def kept(request: RequestContext, form: Form) -> Unknown | None:
    """The question that a form asks already."""
    name = form.facts.get("asked", "")
    if not name:
        return None
    like = names.like(request.context, form.request.actor, name, now=request.now)
    return Unknown(name=name, nearest=like)


def given(request: RequestContext, form: Form) -> Given:
    """The customers named in a form that was submitted."""
    typed, actor = form.given.text(Field.CUSTOMER), form.request.actor
    if not typed:
        is_said = form.given.has(Field.CUSTOMER) and form.facts.get("channel")
        return Given(names=() if is_said else None)
    known = names.known_in(request.context, actor, typed, now=request.now)
    said = {one: one in known.values() for one in listed(typed, known)}
    said, new = _answered(request, form, said)
    unknown = [one for one, is_known in said.items() if not is_known]
    open_ = [one for one in unknown if customers.key(one) not in new]
    if any(map(customers.fault, unknown)) or len(said) > customers.MOST:
        sentence, _ = asked(request, actor, [one for one in unknown if customers.fault(one)])
        return Given(names=tuple(said), faults={Field.CUSTOMER: sentence}, new=new)
    if not open_:
        return Given(names=tuple(said), new=new)
    sentence, question = asked(request, actor, open_)
    return Given(names=tuple(said), faults={Field.CUSTOMER: sentence}, unknown=question, new=new)


def _answered(
    request: RequestContext, form: Form, said: dict[str, bool]
) -> tuple[dict[str, bool], tuple[str, ...]]:
    """The names after the answer to the form's question, and those that are new."""
    name, choice = form.facts.get("asked", ""), form.given.text(Field.WHICH_CUSTOMER)
    new = new_ones(form.facts)
    if name not in said or not choice:
        return said, new
    if choice == NEW:
        return said, (*new, customers.key(name))
    number, actor = int(choice) if choice.isdecimal() else 0, form.request.actor
    chosen = names.chosen(request.context, actor, number, now=request.now)
    if chosen is None:
        return said, new
    return {
        chosen.name if one == name else one: known or one == name for one, known in said.items()
    }, new
