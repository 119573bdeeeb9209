"""What a message says to the bot: mentions can be anywhere, and greetings don't count."""

import pytest

from grammar.addressed import line

BOT = "<@U0BOT>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{BOT} B-12 done", "B-12 done"),
        (f"{BOT}: B-12 done", "B-12 done"),
        (f"{BOT},\nB-12 done", "B-12 done"),
        (f"{BOT} :+1:", ":+1:"),
        (f"{BOT}: :fire: SSO fails", ":fire: SSO fails"),
        ("<@U0BOT|backstop> B-12 done", "B-12 done"),
        (f"hey {BOT} B-12 done", "B-12 done"),
        (f"Ok, thank you! {BOT} B-12 done", "B-12 done"),
        (f"B-12 done {BOT}", "B-12 done"),
        (f"SSO fails {BOT} owner me", "SSO fails owner me"),
        (f"please do not {BOT} B-12 done", "please do not B-12 done"),
        (f"{BOT} SSO fails owner {BOT}", f"SSO fails owner {BOT}"),
        (f"{BOT} - one\n- two", "- one\n- two"),
        ("<@U0BOTHER> B-12 done", "<@U0BOTHER> B-12 done"),
        (f"&gt; {BOT} B-12 done", ""),
        (f"&gt; {BOT} B-12 done\nI agree", ""),
        (f"&gt; so they said\n{BOT} B-12 note heard", "&gt; so they said\nB-12 note heard"),
        (BOT, ""),
        ("  B-12 done ", "B-12 done"),
    ],
)
def test_the_line_is_the_message_without_its_address(text: str, words: str) -> None:
    assert line(text, "U0BOT") == words
