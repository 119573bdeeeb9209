"""The words of due phrases, and what they stand for."""

import re

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
    "tommorow": 1, "tommorrow": 1, "2moro": 1, "2morrow": 1, "tom": 1, "next day": 1,
    "the next day": 1, "day after tomorrow": 2, "the day after tomorrow": 2, "overmorrow": 2,
}  # fmt: skip
UNSURE = frozenset({"tom"})
"""Words for a day that may be something else, a name; after `due` they are that day."""
COUNTS = {
    name: number
    for number, name in enumerate((
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        "twenty",
    ), start=1)
} | {"a": 1, "an": 1, "a couple": 2, "a couple of": 2, "couple": 2, "couple of": 2}  # fmt: skip
ORDINALS = {
    name: number
    for number, name in enumerate((
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
        "seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty-first", "twenty-second",
        "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth", "twenty-seventh",
        "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
    ), start=1)
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
