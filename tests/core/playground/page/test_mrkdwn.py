"""mrkdwn becomes HTML that shows what Slack shows, and no attacker's text can escape it."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.page.reader import Reader
from playground.page.text import dates, mrkdwn

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
READER = Reader(
    user_id="U1",
    zone=ZoneInfo("Europe/Berlin"),
    now=NOON,
    users={"U1": "Maria Keller", "U2": "Tom <b>Okafor"},
    people={},
    channels={"C1": "launch"},
    groups={"S1": "leads"},
)
LINK = 'target="_blank" rel="noreferrer noopener"'


def html(text: str) -> str:
    return str(mrkdwn.to_html(text, READER))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*b* _i_ ~s~", "<b>b</b> <i>i</i> <s>s</s>"),
        ("*_both_*", "<b><i>both</i></b>"),
        ("_a *b* c_", "<i>a <b>b</b> c</i>"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("* not bold * and *open", "* not bold * and *open"),
        ("*a _b* c_", "<b>a _b</b> c_"),
        ("*two\nlines*", "*two<br>lines*"),
        ("`*code* <b>`", "<code>*code* &lt;b&gt;</code>"),
        ("a\n```x < y\n*z*```\nb", "a<pre>x &lt; y\n*z*</pre>b"),
        ("&gt; one\n&gt; two\nthree", "<blockquote>one<br>two</blockquote>three"),
        ("＊b＊ ＿i＿ ｀c｀", "<b>b</b> <i>i</i> <code>c</code>"),
        ("＞ one", "<blockquote>one</blockquote>"),
        ("\u00ad&gt; one", "\u00ad&gt; one"),
        ("a &lt; b &amp;&amp; c", "a &lt; b &amp;&amp; c"),
        ("&amp;lt;b&amp;gt;", "&amp;lt;b&amp;gt;"),
    ],
)
def test_styles_quotes_and_code_read_as_in_slack(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("🔴 *B-1* is late", '<span class="mark red">🔴</span> <b>B-1</b> is late'),
        ("*⚠️ late*", '<b><span class="mark warning">⚠️</span> late</b>'),
        ("⚠ ↩ ✅⚪", None),
        ("`🔴` 🎉", "<code>🔴</code> 🎉"),
    ],
)
def test_what_needs_a_font_for_emoji_is_drawn_and_stays_text(
    text: str, expected: str | None
) -> None:
    if expected:
        assert html(text) == expected
    assert re.sub("<[^>]*>", "", html(text)) == text.replace("*", "").replace("`", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<@U1>", '<span class="mention me">@Maria Keller</span>'),
        ("*<@U2>*", '<b><span class="mention">@Tom &lt;b&gt;Okafor</span></b>'),
        ("<@U9|stranger>", '<span class="mention">@stranger</span>'),
        ("<#C1>", '<span class="mention">#launch</span>'),
        ("<#C9|secret-merger>", '<span class="mention">private channel</span>'),
        ("<!subteam^S1>", '<span class="mention">@leads</span>'),
        (
            "<!channel> <!here>",
            '<span class="mention">@channel</span> <span class="mention">@here</span>',
        ),
    ],
)
def test_mentions_show_only_names_the_reader_may_see(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<https://a.test/?x=1&amp;y=2|the *notes*>",
            f'<a href="https://a.test/?x=1&amp;y=2" {LINK}>the *notes*</a>',
        ),
        ("see https://a.test/b.", f'see <a href="https://a.test/b" {LINK}>https://a.test/b</a>.'),
        ("<mailto:a@b.test|a@b.test>", f'<a href="mailto:a@b.test" {LINK}>a@b.test</a>'),
        ("<javascript:alert(1)|click>", "click"),
        ("<JavaScript:alert(1)>", "&lt;JavaScript:alert(1)&gt;"),
        ("<data:text/html,x|y>", "y"),
        (
            '<https://a.test/"onclick="x|y>',
            f'<a href="https://a.test/&#34;onclick=&#34;x" {LINK}>y</a>',
        ),
        (
            "<https://acme.slack.com/archives/C1/p1795521600000100|there>",
            '<a href="/?as=U1&amp;in=C1&amp;thread=1795521600.000100">there</a>',
        ),
    ],
)
def test_links_lead_only_to_web_pages_mail_and_this_page(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "*<b onmouseover=x>*",
        "<@<script>>",
        "<!foo|<i>>",
        "<|>",
        "<>",
        "<!>",
        "<@>",
        "<!date^99999999999999^{date}|x>",
        "<!date^1795521600^{date}^javascript:alert(1)|x>",
        "```<script>``` `<script>` ``` `",
        "\U000f0000\U000f0001 <@U1>",
    ],
)
def test_nasty_input_opens_no_tag_of_its_own(text: str) -> None:
    assert tags(html(text)) <= {"b", "i", "s", "code", "pre", "br", "blockquote", "span", "time"}


@given(st.text(alphabet="ab *_~`<>@#!|&;\n\U000f0000^{}:/", max_size=60))
def test_whatever_is_typed_makes_balanced_html(text: str) -> None:
    parsed = Balanced()
    parsed.feed(html(text))
    assert parsed.open == []


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{date_num} {time}", "2026-11-27 5:00 PM"),
        ("{date_short_pretty} at {time}", "Nov 27 at 5:00 PM"),
        ("{date_long}", "Friday, November 27th"),
        ("{time_secs}", "5:00:00 PM"),
        ("{ago}", "in 3 days"),
        ("{nonsense}", "Fri 16:00 UTC"),
    ],
)
def test_a_date_reads_on_the_readers_own_clock(pattern: str, expected: str) -> None:
    friday = int(datetime(2026, 11, 27, 16, 0, tzinfo=UTC).timestamp())
    shown = html(f"<!date^{friday}^{pattern}|Fri 16:00 UTC>")
    assert shown == f'<time datetime="2026-11-27T16:00:00+00:00">{expected}</time>'


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), "today"),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), "tomorrow"),  # midnight in Berlin
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "yesterday"),
        (datetime(2026, 11, 1, 12, 0, tzinfo=UTC), "November 1st"),
        (datetime(2027, 8, 12, 12, 0, tzinfo=UTC), "August 12th, 2027"),
        (datetime(2025, 2, 23, 12, 0, tzinfo=UTC), "February 23rd, 2025"),
    ],
)
def test_a_pretty_date_names_near_days_and_leaves_out_a_near_year(
    instant: datetime, expected: str
) -> None:
    assert dates.formatted("{date_pretty}", instant, READER) == expected


class Balanced(HTMLParser):
    """Tracks the open tags, and fails when one is closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class Tags(HTMLParser):
    """The names of all tags that were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)


def tags(text: str) -> set[str]:
    parser = Tags()
    parser.feed(text)
    return parser.found
