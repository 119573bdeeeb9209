"""Dates with words around them that count: what turns them, and what belongs to the title."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext, DueRead, DueUnclear
from grammar.line import read as line_reader
from grammar.line.draft import Draft

BERLIN = ZoneInfo("Europe/Berlin")
NOW = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC), calendar=Calendar(tz=BERLIN)
)  # Wednesday, 10:30 in Berlin


def read(line: str) -> Draft:
    return line_reader.read(line.replace("@maria", "<@U1>"), NOW, requester="U9")


def phrase(draft: Draft) -> str:
    """The words that are asked about."""
    return draft.due.phrase if isinstance(draft.due, DueUnclear) else draft.inner_due


def on(draft: Draft) -> str:
    """The date on Berlin's clock, or nothing."""
    if not isinstance(draft.due, DueRead):
        return ""
    return f"{draft.due.at.astimezone(BERLIN):%d %b %H:%M}"


@pytest.mark.parametrize(
    "words",
    [
        "3 days before go-live on 10 apr", "two days before go-live on 10 apr",
        "a day before the demo", "1 day before launch", "48h before go-live",
        "one hour before the call tomorrow 3pm", "2h before friday noon",
        "half a day before launch", "3 working days before contract end",
        "4 working hours before the call", "2 days until launch",
        "fri (not this one, the next)", "fri (maybe later)", "fri (thu better)", "fri (tbc)",
        "fri (otherwise mon)", "fri (if not, mon)", "fri 27 (not 28)", "fri (earlier if possible)",
        "fri - or mon if legal is out", "fri, or mon if legal is out", "fri; mon if legal is out",
        "fri, but better thu", "fri, worst case mon", "fri, ideally thu", "fri, otherwise mon",
        "fri — thu would be better", "fri 5pm → 6pm", "fri 5pm (EST)", "fri 5pm (NY time)",
        "fri (if possible)", "fri (at the earliest)", "fri, mon works too", "fri (moved to mon)",
        "fri, actually thu", "when legal (Cem) is back", "fri, EST",
        "every day until friday", "every morning until mon", "daily by 5pm",
        "weekdays until friday",
        "27.03. 14 Uhr", "27.03. um 14 Uhr", "27. März 14 Uhr",
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", [" fallback ours", ", fallback ours"])
def test_words_that_turn_a_date_are_asked_about_with_it(words: str, end: str) -> None:
    draft = read(f"DPA unsigned owner @maria due {words}{end}")
    assert (draft.text, draft.fallback, draft.asks) == ("DPA unsigned", "ours", ("due",))
    assert phrase(draft) == words
    assert isinstance(draft.due, DueUnclear)
    assert draft.due.choices == ()


@pytest.mark.parametrize("words", ["every day until friday", "daily by 5pm", "monthly by the 5th"])
def test_what_repeats_is_refused_as_such(words: str) -> None:
    due = read(f"DPA unsigned owner @maria due {words} fallback ours").due
    assert isinstance(due, DueUnclear)
    assert due.reason == "I can't repeat items yet. Give one date."


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("fri (they go live mon)", "DPA unsigned (they go live mon)"),
        ("fri (not negotiable)", "DPA unsigned (not negotiable)"),
        ("fri, but they go live mon", "DPA unsigned, but they go live mon"),
        ("fri, or we lose the slot on monday", "DPA unsigned, or we lose the slot on monday"),
        ("fri, monday jobs fail if it is down", "DPA unsigned, monday jobs fail if it is down"),
        ("fri, better ask legal first", "DPA unsigned, better ask legal first"),
        ("fri (DPA)", "DPA unsigned (DPA)"),
        ("fri because they go live mon", "DPA unsigned because they go live mon"),
        ("fri before the call", "DPA unsigned before the call"),
        ("fri 5pm 🙏", "DPA unsigned"),
        ("fri 5pm pls :pray:", "DPA unsigned"),
        ("fri 🙏 pls", "DPA unsigned"),
        ("3 days before 30 mar", "DPA unsigned"),
    ],
)  # fmt: skip
def test_other_words_after_a_date_leave_it_as_it_is(words: str, title: str) -> None:
    draft = read(f"DPA unsigned owner @maria due {words}, fallback ours")
    assert (draft.text, on(draft), draft.asks) == (title, "27 Mar 17:00", ())


@pytest.mark.parametrize(
    "title", ["SSO broke 2h before monday noon", "SSO broke 2 days before launch"]
)
def test_a_span_before_something_in_a_title_is_part_of_it(title: str) -> None:
    draft = read(f"{title} owner @maria due fri fallback ours")
    assert (draft.text, on(draft), draft.asks) == (title, "27 Mar 17:00", ())


def test_a_fallback_after_a_date_is_one() -> None:
    draft = read("DPA unsigned owner @maria due fri, otherwise monday we use ours")
    assert (on(draft), draft.fallback, draft.asks) == ("27 Mar 17:00", "monday we use ours", ())


