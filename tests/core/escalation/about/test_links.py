"""Links: which addresses are kept, how each is called, and what says where it goes."""

from dataclasses import replace

import pytest

from escalation.about.links import link, numbered, searched
from escalation.errors import BadInput

DOCS = "https://docs.google.com/document/d/1"


@pytest.mark.parametrize(
    ("address", "words", "shown"),
    [
        (DOCS, "contract", "contract (docs.google.com)"),
        (DOCS, "", "Google Docs (docs.google.com)"),
        ("https://docs.google.com/spreadsheets/d/1", "", "Google Sheets (docs.google.com)"),
        ("https://acme.atlassian.net/browse/HAR-12", "", "HAR-12 (acme.atlassian.net)"),
        (
            "https://acme.atlassian.net/jira/x/boards/1?a=b&selectedIssue=HAR-12",
            "",
            "HAR-12 (acme.atlassian.net)",
        ),
        ("https://jira.acme.test/browse/HAR-12?x=1", "", "HAR-12 (jira.acme.test)"),
        ("https://linear.app/acme/issue/ENG-7/fix-sso", "", "ENG-7 (linear.app)"),
        ("https://github.com/acme/repo/issues/12", "", "repo#12 (github.com)"),
        ("https://github.com/acme/repo/pull/12/files", "the fix", "the fix (github.com)"),
        ("https://github.com/acme/repo", "", "github.com/acme/repo"),
        ("https://github.com.evil.test/a/b/pull/1", "", "github.com.evil.test/a/b/pull/1"),
        ("https://app.asana.com/0/12/34", "", "Asana (app.asana.com)"),
        ("https://www.notion.so/acme/Plan-1", "", "Notion (www.notion.so)"),
        ("HTTPS://Acme.Test:8443/a/", "", "acme.test:8443/a"),
        ("http://localhost/x", "", "localhost/x"),
        ("http://[::1]:8080/x", "", "[::1]:8080/x"),
        ("https://acme.test", "acme.test", "acme.test"),
        ("https://acme.test/plan", "https://acme.test/pl…", "acme.test/plan"),
        ("https://acme.test", "see plan.pdf, v1.2", "see plan.pdf, v1.2 (acme.test)"),
        ("https://acme.test/" + "x" * 80, "", "acme.test/" + "x" * 49 + "…"),
    ],
)  # fmt: skip
def test_a_link_is_called_by_its_words_or_its_tracker_and_always_shows_its_host(
    address: str, words: str, shown: str
) -> None:
    assert link(address, words).shown == shown


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://b\N{CYRILLIC SMALL LETTER A}nk.com", "xn--bnk-6cd.com"),
        ("https://аррӏе.com", "xn--80ak6aa92e.com"),  # all of it Cyrillic but for the end
        ("https://xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        ("https://\N{LATIN SMALL LETTER SCRIPT G}oogle.com", "xn--oogle-qmc.com"),
        ("https://münchen.de", "münchen.de"),
        ("https://straße.de", "straße.de"),
        ("https://пример.рф", "пример.рф"),
        ("https://日本.jp", "日本.jp"),
        ("https://日本a.jp", "xn--a-jn6bt1b.jp"),
        ("https://ｅｖｉｌ．ｃｏｍ", "evil.com"),
        ("https://evil。com", "evil.com"),
        ("https://xn--uwxbzpu6lnrbzh1pblw0.com", "xn--uwxbzpu6lnrbzh1pblw0.com"),  # no code
    ],
)
def test_what_looks_like_another_host_is_shown_in_its_code(address: str, host: str) -> None:
    found = link(address)
    assert found.host == host
    assert found.url.isascii()


def test_characters_that_hide_or_turn_others_are_left_out() -> None:
    found = link("https://acme.test/\u202egpj.exe", "a\u202eb\u200b c\td\n")
    assert (found.url, found.words) == ("https://acme.test/gpj.exe", "ab c d")


def test_what_could_end_the_link_is_coded() -> None:
    assert link('https://acme.test/a|b>c`d"é').url == "https://acme.test/a%7Cb%3Ec%60d%22é"


BEGINS = "A link begins with https:// or http://. Copy the whole address."
SECRET = "That address contains a name or a password. Leave out all up to the `@`."
UNREAD = "I cannot read that address. Copy it once more from your browser."
OTHER = "Those words look like another address. Use other words, or none."


@pytest.mark.parametrize(
    ("address", "words", "why"),
    [
        ("javascript:alert(1)", "", BEGINS),
        ("javascript://acme.test/%0aalert(1)", "", BEGINS),
        ("ftp://acme.test", "", BEGINS),
        ("acme.test/plan", "", BEGINS),
        ("", "", BEGINS),
        ("https://bo:secret@acme.test", "", SECRET),
        ("https://bank.com@evil.test", "", SECRET),
        ("https://evil.test\\@bank.com", "", SECRET),
        ("https://", "", UNREAD),
        ("https://a..b", "", UNREAD),
        ("https://bank.com\\.evil.test", "", UNREAD),
        ("https://%65vil.test", "", UNREAD),
        ("https://acme.test:port/", "", UNREAD),
        ("https://evil.com℀bank.com", "", UNREAD),
        (
            "https://acme.test/" + "x" * 2982,
            "",
            "That address has 3,000 characters; at most 2,000 fit.",
        ),
        ("https://acme.test", "x" * 101, "Those words have 101 characters; at most 100 fit."),
        ("https://evil.test", "https://bank.com", OTHER),
        ("https://evil.test", "log in at bank.com", OTHER),
        ("https://evil.test", "www.bank", OTHER),
        ("https://evil.test", "bank。com", OTHER),
        ("https://evil.test", "contract (docs.google.com)", OTHER),
    ],
)
def test_what_is_no_link_says_what_to_do(address: str, words: str, why: str) -> None:
    with pytest.raises(BadInput) as caught:
        link(address, words)
    assert caught.value.text == why


def test_an_address_is_kept_once_and_ten_at_most() -> None:
    many = [link(f"https://acme.test/{n}") for n in (1, 1, *range(1, 13))]
    assert [(one.n, one.url[-2:]) for one in numbered(many)] == [
        *((n, f"/{n}") for n in range(1, 10)),
        (10, "10"),
    ]


def test_further_addresses_get_the_next_numbers_as_far_as_they_fit() -> None:
    first, third = (replace(link(f"https://acme.test/{n}"), n=n) for n in (1, 3))
    more = [link(f"https://acme.test/{n}") for n in range(3, 14)]
    found = numbered(more, after=(first, third))
    assert [(one.n, one.url.rpartition("/")[2]) for one in found] == [
        (1, "1"),
        (3, "3"),
        *((n, str(n)) for n in range(4, 12)),
    ]


def test_an_item_is_found_by_words_tracker_and_host() -> None:
    assert searched([link("https://github.com/acme/repo/pull/12", "the fix")]) == (
        "the fix repo#12 github.com",
    )
