"""Reindex the words that an older version saved, a few items at a time, while the bot runs."""

from datetime import datetime

from storage.items import words as item_words
from workflows.transaction.unit_of_work import WorkspaceContext

AT_ONCE = 200
"""Items in one transaction, which keeps other writers waiting for a few milliseconds."""


def go_on(context: WorkspaceContext, now: datetime, *, limit: int) -> int:
    """Fold the words of the next items; return how many, 0 when all are done. Reads first."""
    with context.reading(now) as uow:
        if not item_words.any_unfolded(uow.tx):
            return 0
    with context.writing(now) as uow:
        return item_words.fold(uow.tx, limit=limit)
