"""Handing over everything: a typed line or a button opens its form, and what is submitted."""

from escalation.errors import BadInput
from escalation.fields import Field
from grammar import names
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.moves.everything import HandOverAll
from handlers import refusals
from handlers.context import Line, RequestContext
from handlers.payloads import Click, Form
from handlers.responses import Modal, Response
from messages.forms.items import note_modal
from messages.handover.all_of_it import LINES, MOST_OTHERS, OTHER, SOME, Giving, Place, form
from workflows.batches import everything
from workflows.batches.everything import Wanted
from workflows.batches.holdings import Holdings
from workflows.items import queries
from workflows.transaction import guards
from workflows.transaction.unit_of_work import Request

ONE_PERSON = "Name one person: a group has no items, and none can take over."
SHUT = "The form could not be opened just now, and nothing was changed. Try again in a moment."


def typed(request: RequestContext, line: Line, asked: HandOverAll) -> Response:
    """The form that a line asks for; raises Refusal."""
    owner = _person(request, line, asked.owner) if asked.owner else line.actor
    to, note = "", ""
    if asked.to:
        try:
            to = guards.may_own(request.person(_person(request, line, asked.to))).id
        except BadInput as refused:  # the form asks for somebody else
            note = refused.text
    return _opened(request, line.request, owner, to=to, reason=asked.reason, note=note)


def _person(request: RequestContext, line: Line, named: DraftOwner) -> str:
    """The user id of whom the line names; nobody can mention people who have left.

    A name means those who own an item, before others. Raises BadInput.
    """
    if named.kind is OwnerKind.GROUP:
        raise BadInput(ONE_PERSON)
    if named.kind is OwnerKind.PERSON:
        return named.value
    owners = queries.owners(request.context, line.request, now=request.now)
    found = names.matching(named.value, {one.id: one.name for one in owners})
    known = {} if found else queries.colleagues(request.context, now=request.now)
    found = found or names.matching(named.value, known)
    if not found:
        raise refusals.unknown_person(named)
    if len(found) > 1:
        raise BadInput(f"“{named.value}” may be several people. Type more of the name.")
    return found[0]


def pressed(request: RequestContext, click: Click) -> Response:
    """The form for what somebody who has left still has; raises Refusal."""
    return _opened(request, click.request, click.value)


def _opened(
    request: RequestContext,
    origin: Request,
    owner: str,
    *,
    to: str = "",
    reason: str = "",
    note: str = "",
) -> Modal:
    held = everything.opened(request.context, origin, owner, now=request.now)
    giving = _giving(held, to=to, reason=reason, note=note)
    return Modal(view=form(giving, held.reader), instead=refusals.reply(request, SHUT).message)


def _giving(held: Holdings, *, to: str, reason: str, note: str) -> Giving:
    return Giving(
        owner=held.owner,
        is_own=held.owner.id == held.actor.id,
        items=held.items,
        names={id_: one.name for id_, one in held.channels.items()},
        customers=held.customers,
        places=[
            Place(
                key=role.line.key,
                channel=role.channel.id,
                name=role.channel.name,
                policy=role.channel.policy,
                rung=role.rung,
                refused=role.refused,
            )
            for role in held.roles
        ],
        more=held.more,
        to=to,
        reason=reason,
        notes=[note] if note else [],
    )


def submitted(request: RequestContext, sent: Form) -> Response:
    """Hand over what is ticked; raises Refusal."""
    given = sent.given
    ticked = [key for name, keys in given.lists.items() if name.startswith(LINES) for key in keys]
    to = dict.fromkeys(ticked, given.text(Field.OWNER))
    for n in range(MOST_OTHERS):
        other = given.texts.get(f"{OTHER}{n}", "")
        to |= dict.fromkeys(given.lists.get(f"{SOME}{n}", ()), other)
    wanted = Wanted(
        owner=sent.facts.get("owner", ""),
        to=to,
        reason=given.text(Field.REASON),
        anyway=bool(given.many(Field.ANYWAY)),
    )
    done = everything.hand_over(request.context, sent.request, wanted, now=request.now)
    return Modal(view=note_modal("Done", done), confirms=True)
