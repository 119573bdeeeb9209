"""Who asked for the figures of one person, and which channels have switched that off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import delete_this, insert_new, ours
from storage.tables.channels import STATS_ASKED, STATS_OFF

_KEEP = Prepared(insert_new(STATS_ASKED))
_OF = Prepared(
    select(STATS_ASKED.c.at, STATS_ASKED.c.asker, STATS_ASKED.c.channel)
    .where(ours(STATS_ASKED), STATS_ASKED.c.person == bindparam("person"))
    .order_by(STATS_ASKED.c.at.desc())
    .limit(bindparam("limit"))
)
_SWITCH_OFF = Prepared(insert_new(STATS_OFF))
_SWITCH_ON = Prepared(delete_this(STATS_OFF))
_IS_OFF = Prepared(
    select(STATS_OFF.c.channel).where(ours(STATS_OFF), STATS_OFF.c.channel == bindparam("channel"))
)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Somebody (a user id) asked for a person's figures in a channel, at an instant (UTC)."""

    at: datetime
    asker: str
    channel: str


def keep(tx: Transaction, person: str, one: AskedFor) -> None:
    """Keep that somebody asked for this person's figures."""
    _KEEP.change(tx, {"person": person, "at": one.at, "asker": one.asker, "channel": one.channel})


def of(tx: Transaction, person: str, *, limit: int) -> tuple[AskedFor, ...]:
    """The latest who asked for this person's figures, the last one first."""
    return tuple(AskedFor(**row) for row in _OF.readable(tx, {"person": person, "limit": limit}))


def switch(tx: Transaction, channel: str, *, on: bool) -> None:
    """Let leads ask for figures of one person in a channel, or not."""
    (_SWITCH_ON if on else _SWITCH_OFF).change(tx, {"channel": channel})


def is_on(tx: Transaction, channel: str) -> bool:
    """Whether leads may ask for them, as they may unless somebody switched it off."""
    return not _IS_OFF.rows(tx, {"channel": channel})
