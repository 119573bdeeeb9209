"""If an owner already has a lot to do by a date, the answer says so, with what its reader may know.

It is Wed 25 March 2026 10:30 in Berlin, and Cem has four items due Fri 11:00.
"""

from datetime import timedelta

import pytest

from bot.demo.sandbox import Sandbox
from escalation.items import Status
from playground.rules.seen import buttons, message_words, view_words
from storage.items import store
from tests.stories.heard import ignore_rest, types
from tests.stories.test_another_owner_or_date import THREE, answer_to, replaces
from tests.stories.test_undo import undo
from tests.support.factories import an_item, utc

FOUR = ("SSO login fails", "Mail bounces", "Import hangs", "Contract unsigned")
ONE_MORE = "/blocker VPN drops owner @cem due {} fallback wait"
CEM_HAS = "<@U0000004> already has at least 4 items due by Fri 27 Mar 17:00 CET."
PLAN = {"What happens if nobody acts in time?": "wait"}


@pytest.fixture
async def launch(laddered_sandbox: Sandbox) -> Sandbox:
    for title in FOUR:
        line = f"/blocker {title} owner @cem due fri 11am fallback wait"
        await types(laddered_sandbox, "maria", line)
    ignore_rest(laddered_sandbox)
    return laddered_sandbox


async def test_it_is_said_to_the_person_who_logs(launch: Sandbox) -> None:
    answer = await answer_to(launch, "maria", ONE_MORE.format("fri 5pm"))
    assert CEM_HAS in answer.text
    assert "usual pace" not in answer.text
    assert buttons(answer.blocks) == [*THREE, "Undo (10 min)"]
    await launch.slack.person("maria").clicks("Keep it", message=answer)
    await launch.settle()
    assert buttons(answer.blocks) == ["Undo (10 min)"]
    assert "already has at least 4 items" in message_words(answer)
    await undo(launch, "maria", answer)
    ignore_rest(launch)


CLOSED = (2, 3, 4, 3, 2, 5, 3, 2)
"""Items of Cem closed in the weeks from Mon 26 January to Sun 22 March: three at the median."""
TWO_OF_FIVE = " At <@U0000004>'s usual pace, about 2 of these 5 will be closed by then."


def has_closed(sandbox: Sandbox, counts: tuple[int, ...], where: str = "#launch") -> None:
    """As if Cem had closed so many on the Tuesdays of those weeks."""
    context = sandbox.bot.workspace.context
    first, channel = utc("01-27 11:00"), sandbox.slack.channel(where).id
    names = {"owner": sandbox.slack.person("cem").id, "reporter": sandbox.slack.person("lea").id}
    with context.database.write(context.workspace) as tx:
        for week, count in enumerate(counts):
            done = {"status": Status.RESOLVED, "closed_at": first + timedelta(weeks=week)}
            for _ in range(count):
                item = an_item(id=0, number=0, channel=channel, **names, **done)
                store.insert(tx, item)


@pytest.mark.parametrize(
    ("due", "counts", "says"),
    [
        ("fri 5pm", CLOSED, CEM_HAS + TWO_OF_FIVE),
        ("fri noon", CLOSED, CEM_HAS.replace("17:00", "12:00") + TWO_OF_FIVE),
        ("thu noon", CLOSED, ""),  # the four are due later
        ("fri 5pm", (9,) * 8, ""),
        ("fri 5pm", (0, 0, 0, 0, 0, 3, 3, 3), CEM_HAS),  # three weeks are too few
    ],
)
async def test_the_table_by_hand(
    launch: Sandbox, due: str, counts: tuple[int, ...], says: str
) -> None:
    has_closed(launch, counts)
    answer = await answer_to(launch, "maria", ONE_MORE.format(due))
    assert says in answer.text
    assert ("already has" in answer.text) is bool(says)
    assert ("usual pace" in answer.text) is says.endswith("then.")
    ignore_rest(launch)


async def test_somebody_who_is_away_as_well(launch: Sandbox) -> None:
    await types(launch, "cem", "/backstop away from fri until mon")
    has_closed(launch, CLOSED)
    answer = await answer_to(launch, "maria", ONE_MORE.format("fri 5pm"))
    assert "<@U0000004> is away until Mon 30 Mar 09:00" in answer.text
    assert CEM_HAS + TWO_OF_FIVE in answer.text
    assert buttons(answer.blocks) == [*THREE, "Undo (10 min)"]
    ignore_rest(launch)


