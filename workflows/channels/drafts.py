"""Editing a channel's ladder: what somebody has changed waits for a day to be saved.

Every form of the ladder names the state that it shows by its `mark`. Nothing is changed or saved by
a form that shows anything else: another window, another person or the end of a draft came between.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s

from escalation.errors import BadInput, Stale
from escalation.ladder import edited
from escalation.ladder.checks import Checked
from escalation.policy import Policy
from escalation.recipients import Directory
from storage import inbox
from storage.ladders import drafts, versions
from storage.ladders.drafts import LadderDraft
from storage.ladders.policy_json import policy_text
from workflows.channels import checking, setup
from workflows.channels.setup import Setup
from workflows.transaction import directory as item_directory
from workflows.transaction import idempotency
from workflows.transaction.unit_of_work import Request, UnitOfWork, WorkspaceContext

ELSEWHERE = (
    "This ladder was changed in the meantime, so nothing was done with this form. Close it and "
    "press the button again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """A channel's ladder as somebody has edited it, and its checks.

    `edited_at` is when they last changed something, None if they have not. `base` is the ladder
    that they began with, or that their form shows; if somebody else has saved another one since,
    theirs is taken for all that this person has left as it was. `directory` holds everybody whom
    these ladders name.
    """

    setup: Setup
    policy: Policy
    base: Policy
    edited_at: datetime | None
    checked: Checked
    directory: Directory

    @property
    def saved(self) -> Policy:
        """The channel's ladder as it is saved."""
        return self.setup.channel.policy

    @property
    def mark(self) -> str:
        """Names what the forms show: the ladder as edited, and the version it would replace."""
        return blake2s(policy_text(self.policy).encode(), digest_size=8).hexdigest()


def opened(
    context: WorkspaceContext,
    request: Request,
    channel: str,
    *,
    now: datetime,
    edits: bool = True,
    version: int | None = None,
) -> Editing:
    """The ladder as this person has edited it so far; raises what `setup.current` raises.

    `version` is the one that a form shows which they have opened before.
    """
    with context.reading(now) as uow:
        return _opened(uow, request, channel, edits=edits, version=version)


def keep(
    context: WorkspaceContext,
    request: Request,
    channel: str,
    *,
    mark: str,
    change: Callable[[Policy], Policy],
    now: datetime,
) -> Editing:
    """Change the ladder that the form with this mark shows, and keep it for a day.

    Raises Stale if the form shows another one, and BadInput, with the field of the rung's form, for
    what the change makes impossible.
    """
    with context.writing(now) as uow:
        earlier = idempotency.earlier(uow, request)
        editing = _opened(uow, request, channel)
        if earlier is not None:
            return editing
        if editing.mark != mark:
            raise Stale(ELSEWHERE)
        policy = change(editing.policy)
        draft = LadderDraft(policy=policy, base=editing.saved, edited_at=now)
        drafts.keep(uow.tx, request.actor, channel, draft=draft)
        idempotency.remember(uow, request)
        kept = _opened(uow, request, channel)
        _require_possible(kept.checked, before=editing.checked)
        return kept


def check(
    context: WorkspaceContext, request: Request, channel: str, *, policy: Policy, now: datetime
) -> Checked:
    """Check a ladder that is to replace the one that is saved."""
    with context.reading(now) as uow:
        saved = setup.found(uow, request, channel, edits=True).channel.policy
        return checking.check(uow, channel, policy, before=saved)


def start_over(
    context: WorkspaceContext, request: Request, channel: str, *, now: datetime
) -> Editing:
    """Forget what this person has changed."""
    with context.writing(now) as uow:
        drafts.drop(uow.tx, request.actor, channel)
        return _opened(uow, request, channel)


def was_saved(context: WorkspaceContext, request: Request, *, now: datetime) -> bool:
    """Whether this form saved the ladder before, and has come a second time."""
    with context.reading(now) as uow:
        answer = inbox.answered(uow.tx, kind=request.kind, external_id=request.external_id)
        return "version" in (answer or {})


def _opened(
    uow: UnitOfWork,
    request: Request,
    channel: str,
    *,
    edits: bool = True,
    version: int | None = None,
) -> Editing:
    found = setup.found(uow, request, channel, edits=edits)
    saved = found.channel.policy
    draft = drafts.get(uow.tx, request.actor, channel, now=uow.now)
    base = draft.base if draft else _shown(uow, channel, version) or saved
    policy = edited.rebased(draft.policy, base, saved) if draft else saved
    return Editing(
        setup=found,
        policy=policy,
        base=base,
        edited_at=draft.edited_at if draft and draft.policy != base else None,
        checked=checking.check(uow, channel, policy, before=saved),
        directory=item_directory.of_policies(uow, [policy, base, saved], also=()),
    )


def _shown(uow: UnitOfWork, channel: str, version: int | None) -> Policy | None:
    found = versions.get(uow.tx, channel, version) if version else None
    return found.policy if found else None


def _require_possible(checked: Checked, *, before: Checked) -> None:
    known = {(stop.field, stop.text) for stop in before.stops}
    for stop in checked.stops:
        if (stop.field, stop.text) not in known:
            raise BadInput(stop.text, field=stop.field)
