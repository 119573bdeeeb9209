"""`quiet`, `quiet limit 5`, `quiet bundles 4`, `quiet moved first`, and their neighbours.

Each clause changes one thing. Unless every word of the line belongs to a clause, nothing changes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from escalation.quiet.preferences import DEFAULT, News
from grammar.masking import unescaped
from grammar.moves.parsed import Unclear

SOMEBODY = r"<@[^>\s]+(?:\|[^>]*)?>|@[\w.-]+"
MUTED = (
    "Nothing can be muted: people who were told a date have to be told when it changes. "
    "`quiet` shows what can wait, and for how long."
)
"""Why there is no way to switch messages off, and what there is instead."""
_EXAMPLES = ("quiet limit 5", "quiet bundles 4", "quiet moved first")
_POLITE = {"please", "pls"}
_LONGEST = 12
"""More words than this are something to log."""
_WORDS = {
    word: count
    for count, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), 1
    )
} | {"twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "once": 1, "twice": 2}
_NUMBER = rf"(?P<number>(?<!\d)\d{{1,9}}|{'|'.join(_WORDS)})"
_DAILY = r"(?:\s*(?:(?:a|per|each|every|in\s+a|/)\s*(?:working\s+)?day|daily))"
_IS = r"\s*(?:(?:is|of|to|at|=|:)\s*)?"
_MESSAGES = r"(?:messages?|dms?|direct\s+messages?|notifications?|notices?)"
_SET = r"(?:(?:set|change|make|put)\s+)?(?:(?:the|my)\s+)?"
_LIMIT = re.compile(
    rf"{_SET}(?:(?:daily\s+)?limit(?:\s+me)?|at\s+most|no\s+more\s+than|up\s+to|max(?:imum)?)"
    rf"{_IS}{_NUMBER}\b(?:\s*{_MESSAGES}\b)?{_DAILY}?"
    rf"|(?:after\s+)?{_NUMBER.replace('number', 'count')}\s+{_MESSAGES}\b{_DAILY}?",
    re.IGNORECASE,
)
_BUNDLES = re.compile(
    rf"{_SET}bundles?(?:\s+times?)?{_IS}{_NUMBER}\b(?:\s*(?:times|x)\b)?{_DAILY}?"
    rf"|{_NUMBER.replace('number', 'count')}\s*(?:bundles?|times|x)\b{_DAILY}?"
    rf"|(?P<often>once|twice){_DAILY}",
    re.IGNORECASE,
)
_NEWS = {
    News.MOVED: r"moved?|moves|new\s+dates?|dates?",
    News.CLOSED: r"closed?|closings?",
    News.REOPENED: r"reopen(?:ed|ings?)?",
    News.CHANGED: r"chang(?:ed?|es)",
}
_ALL, _NONE = r"all|every\s*thing", r"nothing|none"
_ONE = "|".join(_NEWS.values())
_AND = r"(?:\s*(?:,|&|\+|\band\b|\bor\b)\s*)+|\s+"
_LIST = rf"(?P<news>(?:{_ALL}|{_NONE}|(?:{_ONE})(?:(?:{_AND})(?:{_ONE}))*)\b(?:\s+news\b)?)"
_FIRST_BUNDLE = (
    r"(?:(?:come|comes|only|goes?)\s+)?"
    r"(?:(?:in|into|with|to)\s+)?(?:the\s+)?first(?:\s+bundle)?(?:\s+of\s+(?:the|a|each)\s+day)?\b"
)
_FIRST = re.compile(
    rf"(?:put\s+)?{_LIST}\s+(?:{_FIRST_BUNDLE}|in\s+the\s+morning\b)"
    rf"|{_FIRST_BUNDLE}{_IS}{_LIST.replace('news', 'these')}",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(
    rf"{_LIST}\s+(?:at\s+once|immediately|right\s+away|as\s+(?:usual|before)|normally|"
    rf"not\s+{_FIRST_BUNDLE}|no\s+longer\s+{_FIRST_BUNDLE})",
    re.IGNORECASE,
)
_DEFAULT = re.compile(
    r"(?:(?:back\s+)?to\s+)?(?:the\s+)?(?:defaults?|standard)|reset|as\s+before", re.IGNORECASE
)
_BETWEEN = re.compile(r"[\s,;.!&+]*(?:\band\b)?[\s,;.!&+]*", re.IGNORECASE)
_QUIET = re.compile(
    r"(?:(?:set|change|edit|open|show(?:\s+me)?|what(?:['’]?s|\s+is))\s+)?(?:my\s+)?"
    r"quiet\b(?:\s+(?:settings?|preferences?|options?))?(?:\s+(?:me|mine))?\s*:?",
    re.IGNORECASE,
)
_WAITS = re.compile(r"what(?:['’]?s|\s+is|\s+are)?\s+wait(?:s|ing)(?:\s+for\s+me)?", re.IGNORECASE)
_FORM = re.compile(
    r"(?:settings?|preferences?|options?|form|change|edit|set(?:[\s-]?up)?|configure)",
    re.IGNORECASE,
)
_OFF = re.compile(
    rf"(?:off|on|mute[ds]?|silent|silence|stop|never|no\s+{_MESSAGES}|nothing|none|all|always|"
    rf"forever|everything|(?:mute|stop|silence|no|without)\s+(?:all|every\s*thing|{_MESSAGES}|"
    rf"reminders?|{_ONE}).*)",
    re.IGNORECASE,
)
_MUTE = re.compile(
    rf"(?:un)?mute(?:\s+(?:me|it|all|every\s*thing|you|backstop|{_MESSAGES}|"
    rf"reminders?|{_ONE}))?|(?:turn\s+off|stop(?:\s+sending(?:\s+me)?)?)\s+(?:all\s+)?"
    rf"(?:{_MESSAGES}|reminders?)",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"(?P<what>limit|bundles?(?:\s+times?)?|first(?:\s+bundle)?)(?:\s*[:=])?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """What somebody wants of how much they are told; what they do not name stays as it is.

    The news in `first` comes in the first bundle of a day from now on, that in `at_once` no longer.
    `form` asks for the form, `of_other` for what somebody else has set.
    """

    limit: int | None = None
    bundles: int | None = None
    first: frozenset[News] = field(default_factory=frozenset)
    at_once: frozenset[News] = field(default_factory=frozenset)
    form: bool = False
    of_other: bool = False


def read(text: str, *, requester: str) -> Quiet | Unclear | None:
    """What the line asks for; None if it is not about this."""
    line = _bare(text)
    if _WAITS.fullmatch(line):
        return Quiet()
    if _MUTE.fullmatch(line):
        return Unclear(reason=MUTED)
    begun = _QUIET.match(line)
    if begun is None:
        return None
    rest = line[begun.end() :].strip()
    rest, is_other = _without_somebody(rest, requester)
    if is_other:
        return Quiet(of_other=True)
    if not rest:
        is_form = re.match(r"(?:set|change|edit|open)\b", line, re.IGNORECASE) is not None
        return Quiet(form=is_form)
    return _asked(rest) or _not_understood(line, rest)


def _bare(text: str) -> str:
    """The line without what is merely polite and without the mark that ends it."""
    words = [word for word in text.split() if word.lower().strip(",.!?") not in _POLITE]
    return " ".join(words).rstrip("?!. ")


def _without_somebody(rest: str, requester: str) -> tuple[str, bool]:
    """The rest without a person who is named first or after `for`; whether that is another."""
    found = re.match(rf"(?:(?:of|for)\s+)?(?P<who>{SOMEBODY})\s*", rest) or re.search(
        rf"\s+(?:of|for)\s+(?P<who>{SOMEBODY})$", rest
    )
    if found is None:
        return rest, False
    is_me = re.match(rf"<@{re.escape(requester)}[|>]", found["who"]) is not None
    return (rest[: found.start()] + rest[found.end() :]).strip(), not is_me


def _asked(rest: str) -> Quiet | Unclear | None:
    if _FORM.fullmatch(rest):
        return Quiet(form=True)
    if _OFF.fullmatch(rest):
        return Unclear(reason=MUTED)
    asked, at = Quiet(), 0
    while at < len(rest):
        clauses = ((taken, clause.match(rest, at)) for clause, taken in _CLAUSES)
        more, end = next(((taken(one), one.end()) for taken, one in clauses if one), (asked, at))
        if end == at or (both := _together(asked, more)) is None:
            return None
        asked, at = both, _after(rest, end)
    return asked


def _together(asked: Quiet, more: Quiet) -> Quiet | None:
    """Both; None if they contradict each other."""
    both = Quiet(
        limit=asked.limit if more.limit is None else more.limit,
        bundles=asked.bundles if more.bundles is None else more.bundles,
        first=asked.first | more.first,
        at_once=asked.at_once | more.at_once,
    )
    is_kept = asked.limit in (None, both.limit) and asked.bundles in (None, both.bundles)
    return both if is_kept and not both.first & both.at_once else None


def _after(rest: str, at: int) -> int:
    """Where the next clause begins."""
    found = _BETWEEN.match(rest, at)
    return found.end() if found else at


def _number(found: re.Match[str]) -> int:
    named = found.groupdict()
    said = (named["number"] or named["count"] or named.get("often") or "").lower()
    return _WORDS[said] if said in _WORDS else int(said)


def _news(found: re.Match[str]) -> frozenset[News]:
    named = found.groupdict()
    words = named["news"] or named.get("these") or ""
    if re.match(_ALL, words, re.IGNORECASE):
        return frozenset(News)
    return frozenset(
        news for news, pattern in _NEWS.items() if re.search(rf"\b(?:{pattern})\b", words, re.I)
    )


def _first(found: re.Match[str]) -> Quiet:
    """`nothing first` takes all of it out again."""
    named = _news(found)
    return Quiet(first=named) if named else Quiet(at_once=frozenset(News))


_RESET = Quiet(limit=DEFAULT.limit, bundles=DEFAULT.bundles, at_once=frozenset(News))
_CLAUSES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Quiet]], ...] = (
    (_LIMIT, lambda found: Quiet(limit=_number(found))),
    (_BUNDLES, lambda found: Quiet(bundles=_number(found))),
    (_AT_ONCE, lambda found: Quiet(at_once=_news(found))),
    (_FIRST, _first),
    (_DEFAULT, lambda _: _RESET),
)


def _not_understood(line: str, rest: str) -> Unclear | None:
    """What to type instead; None for a line that may be something to log."""
    missing = _MISSING.fullmatch(rest)
    if missing:
        what = missing["what"].lower()
        return Unclear(reason=_ASKED[what[:5]], usage=_USAGE[what[:5]])
    if rest.isdecimal():
        number = int(rest)
        usage = (f"quiet limit {number}", f"quiet bundles {number}")
        offers = tuple((one, one) for one in usage)
        return Unclear(reason=f"{number} messages or bundles a day?", usage=usage, offers=offers)
    if len(line.split()) > _LONGEST or re.search(r"\b(?:owner|fallback|due)\b", rest, re.I):
        return None
    return Unclear(reason=f"I don't know what to do with “{unescaped(line)}”.", usage=_EXAMPLES)


_ASKED = {
    "limit": "The limit is 3 to 30 messages a day.",
    "bundl": "There can be 1, 2 or 4 bundles a day.",
    "first": "Which news comes first: moved, closed, reopened or changed?",
}
_USAGE = {
    "limit": ("quiet limit 5",),
    "bundl": ("quiet bundles 4",),
    "first": ("quiet moved first", "quiet all first"),
}
