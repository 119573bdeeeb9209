"""Stale Home tabs: one bot claims each of them, draws it and publishes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalation.people import Person
from messages.items.home import MOST_SHOWN, Part, home
from messages.slack.blocks import Json
from storage import home_tabs, people
from storage.home_tabs import WantedHome
from storage.items import search
from storage.items.search import Search
from storage.outbox import rate_limits
from workflows.handover.waiting import asked_of
from workflows.transaction import readers, visibility
from workflows.transaction.ownership import gaps
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """A Home tab to publish: whose, and its view."""

    user: str
    view: dict[str, Any]
    wanted: WantedHome


def any_wanted(uow: UnitOfWork) -> bool:
    """Whether there is one to draw, and Slack accepts it now."""
    is_held = rate_limits.held(uow.tx, rate_limits.PUBLISH, now=uow.now)
    return not is_held and home_tabs.any_wanted(uow.tx, now=uow.now)


def next_home(context: WorkspaceContext, now: datetime) -> HomeView | None:
    """Claim a stale Home tab and draw it as of now; None if there is none."""
    with context.reading(now) as uow:
        if not any_wanted(uow):
            return None
    with context.writing(now) as uow:
        home = home_tabs.take(uow.tx, now=now)
    return _drawn(context, home, now) if home else None


def _drawn(context: WorkspaceContext, home: WantedHome, now: datetime) -> HomeView:
    """Draw it after claiming it: a change in between is either in it or marks it stale again."""
    with context.reading(now) as uow:
        return HomeView(user=home.person, view=home_view(uow, home.person), wanted=home)


def too_fast(context: WorkspaceContext, now: datetime, *, until: datetime) -> None:
    """Slack takes no Home tabs before `until`; the stale ones wait."""
    with context.writing(now) as uow:
        rate_limits.hold(uow.tx, rate_limits.PUBLISH, until=until)


def shown(context: WorkspaceContext, home: HomeView, now: datetime) -> None:
    """Record that a Home tab was published; it stays stale if something has changed since.

    Do not call this if publishing failed: the tab waits until its lease ends, and others go first.
    """
    with context.writing(now) as uow:
        home_tabs.shown(uow.tx, home.wanted)


def home_view(uow: UnitOfWork, user: str) -> Json:
    """What is assigned to one person, what waits on others, what has escalated to them."""
    person = people.get(uow.tx, user) or Person(id=user, name=user)
    visible = visibility.visible(uow, person)
    wanted = (
        Search(owner=user),
        Search(reached=user, not_owner=user),
        Search(reporter=user, not_owner=user, not_reached=user),
        Search(gap=True, on_ladder=(user, *people.groups_with(uow.tx, user))),
    )
    found = search.find_each(uow.tx, wanted, visible=visible, limit=MOST_SHOWN)
    covered, asked = visibility.covered(uow, person, visible=visible), asked_of(uow, person)
    owed, escalated, waiting, unanswered = (Part(part.items, part.total) for part in found)
    overdue, elsewhere = search.owned(uow.tx, user, visible=visible, now=uow.now)
    shown = [*asked, *covered, *(item for part in found for item in part.items)]
    return home(
        person,
        gaps.shown_to(uow.tx, readers.to(uow, user, shown), unanswered.items),
        asked=asked,
        owed=owed,
        overdue=overdue,
        escalated=escalated,
        waiting=waiting,
        covered=Part(covered, len(covered)),
        unanswered=unanswered,
        elsewhere=elsewhere,
        unreadable=[*dict.fromkeys(one.label for part in found for one in part.unreadable)],
    )
