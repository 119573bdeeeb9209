"""Whether charts are drawn: where Slack refused one, none are for a week."""

from datetime import timedelta

from escalation.notices.notice import NoticeKind
from storage import workspaces
from storage.outbox import transitions
from storage.outbox.model import ClaimedMessage
from workflows.transaction.unit_of_work import UnitOfWork

OFF = timedelta(days=7)
"""How long we draw none; then Slack may have learned it."""


def are_drawn(uow: UnitOfWork) -> bool:
    """Whether Slack may be asked to draw charts."""
    until = workspaces.no_charts_until(uow.tx)
    return until is None or until < uow.now


def without(uow: UnitOfWork, message: ClaimedMessage) -> bool:
    """Send a refused weekly post again without charts; False if it had none."""
    if message.kind is not NoticeKind.SUMMARY or not are_drawn(uow):
        return False
    workspaces.draw_no_charts(uow.tx, until=uow.now + OFF)
    return transitions.finish_unfit(uow.tx, message, now=uow.now, why="")
