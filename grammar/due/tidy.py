"""Tidies a due phrase before it is read: its wrapping goes, and synonyms become the known words."""

import re
import unicodedata

from grammar.due.words import COUNTS, MONTHS, NEVERS, TODAYS, WEEKDAYS, either

WRAPPING = " \"'`*_~“”„‟«»‹›,;:()[]"
_TYPOGRAPHY = str.maketrans("’‘‛–—−‐‑", "'''-----")
_LEAD = re.compile(
    r"^(?:due|no later than|not later than|nlt|(?:at (?:the )?)?latest(?: by| on)?"
    r"|(?:on|by) or before|by|until|till|til|within(?! \d)|on)\b[: ]*"
)
_TRAIL = re.compile(
    r"[ ,]*\b(?:(?:at (?:the )?(?:very )?)?latest|or (?:earlier|sooner)|please|pls|sharp)$"
)
_DUE_TOM = re.compile(r"^due:? tom\b")
_DAY_AND_MONTH = re.compile(r"(?:^|\s)\d{1,2}\.\s?\d{1,2}\.$")

_HOURS = {word: number for word, number in COUNTS.items() if number <= 12 and len(word) > 2}
_HOUR = rf"(?P<hour>1\d|2[0-4]|[1-9]|{either(_HOURS)})"
_PAST = re.compile(
    rf"\b(?:a )?(?P<part>half|quarter) (?P<way>past|after|to|till) {_HOUR}"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?(?![\w:])"
)
_SPELLED = re.compile(rf"\b(?P<hour>{either(_HOURS)})(?= ?[ap]\.?m\b| o'?clock)")
_AT_SPELLED = re.compile(rf"\bat (?P<hour>{either(_HOURS)})(?= |$)")
_DAY = rf"(?:{either(TODAYS)}|{either(WEEKDAYS)})\b"
_PERIOD = r"(?:week|month|quarter|year)"
_MANY = rf"(?:\d+|{either(COUNTS)}) ?(?:h|hours?|d|days?|w|weeks?|months?|business|work)"
_NO_DATE = "(?<![-/.])" + "".join(rf"(?<!{month} )" for month in MONTHS)
_SAME = [
    (re.compile(pattern), same)
    for pattern, same in (
        (r"[()\[\]]", " "),
        (rf"{_NO_DATE}\b12 ?(noon|midnight)\b", r"\1"),
        (r"\bthe (?=(?:eo[dbpwmqy]|cob|end of|close of|start of)\b)", ""),
        (r"-of-", " of "),
        (r"\b(month|quarter|year)[ -]end\b", r"end of \1"),
        (rf"\bend (?=(?:(?:this|next) )?(?:{either(MONTHS)}|q[1-4]|{_PERIOD})\b)", "end of "),
        (rf"\b(?:end|close) of (?:the )?(?=(?:(?:this|next) )?{_DAY})", "eod "),
        (r"\b(?:mid|(?:the )?middle of)[ -](this|next)[ -]week\b", r"wed \1 week"),
        (r"^(?:prior to|ahead of) ", "before "),
        (r"^before (?:the )?weekend$", "eow"),
        (rf"^(?:(?:in|within|over) )?(?:the )?(?:next|coming) (?={_MANY})", "in "),
        (r"^within (?=\d)|^\+ ?(?=\d)", "in "),
        (r"^(in .*(?:hour|day|week|month|year)s?)(?:'s|')? time$", r"\1"),
    )
]
"""Other words for what the readers know, in the order in which they are replaced."""


def tidy(phrase: str) -> str:
    """The phrase in NFKC lower case, without wrapping, leading preposition or final punctuation."""
    text = unicodedata.normalize("NFKC", phrase).lower().translate(_TYPOGRAPHY)
    text, before = " ".join(text.split()), ""
    while text != before:
        before = text
        text = _DUE_TOM.sub("tomorrow", text.strip(WRAPPING))
        text = _TRAIL.sub("", _LEAD.sub("", text))
        # In `1.4.` the last dot belongs to the date.
        if not _DAY_AND_MONTH.search(text) and text not in NEVERS:
            text = text.rstrip(".!?")
    return _same(text)


def _same(text: str) -> str:
    """The text in the words that the readers know."""
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    text = _SPELLED.sub(lambda found: str(_HOURS[found["hour"]]), text)
    text = _AT_SPELLED.sub(lambda found: f"at {_HOURS[found['hour']]}", text)
    return " ".join(_PAST.sub(_digits, text).split())


def _digits(found: re.Match[str]) -> str:
    """`quarter to 5` as `4:45`, `quarter to 5pm` as `16:45`."""
    hour = _HOURS.get(found["hour"]) or int(found["hour"])
    away = 30 if found["part"] == "half" else 15
    away = away if found["way"] in {"past", "after"} else -away
    if half := found["half"]:
        minutes = (hour % 12 * 60 + away + (720 if half == "p" else 0)) % 1440
        return f"{minutes // 60:02}:{minutes % 60:02}"
    hours, minutes = divmod(hour * 60 + away, 60)
    return f"{hours or 12}:{minutes:02}"