async def test_little_time_is_said_where_the_pace_is_known(launch: Sandbox) -> None:
    line = "/blocker VPN drops owner @cem due 2pm fallback wait"
    answer = await answer_to(launch, "maria", line)
    assert "working time" not in answer.text
    has_closed(launch, CLOSED)
    answer = await answer_to(launch, "maria", line)
    assert "<@U0000004> has 3 h 29 min of working time left before this date." in answer.text
    ignore_rest(launch)


async def test_another_owner_and_another_date_help(launch: Sandbox) -> None:
    answer = await answer_to(launch, "maria", ONE_MORE.format("fri 5pm"))
    said = await replaces(launch, "maria", answer, "Another date", date="thu noon")
    assert "already has" not in said, "the four are due later"
    answer = await answer_to(
        launch, "maria", "/blocker Fax jams owner @cem due mon 9am fallback wait"
    )
    assert "already has at least 5 items due by Mon 30 Mar 09:00" in answer.text
    said = await replaces(launch, "maria", answer, "Another date", date="tue 9am")
    assert "already has at least 5 items due by" in said, "it is said again"
    assert "Another owner\nAnother date\nKeep it" in said
    answer = await answer_to(
        launch, "maria", "/blocker No tape owner @cem due tue 9am fallback wait"
    )
    said = await replaces(launch, "maria", answer, "Another owner", owner="bo")
    assert "already has" not in said
    ignore_rest(launch)


async def test_it_is_said_to_the_person_who_gives(launch: Sandbox) -> None:
    await answer_to(launch, "maria", "/blocker VPN drops owner me due fri 5pm fallback wait")
    answer = await answer_to(launch, "maria", "/blocker B-5 give @cem because Cem knows it")
    assert CEM_HAS in answer.text
    assert buttons(answer.blocks) == [*THREE, "Undo (10 min)"]
    ignore_rest(launch)


