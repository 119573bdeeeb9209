"""Links as they are typed, as Slack sends them and as a form lists them."""

import pytest

from escalation.about.links import Link, link
from escalation.errors import BadInput
from grammar import links as typed_links

DOCS = "https://docs.google.com/document/d/1"
BEGINS = "A link begins with https:// or http://. Copy the whole address."


@pytest.mark.parametrize(
    ("raw", "address", "words"),
    [
        ("<https://acme.test/?a=1&amp;b=2>", "https://acme.test/?a=1&b=2", ""),
        ("<https://acme.test|the plan>", "https://acme.test", "the plan"),
        ("<https://acme.test|acme.test> “the &lt;plan&gt;”", "https://acme.test", "the <plan>"),
        ("https://acme.test/a_(b). the plan", "https://acme.test/a_(b)", "the plan"),
        ("https://acme.test, the plan", "https://acme.test", "the plan"),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
        ("<mailto:a@b.test|a@b.test>", "mailto:a@b.test", "a@b.test"),
        ("docs.google.com/x", "docs.google.com/x", ""),
        ("is broken", "", ""),
        ("<@U1>", "", ""),
        ("", "", ""),
    ],
)
def test_an_address_is_read_as_slack_sends_it(raw: str, address: str, words: str) -> None:
    assert typed_links.first(raw) == (address, words)


def test_links_are_found_among_the_words_of_a_line() -> None:
    texts = (
        "SSO fails, see <https://acme.atlassian.net/browse/HAR-12|the ticket> and https://a.test.",
        "<https://evil.test|bank.com> https://bo:secret@a.test <mailto:a@b.test> https://a.test!",
    )
    assert typed_links.found_in(texts) == (
        Link(url="https://acme.atlassian.net/browse/HAR-12", words="the ticket", n=1),
        Link(url="https://a.test", n=2),
        Link(url="https://evil.test", n=3),
    )


def test_a_form_lists_links_one_on_each_line() -> None:
    listed = (link(DOCS, "contract"), link("https://a.test"))
    assert typed_links.written(listed) == f"{DOCS} contract\nhttps://a.test"
    assert typed_links.listed(f"{DOCS} contract\n\n https://a.test ") == listed
    long = [link(f"https://a.test/{n}{'x' * 1900}") for n in (1, 2)]
    assert typed_links.written([*long, listed[1]]) == f"{long[0].url}\nhttps://a.test"
    for wrong, why in (("see below", BEGINS), ("\n".join(["https://a.test"] * 11), "at most 10")):
        with pytest.raises(BadInput, match=why):
            typed_links.listed(wrong)


@pytest.mark.parametrize(
    ("raw", "address", "words"),
    [
        (f"contract {DOCS}", DOCS, "contract"),
        (f"({DOCS})", DOCS, ""),
        (f"the plan: <{DOCS}|docs> signed", DOCS, "the plan signed"),
        (f"(<{DOCS}|docs>)", DOCS, "docs"),
        (f"{DOCS} and https://a.test", "", ""),
        ("the contract", "", ""),
    ],
)
def test_one_address_among_other_words_is_found_with_them(
    raw: str, address: str, words: str
) -> None:
    assert typed_links.after_words(raw) == (address, words)
