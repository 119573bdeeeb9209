"""The script of the fortnight: what its six people do, on Berlin's wall clock.

From Monday 30 March to Friday 10 April 2026: Good Friday and Easter Monday are holidays in between.
"""

from dataclasses import dataclass

OPENS, ENDS = "03-30 08:30", "04-10 18:00"


@dataclass(frozen=True)
class Act:
    """What somebody types, when, and a word of the answer to it."""

    at: str
    who: str
    line: str
    answer: str = ""


def _logs(at: str, who: str, line: str, *, as_: str) -> Act:
    return Act(at, who, line, f"Logged *{as_}*")


ACTS = (
    # Nobody ever answers B-1: its ladder is climbed to the top, and Dana is asked a week later.
    _logs("03-30 09:10", "maria", "/blocker SSO login fails for Harbor Law owner @tom due tue 5pm "
          "fallback go live with passwords impact 40 lawyers cannot sign in", as_="B-1"),
    _logs("03-30 09:40", "ines", "/decision Which data processing agreement? owner @maria "
          "due wed noon fallback send our standard one", as_="D-1"),
    _logs("03-30 10:10", "maria", "/blocker The contract import drops clause numbers owner @priya "
          "due wed noon fallback paralegals number the clauses", as_="B-2"),
    _logs("03-30 14:10", "lars", "/blocker Test accounts are missing owner @lars due wed 3pm "
          "fallback test with our own accounts", as_="B-3"),
    Act("03-31 10:10", "priya", "/blocker B-2 move thu 5pm because the parser fix needs a review"),
    _logs("03-31 14:10", "tom", "/blocker The firewall blocks the upload owner @tom due today 6pm "
          "fallback carry the disks over urgent", as_="B-4"),
    _logs("03-31 15:30", "dana", "/decision Which price tier? owner @dana due thu noon "
          "fallback the middle one", as_="D-2"),
    Act("03-31 20:10", "tom", "/blocker B-4 resolve the port is open"),
    Act("04-01 10:10", "maria", "/decision D-1 decide our standard one because counsel agreed"),
    _logs("04-01 11:10", "ines", "/blocker No room for the training owner @lars "
          "due tue 7 apr 5pm fallback train online", as_="B-5"),
    _logs("04-01 16:10", "tom", "/blocker The data export takes nine hours owner @priya "
          "due wed 8 apr noon fallback export at night", as_="B-6"),
    Act("04-01 16:40", "lars", "/backstop away until wed 8 apr 9am stand-in @maria"),
    # Handed in while Lars is away, and for the weekend.
    _logs("04-02 09:10", "ines", "/decision When do we go live? owner @ines due tue 7 apr 5pm "
          "fallback on the 20th", as_="D-3"),
    _logs("04-02 10:10", "tom", "/blocker The archive import stops half way owner @tom "
          "due sat 4 apr 10am fallback import the last two years only", as_="B-7"),
    _logs("04-02 10:30", "priya", "/blocker No sandbox for the mobile app owner @priya "
          "due fri 3 apr 5pm fallback test in the browser", as_="B-8"),
    Act("04-02 11:10", "maria", "/blocker B-6 escalate because the customer sees it every night"),
    Act("04-02 12:10", "priya", "/blocker B-2 move thu 9 apr noon because review found a bug"),
    Act("04-02 16:10", "dana", "/decision D-2 decide the middle one because they are forty"),
    Act("04-07 09:30", "ines", "/blocker B-7 ack because Tom tries it again tonight"),
    Act("04-07 09:50", "priya", "/blocker B-8 ack"),
    _logs("04-07 10:10", "maria", "/blocker PDF signing fails on phones owner @tom "
          "due wed 8 apr 5pm fallback sign on a laptop", as_="B-9"),
    _logs("04-07 10:30", "ines", "/blocker Their mail server refuses ours owner @lars "
          "due thu 9 apr 5pm fallback send from theirs", as_="B-10"),
    Act("04-07 11:10", "priya", "/blocker B-6 resolve the export runs in parts"),
    Act("04-07 13:10", "ines", "/decision D-3 decide on the 20th because the room is ours then"),
    Act("04-07 15:10", "tom", "/blocker B-9 give @priya because she wrote the viewer"),
    Act("04-08 09:30", "lars", "/blocker B-5 resolve the room on the third floor"),
    Act("04-08 10:10", "priya", "/blocker B-2 move fri 10 apr 5pm because the bug is theirs"),
    _logs("04-08 10:30", "ines", "/decision Who answers at night? owner @maria "
          "due fri 10 apr noon fallback nobody does", as_="D-4"),
    _logs("04-09 09:10", "lars", "/blocker The printer list is empty owner @lars "
          "due fri 10 apr 3pm fallback they print to PDF", as_="B-11"),
    Act("04-09 10:10", "priya", "/blocker B-8 resolve the sandbox is up"),
    Act("04-09 11:10", "lars", "/blocker B-10 ack"),
    Act("04-09 15:10", "tom", "/blocker B-7 resolve it ran through"),
    Act("04-10 09:30", "maria", "/decision D-4 decide Tom does because it is his day"),
    Act("04-10 11:10", "priya", "/blocker B-2 resolve numbers are kept"),
    Act("04-10 14:10", "lars", "/blocker B-11 resolve they sent it"),
)  # fmt: skip
