"""Which number of `4/1` is the month, for readers of whom we can tell."""

from enum import Enum, auto

_STATES = frozenset({
    "Adak", "Anchorage", "Atka", "Boise", "Chicago", "Denver", "Detroit", "Fort_Wayne",
    "Indianapolis", "Juneau", "Los_Angeles", "Louisville", "Menominee", "Metlakatla", "New_York",
    "Nome", "Phoenix", "Shiprock", "Sitka", "Yakutat",
})  # fmt: skip
"""Places in the United States that name a zone of America."""
_REGIONS = ("America/Indiana/", "America/Kentucky/", "America/North_Dakota/", "US/")
_ELSEWHERE = frozenset({"Pacific/Honolulu", "Navajo", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"})
_DAY_FIRST = frozenset({
    "ca", "cs", "da", "de", "el", "es", "fi", "fr", "gl", "hr", "id", "it", "nb", "nl", "nn", "no",
    "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk", "vi",
})  # fmt: skip
_MONTH_FIRST = frozenset({"hu", "ja", "ko", "zh"})


class First(Enum):
    """The part that comes first."""

    DAY = auto()
    MONTH = auto()


def first(locale: str, zone: str) -> First | None:
    """The part that comes first, or None if we have to ask.

    Most languages have one order. English has two, and a locale of the United States says little:
    much of the world keeps it, so the zone has to lie there as well.
    """
    language, _, country = locale.replace("_", "-").partition("-")
    if language.lower() in _DAY_FIRST:
        return First.DAY
    if language.lower() in _MONTH_FIRST:
        return First.MONTH
    is_american = language.lower() == "en" and country.upper() == "US"
    return First.MONTH if is_american and _in_united_states(zone) else None


def _in_united_states(zone: str) -> bool:
    place = zone.removeprefix("America/")
    return (place != zone and place in _STATES) or zone in _ELSEWHERE or zone.startswith(_REGIONS)
