"""Links as they are shown: numbered, inert, and with their host."""

from escalation.about.links import Link
from messages.items import cards, links
from messages.replies import shown_reply
from messages.slack import text
from messages.typeable import typeable_reply
from tests.support.factories import an_item
from tests.support.payloads import a_reader, faults

DOCS = "https://docs.google.com/document/d/1"
TWO = (Link(url=DOCS, words="contract", n=1), Link(url="https://a.test", n=3))


def test_the_card_shows_each_with_its_number() -> None:
    reader = a_reader()
    lines = cards.detail_lines(an_item(links=TWO), reader)
    assert lines[-1] == (
        f"*Links:* 1. <{DOCS}|contract (docs.google.com)> · 3. <https://a.test|a.test>"
    )
    plain = cards.detail_lines(an_item(links=TWO), reader.plainly())
    assert plain[-1] == "*Links:* 1. contract (docs.google.com) · 3. a.test"


def test_words_end_no_link_and_mark_nothing() -> None:
    hostile = Link(url="https://evil.test/?a=1&b=2", words="*a*|b> <!here> `c` <@U1>")
    shown = links.one(hostile, a_reader())
    inside = "∗a∗¦b&gt; @here ˋcˋ @U1 (evil.test)"
    assert shown == f"<https://evil.test/?a=1&amp;b=2|{inside}>"


def test_an_address_that_was_tampered_with_leads_nowhere() -> None:
    for url in ("javascript:alert(1)", "https://a.test|x", "https://a.test> <!channel>"):
        assert text.to(url, "words") == "words"
        assert "<" not in links.one(Link(url=url), a_reader())


def test_all_are_named_and_as_many_as_fit_lead_somewhere() -> None:
    long = [Link(url=f"https://a.test/{n}{'x' * 990}", words="w" * 100, n=n) for n in range(1, 11)]
    item = an_item(links=tuple(long))
    line = cards.detail_lines(item, a_reader())[-1]
    assert line.count("<https://") == 1  # the names take 1,090 of 2,500, each address 1,009
    assert line.endswith(f" · 10. {'w' * 100} (a.test)")
    for payload in (cards.card(item, a_reader()), shown_reply(item, [], a_reader())):
        assert faults(payload) == []


def test_help_offers_to_remove_a_link_only_where_there_is_one() -> None:
    said = [typeable_reply(one, a_reader())["text"] for one in (an_item(), an_item(links=TWO))]
    assert ["`/blocker B-12 unlink 1`" in one for one in said] == [False, True]
    assert all("`/blocker B-12 link https://…`" in one for one in said)
