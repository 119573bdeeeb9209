"""The words of messages that other apps posted, or that are nothing but a file."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messages.slack.message_words import words


def rich(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": kind, "elements": list(elements)}


def said(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


SECTION = {
    "type": "section",
    "text": {"type": "mrkdwn", "text": "*Disk* is full"},
    "fields": [{"type": "plain_text", "text": "db & web"}],
}
BLOCKS = [
    ([SECTION], "*Disk* is full\ndb &amp; web"),
    ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "now"}, {}]}], "now"),
    ([{"type": "image", "alt_text": "a <chart>"}], "a &lt;chart&gt;"),
    ([{"type": "markdown", "text": "# Disk"}], "# Disk"),
    ([{"type": "divider"}, SECTION], "*Disk* is full\ndb &amp; web"),
    (
        [
            {
                "type": "rich_text",
                "elements": [
                    rich(
                        {"type": "user", "user_id": "U1"},
                        said(" & "),
                        {"type": "usergroup", "usergroup_id": "S1"},
                        {"type": "channel", "channel_id": "C1"},
                        {"type": "emoji", "name": "fire"},
                        {"type": "link", "url": "https://a.io"},
                        {"type": "link", "url": "https://b.io", "text": "b"},
                        {"type": "date", "fallback": "today"},
                    ),
                    rich(rich(said("SSO")), rich(said("DNS")), kind="rich_text_list"),
                ],
            }
        ],
        "<@U1> &amp; <!subteam^S1><#C1>:fire:<https://a.io><https://b.io|b>today\n• SSO\n• DNS",
    ),
]


@pytest.mark.parametrize(("blocks", "shown"), BLOCKS)
def test_a_message_without_text_has_the_words_of_its_blocks(blocks: Any, shown: str) -> None:
    assert words({"blocks": blocks, "files": [{"name": "a.png"}]}) == shown
    assert words({"text": "This content can't be displayed.", "blocks": blocks}) == shown
    assert words({"attachments": [{"blocks": blocks, "fallback": "no"}]}) == shown
    assert words({"text": "own words", "blocks": blocks}) == "own words"


@pytest.mark.parametrize(
    ("attachment", "shown"),
    [
        ({"pretext": "Look:", "title": "Disk", "text": "is full"}, "Look:\nDisk\nis full"),
        ({"fields": [{"title": "Host", "value": "db"}, {"value": "eu"}]}, "Host: db\neu"),
        ({"fallback": "Disk is full"}, "Disk is full"),
    ],
)
def test_else_of_its_attachments(attachment: dict[str, Any], shown: str) -> None:
    assert words({"text": "", "attachments": [attachment]}) == shown


def test_else_the_names_of_its_files() -> None:
    files = [{"title": "the <plan>", "name": "x.pdf"}, {"name": "b.png"}, {}]
    assert words({"files": files}) == "the &lt;plan&gt;\nb.png"


_any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "fields", "title", "blocks", "name"]),
            inner | st.sampled_from(["rich_text", "rich_text_list", "section", "context", "user"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["text", "blocks", "attachments", "files"]), _any))
@settings(max_examples=200)
def test_whatever_is_in_a_message_it_is_read(message: dict[str, Any]) -> None:
    assert isinstance(words(message), str)


def test_blocks_in_blocks_without_end_are_left() -> None:
    nested: dict[str, Any] = rich(said("deep"))
    for _ in range(500):
        nested = {"type": "rich_text", "elements": [nested]}
    assert words({"blocks": [nested, SECTION]}) == "*Disk* is full\ndb &amp; web"