@pytest.mark.parametrize("words", ["fri 5pm ❓", "fri 5pm 🤷", "fri 5pm :question:", "fri 5pm 👎"])
def test_an_emoji_that_doubts_a_date_is_asked_about(words: str) -> None:
    assert read(f"DPA unsigned owner @maria due {words} fallback ours").asks == ("due",)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[fri 5pm] export broken owner @maria fallback manual", "fri 5pm"),
        ("export, need it friday, owner @maria, fallback manual", "friday"),
        ("export, need it friday, still down, owner @maria, fallback manual", "friday"),
        ("export needed friday owner @maria fallback manual", "friday"),
        ("export needed thurdsay owner @maria fallback manual", "thurdsay"),
        ("SSO down, must be fixed thursday, owner @maria, fallback wait", "thursday"),
        ("need signature by Harbor's board friday owner @maria fallback ours", "friday"),
        ("SSO down fri noon owner @maria fallback wait", "fri noon"),
        ("SSO down @maria fri noon fallback pw", "fri noon"),
        ("SSO down @maria ⏰ fri noon, else pw", "fri noon"),
        ("SSO down @maria thursday, else pw", "thursday"),
        ("SSO down @maria 48h, else pw", "48h"),
        ("SSO down @maria freitag, else pw", "freitag"),
        ("SSO down @tom friday else pw", "friday"),
        ("DPA unsigned @maria needs to chase legal tmrw morning otherwise ours", "tmrw morning"),
        ("DPA unsigned - @maria chases legal thursday - fallback ours", "thursday"),
        ("SSO down @maria fri noon", "fri noon"),
        ("SSO down by gestern owner @maria fallback wait", "gestern"),
    ],
)
def test_a_date_at_the_end_of_the_title_or_after_a_person_is_asked_about(
    line: str, words: str
) -> None:
    draft = read(line)
    assert (phrase(draft), "due" in draft.asks) == (words, True)


@pytest.mark.parametrize(
    "title",
    [
        "March invoices are missing", "launch slipped by 2 days", "SSO down since tue",
        "call with Harbor on friday is at risk", "go-live on friday", "cert expires 30 march",
        "launch moved to thursday", "launch moved thursday",
        "down since early monday", "API slow today", "we need 2 days",
        "crashes every friday", "SSO broke, started monday", "need upgrade to 3.4",
        "do we ship friday?", "spoke with <@U2> on friday, still down", "ask <@U2> friday about it",
        "need “friday” in the title", "SSO down by hier",
    ],
)  # fmt: skip
def test_a_date_elsewhere_in_the_title_is_part_of_it(title: str) -> None:
    draft = read(f"{title} owner @maria fallback wait")
    assert (draft.text, draft.asks) == (title, ())


@pytest.mark.parametrize("mark", ["(by fri)", "(due fri)", "[due fri 5pm]"])
def test_brackets_around_a_date_at_the_start_are_no_title(mark: str) -> None:
    draft = read(f"{mark} SSO down owner @maria fallback wait")
    assert (draft.text, on(draft), draft.asks) == ("SSO down", "27 Mar 17:00", ())
    draft = read("(by lunch) SSO down owner @maria fallback wait")
    assert (draft.text, phrase(draft)) == ("SSO down", "lunch")


@pytest.mark.parametrize(
    ("end", "title", "fallback"),
    [
        ("\nhappens only on Safari\nseen since Monday",
         "SSO down happens only on Safari seen since Monday", "use passwords"),
        ("\nmore info: only on Safari", "SSO down more info: only on Safari", "use passwords"),
        (" and\nexport by hand", "SSO down", "use passwords and export by hand"),
        (",\nexport by hand", "SSO down", "use passwords, export by hand"),
        ("\n- export by hand\n- wait", "SSO down", "use passwords - export by hand - wait"),
        ("\n2. export by hand", "SSO down", "use passwords 2. export by hand"),
        ("\n\nThanks, Cem", "SSO down", "use passwords"),
        ("\nLiebe Grüße\nCem", "SSO down", "use passwords"),
        ("\nSent from my iPhone", "SSO down", "use passwords"),
        ("\nThanks!\nCem\nSent from my iPhone", "SSO down", "use passwords"),
        ("\nThanks to Cem it is short", "SSO down Thanks to Cem it is short", "use passwords"),
    ],
)  # fmt: skip
def test_a_fallback_ends_with_its_line(end: str, title: str, fallback: str) -> None:
    draft = read(f"SSO down owner @maria due fri fallback use passwords{end}")
    assert (draft.text, draft.fallback, draft.asks) == (title, fallback, ())


def test_a_fallback_may_begin_on_the_next_line() -> None:
    draft = read("SSO down\nowner @maria\ndue fri\nfallback:\nuse passwords\nsince monday")
    assert (draft.text, draft.fallback) == ("SSO down since monday", "use passwords")


def test_a_field_below_thanks_is_read() -> None:
    draft = read("SSO down owner @maria due fri\nThanks\nFallback Wait")
    assert (draft.text, draft.fallback) == ("SSO down Thanks", "Wait")


@pytest.mark.parametrize("end", ["urgent pls", "urgent please!", "urgent thx 🙏", "URGENT :pray:"])
def test_urgent_may_be_asked_for_politely(end: str) -> None:
    draft = read(f"SSO down owner @maria due fri fallback manual {end}")
    assert (draft.fallback, draft.urgent) == ("manual", True)
