"""The script of the fortnight: what its six people do, on Berlin's wall clock.

From Monday 30 March to Friday 10 April 2026: Good Friday and Easter Monday are holidays in between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPENS, ENDS = "03-30 08:30", "04-10 18:00"

SCRIPT = """
# Nobody ever answers B-1: its ladder is climbed to the top, and Dana is asked a week later.
03-30 09:10 maria logs B-1: /blocker SSO login fails for Harbor Law owner @tom due tue 5pm
    fallback go live with passwords impact 40 lawyers cannot sign in
03-30 09:40 ines logs D-1: /decision Which data processing agreement? owner @maria due wed noon
    fallback send our standard one
03-30 10:10 maria logs B-2: /blocker The contract import drops clause numbers owner @priya
    due wed noon fallback paralegals number the clauses
03-30 10:30 dana: /blocker B-2 follow
03-30 14:10 lars logs B-3: /blocker Test accounts are missing owner @lars due wed 3pm
    fallback test with our own accounts
03-31 10:10 priya: /blocker B-2 move thu 5pm because the parser fix needs a review
03-31 14:10 tom logs B-4: /blocker The firewall blocks the upload owner @tom due today 6pm
    fallback carry the disks over urgent
03-31 15:30 dana logs D-2: /decision Which price tier? owner @dana due thu noon
    fallback the middle one
03-31 20:10 tom: /blocker B-4 resolve the port is open
04-01 10:10 maria: /decision D-1 decide our standard one because counsel agreed
04-01 11:10 ines logs B-5: /blocker No room for the training owner @lars due tue 7 apr 5pm
    fallback train online
04-01 16:10 tom logs B-6: /blocker The data export takes nine hours owner @priya
    due wed 8 apr noon fallback export at night
04-01 16:40 lars: /backstop away until wed 8 apr 9am stand-in @maria
# Logged while Lars is away; B-7 and B-8 fall due on the long weekend.
04-02 09:10 ines logs D-3: /decision When do we go live? owner @ines due tue 7 apr 5pm
    fallback on the 20th
04-02 10:10 tom logs B-7: /blocker The archive import stops half way owner @tom due sat 4 apr 10am
    fallback import the last two years only
04-02 10:30 priya logs B-8: /blocker No sandbox for the mobile app owner @priya due fri 3 apr 5pm
    fallback test in the browser
04-02 11:10 maria: /blocker B-6 escalate because the customer sees it every night
04-02 12:10 priya: /blocker B-2 move thu 9 apr noon because review found a bug
04-02 16:10 dana: /decision D-2 decide the middle one because they are forty
04-07 09:30 ines: /blocker B-7 ack because Tom tries it again tonight
04-07 09:50 priya: /blocker B-8 ack
04-07 10:10 maria logs B-9: /blocker PDF signing fails on phones owner @tom due wed 8 apr 5pm
    fallback sign on a laptop
04-07 10:30 ines logs B-10: /blocker Their mail server refuses ours owner @lars due thu 9 apr 5pm
    fallback send from theirs
04-07 11:10 priya: /blocker B-6 resolve the export runs in parts
04-07 13:10 ines: /decision D-3 decide on the 20th because the room is ours then
04-07 15:10 tom: /blocker B-9 give @priya because she wrote the viewer
04-08 06:10 priya: /blocker B-9 take
04-08 09:30 lars: /blocker B-5 resolve the room on the third floor
04-08 10:10 priya: /blocker B-2 move fri 10 apr 5pm because the bug is theirs
04-08 10:30 ines logs D-4: /decision Who answers at night? owner @maria due fri 10 apr noon
    fallback nobody does
04-09 09:10 lars logs B-11: /blocker The printer list is empty owner @lars due fri 10 apr 3pm
    fallback they print to PDF
04-09 10:10 priya: /blocker B-8 resolve the sandbox is up
04-09 11:10 lars: /blocker B-10 ack
04-09 15:10 tom: /blocker B-7 resolve it ran through
04-10 09:30 maria: /decision D-4 decide Tom does because it is his day
04-10 11:10 priya: /blocker B-2 resolve numbers are kept
04-10 14:10 lars: /blocker B-11 resolve they sent it
"""


@dataclass(frozen=True)
class Act:
    """What somebody types and when, and a part of the answer."""

    at: str
    who: str
    line: str
    answer: str = ""


def _acts(script: str) -> Iterator[Act]:
    """One act a line; an indented line continues the one above."""
    lines = re.sub(r"\n +", " ", script).strip().splitlines()
    for line in lines:
        if not line.startswith("#"):
            heading, _, typed = line.partition(": ")
            day, hour, who, *logs = heading.split()
            yield Act(f"{day} {hour}", who, typed, f"Logged *{logs[-1]}*" if logs else "")


ACTS = tuple(_acts(SCRIPT))
