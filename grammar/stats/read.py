"""`stats`, `stats #launch 8 weeks blockers customer Harbor`, `stats me`, `stats @bo`.

Unless every word of the line belongs to a clause, it is no request for figures, or an unclear one.
"""

import re
from dataclasses import dataclass

from escalation.items import Kind
from grammar.masking import unescaped
from grammar.moves.parsed import Unclear

_STATS = re.compile(
    r"(?:please\s+)?(?:(?:show(?:\s+me)?|give\s+me)\s+)?(?:(?:the|our|this\s+channel['’]s)\s+)?"
    r"(?P<mine>my\s+)?(?:stats|statistics|figures|measures)\b[\s?!.:]*(?P<rest>.*?)(?:\s+please)?[\s.!]*",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = re.compile(
    r"(?:(?:of|in|for|from|over|about|here|the|this|last|past)\s+)*(?:"
    r"(?:<|&lt;)#(?P<id>[CG][A-Z0-9]+)(?:\|[^>&]*)?(?:>|&gt;)|#(?P<name>[\w.-]+)"
    r"|<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|(?P<me>me|mine|myself)\b|(?P<here>here|(?:this\s+)?channel)\b"
    r"|(?P<weeks>\d{1,9})\s*-?\s*w(?:(?:ee)?ks?)?\b|(?P<week>week)\b"
    r"|(?P<kind>blocker|decision)s?\b"
    r"|(?:customer|client|account)s?\s*:?\s+(?P<customer>\S.*)"
    r"|people\s+(?P<people>on|off)\b"
    r")[\s,;.?!]*",
    re.IGNORECASE | re.DOTALL,
)
_SAME = {"name": "id", "week": "weeks"}
"""Clauses of which a line has only one."""
_OF_ONE = "The figures of one person are of all that they own here."
_MOST_WORDS = 5
"""With more words that nobody can read, it is something to log."""
USAGE = ("stats 8 weeks", "stats blockers customer Harbor", "stats me")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsAsked:
    """Whose figures: of a channel (by id or name, "" for this one), or of one person by id.

    `people` switches on or off that a lead may ask for those of one person.
    """

    channel: str = ""
    weeks: int | None = None
    kind: Kind | None = None
    customer: str = ""
    person: str = ""
    people: bool | None = None


def read(text: str, *, requester: str) -> StatsAsked | Unclear | None:
    """What the whole line asks for; None if it is not about figures."""
    found = _STATS.fullmatch(text.strip())
    if found is None:
        return None
    said, rest = _clauses(found["rest"].strip())
    if rest:
        is_about_it = len(rest.split()) <= _MOST_WORDS
        unread = f"I don't know which figures “{unescaped(rest)}” means."
        return Unclear(reason=unread, usage=USAGE) if is_about_it else None
    if found["mine"]:
        said["me"] = "me"
    if {"me", "user", "people"} & said.keys() and len(said.keys() - {"weeks", "here"}) > 1:
        return Unclear(reason=_OF_ONE, usage=("stats me", "stats @bo 4 weeks"))
    return _asked(said, requester)


def _clauses(rest: str) -> tuple[dict[str, str], str]:
    """What each clause says, and what is left; a second one of a kind is left too."""
    said = dict[str, str]()
    while rest and (clause := _CLAUSE.match(rest)):
        more = {_SAME.get(name, name): value for name, value in clause.groupdict().items() if value}
        if more.keys() & said.keys():
            break
        said |= more
        rest = rest[clause.end() :]
    return said, rest


def _asked(said: dict[str, str], requester: str) -> StatsAsked:
    weeks = said.get("weeks", "")
    kind = said.get("kind", "").lower()
    return StatsAsked(
        channel=said.get("id", ""),
        weeks=int(weeks) if weeks.isdigit() else (1 if weeks else None),
        kind=Kind(kind) if kind else None,
        customer=said.get("customer", "").strip(" .?!\"“”'"),
        person=requester if "me" in said else said.get("user", ""),
        people=said["people"].lower() == "on" if "people" in said else None,
    )
