"""Numbers as people type them: `7.5`, `7,5`, `62 %`."""

import re
from decimal import Decimal

from escalation.errors import BadInput
from escalation.indicators.indicator import PLACES, Scale, plain, require_on_scale

NUMBER = r"[-−+]?(?<![0-9])[0-9]+(?:[.,][0-9]+)*"
_AMOUNT = re.compile(rf"(?P<number>{NUMBER})\s*(?P<percent>%|percent\b|per cent\b)?", re.IGNORECASE)
_SIMPLE = re.compile(r"[-+]?[0-9]{1,12}(?:[.,](?P<decimals>[0-9]+))?")
_SEVERAL = re.compile(
    rf"{NUMBER}\s*%?\s*(?:[-–/,;&|]|\bor\b|\band\b|\bto\b)?\s*{NUMBER}.*", re.IGNORECASE | re.DOTALL
)


def read(text: str, scale: Scale) -> Decimal:
    """The one value that all of the text is; BadInput says what to type instead."""
    found = _AMOUNT.fullmatch(text.strip(" .!"))
    if found is None:
        is_several = _SEVERAL.fullmatch(text.strip(" .!%")) is not None
        raise BadInput("Record one value at a time." if is_several else asked(scale))
    if found["percent"] and not scale.unit:
        raise BadInput(f"The scale is {scale.words}, not a percentage.")
    amount = _number(found["number"].replace("−", "-"), scale)
    require_on_scale(amount, scale)
    return amount


def asked(scale: Scale) -> str:
    """What a value is."""
    return f"I need one number. The scale is {scale.words}."


def of_scale(text: str) -> Decimal | None:
    """An end of a scale; None if it is not a number."""
    simple = _SIMPLE.fullmatch(text.replace("−", "-"))
    return _decimal(simple[0]) if simple else None


def _number(text: str, scale: Scale) -> Decimal:
    simple = _SIMPLE.fullmatch(text)
    if simple is None:
        raise BadInput(f"I can't read “{text}”. Type it without separators, as 1250.5.")
    amount, decimals = _decimal(text), simple["decimals"] or ""
    if len(decimals) > PLACES:
        raise BadInput(f"A value has at most {PLACES} decimals.")
    thousands = amount * 1000
    is_unsure = len(decimals) == 3 and 1 <= abs(amount) < 1000
    if is_unsure and scale.holds(amount) and scale.holds(thousands):
        raise BadInput(f"Is that {plain(amount)} or {plain(thousands)}? Type it without “{text}”.")
    return amount


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
