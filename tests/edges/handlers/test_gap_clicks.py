"""Whatever comes back from what tells of an ownership gap, only what we wrote is acted on."""

from typing import Any

import pytest

from escalation.errors import Stale
from handlers.gaps import leaver_answers, owner_picked
from handlers.payloads import Click
from tests.support.context_fixtures import a_request
from tests.support.factories import LEAD

NOBODY_ASKS: Any = None
"""It is refused before anything is looked up."""


def clicked(action_id: str, value: str) -> Click:
    return Click(request=a_request(LEAD), team="T01", trigger="", action_id=action_id, value=value)


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("owner.7.1.3", ""),
        ("owner.", LEAD),
        ("owner.x.y.z", LEAD),
        ("owner.7.1", LEAD),
        ("owner.7.1.3.9", LEAD),
    ],
)
def test_a_picker_that_we_did_not_write_names_nobody(action_id: str, value: str) -> None:
    with pytest.raises(Stale):
        owner_picked.answer(NOBODY_ASKS, clicked(action_id, value))


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("leaver.still", ""),
        ("leaver.still", "x"),
        ("leaver.perhaps", "7.1.3"),
        ("leaver.menu", "7.1.3"),
        ("leaver.menu", "perhaps:7.1.3"),
        ("leaver.menu", "no:7"),
    ],
)
def test_an_answer_that_we_did_not_write_is_none(action_id: str, value: str) -> None:
    with pytest.raises(Stale):
        leaver_answers.answer(NOBODY_ASKS, clicked(action_id, value))
