"""Holiday dates: the days off of a country or region, frozen for calendars.

The `holidays` library has them. Its objects grow and change, so we freeze each one once.
"""

from datetime import date
from functools import lru_cache

import holidays

from escalation.errors import BadInput
from escalation.fields import Field


def days_off(code: str, year: int) -> frozenset[date]:
    """The public holidays of `DE` or `DE-BE` from the year before to three years after.

    An empty code has none. Raises BadInput for a country or region the library does not know.
    """
    country, _, region = code.strip().upper().partition("-")
    if not country:
        return frozenset()
    return _frozen(country, region, range(year - 1, year + 4))


_UNKNOWN_PLACE = (NotImplementedError, TypeError)
"""What `holidays` raises: the first for an unknown code, the second for a name that it uses for
something else, such as `MON`."""


@lru_cache(maxsize=512)
def _frozen(country: str, region: str, years: range) -> frozenset[date]:
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region or None, years=years))
    except _UNKNOWN_PLACE:
        raise BadInput(_unknown(country, region), field=Field.HOLIDAYS) from None


def _unknown(country: str, region: str) -> str:
    regions = holidays.list_supported_countries().get(country)
    if regions is None:
        return (
            f"I don't know the country `{country}`. "
            "Write its two-letter code, such as `DE`, or with a region, such as `DE-BE`."
        )
    if not regions:
        return f"I don't know any regions of `{country}`. Write just `{country}`."
    examples = " or ".join(f"`{country}-{known}`" for known in regions[:2])
    return f"I don't know `{region}` in `{country}`. Write just `{country}`, or {examples}."
