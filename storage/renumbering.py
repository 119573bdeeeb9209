"""Follow a channel to the new id that Slack gave it: move everything stored under the old one.

The history stays as it was written, and so do notice keys, by which nothing is told twice.
"""

from typing import Any

from sqlalchemy import Column, Text, and_, delete, func, select, true, type_coerce, update

from storage.engine.database import Transaction
from storage.tables.channels import (
    CHANNEL,
    CHANNEL_MEMBER,
    INDICATOR,
    LADDER,
    LADDER_DRAFT,
    MEASURE,
    REMOVED_MEMBER,
    STATS_ASKED,
    STATS_OFF,
    SUMMARY,
)
from storage.tables.hand_overs import BATCH_LINE
from storage.tables.inbox import DRAFT
from storage.tables.items import ITEM
from storage.tables.notices import NOTICE
from storage.tables.titles import TITLE_WORD
from storage.tables.workspaces import RATE_BUCKET

_COLUMNS = (
    *(ITEM.c.channel, NOTICE.c.recipient, NOTICE.c.channel),
    *(SUMMARY.c.channel, MEASURE.c.channel, DRAFT.c.channel),
    *(LADDER.c.channel, LADDER_DRAFT.c.channel, TITLE_WORD.c.channel, REMOVED_MEMBER.c.channel),
    INDICATOR.c.channel,
    *(STATS_ASKED.c.channel, STATS_OFF.c.channel),
)
_TEXTS = (
    *(CHANNEL.c.policy, ITEM.c.policy, ITEM.c.notified, NOTICE.c.facts),
    *(LADDER.c.policy, LADDER_DRAFT.c.policy, LADDER_DRAFT.c.base, BATCH_LINE.c.ref),
)
"""JSON that may name the channel: the targets of a ladder, what was posted to, what is said, a
role."""
_OF_POSTS = ("/{}/", '"{}:', "<#{}>")
"""How a weekly post that is kept names its channel: in links, buttons and mentions."""


def follow(tx: Transaction, *, old: str, new: str) -> bool:
    """Move a channel's row, members, weeks, items, ladders and messages; False if unknown.

    Anything already stored under the new id is kept, except a ladder that nobody has set.
    """
    if not _take_over(tx, old=old, new=new):
        return False
    for column in _COLUMNS:
        these = and_(column.table.c.workspace == tx.workspace, column == old)
        tx.connection.execute(update(column.table).where(these).values({column.name: new}))
    for column in _TEXTS:
        _rename(tx, column, old=f'"{old}"', new=f'"{new}"')
    for shape in _OF_POSTS:
        _rename(tx, SUMMARY.c.content, old=shape.format(old), new=shape.format(new))
    return True


def _rename(tx: Transaction, column: Column[Any], *, old: str, new: str) -> None:
    text = type_coerce(column, Text)
    these = and_(column.table.c.workspace == tx.workspace, text.contains(old, autoescape=True))
    renamed = func.replace(text, old, new, type_=Text)
    tx.connection.execute(update(column.table).where(these).values({column.name: renamed}))


def _take_over(tx: Transaction, *, old: str, new: str) -> bool:
    """Give the channel's row the new id, and delete what would collide with the rest."""
    these = and_(CHANNEL.c.workspace == tx.workspace, CHANNEL.c.id.in_((old, new)))
    asked = select(CHANNEL.c.id, CHANNEL.c.configured, CHANNEL.c.left_at).where(these)
    found = tx.connection.execute(asked).all()
    is_set = {row.id: row.configured for row in found}
    if old not in is_set or old == new:
        return False
    # Once we have left it, nobody can list its members again.
    has_left = any(row.id == old and row.left_at is not None for row in found)
    leaves = old if is_set.get(new) and not is_set[old] else new
    week = select(SUMMARY.c.week).where(
        SUMMARY.c.workspace == tx.workspace, SUMMARY.c.channel == new
    )
    for column, channel, also in (
        (CHANNEL.c.id, leaves, true()),
        (CHANNEL_MEMBER.c.channel, new if has_left else old, true()),
        (RATE_BUCKET.c.channel, old, true()),
        (LADDER_DRAFT.c.channel, new, true()),
        (SUMMARY.c.channel, old, SUMMARY.c.week.in_(week)),
        (MEASURE.c.channel, old, MEASURE.c.week.in_(week)),
        (LADDER.c.channel, leaves, true()),
        (REMOVED_MEMBER.c.channel, new, true()),
        (STATS_OFF.c.channel, new, true()),
    ):
        mine = and_(column.table.c.workspace == tx.workspace, column == channel, also)
        tx.connection.execute(delete(column.table).where(mine))
    this = and_(CHANNEL.c.workspace == tx.workspace, CHANNEL.c.id == old)
    tx.connection.execute(update(CHANNEL).where(this).values(id=new, members_checked_at=None))
    them = and_(CHANNEL_MEMBER.c.workspace == tx.workspace, CHANNEL_MEMBER.c.channel == old)
    tx.connection.execute(update(CHANNEL_MEMBER).where(them).values(channel=new))
    return True
