"""Words that begin like a date, whether or not the whole phrase is one.

A phrase that does was meant as a deadline, so a line with one that we cannot read is asked about.
"""

import re
from functools import lru_cache

from grammar.due.in_words.numbers import HOURS, MINUTES
from grammar.due.words import COUNTS, MONTHS, ORDINALS, TODAYS, WEEKDAYS, either

_FOREIGN = (
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag heute morgen übermorgen"
    " lundi mardi mercredi jeudi vendredi samedi dimanche demain aujourd'hui"
    " lunes martes miércoles miercoles jueves viernes sábado domingo mañana hoy"
    " lunedì martedì mercoledì giovedì venerdì sabato domenica domani oggi"
    " segunda segunda-feira terça terça-feira quarta-feira quinta quinta-feira sexta sexta-feira"
    " amanhã hoje maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag"
    " poniedziałek wtorek środa środę czwartek piątek sobota niedziela jutro dzisiaj"
    " poniedziałku wtorku środy czwartku piątku soboty niedzieli jutra dziś"
    " måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag imorgon idag"
    " понедельник понедельника вторник вторника среда среды среду четверг четверга"
    " пятница пятницы пятницу суббота субботы субботу воскресенье воскресенья завтра сегодня"
    " gestern ayer ieri ontem gisteren wczoraj igår"
    " الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت غدا اليوم"
)
"""Days in German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish, Danish, Russian and
Arabic."""
_UNSPACED = re.compile(
    "[月火水木金土日]曜|明日|今日|明天|今天|(?:周|星期|礼拜)[一二三四五六日天]|[월화수목금토일]요일|내일|오늘"
)
"""Days in Japanese, Chinese and Korean, in which no space ends a word."""
_FOREIGN_LEADS = (
    "bis|zum|am|vor|spätestens|avant|pour|le|ce|d'ici|hasta|para|antes|del|el|la|entro|prima|di"
    "|il|até|de|na|no|voor|vóór|op|tot|uiterlijk|do|przed|we?"
    "|senast|senest|innan|før|på|до|к|в|во|قبل|حتى|يوم"
)
_LONG = sorted(
    {name for name in (*WEEKDAYS, *MONTHS, *TODAYS) if len(name) > 5 and " " not in name}
)
UNIT = (
    r"(?:h|hrs?|hours?|m|mins?|minutes?|d|days?|bds?|w|wks?|weeks?|fortnights?|mos?|mths?|months?"
    r"|(?:business|working|work) (?:days?|hours?)|workdays?|y|yrs?|years?)"
)
_PERIOD = r"(?:day|week|weekend|fortnight|month|quarter|year|sprint)"
_COUNT = rf"(?:{either(COUNTS)}|(?:a )?few|half an?|\d+ 1/2|(?:\d+|{either(COUNTS)}) and a half)"
_DAY = rf"(?:(?:{either(WEEKDAYS)})(?:['’]s)?|{either(TODAYS)}|tonight|yesterday)"
_HOUR = rf"(?:{either(HOURS)})"
_ORDINAL = rf"(?:(?:(?:twenty|thirty)[ -])?(?:{either(ORDINALS)})|last|\d{{1,2}}(?:st|nd|rd|th))"
_END = r"(?= *(?:[^\w ]|$))"
"""The end of a clause."""
_PART = r"(?:(?:an?|one|three|[13])[ -])?quarters? of an hour"
# `may` and `march` are words too: alone they begin a date only at the end of a phrase.
_MONTH = rf"(?:{either(MONTHS)})\.?(?=[ /]?\d| the \d| (?:{either(ORDINALS)})\b|[^\w\s]*$)"
_NAMED = (
    r"(?:noon|midday|midnight|asap|as soon as possible|eod|cob|eob|eop|eow|eom|eoq|eoy|sod|nbd"
    r"|close of (?:business|play)|first thing|this [ap]m"
    r"|(?:easter|christmas|xmas|thanksgiving|new year(?:['’]s(?: eve| day)?)?)(?=[^\w\s]*$))"
)
_NUMBER = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\. ?\d{1,2}\.(?:\d{2,4})?"
    r"|\d{1,2}(?:st|nd|rd|th)|\d{1,2}[:h.]\d\d(?: ?[ap]\.?m)?|\d{1,2} ?[ap]\.?m|\d{1,2}h"
    rf"|\d{{1,2}}\.?(?: of)?[ -]?(?:{either(MONTHS)})|(?:\d{{1,4}}(?:\.\d)? ?{UNIT})+"
    r"|\d{3,4} ?(?:hrs|hours)|\d{1,2} ?(?:uhr|heures?|horas?|noon|midnight|o'?clock)"
    rf"|{_HOUR} ?(?:[ap]\.?m\.?|o'?clock)|{_HOUR}[ -]{MINUTES}(?:{_END}| ?[ap]\.?m\b| {_DAY}\b)"
    rf"|(?:\d{{1,2}}|{_HOUR}|twenty) (?:past|to) (?:\d{{1,2}}|{_HOUR}|noon)(?: ?[ap]\.?m)?"
    rf"|(?:\d{{1,2}}|noon)-?ish|{MINUTES} {UNIT}"
    rf"|(?:\d{{1,2}}|\d{{4}})(?= {_DAY}\b)|\d{{1,2}}(?=$)|(?:week|wk|kw|cw|w) ?\d{{1,2}})"
)
_SPAN = (
    r"(?:(?:the )?(?:end|start|beginning|middle|close)[ -]of|(?:mid|early|late)(?=[ -]\w)|half past"
    rf"|half {_HOUR}|{_PART}|(?:a )?quarter (?:to|past)"
    rf"|(?:this|next|last|coming) (?:{_PERIOD}|{_DAY})|{_COUNT} {UNIT}(?:['’]s? time)?"
    rf"|(?:month|quarter|year)[ -]end|end (?:{_PERIOD}|q[1-4]|{either(MONTHS)})"
    rf"|(?:the )?{_ORDINAL} (?:(?:{_DAY}|(?:(?:business|working|work) ?)?day) (?:of|in)\b"
    rf"|of\b|(?:{either(MONTHS)}))|the {_ORDINAL}(?=[^\w\s]*$)"
    rf"|the (?:twenty|thirty)[ -](?:{either(ORDINALS)}){_END}"
    r"|(?:(?:the )?day|week) (?:after|before|on|from))"
)
_LEAD = (
    r"(?:(?:by|before|until|till|til|on|at|in|within|from|the|this|next|coming|upcoming|about|around|latest"
    r"|approximately|approx\.?|roughly|for(?= \d{1,2}(?::\d\d)? ?[ap]\.?m\b)"
    r"|no later than|not later than|nlt|early|late|mid|not|prior to|ahead of|sometime|please)"
    r"[ -]+)*"
)
_BEGINS = re.compile(
    rf"(?:(?={_SPAN}\b)|{_LEAD}(?:{_DAY}|{_MONTH}|{_NAMED}|{_NUMBER}|{_SPAN}))(?!['’]?\w)",
    re.IGNORECASE,
)
_BEGINS_SPAN = re.compile(
    rf"\s*(?:about |around )?(?:(?:\d+(?:[./]\d+)?|half an?|{_COUNT}|{MINUTES}) ?(?:more )?{UNIT}"
    rf"|{_PART})\b",
    re.IGNORECASE,
)
_HINT = re.compile(
    rf"\d|\b(?:{_DAY}|{either(MONTHS)}|{_NAMED}|{UNIT}|{_PERIOD}|morning|afternoon|evening|night"
    rf"|half|quarter|end|first|[ap]m|o'?clock|noonish|{MINUTES}|at (?:{either(COUNTS)})"
    rf"|the (?:{either(ORDINALS)}))\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\W*(?:(?:by|before|until|till|til|at|in|prior to|ahead of|early|late|mid)[ -])+"
    r"(?:the |next )?(?:lunch(?:time)?|dinner|breakfast|christmas|xmas|easter|thanksgiving"
    r"|black friday|holidays|new year(?:['’]s(?: eve| day)?)?|summer|autumn|winter"
    rf"|{either(MONTHS)})"
    rf"(?:{_END}| (?:on |this |next )?{_DAY}\b)",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"\W*")
