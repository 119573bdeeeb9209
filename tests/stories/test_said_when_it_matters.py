"""Who logs, hands over or moves is told at once if the owner is away at the date."""

import pytest

from bot.demo.sandbox import Sandbox
from tests.stories.heard import ignore_rest, types

AWAY = "/backstop away until mon 9am"
"""Bo's, in New York: until Mon 30 Mar 15:00 in Berlin, where Maria is."""
LATE = "is away until Mon 30 Mar 15:00 CEST, after this date."


@pytest.fixture
async def launch(laddered_sandbox: Sandbox) -> Sandbox:
    await types(
        laddered_sandbox, "maria", "/blocker Mail is down owner me due fri noon fallback wait"
    )
    return laddered_sandbox


def mention(sandbox: Sandbox, who: str) -> str:
    return f"<@{sandbox.slack.person(who).id}>"


@pytest.mark.parametrize(
    ("stand_in", "instead"),
    [(" stand-in @cem", "{cem} covers for {bo}."), ("", "{lea} is notified instead.")],
)
async def test_a_new_item_says_who_covers_or_is_notified_instead(
    launch: Sandbox, stand_in: str, instead: str
) -> None:
    await types(launch, "bo", AWAY + stand_in)
    said = await types(
        launch, "maria", "/blocker SSO fails owner @bo due fri noon fallback use passwords"
    )
    people = {who: mention(launch, who) for who in ("bo", "cem", "lea")}
    assert f"{people['bo']} {LATE} {instead.format(**people)}" in said
    assert "Logged *B-2*" in said, "it is logged either way"
    ignore_rest(launch)


async def test_an_owner_who_is_back_just_before_the_date_is_said_to_be_away(
    launch: Sandbox,
) -> None:
    await types(launch, "bo", AWAY)
    said = await types(launch, "maria", "/blocker SSO fails owner @bo due mon 6pm fallback wait")
    assert "15:00 CEST, shortly before this date." in said, "three hours"
    said = await types(launch, "maria", "/blocker VPN fails owner @bo due mon 7pm fallback wait")
    assert "is away" not in said, "four hours"
    ignore_rest(launch)


async def test_a_move_into_an_absence_and_a_hand_over_to_somebody_away_say_so(
    launch: Sandbox,
) -> None:
    await types(launch, "bo", AWAY)
    assert LATE in await types(launch, "maria", "/blocker B-1 give @bo because I am off")
    assert LATE in await types(launch, "lea", "/blocker B-1 give @bo because Maria is off")
    said = await types(launch, "lea", "/blocker B-1 move tue 6pm because legal is out")
    assert "is away" not in said
    assert LATE in await types(launch, "lea", "/blocker B-1 move mon 9am because legal is back")
    ignore_rest(launch)
