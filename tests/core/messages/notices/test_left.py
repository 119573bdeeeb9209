"""What is said of a channel that we have left, within Slack's limits."""

from collections.abc import Sequence

from escalation.items import Item
from messages.notices.left import left_message, withdraw_form, withdrawn_reply
from messages.reader import Reader
from messages.slack import ids
from messages.slack.blocks import Json
from messages.slack.budget import fits
from playground.rules.seen import button
from tests.support.factories import CHANNEL, a_directory, an_item

KEY = "left:C01:1:U03"


def items(count: int, title: str = "it is stuck") -> list[Item]:
    return [an_item(id=n, number=n, title=f"{n} {title}") for n in range(1, count + 1)]


def reader() -> Reader:
    return Reader(directory=a_directory("03-02 09:00"), zone="UTC", private=True)


def drawn(shown: Sequence[Item], **changes: object) -> Json:
    usual = {"channel": CHANNEL, "archived": False, "is_back": False, "key": KEY}
    return left_message(shown, reader(), **{**usual, **changes})  # type: ignore[arg-type]  # what the test is about


def test_it_names_what_is_open_and_how_to_go_on() -> None:
    said = drawn(items(1))
    assert said["text"].splitlines() == [
        "I am no longer in <#C01>. 1 item there is still open: 1 it is stuck",
        "• *B-1* 1 it is stuck · <@U01> · due Thu 5 Mar 12:00 UTC",
        "Owners, due dates and escalation stay as they are, but I only send direct messages. "
        "The channel gets no weekly post.",
        "Still needed there? Type `/invite @Backstop` in <#C01>, and its card is posted again.",
    ]
    assert button(said["blocks"], "Withdraw it because …")


def test_of_an_archived_channel_it_says_so() -> None:
    said = drawn(items(4), archived=True)["text"]
    assert said.startswith(
        "<#C01> was archived. 4 items there are still open: 1 it is stuck, 2 it is stuck, "
        "3 it is stuck, …"
    )
    assert "Unarchive the channel, and their cards are posted again." in said


def test_back_again_it_offers_no_way_back() -> None:
    said = drawn(items(2), is_back=True)
    assert said["text"].startswith("I am back in <#C01>. 2 items there are still open")
    assert "/invite" not in message_words_of(said)


def test_when_all_is_closed_it_says_so() -> None:
    said = drawn([])
    assert "Everything I listed here is closed." in said["text"]
    assert button(said["blocks"], "Withdraw it because …") is None


def test_an_admin_who_was_not_in_it_gets_labels_alone() -> None:
    said = drawn(items(3), key="", only_labels=True)
    assert "3 items there are still open: B-1, B-2, B-3" in said["text"]
    assert "stuck" not in message_words_of(said)


def test_two_hundred_long_items_fit_one_message_and_one_form() -> None:
    for title in ("ö" * 3_000, "&" * 3_000, "x"):
        many = items(200, title)
        said = drawn(many)
        assert fits(said["blocks"])
        assert len(said["text"]) <= 4_000
        found = button(said["blocks"], "Show all")
        assert found is not None
        shown, more = ids.decode_items(found[1]["value"])
        assert (len(shown), more) == (190, 10)
        form = withdraw_form(many, reader(), channel=CHANNEL, key=KEY)
        assert fits(form["blocks"])
        assert form["submit"]["text"] == "Withdraw all 200"
        assert fits(withdrawn_reply(many, reader())["blocks"])


def test_the_form_of_one_item_says_it() -> None:
    form = withdraw_form(items(1), reader(), channel=CHANNEL, key=KEY)
    assert form["submit"]["text"] == "Withdraw it"
    assert ids.unpacked(form["private_metadata"]) == {"left": KEY}


def test_only_a_key_of_ours_is_read() -> None:
    assert ids.decode_left(KEY) == KEY
    for value in ("", None, "left:C01:1", "left:C01:x:U03", f"{KEY}\n", "summary:C01:1:U03"):
        assert ids.decode_left(value) == ""


def message_words_of(said: Json) -> str:
    return f"{said['text']}\n{said['blocks']}"