async def test_it_is_said_after_a_form_and_a_mention(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    await maria.types("#launch", "/blocker VPN drops owner @cem due fri 5pm")
    await maria.fills(PLAN)
    logged = await maria.submits()
    assert logged.view is not None
    assert "already has at least 4 items due by" in view_words(logged.view)
    assert buttons(logged.view.blocks) == [*THREE, "Undo (10 min)"]
    await launch.settle()
    maria.writes("#launch", "@backstop blocker Fax jams owner @cem due fri 5pm fallback wait")
    await launch.settle()
    whisper = await launch.slack.expectations.expect_ephemeral("maria", "already has at least 5")
    assert buttons(whisper.blocks) == [*THREE, "Undo (10 min)"]
    ignore_rest(launch)


async def test_the_person_themselves_reads_it_in_full(launch: Sandbox) -> None:
    answer = await answer_to(launch, "cem", "/blocker VPN drops owner me due fri 5pm fallback wait")
    assert "You already have 4 items due by Fri 27 Mar 17:00 CET." in answer.text
    ignore_rest(launch)


@pytest.mark.parametrize("hidden", [0, 1, 4, 11])
async def test_no_number_of_a_private_channels_items_changes_what_an_outsider_reads(
    launch: Sandbox, hidden: int
) -> None:
    """Neither what is open there nor what was closed there."""
    has_closed(launch, CLOSED)
    launch.slack.add_channel("#board", ["bo", "cem"], private=True)
    await launch.bot.workspace.directory.refresh_channel(launch.slack.channel("#board").id)
    has_closed(launch, (hidden,) * 8, where="#board")
    for number in range(hidden):
        line = f"/decision Budget {number} owner @cem due fri noon fallback wait"
        await types(launch, "bo", line, channel="#board")
    ignore_rest(launch)
    maria = launch.slack.person("maria")
    await maria.types("#launch", "/blocker VPN drops owner @cem due fri 5pm")
    words = view_words(await maria.sees_form())
    assert FORM_HAS.format("Fri 27 Mar 17:00 CET") + FORM_TWO_OF_FIVE in words
    await maria.closes(everything=True)
    answer = await answer_to(launch, "maria", ONE_MORE.format("fri 5pm"))
    assert CEM_HAS + TWO_OF_FIVE in answer.text
    told = [one for who in ("maria", "lea") for one in launch.slack.expectations.dms_to(who)]
    assert not [one for one in told if "already" in message_words(one)]
    answer = await answer_to(launch, "bo", "/blocker Fax jams owner @cem due fri 5pm fallback wait")
    assert f"already has at least {5 + hidden} items" in answer.text, "Bo sees both channels"
    ignore_rest(launch)


async def test_nothing_is_posted_or_told_to_others(launch: Sandbox) -> None:
    await answer_to(launch, "maria", ONE_MORE.format("fri 5pm"))
    await launch.advance(hours=1)
    said = [
        *launch.slack.expectations.messages_in("#launch"),
        *launch.slack.expectations.dms_to("lea"),
    ]
    assert not [one for one in said if "already" in message_words(one)]
    ignore_rest(launch)


FORM_HAS = "@Cem Aydin already has at least 4 items due by {}."
FORM_TWO_OF_FIVE = " At @Cem Aydin's usual pace, about 2 of these 5 will be closed by then."
OF_FIVE = " At @Cem Aydin's usual pace, about 2 of these 5 will be closed by then."


async def test_the_form_says_it_before_it_is_sent(launch: Sandbox) -> None:
    has_closed(launch, CLOSED)
    maria = launch.slack.person("maria")
    await maria.types("#launch", "/blocker VPN drops owner @cem due fri 5pm")
    form = view_words(await maria.sees_form())
    assert FORM_HAS.format("Fri 27 Mar 17:00 CET") + OF_FIVE in form


async def test_the_form_follows_what_is_entered(launch: Sandbox) -> None:
    maria = launch.slack.person("maria")
    await maria.types("#launch", "/blocker")

    async def shown(**entered: object) -> str:
        await maria.fills({FIELDS[name]: value for name, value in entered.items()})
        await launch.settle()
        return view_words(await maria.sees_form())

    said = await shown(title="VPN drops", owner="bo", due="fri 5pm")
    assert "already has" not in said
    assert FORM_HAS.format("Fri 27 Mar 17:00 CET") in await shown(owner="cem")
    assert "already has" not in await shown(due="thu noon"), "the four are due later"
    said = await shown(due="", picked=utc("03-30 08:00"))
    assert FORM_HAS.format("Mon 30 Mar 10:00 CEST") in said
    assert "already has" not in await shown(owner="bo")
    await shown(owner="cem", plan="wait")
    logged = await maria.submits()
    assert logged.view is not None
    assert "Mon 30 Mar 10:00" in view_words(logged.view), "nothing that was entered is lost"
    await launch.advance(minutes=1)
    ignore_rest(launch)


FIELDS = {
    "title": "What is blocked?",
    "owner": "Who owns it?",
    "due": "Due when?",
    "picked": "Or pick a date and time",
    "plan": "What happens if nobody acts in time?",
}


async def test_without_a_date_the_default_one_counts(launch: Sandbox) -> None:
    """Two working days from Wed 10:30 are Fri 10:30; the four are due Fri 11:00."""
    maria = launch.slack.person("maria")
    await maria.types("#launch", "/blocker VPN drops owner @cem")
    assert "already has" not in view_words(await maria.sees_form())
    await maria.closes()
    await launch.advance(hours=1)
    ignore_rest(launch)
    await maria.types("#launch", "/blocker VPN drops owner @cem")
    words = view_words(await maria.sees_form())
    assert FORM_HAS.format("Fri 27 Mar 11:30 CET") in words
    ignore_rest(launch)


async def test_the_forms_of_moves_say_it(launch: Sandbox) -> None:
    await answer_to(launch, "maria", "/blocker VPN drops owner me due fri 5pm fallback wait")
    maria = launch.slack.person("maria")
    await maria.types("#launch", "/blocker B-5 give @cem")
    assert FORM_HAS.format("Fri 27 Mar 17:00 CET") in view_words(await maria.sees_form())
    await maria.fills({"Who owns it from now on?": "bo"})
    await launch.settle()
    assert "already has" not in view_words(await maria.sees_form())
    await maria.closes()
    await answer_to(launch, "maria", "/blocker Fax jams owner @cem due thu noon fallback wait")
    await maria.types("#launch", "/blocker B-6 move fri 5pm")
    assert FORM_HAS.format("Fri 27 Mar 17:00 CET") in view_words(await maria.sees_form())
    await maria.closes()
    ignore_rest(launch)


async def test_a_move_of_the_date_says_it(launch: Sandbox) -> None:
    await answer_to(launch, "maria", "/blocker VPN drops owner @cem due thu noon fallback wait")
    answer = await answer_to(launch, "maria", "/blocker B-5 move fri 5pm because legal is out")
    assert CEM_HAS in answer.text
    assert buttons(answer.blocks) == THREE
    ignore_rest(launch)


async def test_the_owner_who_is_asked_about_the_date_reads_it_in_full(launch: Sandbox) -> None:
    has_closed(launch, CLOSED)
    await answer_to(launch, "maria", ONE_MORE.format("fri 5pm"))
    message = await launch.slack.expectations.expect_dm("cem", "VPN drops")
    assert (
        "You already have 4 items due by Fri 27 Mar 17:00 CET. At your usual pace, about 2 of "
        "these 5 will be closed by then.\nCan you keep this date?"
    ) in message.text
    ignore_rest(launch)
