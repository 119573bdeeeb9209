"""What each person may set of how much they are told at once, and the bounds of it."""

import pytest

from escalation.errors import BadInput
from escalation.fields import Field
from escalation.quiet.preferences import DEFAULT, News, Preferences


def test_the_default_is_eight_messages_and_two_bundles() -> None:
    assert (DEFAULT.limit, DEFAULT.bundles, DEFAULT.first) == (8, 2, frozenset())


@pytest.mark.parametrize("limit", [3, 30])
@pytest.mark.parametrize("bundles", [1, 2, 4])
def test_the_bounds_are_allowed(limit: int, bundles: int) -> None:
    assert Preferences(limit=limit, bundles=bundles).limit == limit


@pytest.mark.parametrize("limit", [-1, 0, 2, 31, 10**9])
def test_another_limit_is_refused_with_what_to_type(limit: int) -> None:
    with pytest.raises(BadInput, match=r"3 to 30 .* `quiet limit 5`") as refused:
        Preferences(limit=limit)
    assert refused.value.field is Field.LIMIT


@pytest.mark.parametrize("bundles", [0, 3, 5, 8])
def test_another_number_of_bundles_is_refused_with_what_to_type(bundles: int) -> None:
    with pytest.raises(BadInput, match=r"1, 2 or 4 .* `quiet bundles 4`") as refused:
        Preferences(bundles=bundles)
    assert refused.value.field is Field.BUNDLES


def test_news_is_named_in_the_order_of_the_form() -> None:
    first = frozenset({News.CHANGED, News.MOVED})
    assert [*Preferences(first=first).news_first] == [News.MOVED, News.CHANGED]
