"""Tidies a due phrase before it is read: its wrapping goes, and synonyms become the known words."""

import re
import unicodedata
from functools import lru_cache

from grammar.due.in_words import numbers, past_the_hour
from grammar.due.in_words.numbers import HOURS
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
_TRAILING_EMOJI = re.compile(
    r"(?<!^)\s?(?:(?![❌❓❔➡👎🤔🤷\U0001f550-\U0001f567])[\u2600-\u27bf\U0001f300-\U0001faff]"
    r"[\u200d\ufe0f]?|(?<=\s):(?!(?:x|no_\w+|-1|thumbsdown|\w*(?:question|think|shrug|clock)\w*):?$)"
    r"[a-z+][a-z0-9_+-]{0,40}:?)$"
)
"""An emoji that says nothing about the date."""
_DUE_TOM = re.compile(r"^due:? tom\b")
_DAY_AND_MONTH = re.compile(r"(?:^|\s)\d{1,2}\.\s?\d{1,2}\.$")

_PART_OF_DAY = r" (?:tonight|in the (?:morning|afternoon|evening)|tomorrow (?:morning|evening))\b"
_SPELLED = re.compile(rf"\b(?P<hour>{either(HOURS)})(?= ?[ap]\.?m\b| o'?clock|{_PART_OF_DAY})")
_AT_SPELLED = re.compile(rf"\bat (?P<hour>{either(HOURS)})(?= |$)")
_DAY = rf"(?:{either(TODAYS)}|{either(WEEKDAYS)})\b"
_PERIOD = r"(?:week|month|quarter|year)"
_COUNT = rf"(?:\d+|{either(COUNTS)})"
_MANY = rf"{_COUNT} ?(?:h|hours?|d|days?|w|weeks?|months?|years?|business|work)"
_MONTH = rf"(?:{either(MONTHS)})\b"
_ABOUT = r"(?:\b(?:around|about|approx(?:imately)?|roughly)\b\.?|~)"
_TIME = (
    r"(?:\d{1,2}(?:[:.]\d\d)?(?::\d\d)? ?[ap]\.?m|\d{1,2}:\d\d|\d{1,2} in the (?:morning|afternoon"
    r"|evening)|noon)\b"
)
_NO_DATE = "(?<![-/.])" + "".join(rf"(?<!{month} )" for month in MONTHS)
_SAME = [
    (re.compile(pattern), same)
    for pattern, same in (
        (r"(?<=[a-z\d]) ([ap]) ?\.? m\b\.?", r" \1m"),
        (r" ?\bo ?clock\b", " o'clock"),
        (r" o'clock(?= ?[ap]\.?m\b)", ""),
        (r"\b(?:the )?mid ?day\b", "noon"),
        (r"\b(?:early|late) (?=(?:morning|afternoon|evening)\b.*\d)", ""),
        (r"(?<=\d )(?:early|late) (?=(?:morning|afternoon|evening)$)", ""),
        (r"(?<=\d)-(?=(?:min(?:ute)?|hour|day|week|month|year)s?$)", " "),
        (r"^now ?\+ ?(?=\d)", "in "),
        (r"^(?:in advance of|earlier than) ", "before "),
        (
            rf"(?<=st|nd|rd|th)(?<!last) day of (?=(?:the |this |next |current )?month\b|{_MONTH})",
            " of ",
        ),
        (r"\bof the next (?=month$)", "of next "),
        (rf"\b(?:the )?current (?={_PERIOD}\b)", "this "),
        (r"\b(?:the )?following (?=week|month)", "next "),
        (rf"^(?:this )?upcoming (?={_DAY})", "coming "),
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
        (rf"^(?:(?:in|within|over) )?(?:the )?(?:next|coming|upcoming) (?={_MANY})", "in "),
        (rf"^({_COUNT}) upcoming (?=days?|weeks?|months?)", r"in \1 "),
        (r"^within (?=\d)|^\+ ?(?=\d)", "in "),
        (r"^(in .*(?:hour|day|week|month|year)s?)(?:'s|')? time$", r"\1"),
    )
]
"""Other words for what the readers know, in the order in which they are replaced."""
_TIMES = [
    (re.compile(pattern), same)
    for pattern, same in (
        (r"\b(\d{1,2})([0-5]\d)(?= ?[ap]\.?m\b| in the (?:morning|afternoon|evening)\b)", r"\1:\2"),
        (rf"(?:\bat )?{_ABOUT} ?(?={_TIME})|\bfor (?={_TIME})", "at "),
        (rf"^{_ABOUT} ?(?=[01]\d[0-5]\d$)|(?<=[a-z] ){_ABOUT} ?(?=\d{{1,2}}$)", "at "),
        (rf"^(in )?{_ABOUT} ?~?(?={_MANY}|half an?\b|\d+\.\d)", r"\1"),
        (r"\b(?:at )?(\d{1,2}(?::\d\d)?(?: ?[ap]\.?m)?|noon)-?ish\b", r"at \1"),
        (rf"^(\d.*[ap]\.?m) {_ABOUT}$", r"\1"),
    )
]
"""Other ways to write times, once they are in digits."""


def _any_of(rules: list[tuple[re.Pattern[str], str]]) -> re.Pattern[str]:
    """One search for them all: most phrases have none, and trying each takes longer."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in rules))


_HAS_SAME, _HAS_TIMES = _any_of(_SAME), _any_of(_TIMES)


@lru_cache(maxsize=512)
def tidy(phrase: str) -> str:
    """The phrase in NFKC lower case, without wrapping, leading preposition or final punctuation."""
    text = unicodedata.normalize("NFKC", phrase).lower().translate(_TYPOGRAPHY)
    text, before = " ".join(text.split()), ""
    while text != before:
        before = text
        text = _DUE_TOM.sub("tomorrow", _without_emoji(text).strip(WRAPPING))
        text = _TRAIL.sub("", _LEAD.sub("", text))
        # In `1.4.` the last dot belongs to the date.
        if not _DAY_AND_MONTH.search(text) and text not in NEVERS:
            text = text.rstrip(".!?")
    return _same(text)


def _without_emoji(text: str) -> str:
    """The text without an emoji at its end, which most texts don't have."""
    has_any = ":" in text or not text.isascii()
    return _TRAILING_EMOJI.sub("", text) if has_any else text


def _same(text: str) -> str:
    """The text in the words that the readers know."""
    for pattern, same in _SAME if _HAS_SAME.search(text) else ():
        text = pattern.sub(same, text)
    text = past_the_hour.as_digits(numbers.as_digits(text))
    text = _SPELLED.sub(lambda found: str(HOURS[found["hour"]]), text)
    text = _AT_SPELLED.sub(lambda found: f"at {HOURS[found['hour']]}", text)
    for pattern, same in _TIMES if _HAS_TIMES.search(text) else ():
        text = pattern.sub(same, text)
    return " ".join(text.split())
