"""A channel's figures, a line each, as docs/measures.md defines them."""

from collections.abc import Callable, Iterator, Sequence

from escalation.items import Kind
from escalation.measures.figures.answer_rate import AnswerRate
from escalation.measures.figures.closure_rate import ClosureRate
from escalation.measures.figures.escalation_frequency import Escalations
from escalation.measures.figures.moved_dates import Slips
from escalation.measures.figures.rate import Rate
from escalation.measures.measure import Compared, Measures
from messages.reader import Reader
from messages.slack import text
from messages.slack.blocks import Json, context, message, section
from messages.stats.figures import both, compared, counted, per_item, share, taken

HOW = "Times are working hours, in brackets by the clock."
MOST_LABELS = 10
NOTHING = "Nothing was logged, open or due here in that time."


def stats_message(title: str, found: Compared, reader: Reader, *, kind: Kind | None) -> Json:
    """The title, the period, and every figure that there is."""
    this = found.this
    lines = [*figure_lines(found, reader.title, kind=kind)]
    said = "\n".join(f"• *{name}:* {words}" for name, words in lines) or NOTHING
    plain = "\n".join(f"{name}: {words}" for name, words in lines) or NOTHING
    spoken = f"{title}, {_between(this, reader.plainly())}"
    heading = section(f"*{title}*, {_between(this, reader)}")
    return message(f"{spoken}\n{plain}", [heading, section(said), context(HOW)])


def _between(this: Measures, reader: Reader) -> str:
    since, until = this.period.since, this.period.until
    return f"{reader.when(since, dense=True)} to {reader.when(until, dense=True)}"


def figure_lines(
    found: Compared, title: Callable[[str], str], *, kind: Kind | None = None
) -> Iterator[tuple[str, str]]:
    """Each figure's name and what it says; `title` writes what somebody typed."""
    this, before = found.this, found.before
    for one in (one for one in Kind if kind in (None, one)):
        if this.closure_rate[one].closed.of:
            name = f"{text.capitalized(one.value)}s closed"
            yield name, _closure(this.closure_rate[one], before.closure_rate[one])
    if this.time_to_resolution.n:
        yield "Time to close", taken(this.time_to_resolution, before.time_to_resolution)
    if this.time_to_answer.n:
        yield "First answer of the owner", taken(this.time_to_answer, before.time_to_answer)
    if this.escalations.open:
        yield "Escalations", _escalations(this.escalations, before.escalations, title)
    if this.answer_rate.answered.of:
        yield "Escalations answered", _answered(this.answer_rate, before.answer_rate, title)
    yield from _later(this, before)


def _later(this: Measures, before: Measures) -> Iterator[tuple[str, str]]:
    if this.slips.open:
        yield "Dates moved", _slips(this.slips, before.slips)
    if (reopened := this.reopened.reopened).of:
        may_be = " (provisional)" if this.reopened.provisional else ""
        was = compared(reopened, before.reopened.reopened)
        yield "Reopened", f"{share(reopened)}{may_be}{was}"
    if this.from_message.time.n:
        in_window = f"within the default date {share(this.from_message.in_window)}"
        took = taken(this.from_message.time, before.from_message.time)
        yield "From message to closing", f"{took}; {in_window}"
    if (age := this.open_age).open:
        longest = f"longest {both(age.longest)}, {age.oldest}"
        was = counted(age.open, before.open_age.open)
        yield "Open at the end", f"{age.open}{was}, for {both(age.median)} (median); {longest}"
    if this.agreed.of:
        yield "Dates agreed", f"{share(this.agreed)}{compared(this.agreed, before.agreed)}"
    going = this.going[-1]
    if going.said or going.not_said:
        words = f"{going.worsening} worsening, {going.steady} steady, {going.improving} improving"
        net = f"net {going.net:+} of {going.said} said, {going.not_said} not said"
        weeks = ", ".join(f"{one.net:+}" for one in this.going)
        yield "Customer impact", f"{words}; {net}; net at the ends of 8 weeks: {weeks}"


def _closure(this: ClosureRate, before: ClosureRate) -> str:
    parts = [
        f"{share(this.closed)}{compared(this.closed, before.closed)}",
        f"on time {this.on_time.percent} %{compared(this.on_time, before.on_time)}",
        f"by the date they had {this.as_moved.percent} %",
        f"by fallback {this.by_fallback.percent} %",
    ]
    if this.withdrawn:
        parts.append(f"{this.withdrawn} withdrawn before their date")
    if this.again:
        parts.append(f"logged again: {labels(this.again)}")
    return "; ".join(parts)


def labels(these: Sequence[str]) -> str:
    """The first labels, and how many more there are."""
    more = len(these) - MOST_LABELS
    return text.listed([*these[:MOST_LABELS], *([f"{more} more"] if more > 0 else [])])


def _escalations(this: Escalations, before: Escalations, title: Callable[[str], str]) -> str:
    was = {rung.name: rung.items for rung in before.rungs}
    rungs = [
        f"{title(rung.name)} {share(rung.items)}"
        f"{compared(rung.items, was.get(rung.name, Rate(0, before.open)))}, "
        f"{text.counted(rung.firings, 'time')}"
        for rung in this.rungs
    ]
    others = {"call": this.calls, "gap": this.gaps, "last question": this.questions}
    rungs += [text.counted(count, name) for name, count in others.items() if count]
    return "; ".join(rungs) or f"none, of {text.counted(this.open, 'open item')}"


def _answered(this: AnswerRate, before: AnswerRate, title: Callable[[str], str]) -> str:
    each = "; ".join(f"{title(one.name)} {share(one.answered)}" for one in this.rungs)
    return f"{share(this.answered)}{compared(this.answered, before.answered)}; {each}"


def _slips(this: Slips, before: Slips) -> str:
    each = f"{this.slips / this.open:.2g} per open item"
    was = per_item((this.slips, this.open), (before.slips, before.open))
    later = f"{this.slips} later, {each}{was}"
    drift = ""
    if this.drift is not None:
        days = f"{float(this.drift):g}"
        drift = f"; {days} working {'day' if days == '1' else 'days'} from the first date (median)"
    return f"{later}; {this.pull_ins} earlier{drift}"
