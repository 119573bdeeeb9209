"""Numbers and times in words, as digits: `ten thirty`, `the twenty second`, `forty minutes`."""

import re

from grammar.due.words import COUNTS, ORDINALS, either

_NO_NUMBERS = {"a", "an", "couple"}
NUMBERS = {
    word: number for word, number in COUNTS.items() if word not in _NO_NUMBERS and " " not in word
}
HOURS = {word: number for word, number in NUMBERS.items() if number <= 12}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_ONES = {word: number for word, number in NUMBERS.items() if number <= 9}
_TEENS = {word: number for word, number in NUMBERS.items() if number >= 13}
MINUTES = rf"(?:(?:{either(_TENS)})(?:[ -](?:{either(_ONES)}))?|{either(_TEENS)})\b"
_TH = {word: number for word, number in ORDINALS.items() if "-" not in word and number <= 9}
_COMPOUND = rf"(?:{either(_TENS)})[ -](?:{either(_ONES)})\b"
_UNIT = r"(?:seconds|min(?:ute)?s?|hours?|days?|weeks?|months?|years?|business|working|work)\b"

_WORDS = re.compile(
    rf"\b(?:(?P<tens>twenty|thirty)[ -](?P<th>{either(_TH)})\b"
    rf"|(?P<hour>{either(HOURS)})[ -](?:(?:zero|oh|ou?)[ -](?P<few>{either(_ONES)})"
    rf"|(?P<minutes>{MINUTES}))\b(?! {_UNIT})"
    rf"|(?P<number>{_COMPOUND}|thirty|forty|fifty|sixty|ninety)\b(?!-))"
)


def as_digits(text: str) -> str:
    """The text with times and numbers above twenty in digits, and `twenty second` as one word.

    Ten to twelve after an hour are not minutes: `nine eleven` may be a date.
    """
    return _WORDS.sub(_digits, text)


def number(word: str) -> int:
    """The number that digits or words stand for: `twenty-five`."""
    if word.isdecimal():
        return int(word)
    tens, *ones = re.split("[ -]", word)
    return (_TENS.get(tens) or NUMBERS[tens]) + sum(_ONES[one] for one in ones)


def _digits(found: re.Match[str]) -> str:
    if found["th"]:
        return f"{found['tens']}-{found['th']}"
    if found["number"]:
        return str(number(found["number"]))
    return f"{HOURS[found['hour']]}:{number(found['few'] or found['minutes']):02}"
