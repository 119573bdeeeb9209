"""`B-12 blocks D-7`: what somebody says of one item and others."""

from escalation.dependencies import Relation
from grammar.moves.parsed import Reference, Typed
from handlers.confirmation import done
from handlers.context import Line, RequestContext
from handlers.responses import Reply
from workflows.items import depend
from workflows.items.move import Which


def answer(request: RequestContext, line: Line, typed: Typed) -> Reply:
    """Relate the item to the others and show how it stands; raises Refusal."""
    related = depend.make(
        request.context,
        line.request,
        _which(typed.reference),
        relation=typed.relation or Relation.NEEDS,
        others=[_which(other) for other in typed.others],
        reason=typed.reason,
        now=request.now,
    )
    return Reply(done(request, related, actor=line.actor))


def _which(reference: Reference) -> Which:
    return Which(kind=reference.kind, number=reference.number)
