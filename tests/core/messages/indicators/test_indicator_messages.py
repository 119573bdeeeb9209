"""What people read of indicators: short, and whatever a name or a note says, it fits."""

from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from escalation.about.customers import Customer
from escalation.facts.about_indicators import Asking, Done, IndicatorsTold
from escalation.indicators.how_it_stands import standing
from escalation.indicators.indicator import LONGEST, Indicator, Scale, Value
from escalation.policy import WEEK
from messages.indicators import directly, in_a_line, said_back
from messages.indicators.in_a_line import Shown
from tests.core.escalation.indicators.makers import (
    FIRST,
    SECOND,
    THIRD,
    a_value,
    an_indicator,
    by_cohort,
)
from tests.core.messages.slack.test_text import hostile
from tests.support.factories import OWNER, REPORTER, utc
from tests.support.payloads import a_reader, faults

NOW = "03-16 09:00"
READER = a_reader(NOW).privately().plainly()
DUE = an_indicator(last_due_at=SECOND, due_at=THIRD)


def shown(
    indicator: Indicator = DUE, *values: Value, owner: str = OWNER, customer: str = ""
) -> Shown:
    stands = standing(indicator, values, owner=owner, zone=ZoneInfo("UTC"), now=utc(NOW))
    about = Customer(name=customer) if customer else None
    return Shown(standing=stands, values=values, customer=about)


def line(one: Shown) -> str:
    return in_a_line.line(one, READER)


def test_an_indicator_in_a_line() -> None:
    before, now = a_value("7", FIRST), a_value("7.5", SECOND, 2)
    assert line(shown(DUE, before, now)) == "*confidence* 7.5 (was 7, better) · <@U01>"
    same = a_value("7", SECOND, 2)
    assert line(shown(DUE, before, same)) == "*confidence* 7 (unchanged) · <@U01>"
    worse = shown(DUE, before, a_value("6", SECOND, 2), customer="Harbor")
    assert line(worse) == "*confidence* (Harbor) 6 (was 7, worse) · <@U01>"
    assert line(shown(DUE, before)) == "*confidence* no value for 10 days · <@U01>"
    assert line(shown()) == "*confidence* no value yet · <@U01>"
    assert line(shown(owner="")) == (
        "*confidence* no value yet · no owner (<@U01> cannot see the channel)"
    )


def test_cohorts_in_a_line() -> None:
    percent = Scale(most=Decimal(100), unit="%")
    indicator = replace(DUE, name="adoption", scale=percent, cohorts=("pilot", "first"))
    values = [*by_cohort(FIRST, 1, pilot="70", first="40"), *by_cohort(SECOND, 3, pilot="72")]
    assert line(shown(indicator, *values)) == (
        "*adoption* pilot 72 % (was 70, better), first no value for 10 days · too few to compare "
        "· <@U01>"
    )
    both = [*values, *by_cohort(SECOND, 4, first="55")]
    assert "spread 17 (was 30)" in line(shown(indicator, *both))
    assert "spread 30 ·" in line(shown(replace(indicator, last_due_at=FIRST), *values[:2]))


def told(why: Asking, *found: Shown) -> str:
    facts = IndicatorsTold(why=why, indicators=("3",), by=REPORTER)
    return str(directly.told_of(facts, found, READER)["text"])


def test_what_owner_and_lead_are_told() -> None:
    value = a_value("7", FIRST)
    assert told(Asking.DUE, shown(DUE, value)) == (
        "A value is due: *confidence* in <#C01>: `/backstop record confidence 7.5`"
    )
    about = shown(DUE, value, customer="Harbor")
    assert told(Asking.DUE, shown(DUE, value), about).splitlines() == [
        "2 values are due:",
        "• *confidence* in <#C01>: `/backstop record confidence 7.5`",
        "• *confidence* (Harbor) in <#C01>: `/backstop record confidence 7.5 for Harbor`",
    ]
    assert told(Asking.MISSING, shown(DUE, value)) == (
        "*confidence* in <#C01>: no value for 10 days. <@U01> owns it. "
        "The next value is due Fri 20 Mar 17:00 UTC."
    )
    assert told(Asking.OWNED, shown()).startswith(
        "*confidence* in <#C01> is yours now: <@U02> made you its owner. "
        "A value (0 to 10) is due every Fri at the end of the day, next Fri 20 Mar 17:00 UTC."
    )


def test_what_was_done() -> None:
    def said(done: Done, one: Shown) -> str:
        return str(said_back.made_reply(done, one, READER)["text"])

    assert said(Done.RETIRED, shown()) == "*confidence* is retired. Its values are kept."
    assert (
        said(Done.DUE, shown()) == "*confidence* is now due every Fri, next Fri 20 Mar 17:00 UTC."
    )
    daily = shown(replace(DUE, weekdays=WEEK))
    assert "is now due every working day, next" in said(Done.DUE, daily)
    assert said(Done.OWNER, shown()) == (
        "<@U01> owns *confidence* now. The next value is due Fri 20 Mar 17:00 UTC."
    )
    assert said(Done.MADE, shown(replace(DUE, cohorts=("a", "b")))).startswith(
        "*confidence*: 0 to 10, up is better, for a and b. <@U01> records it every Fri, next "
    )


def test_a_recorded_value_is_compared_with_what_was_due_before_it() -> None:
    older, newer = a_value("7", FIRST, 2), a_value("8", SECOND)
    one = shown(DUE, newer, older)

    def said(value: Value) -> str:
        return str(said_back.recorded_reply(value, one, READER)["text"])

    assert said(newer) == "Recorded: *confidence* 8, Fri 13 Mar (was 7)."
    assert said(older) == "Recorded: *confidence* 7, Fri 6 Mar."
    assert said(replace(older, corrects=1)) == "Corrected: *confidence* 7, Fri 6 Mar."


@settings(deadline=None, max_examples=8)
@given(hostile)
def test_no_name_and_no_note_breaks_anything(text: str) -> None:
    name = (text * 60)[:LONGEST]
    cohorts = tuple(f"{name[:50]}{n}" for n in range(8))
    note = (text * 100)[:1500]
    indicator = replace(DUE, name=name, cohorts=cohorts)
    values = [
        a_value("7", SECOND, n, cohort=one, note=note, corrects=n - 1, reason=note)
        for n, one in enumerate(cohorts * 2, start=1)
    ]
    one = shown(indicator, *values, customer=(text * 80)[:80], owner="")
    told_of = [
        directly.told_of(IndicatorsTold(why=why, indicators=(), by=OWNER), [one] * 12, READER)
        for why in Asking
    ]
    said = [
        *told_of,
        *(said_back.made_reply(done, one, READER) for done in Done),
        said_back.recorded_reply(values[-1], one, READER),
        said_back.history_reply(one, READER),
        said_back.list_reply([one] * 12, READER, channel=""),
        said_back.list_reply([], READER, channel=""),
        said_back.list_reply([], READER, channel="C01"),
    ]
    assert [found for one in said for found in faults(one)] == []
