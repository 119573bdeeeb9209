"""`indicator confidence owner @maria scale 0 to 10 better up due every fri`, and its changes."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from escalation.about import customers
from escalation.indicators.indicator import Better, Scale
from escalation.policy import WEEK
from grammar.indicators import amounts
from grammar.line import parts
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import MaskedLine, mask
from grammar.moves.parsed import Unclear

_FIRST = re.compile(
    r"(?:(?:(?P<retire>retire)|new|add|make|create)\s+(?:an?\s+|the\s+)?)?"
    r"indicators?\b[\s:]*(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_LISTED = re.compile(
    r"(?:(?:please|show(?:\s+me)?|see|what\s+are)\s+)?(?:(?:the|our|my|all)\s+)*"
    r"indicators?(?:\s+please)?[\s?!.]*",
    re.IGNORECASE,
)
_IS_BETTER = re.compile(
    r"(?<!\S)(up|down|higher|lower|more|less|fewer)\s+is\s+better", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"(?<=\s)(?P<word>owner|scale|better|due|(?:by\s+)?cohorts?|customer)\b(?!-)\s*[:=]?\s*",
    re.IGNORECASE,
)
_RETIRE = re.compile(r"(?<=\s)retired?$", re.IGNORECASE)
_BECAUSE = re.compile(r"(?<=\s)because\b[\s:]*", re.IGNORECASE)
_NOT_OURS = re.compile(r"(?<!\S)fallback\b", re.IGNORECASE)
_SCALE = re.compile(
    rf"(?:from\s+)?(?P<least>{amounts.NUMBER})\s*%?\s*"
    rf"(?:(?:to|-|–|\.\.+|and|until)\s*(?P<most>{amounts.NUMBER})|and\s+(?:more|up)|or\s+more|\+)"
    r"\s*(?P<unit>%|percent)?",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%|percent(?:age)?", re.IGNORECASE)
_BETTER = {
    **dict.fromkeys(("up", "higher", "high", "more"), Better.UP),
    **dict.fromkeys(("down", "lower", "low", "less", "fewer"), Better.DOWN),
}
_DAYS = {
    day[:length]: number
    for number, day in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    for length in range(3, len(day) + 1)
}
_DAILY = re.compile(r"(?:every|each)\s+(?:working\s+|week\s*)?day|daily", re.IGNORECASE)
_LEAD = re.compile(r"^(?:(?:every|each|weekly|on)\s+)*", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:\s*(?:,|&|\+|\band\b)\s*)+|\s+", re.IGNORECASE)
ASKED = {
    "owner": "Who owns it?",
    "scale": "What is its scale?",
    "better": "Which way is better?",
    "due": "On which days is a value due?",
    "cohorts": "Which cohorts are there?",
    "customer": "Which customer is it about?",
}
USAGE = {
    "owner": "owner @maria",
    "scale": "scale 0 to 10",
    "better": "better up",
    "due": "due every fri",
    "cohorts": "by cohort pilot, wave 1, wave 2",
    "customer": "customer Harbor",
}
NEEDED = ("owner", "scale", "better", "due")
"""What is said of every indicator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicate:
    """What a line says of the indicator of this name, as typed; what it does not say is None.

    A line that says nothing else asks to be shown it.
    """

    name: str
    owner: DraftOwner | None = None
    scale: Scale | None = None
    better: Better | None = None
    weekdays: frozenset[int] | None = None
    cohorts: tuple[str, ...] = ()
    customer: str = ""
    retires: bool = False
    reason: str = ""
    line: str = ""

    @property
    def shows(self) -> bool:
        """Whether it only asks for the indicator."""
        return not (self.retires or self.says or self.cohorts or self.customer)

    @property
    def says(self) -> tuple[str, ...]:
        """Which of what every indicator needs is said."""
        values = (self.owner, self.scale, self.better, self.weekdays)
        return tuple(word for word, value in zip(NEEDED, values, strict=True) if value is not None)


