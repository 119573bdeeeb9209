"""The measures of a period, from a channel's items and events alone."""

from collections.abc import Collection
from dataclasses import dataclass

from escalation.items import Kind
from escalation.measures.clocks import Clocks
from escalation.measures.estimate import Estimate
from escalation.measures.figures.agreed_rate import agreed_rate
from escalation.measures.figures.answer_rate import AnswerRate, answer_rate
from escalation.measures.figures.closure_rate import ClosureRate, closure_rate
from escalation.measures.figures.escalation_frequency import Escalations, escalations
from escalation.measures.figures.from_message import FromMessage, from_message
from escalation.measures.figures.going import Going, going
from escalation.measures.figures.moved_dates import Slips, slips
from escalation.measures.figures.open_age import OpenAge, open_age
from escalation.measures.figures.rate import Rate
from escalation.measures.figures.reopened import ReopenedItems, reopened
from escalation.measures.figures.time_to_answer import time_to_answer
from escalation.measures.figures.time_to_resolution import time_to_resolution
from escalation.measures.subjects import History
from escalation.measures.tracks import Track, tracks
from escalation.measures.whole_weeks import Period
from escalation.worktime.hours import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which items to measure; everything that is set has to hold. `customer` is an id."""

    kind: Kind | None = None
    customer: int = 0

    def wants(self, track: Track) -> bool:
        """Whether it is one of them."""
        item = track.item
        return self.kind in (None, item.kind) and self.customer in (0, *item.customers)


ALL = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """All measures of one period, as in docs/measures.md."""

    period: Period
    closure_rate: dict[Kind, ClosureRate]
    time_to_resolution: Estimate
    time_to_answer: Estimate
    escalations: Escalations
    slips: Slips
    reopened: ReopenedItems
    from_message: FromMessage
    open_age: OpenAge
    going: tuple[Going, ...]
    answer_rate: AnswerRate
    agreed: Rate


@dataclass(frozen=True, slots=True)
class Compared:
    """The measures of a period, and those of the one before."""

    this: Measures
    before: Measures


def measure(history: History, period: Period, calendar: Calendar) -> Measures:
    """All measures of a period; working time is counted in this calendar, the channel's."""
    return _measured(tracks(history), period, Clocks(history, calendar))


def compare(
    history: History, periods: tuple[Period, Period], calendar: Calendar, *, wanted: Wanted = ALL
) -> Compared:
    """The measures of a period and of the one before, of the items that are wanted."""
    clocks = Clocks(history, calendar)
    mine = tuple(one for one in tracks(history) if wanted.wants(one))
    this, before = periods
    return Compared(_measured(mine, this, clocks), _measured(mine, before, clocks))


def _measured(mine: Collection[Track], period: Period, clocks: Clocks) -> Measures:
    """All measures; but for the first two, what is out at the end of the period counts nowhere."""
    history = clocks.history
    kept = [one for one in mine if not one.is_out(period.until)]
    inside = [one for one in kept if one.is_in(period.since, period.until)]
    return Measures(
        period=period,
        closure_rate={
            kind: closure_rate([one for one in mine if one.item.kind is kind], period)
            for kind in Kind
        },
        time_to_resolution=time_to_resolution(mine, period, clocks.channel),
        time_to_answer=time_to_answer(kept, period, clocks),
        escalations=escalations(inside, period),
        slips=slips(kept, period, clocks.calendar),
        reopened=reopened(kept, period, history.known_until),
        from_message=from_message(inside, period, clocks, window_days=history.window_days),
        open_age=open_age(inside, period, clocks.channel),
        going=going(mine, period, clocks.calendar),
        answer_rate=answer_rate(kept, period, clocks),
        agreed=agreed_rate(inside, period.until),
    )
