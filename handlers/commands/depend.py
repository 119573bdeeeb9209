"""`B-12 blocks D-7`, `B-14 same as B-9`: what somebody says of one item and others."""

from grammar.moves.parsed import Reference, Typed
from handlers.confirmation import done
from handlers.context import Line, RequestContext
from handlers.responses import Reply
from messages.alike import same_reply
from workflows import same
from workflows.items import depend
from workflows.items.move import Which


def answer(request: RequestContext, line: Line, typed: Typed) -> Reply:
    """Relate the item to the others and show how it stands; raises Refusal."""
    if typed.relation is None:
        return _same(request, line, typed)
    related = depend.make(
        request.context,
        line.request,
        _which(typed.reference),
        relation=typed.relation,
        others=[_which(other) for other in typed.others],
        reason=typed.reason,
        now=request.now,
    )
    return Reply(done(request, related, actor=line.actor))


def _same(request: RequestContext, line: Line, typed: Typed) -> Reply:
    """Withdraw what is the same as another item, as if it had not been logged."""
    which, kept = _which(typed.reference), _which(typed.others[0])
    done = same.same(request.context, line.request, which, kept=kept, now=request.now)
    reader = request.reader(line.actor, [done.item, done.kept])
    return Reply(same_reply(done.item, done.kept, reader, event=done.event))


def _which(reference: Reference) -> Which:
    return Which(kind=reference.kind, number=reference.number)