_FIRST_WORD = re.compile(
    rf"{_LEAD}(?:(?:{_FOREIGN_LEADS}) )*(?P<word>[^\W\d_]+(?:-feira)?)(?!['’\w])", re.IGNORECASE
)
_NEARLY = {word[:2]: [near for near in _LONG if near[:2] == word[:2]] for word in _LONG}
_OTHERS = frozenset(_FOREIGN.split())


@lru_cache(maxsize=1000)
def may_be_a_date(phrase: str) -> bool:
    """Whether it has any word or digit that dates are made of, so that reading it is worthwhile."""
    return _HINT.search(phrase) is not None


@lru_cache(maxsize=1000)
def begins_like_a_date(phrase: str) -> bool:
    """Whether the phrase begins as dates do, also misspelt (`friady`) or in another language."""
    start = _NO_WORD.match(phrase)
    first = start.end() if start else 0
    if _BEGINS.match(phrase, first) or begins_with_a_foreign_day(phrase):
        return True
    word = _first_word(phrase)
    return any(one_slip(word, near) for near in _NEARLY.get(word[:2], ()))


def begins_with_a_foreign_day(phrase: str) -> bool:
    """Whether the phrase begins with a day in another language: `bis freitag`."""
    word = _first_word(phrase)
    return word in _OTHERS or _UNSPACED.match(word) is not None


def _first_word(phrase: str) -> str:
    """The first word in lower case, after words that lead to a date."""
    start = _NO_WORD.match(phrase)
    found = _FIRST_WORD.match(phrase, start.end() if start else 0)
    return found["word"].casefold() if found else ""


def names_an_occasion(phrase: str) -> bool:
    """Whether it begins with a clause like `before lunch` or `by christmas`: no date by itself."""
    return _OCCASION.match(phrase) is not None


def begins_like_a_span(phrase: str) -> bool:
    """Whether the phrase begins with a number of hours, days, weeks …"""
    return _BEGINS_SPAN.match(phrase) is not None


def one_slip(typed: str, meant: str) -> bool:
    """Whether one letter was left out, added, changed, or swapped with its neighbour."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    same = next(
        (at for at, pair in enumerate(zip(typed, meant, strict=False)) if pair[0] != pair[1]),
        min(len(typed), len(meant)),
    )
    rest, wanted = typed[same:], meant[same:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or wanted in {rest[1:], rest} or rest == wanted[1:] or rest[1:] == wanted[1:]
