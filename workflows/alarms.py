"""Alarms: what is wrong with Backstop itself, told to its admins; who they are says
`BACKSTOP_ADMINS`.
"""

from enum import StrEnum

from escalation.notices import Notice, NoticeKind, Place
from workflows.desk import Work


class Unsent(StrEnum):
    """What can become of a message whose content Slack refuses."""

    PLAIN = "plain"
    """It went out without its blocks and buttons."""
    REFUSED = "refused"
    """Nobody got it."""


def alarms(work: Work, trouble: str, *, named: str, count: int = 1, of: str = "") -> list[Notice]:
    """One for each admin, at most once a day for each kind of `trouble` and what it is `of`.

    `named` is what the trouble concerns, by label or token.
    """
    facts = {"trouble": trouble, "of": of, "count": str(count), "named": named}
    return [_alarm(work, admin, facts) for admin in sorted(work.desk.admins)]


def _alarm(work: Work, admin: str, facts: dict[str, str]) -> Notice:
    about = ":".join(filter(None, (facts["trouble"], facts["of"])))
    return Notice(
        key=f"alarm:{work.now:%Y%m%d}:{about}:{admin}",
        kind=NoticeKind.ALARM,
        place=Place.DM,
        recipient=admin,
        planned_at=work.now,
        not_before=work.now,
        urgent=True,
        facts=facts,
    )
