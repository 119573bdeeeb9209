"""The first words in a channel, the example, and the button that sets the channel up."""

from dataclasses import replace

from messages.command_names import Commands
from messages.first_words import example_message, greeting_message
from messages.items.cards import card
from messages.slack import ids
from messages.slack.blocks import Json
from tests.support.factories import an_item
from tests.support.payloads import a_reader, faults

RENAMED = Commands(blocker="/stuck", decision="/choice", backstop="/net")


def pressed(message: Json) -> list[str]:
    """The action ids of what can be pressed."""
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row]


def test_the_greeting_is_three_lines_and_one_of_them_can_be_typed() -> None:
    message = greeting_message(RENAMED)
    *_, last = lines = message["text"].splitlines()
    assert len(lines) == 3
    assert last.startswith("Log one: `/stuck SSO login fails owner @maria due fri 5pm fallback")
    assert pressed(message) == [ids.OPEN_SETUP, ids.EXAMPLE]
    assert faults(message) == []


def test_the_example_uses_the_commands_own_names() -> None:
    message = example_message(RENAMED)
    words = message["text"]
    assert faults(message) == []
    assert "/stuck SSO login fails" in words
    assert "/blocker" not in words


def test_a_card_offers_setup_last_and_only_where_nobody_is_set() -> None:
    reader, item = a_reader(), an_item()
    unset = replace(reader, nobody_is_set=True)
    before = pressed(card(item, reader))
    assert ids.OPEN_SETUP not in before
    assert pressed(card(item, unset)) == [*before, ids.OPEN_SETUP]