def read(text: str, *, requester: str) -> Indicate | Unclear | None:
    """What a line says of an indicator; None if it does not begin with `indicator`."""
    found = _FIRST.fullmatch(text.strip())
    if found is None or _NOT_OURS.search(text):
        return None
    line = mask(found["rest"])
    rest, *why = _BECAUSE.split(line.text.strip(" .!"), maxsplit=1)
    reason, rest = line.unmask("".join(why)), _IS_BETTER.sub(r"better \1", rest.rstrip(" ,;"))
    retired = _RETIRE.search(rest)
    if retired or found["retire"]:
        name = _name(rest[: retired.start()] if retired else rest, line)
        return Indicate(name=name, retires=True, reason=reason, line=text)
    first, *clauses = _clauses(rest)
    name, said = _name(first[1], line), dict[str, str]()
    for word, value in clauses:
        if word in said:
            return _unclear(word, name, f"There are two of “{word}”.")
        said[word] = value.strip(" ,;.")
    made = _defined(name, said, line, requester=requester, text=text)
    return replace(made, reason=reason) if isinstance(made, Indicate) else made


def lists(text: str) -> bool:
    """Whether a line asks for all indicators of the channel: `show indicators`."""
    return _LISTED.fullmatch(text.strip()) is not None


def _clauses(rest: str) -> list[tuple[str, str]]:
    """The name under "", then each clause under its word."""
    starts = [*_CLAUSE.finditer(rest)]
    ends = [*(found.start() for found in starts), len(rest)]
    clauses = [("", rest[: ends[0]])]
    for found, end in zip(starts, ends[1:], strict=True):
        word = found["word"].lower()
        clauses.append(("cohorts" if "cohort" in word else word, rest[found.end() : end]))
    return clauses


def _defined(
    name: str, said: dict[str, str], line: MaskedLine, *, requester: str, text: str
) -> Indicate | Unclear:
    person, more = parts.owner(said.get("owner", ""), line, requester=requester)
    is_one = person is not None and not more and person.kind is not OwnerKind.GROUP
    owner = person if is_one else None
    ends, days = scale(said.get("scale", "")), weekdays(said.get("due", ""))
    better = _BETTER.get(said.get("better", "").lower().removeprefix("is "))
    cohorts = _cohorts(said.get("cohorts", ""), line)
    customer = customers.tidy(line.unmask(said.get("customer", "")))
    read: dict[str, object] = {"owner": owner, "scale": ends, "better": better, "due": days}
    read |= {"cohorts": cohorts or None, "customer": customer or None}
    if unread := next((word for word in said if read[word] is None), ""):
        return _unclear(unread, name)
    return Indicate(
        name=name,
        owner=owner,
        scale=ends,
        better=better,
        weekdays=days,
        cohorts=cohorts,
        customer=customer,
        line=text,
    )


def scale(text: str) -> Scale | None:
    """`0 to 10`, `0 to 100 %`, `0 and more`, `%`; None for anything else."""
    if _PERCENT.fullmatch(text):
        return Scale(most=Decimal(100), unit="%")
    found = _SCALE.fullmatch(text)
    if found is None:
        return None
    least = amounts.of_scale(found["least"])
    most = amounts.of_scale(found["most"]) if found["most"] else None
    if least is None or (found["most"] and most is None):
        return None
    return Scale(least=least, most=most, unit="%" if found["unit"] or "%" in text else "")


def weekdays(text: str) -> frozenset[int] | None:
    """`every fri`, `mon and thu`, `every day`; None for anything else."""
    if _DAILY.fullmatch(text):
        return WEEK
    words = _BETWEEN.split(_LEAD.sub("", text, count=1).strip())
    days = [_DAYS.get(word.lower().removesuffix("s")) for word in words]
    found = frozenset(day for day in days if day is not None)
    return found if None not in days else None


def _cohorts(text: str, line: MaskedLine) -> tuple[str, ...]:
    names = (customers.tidy(line.unmask(one)) for one in re.split(r",|;|\band\b", text))
    return tuple(name for name in names if name)


def _name(text: str, line: MaskedLine) -> str:
    return customers.tidy(line.unmask(text.strip(" ,;:")))


def _unclear(word: str, name: str, why: str = "") -> Unclear:
    return Unclear(reason=why or ASKED[word], usage=(f"indicator {name} … {USAGE[word]}",))
