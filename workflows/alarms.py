"""Alarms: tell the admins (`BACKSTOP_ADMINS`) what is wrong with Backstop itself."""

from enum import StrEnum

from escalation.facts.in_notices import Alarm
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from workflows.transaction.unit_of_work import UnitOfWork


class Unsent(StrEnum):
    """What happened to a message whose content Slack refused."""

    PLAIN = "plain"
    """It went out without its blocks and buttons."""
    REFUSED = "refused"
    """Nobody got it."""


def alarms(
    uow: UnitOfWork, trouble: str, *, named: str, count: int = 1, of: str = ""
) -> list[Notice]:
    """One notice for each admin, at most once a day for each pair of `trouble` and `of`.

    `named` lists what the trouble concerns, by label or token.
    """
    facts = Alarm(trouble=str(trouble), of=of, count=count, named=named)
    return [_alarm(uow, admin, facts) for admin in sorted(uow.context.admins)]


def _alarm(uow: UnitOfWork, admin: str, facts: Alarm) -> Notice:
    about = ":".join(filter(None, (facts.trouble, facts.of)))
    return Notice(
        key=keys.alarm(uow.now, about, to=admin),
        kind=NoticeKind.ALARM,
        place=Place.DM,
        recipient=admin,
        planned_at=uow.now,
        not_before=uow.now,
        urgent=True,
        facts=facts,
    )
