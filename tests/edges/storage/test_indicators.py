"""What is kept of indicators comes back as it was, and what is due is found by an index."""

from decimal import Decimal

from escalation.indicators.indicator import Better, Scale
from storage.engine.database import Database
from storage.indicators import definitions, recorded
from tests.core.escalation.indicators.makers import FIRST, SECOND, a_value, an_indicator
from tests.support.factories import CHANNEL, OWNER
from tests.support.storage.store_fixtures import WORKSPACE, plan_of


def test_an_indicator_and_its_values_come_back_as_they_were(database: Database) -> None:
    scale = Scale(least=Decimal("-1.5"), most=Decimal(100), unit="%")
    odd = an_indicator(
        id=0,
        name="Überprüfung “x”",
        scale=scale,
        better=Better.DOWN,
        weekdays=frozenset({0, 3}),
        cohorts=("pilot", "wave 1"),
        customer_id=4,
        last_due_at=FIRST,
        tell_at=SECOND,
    )
    values = [
        a_value("7.25", FIRST, cohort="pilot", note="up & down"),
        a_value("-1.5", FIRST, 2, cohort="pilot", corrects=1, reason="typo"),
    ]
    with database.write(WORKSPACE) as tx:
        kept = definitions.add(tx, odd)
        other = definitions.add(tx, an_indicator(id=0, name="open", scale=Scale()))
        for value in values:
            recorded.add(tx, kept, value)
        assert definitions.of_channel(tx, CHANNEL) == (kept, other)
        assert definitions.owned(tx, [OWNER, "U09"]) == (kept, other)
        assert list(recorded.of(tx, kept)) == values
        assert recorded.of(tx, other) == ()
        assert [one.name for one in (kept, other)] == [odd.name, "open"]


def test_what_is_due_is_found_by_an_index_in_its_order(sqlite: Database) -> None:
    with sqlite.write(WORKSPACE) as tx:
        later = definitions.add(tx, an_indicator(id=0, name="later", due_at=SECOND))
        first = definitions.add(tx, an_indicator(id=0, name="first"))
        definitions.add(tx, an_indicator(id=0, name="retired", retired_at=FIRST))
        assert definitions.due(tx, now=SECOND, limit=9).indicators == (first, later)
        assert definitions.due(tx, now=FIRST, limit=9).indicators == (first,)
        assert definitions.next_at(tx) == FIRST
        for work in (
            lambda: definitions.due(tx, now=SECOND, limit=9),
            lambda: definitions.next_at(tx),
        ):
            assert "ix_indicator_next_at" in plan_of(tx, work)
        by_channel = plan_of(tx, lambda: definitions.of_channel(tx, CHANNEL))
        assert "ix_indicator_channel" in by_channel
        assert "ix_indicator_owner" in plan_of(tx, lambda: definitions.owned(tx, [OWNER]))
