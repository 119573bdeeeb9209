"""How much people want to be told at once."""

from sqlalchemy import bindparam, select

from escalation.errors import BadInput
from escalation.quiet.preferences import DEFAULT, News, Preferences
from storage.engine.database import Transaction
from storage.engine.prepared import Prepared
from storage.engine.statements import insert_or_update, ours
from storage.tables.people import QUIET

_OF = Prepared(
    select(QUIET.c.most, QUIET.c.bundles, QUIET.c.first).where(
        ours(QUIET), QUIET.c.person == bindparam("person")
    )
)
_KEEP = Prepared(insert_or_update(QUIET))


def of(tx: Transaction, person: str) -> Preferences:
    """What somebody has set; what cannot be read counts as the default."""
    row = next(iter(_OF.readable(tx, {"person": person})), None)
    if row is None:
        return DEFAULT
    try:
        first = frozenset(News(word) for word in row["first"])
        return Preferences(limit=row["most"], bundles=row["bundles"], first=first)
    except (BadInput, TypeError, ValueError):
        return DEFAULT


def keep(tx: Transaction, person: str, preferences: Preferences) -> None:
    """Save what somebody has set."""
    values = {"most": preferences.limit, "bundles": preferences.bundles}
    _KEEP.change(tx, {"person": person, "first": [*preferences.news_first], **values})
