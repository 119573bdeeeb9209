"""The words of due phrases, and how we tidy a phrase before looking for them."""

import re
import unicodedata

WEEKDAYS = {
    name: number
    for number, names in enumerate((
        "mon monday", "tue tues tuesday", "wed weds wednesday", "thu thur thurs thursday",
        "fri friday", "sat saturday", "sun sunday",
    ))
    for name in names.split()
}  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate((
        "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
        "aug august", "sep sept september", "oct october", "nov november", "dec december",
    ), start=1)
    for name in names.split()
}  # fmt: skip
TODAYS = {
    "today": 0, "tdy": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tmw": 1, "tomorow": 1,
    "tommorow": 1, "tommorrow": 1, "2moro": 1, "2morrow": 1, "day after tomorrow": 2,
    "the day after tomorrow": 2, "overmorrow": 2,
}  # fmt: skip
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple": 2, "a couple of": 2,
}  # fmt: skip
NEVERS = frozenset({
    "24/7", "anytime", "as soon as possible", "asap", "eventually", "immediately", "later", "n/a",
    "never", "none", "now", "someday", "sometime", "soon", "tba", "tbc", "tbd", "urgent",
    "whenever",
})  # fmt: skip


def either(words: dict[str, int]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


WEEKDAY = rf"(?P<weekday>{either(WEEKDAYS)})\.?"
MONTH = rf"(?P<month>{either(MONTHS)})\.?"
WRAPPING = " \"'`*_~“”„‟«»‹›,;:()[]"
_TYPOGRAPHY = str.maketrans("’‘‛–—−‐‑", "'''-----")
_LEAD = re.compile(r"^(?:due|no later than|by|before|until|till|til|within|on)\b[: ]*")
_DAY_AND_MONTH = re.compile(r"(?:^|\s)\d{1,2}\.\s?\d{1,2}\.$")


def tidy(phrase: str) -> str:
    """The phrase in NFKC lower case, without wrapping, leading preposition or final punctuation."""
    text = unicodedata.normalize("NFKC", phrase).lower().translate(_TYPOGRAPHY)
    text, before = " ".join(text.split()), ""
    while text != before:
        before = text
        text = _LEAD.sub("", text.strip(WRAPPING))
        # In `1.4.` the last dot belongs to the date.
        if not _DAY_AND_MONTH.search(text) and text not in NEVERS:
            text = text.rstrip(".!?")
    return text
