"""User text in Slack: readable, inert and short."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.slack import text
from playground.page.reader import Reader
from playground.page.text import mrkdwn
from tests.support.factories import OWNER, a_person
from tests.support.payloads import loose

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PEOPLE = {OWNER: a_person(OWNER, name="Maria")}
TOKENS = [
    "<!channel>",
    "<@U01|bo>",
    "<https://x.io|x.io>",
    "&amp;",
    "`",
    "*",
    "\u202e",
    "\n",
    "<",
    "&",
]
hostile = st.lists(st.sampled_from(TOKENS) | st.text(max_size=20), max_size=60).map("".join)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ask <@U01|bo>", "ask @bo"),
        ("ask <@U01>", "ask @Maria"),
        ("ask <@U99>", "ask @U99"),
        ("see <#C01|infra>", "see #infra"),
        ("page <!subteam^S01|@sre>", "page @sre"),
        ("hey <!channel>", "hey @channel"),
        ("hey <!here|here>", "hey @here"),
        ("see <https://x.io|x.io>", "see <https://x.io>"),
        ("see <https://x.io/a?b=1>", "see <https://x.io/a?b=1>"),
        ("see <https://x.io|the runbook>", "see the runbook (<https://x.io>)"),
        ("see <https://evil.io|https://bank.io>", "see <https://bank.io> (<https://evil.io>)"),
        ("see https://x.io/?a=1&b=2, now", "see <https://x.io/?a=1&amp;b=2>, now"),
        ("see https://x.io/X_(y).", "see <https://x.io/X_(y)>."),
        ("(https://x.io)", "(<https://x.io>)"),
        ("https://... and http://", "https://... and http://"),
        ("mail <mailto:a_b@x.io|a_b@x.io>", "mail <mailto:a_b@x.io|a_b@x.io>"),
        ("call <tel:+491|+491>", "call +491"),
        ("at <!date^1774627200^{date}|Friday>", "at Friday"),
        ("5 < 6 > 4 & 3", "5 &lt; 6 &gt; 4 &amp; 3"),
        ("already &lt;escaped&gt;", "already &amp;lt;escaped&amp;gt;"),
        ("a\u202eb\u200bc\x00d\ud800e", "abcde"),
        ("two\r\nlines\tand a tab", "two lines and a tab"),
        ("family 👩\u200d👧 stays", "family 👩\u200d👧 stays"),
        ("use `code` here", "use ˋcodeˋ here"),
        ("an odd ` tick", "an odd ˋ tick"),
        ("*bold* _it_ ~gone~ ```pre```", "∗bold∗ ˍitˍ ∼gone∼ ˋˋˋpreˋˋˋ"),
        ("＊bold＊ ＿it＿ ｀code｀", "﹡bold﹡ ⸏it⸏ ˋcodeˋ"),
        ("> quoted", "\u00ad&gt; quoted"),
        ("＞ quoted", "\u00ad＞ quoted"),
        ("snake_case_name and _private_name_", "snake_case_name and ˍprivate_nameˍ"),
        ("done :white_check_mark: at 9:30_x:", "done :white_check_mark: at 9:30_x:"),
        ("z" + "\u0301" * 9 + "\u200d" + "\u0301" * 9 + "z", "z" + "\u0301" * 4 + "z"),
        ("5 * 3", "5 ∗ 3"),
    ],
)
def test_typed_text_reads_as_meant_and_stays_inert(typed: str, shown: str) -> None:
    assert text.title(typed, PEOPLE) == shown


def test_several_lines_keep_their_breaks_but_not_their_gaps() -> None:
    assert text.said("one\n\n\n\ntwo\n \nthree", {}) == "one\n\ntwo\n\nthree"


@pytest.mark.parametrize(
    ("marked", "limit", "short"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("ab&amp;cd", 5, "ab…"),
        ("ab&amp;cd", 7, "ab…"),
        ("ab&amp;cdefg", 8, "ab&amp;…"),
        ("due <!date^1^{time}|noon> x", 12, "due…"),
        ("R&D is down", 6, "R&D i…"),
    ],
)
def test_shortened_text_never_ends_inside_an_entity_or_token(
    marked: str, limit: int, short: str
) -> None:
    assert text.cut(marked, limit) == short


def test_where_there_is_no_room_for_a_link_its_address_stays_readable() -> None:
    assert text.title("see https://x.io/a/long/path", {}, limit=12) == "see https:/…"


def test_a_quote_on_any_line_is_none() -> None:
    assert text.said("one\n> two\n >three", {}) == "one\n\u00ad&gt; two\n\u00ad &gt;three"


@given(st.text(alphabet="ab *_~`>＞＊＿｀\n&", max_size=60))
def test_nothing_that_people_typed_is_drawn_as_ours(typed: str) -> None:
    reader = Reader(
        user_id="U1", zone=ZoneInfo("UTC"), now=NOON, users={}, people={}, channels={}, groups={}
    )
    for shown in (text.said(typed, {}), text.title(typed, {})):
        drawn = str(mrkdwn.to_html(f"*B-1* {shown}\n{shown}", reader))
        assert set(re.findall(r"<[^>]+>", drawn)) <= {"<b>", "</b>", "<br>"}
        assert drawn.count("<b>") == 1


def test_code_cut_in_half_does_not_swallow_what_follows() -> None:
    assert text.title("run `make all` now", {}, limit=10) == "run ˋmake…"


@given(hostile, st.integers(min_value=5, max_value=200))
def test_no_text_grows_beyond_its_limit_or_breaks_out(typed: str, limit: int) -> None:
    for shown in (text.title(typed, PEOPLE, limit=limit), text.said(typed, PEOPLE, limit=limit)):
        assert len(shown) <= limit
        assert not loose(shown)
        assert not re.search(r"&(?!amp;|lt;|gt;)", shown)


@given(hostile, st.integers(min_value=1, max_value=100))
def test_cutting_twice_is_cutting_once(typed: str, limit: int) -> None:
    once = text.cut(typed, limit)
    assert text.cut(once, limit) == once
    assert len(once) <= limit


def test_people_are_names_in_channels_and_mentions_in_private() -> None:
    assert text.name(OWNER, PEOPLE) == "*Maria*"
    assert text.mention(OWNER) == "<@U01>"


def test_a_name_cannot_carry_markup() -> None:
    sly = {OWNER: a_person(OWNER, name="*<!channel>* `x`")}
    assert text.name(OWNER, sly) == "*∗@channel∗ ˋxˋ*"


def test_nothing_but_an_id_becomes_a_mention() -> None:
    assert text.mention("<!channel>") == "&lt;!channel&gt;"
    assert text.mention("") == "nobody"


@pytest.mark.parametrize(
    "url", ["http://x.io", "javascript:alert(1)", "https://x.io|<!channel>", ""]
)
def test_only_a_plain_web_address_becomes_a_link(url: str) -> None:
    assert text.link(url, "here") == ""


def test_a_permalink_becomes_a_link() -> None:
    link = text.link("https://w.slack.com/archives/C01/p1?thread_ts=1&cid=C01", "where it came up")
    assert link == (
        "<https://w.slack.com/archives/C01/p1?thread_ts=1&amp;cid=C01|where it came up>"
    )


def test_words_are_counted_and_joined_as_people_do() -> None:
    assert [text.counted(number, "item") for number in (0, 1, 2)] == [
        "0 items",
        "1 item",
        "2 items",
    ]
    assert [text.listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
