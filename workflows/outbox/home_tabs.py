"""Home tabs that show less than is known: each is taken by one bot, drawn and published."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import homes
from storage.homes import WantedHome
from storage.outbox import rate_limits
from workflows.items import queries
from workflows.transaction.unit_of_work import UnitOfWork, WorkspaceContext


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """A Home tab to publish: whose, and its view."""

    user: str
    view: dict[str, Any]
    wanted: WantedHome


def any_wanted(uow: UnitOfWork) -> bool:
    """Whether there is one to draw, and Slack takes them now."""
    is_held = rate_limits.held(uow.tx, rate_limits.PUBLISH, now=uow.now)
    return not is_held and homes.any_wanted(uow.tx, now=uow.now)


def next_home(context: WorkspaceContext, now: datetime) -> HomeView | None:
    """Take a Home tab that shows less than is known, drawn as of now; None when there is none."""
    with context.reading(now) as uow:
        if not any_wanted(uow):
            return None
    with context.writing(now) as uow:
        home = homes.take(uow.tx, now=now)
    return _drawn(context, home, now) if home else None


def _drawn(context: WorkspaceContext, home: WantedHome, now: datetime) -> HomeView:
    """Drawn after it was taken, so that a change in between is in it or asks for it again."""
    with context.reading(now) as uow:
        return HomeView(user=home.person, view=queries.home_view(uow, home.person), wanted=home)


def too_fast(context: WorkspaceContext, now: datetime, *, until: datetime) -> None:
    """Slack wants no Home tab before `until`; those that are wanted wait."""
    with context.writing(now) as uow:
        rate_limits.hold(uow.tx, rate_limits.PUBLISH, until=until)


def shown(context: WorkspaceContext, home: HomeView, now: datetime) -> None:
    """A Home tab was published; it stays wanted if something changed meanwhile.

    One that could not be is left alone until its lease ends, and others go before it.
    """
    with context.writing(now) as uow:
        homes.shown(uow.tx, home.wanted)
