"""A workspace's installation: what a bot saves when it starts, and whether it may work there."""

from datetime import datetime

from storage import installations, workspaces
from storage.engine import schema
from storage.engine.schema import TooNew
from storage.items import chain
from storage.items.chain import WrongKey
from workflows.transaction.unit_of_work import WorkspaceContext

NOT_OURS = (TooNew, WrongKey)
"""What ends a bot: a newer one has upgraded the database, or our key does not fit the history."""


def remember(context: WorkspaceContext, name: str, now: datetime) -> None:
    """Save whose bot this is, for commands that work without Slack, and give it its secret.

    Raises WrongKey if our key does not fit the workspace's history.
    """
    with context.writing(now) as uow:
        chain.require_key(uow.tx)
        workspaces.save(uow.tx, name=name, bot_user=context.bot_user)
        installations.ensure(uow.tx, now=now)


def require_ours(context: WorkspaceContext) -> None:
    """Raise what ends a bot, one of NOT_OURS."""
    with context.database.read(context.workspace) as tx:
        schema.require_known(tx.connection)
        chain.require_key(tx)
