"""A value is one number on the scale, with a decimal comma or point."""

from decimal import Decimal

import pytest

from escalation.errors import BadInput
from escalation.indicators.indicator import Scale
from grammar.indicators.amounts import of_scale, read

TEN, PERCENT, ANY = Scale(most=Decimal(10)), Scale(most=Decimal(100), unit="%"), Scale()
SIGNED = Scale(least=Decimal(-10), most=Decimal(10))


@pytest.mark.parametrize(
    ("text", "scale", "expected"),
    [
        ("7.5", TEN, "7.5"),
        (" 7,5. ", TEN, "7.5"),
        ("10", TEN, "10"),
        ("0", TEN, "0"),
        ("7,250", TEN, "7.25"),  # seven thousand is not on the scale
        ("62 %", PERCENT, "62"),
        ("62%", PERCENT, "62"),
        ("62 percent", PERCENT, "62"),
        ("62", PERCENT, "62"),
        ("1250", ANY, "1250"),
        ("0,125", ANY, "0.125"),
        ("-3", SIGNED, "-3"),
        ("−3", SIGNED, "-3"),
        ("+3", SIGNED, "3"),
    ],
)
def test_a_number_is_read(text: str, scale: Scale, expected: str) -> None:
    assert read(text, scale) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "scale", "why"),
    [
        *((text, TEN, "I need one number. The scale is 0 to 10.") for text in ("", "high", "NaN")),
        *((text, TEN, "I need one number") for text in ("inf", "1e400", "1e4", "７", "7x", "~7")),
        *((text, TEN, "one value at a time") for text in ("7 8", "7-8", "7/10", "7 or 8", "7; 8")),
        ("62 % 63 %", PERCENT, "one value at a time"),
        ("11", TEN, "11 is not on the scale, which is 0 to 10."),
        ("-1", TEN, "-1 is not on the scale"),
        ("9" * 13, ANY, "without separators"),
        ("7 %", TEN, "The scale is 0 to 10, not a percentage."),
        ("1.000,5", ANY, "Type it without separators, as 1250.5"),
        ("1,250", ANY, "Is that 1.25 or 1250?"),
        ("1.250", ANY, "Is that 1.25 or 1250?"),
        ("0.1234567", TEN, "at most 6 decimals"),
    ],
)
def test_anything_else_says_what_to_type(text: str, scale: Scale, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(text, scale)
    assert why in refused.value.text


def test_an_end_of_a_scale() -> None:
    assert of_scale("-1,5") == Decimal("-1.5")
    assert of_scale("1.000.000") is None
