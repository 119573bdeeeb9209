"""How long the longest line and the longest due phrase take to read, at worst.

That the time grows no faster than the text is held by tests/core/grammar/test_reader_laws.py and
tests/core/grammar/test_pattern_laws.py; this shows how long it is.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

from bench.figures import Figure, up_to
from bench.fixtures.databases import Databases
from escalation.items import Kind
from escalation.worktime.hours import Calendar
from grammar import read as one_door
from grammar.due import clock
from grammar.due import read as due_reader
from grammar.due.result import DueContext
from grammar.due.tidy import tidy

LENGTH = 3_000
"""Characters of a line."""
TRIES = 5
"""How often each is read; the fastest counts, as the machine does other things too."""
CONTEXT = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC), calendar=Calendar(tz=ZoneInfo("Europe/Berlin"))
)
LEADS = ("", "B-1 ", "away ", "list ", "B-1 delay ", "please ")
UNITS = (
    *("by ", "by fri ", "by fri, ", "by fri or ", "due: ", "When: ", "deu ", "not before fri, "),
    *("half past 3, ", "2d 3h, ", "2 days ", "29.2. ", "7-", "a due 4/1 ", "list due ", "B-1, "),
    *("owner <@U1> ", "owner me ", "fallback ", "urgent ", "default a options a|", "x", " "),
    *('"', "“", "`", "<", "<a", ", ", "- ", "-", "|", "*", "(", "[ ", "• ", "-&gt; "),
)
WORDS = [
    "by",
    "due",
    "fri",
    "5pm",
    ",",
    "-",
    "owner",
    "<@U1>",
    "fallback",
    "impact",
    "urgent",
    "2d",
    "or",
    "x",
    "because",
    "B-1",
    "4/1",
    "\n",
]
PHRASES = (
    *("1", "1 ", "a ", "-", "1-1", "fri ", "fri or ", "1/1/", "by ", "end of ", "9:", ".", "1.1."),
    *("fri - mon ", "1d", "a week from ", "before ", "first of ", "half past ", "not ", "in "),
    *(
        "ten thirty ",
        "quarter past ",
        "twenty ",
        "about ",
        "1 and a ",
        "5 hours after ",
        "5pm 5pm ",
    ),
    *("a . m . ", "the next 2 ", "1d 2h ", "the ", "1h1h", "in a half an hour and a "),
)


def measure(_: Databases) -> Iterator[Figure]:
    """The slowest of many lines and phrases."""
    lines = [(lead + unit * LENGTH)[:LENGTH] for lead, unit in product(LEADS, UNITS)]
    random = Random(7)
    lines += [" ".join(random.choices(WORDS, k=LENGTH))[:LENGTH] for _ in range(20)]
    slowest = max(_seconds(_line(line, kind)) for line in lines for kind in (None, Kind.BLOCKER))
    yield up_to(f"the slowest of {len(lines)} lines of {LENGTH:,} characters", 0.050, ours=slowest)
    phrases = [(unit * due_reader.CAP)[: due_reader.CAP] for unit in PHRASES]
    slowest = max(_seconds(_phrase(phrase)) for phrase in phrases)
    what = f"the slowest of {len(phrases)} due phrases of {due_reader.CAP} characters"
    yield up_to(what, 0.010, ours=slowest)


def _line(line: str, kind: Kind | None) -> Callable[[], object]:
    context = one_door.Context(due=CONTEXT, requester="U9", kind=kind)
    return lambda: one_door.read(line, context)


def _phrase(phrase: str) -> Callable[[], object]:
    return lambda: due_reader.read(phrase, CONTEXT)


def _seconds(read: Callable[[], object]) -> float:
    """The processor time of the fastest reading."""
    spans = []
    for _ in range(TRIES):
        due_reader.read.cache_clear()
        tidy.cache_clear()
        clock.read.cache_clear()
        began = time.process_time()
        read()
        spans.append(time.process_time() - began)
    return min(spans)
