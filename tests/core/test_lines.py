"""The one-line grammar: the 30 lines of dates-and-grammar §5, then impact, urgent and options."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation import lines
from escalation.drafts import Draft, DraftOwner, OwnerKind, Subcommand
from escalation.due_answers import DueContext, DueFault, DueRead, DueUnclear
from escalation.worktime import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
NOW = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC), calendar=Calendar(tz=BERLIN)
)  # Wednesday, 10:30 in Berlin


def read(line: str, *, decision: bool = False) -> Draft:
    return lines.read(line, NOW, requester="U9", decision=decision)


def due(draft: Draft) -> str:
    """The due date on the wall in Berlin, or nothing."""
    if not isinstance(draft.due, DueRead):
        return ""
    return f"{draft.due.at.astimezone(BERLIN):%d %b %H:%M}"


def person(user: str, *, proposed: bool = False) -> DraftOwner:
    return DraftOwner(kind=OwnerKind.PERSON, value=user, proposed=proposed)


U1 = person("U1")
FRI = "27 Mar 17:00"

PAPER = [
    # number, line, text, owner, due, fallback
    (1, "staging DB is down owner <@U1|maria> due fri 5pm fallback use the replica",
     "staging DB is down", U1, FRI, "use the replica"),
    (2, "staging DB is down due fri 5pm owner <@U1|maria>", "staging DB is down", U1, FRI, ""),
    (3, "API key missing\nowner: <@U1>\ndue: tomorrow\nfallback: demo mode",
     "API key missing", U1, "26 Mar 17:00", "demo mode"),
    (4, "“API key, due soon” owner <@U1|maria> due tmrw 9",
     "API key, due soon", U1, "26 Mar 09:00", ""),
    (5, "can't deploy, it's Bob's branch owner <@U1|maria> due eod",
     "can't deploy, it's Bob's branch", U1, "25 Mar 17:00", ""),
    (6, "can’t deploy owner <@U1|maria> due eod fallback don’t ship",
     "can’t deploy", U1, "25 Mar 17:00", "don’t ship"),
    (7, "invoice due date field is wrong owner <@U1> due fri",
     "invoice due date field is wrong", U1, FRI, ""),
    (8, "blocked by legal owner <@U1> by fri", "blocked by legal", U1, FRI, ""),
    (9, "the fallback DNS is down owner <@U1> due 48h"
        " fallback use the fallback at <http://b.io|b.io>",
     "the fallback DNS is down", U1, "27 Mar 10:30", "use the fallback at <http://b.io|b.io>"),
    (10, "owner of the repo left, need access owner <@U1> due mon",
     "owner of the repo left, need access", U1, "30 Mar 17:00", ""),
    (11, 'need sign-off --owner <@U1> --due "fri 5pm" --fallback skip it',
     "need sign-off", U1, FRI, "skip it"),
    (12, "need sign-off —owner <@U1> —due fri", "need sign-off", U1, FRI, ""),
    (13, "need sign-off owner=<@U1> due=2026-04-01", "need sign-off", U1, "01 Apr 17:00", ""),
    (14, "see <https://x.io/a?owner=b&amp;due=fri|doc owner due fri> owner <@U1> due fri",
     "see <https://x.io/a?owner=b&amp;due=fri|doc owner due fri>", U1, FRI, ""),
    (15, "waiting on <#C1|infra> owner <!subteam^S1|@sre> due noon",
     "waiting on <#C1|infra>", DraftOwner(kind=OwnerKind.GROUP, value="S1"), "25 Mar 12:00", ""),
    (16, "prod is slow <@U1|maria> due fri",
     "prod is slow <@U1|maria>", person("U1", proposed=True), FRI, ""),
    (17, "prod is slow owner me due eod", "prod is slow", person("U9"), "25 Mar 17:00", ""),
    (18, "prod is slow owner @maria due eod",
     "prod is slow", DraftOwner(kind=OwnerKind.NAME, value="maria"), "25 Mar 17:00", ""),
    (19, "prod is slow owner <@U1> due whenever", "prod is slow due whenever", U1, "", ""),
    (20, "prod is slow owner: <@U1> due: whenever", "prod is slow", U1, "", ""),
    (21, "prod is slow owner <@U1|maria> fri 5pm", "prod is slow", U1, FRI, ""),
    (22, "prod is slow, owner <@U1>, due fri, fallback roll back",
     "prod is slow", U1, FRI, "roll back"),
    (23, "price is 5 &lt; 6 &amp; rising owner <@U1> due fri",
     "price is 5 < 6 & rising", U1, FRI, ""),
    (24, "use `owner @x due fri` syntax owner <@U1> due fri",
     "use `owner @x due fri` syntax", U1, FRI, ""),
    (25, "a due fri owner <@U1> due mon", "a", U1, "", ""),
    (26, "he said “no owner <@U1> due fri", "he said “no", U1, FRI, ""),
    (27, "", "", None, "", ""),
    (28, "help", "", None, "", ""),
    (29, "help desk is down owner <@U1> due fri", "help desk is down", U1, FRI, ""),
    (30, "pod 🔥 restarts owner <@U1|maría> due fri fallback plan B: page <@U2|bo>",
     "pod 🔥 restarts", U1, FRI, "plan B: page <@U2|bo>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "line", "text", "owner", "on", "fallback"), PAPER, ids=[row[0] for row in PAPER]
)
def test_a_line_of_the_paper_reads_as_the_paper_says(number, line, text, owner, on, fallback):
    draft = read(line)
    assert (draft.text, draft.owner, due(draft), draft.fallback) == (text, owner, on, fallback)
    assert draft.raw == line
