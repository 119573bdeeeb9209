"""Lines to log: thirty as people type them, then impact, urgent and options."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from escalation.fields import Field
from escalation.worktime.hours import Calendar
from grammar.due.result import DueContext, DueFault, DueRead, DueUnclear
from grammar.line import read as line_reader
from grammar.line.draft import Conflict, Draft, DraftOwner, OwnerKind

BERLIN = ZoneInfo("Europe/Berlin")
NOW = DueContext(
    now=datetime(2026, 3, 25, 9, 30, tzinfo=UTC), calendar=Calendar(tz=BERLIN)
)  # Wednesday, 10:30 in Berlin


def read(line: str, *, decision: bool = False) -> Draft:
    return line_reader.read(line, NOW, requester="U9", decision=decision)


def due(draft: Draft) -> str:
    """The due date on Berlin's clock, or nothing."""
    if not isinstance(draft.due, DueRead):
        return ""
    return f"{draft.due.at.astimezone(BERLIN):%d %b %H:%M}"


def person(user: str, *, proposed: bool = False) -> DraftOwner:
    return DraftOwner(kind=OwnerKind.PERSON, value=user, proposed=proposed)


U1 = person("U1")
FRI = "27 Mar 17:00"

PAPER = [
    # number, line, text, owner, due, fallback
    (1, "staging DB is down owner <@U1|maria> due fri 5pm fallback use the replica",
     "staging DB is down", U1, FRI, "use the replica"),
    (2, "staging DB is down due fri 5pm owner <@U1|maria>", "staging DB is down", U1, FRI, ""),
    (3, "API key missing\nowner: <@U1>\ndue: tomorrow\nfallback: demo mode",
     "API key missing", U1, "26 Mar 17:00", "demo mode"),
    (4, "“API key, due soon” owner <@U1|maria> due tmrw 9",
     "API key, due soon", U1, "26 Mar 09:00", ""),
    (5, "can't deploy, it's Bob's branch owner <@U1|maria> due eod",
     "can't deploy, it's Bob's branch", U1, "25 Mar 17:00", ""),
    (6, "can’t deploy owner <@U1|maria> due eod fallback don’t ship",
     "can’t deploy", U1, "25 Mar 17:00", "don’t ship"),
    (7, "invoice due date field is wrong owner <@U1> due fri",
     "invoice due date field is wrong", U1, FRI, ""),
    (8, "blocked by legal owner <@U1> by fri", "blocked by legal", U1, FRI, ""),
    (9, "the fallback DNS is down owner <@U1> due 48h"
        " fallback use the fallback at <http://b.io|b.io>",
     "the fallback DNS is down", U1, "27 Mar 10:30", "use the fallback at <http://b.io|b.io>"),
    (10, "owner of the repo left, need access owner <@U1> due mon",
     "owner of the repo left, need access", U1, "30 Mar 17:00", ""),
    (11, 'need sign-off --owner <@U1> --due "fri 5pm" --fallback skip it',
     "need sign-off", U1, FRI, "skip it"),
    (12, "need sign-off —owner <@U1> —due fri", "need sign-off", U1, FRI, ""),
    (13, "need sign-off owner=<@U1> due=2026-04-01", "need sign-off", U1, "01 Apr 17:00", ""),
    (14, "see <https://x.io/a?owner=b&amp;due=fri|doc owner due fri> owner <@U1> due fri",
     "see <https://x.io/a?owner=b&amp;due=fri|doc owner due fri>", U1, FRI, ""),
    (15, "waiting on <#C1|infra> owner <!subteam^S1|@sre> due noon",
     "waiting on <#C1|infra>", DraftOwner(kind=OwnerKind.GROUP, value="S1"), "25 Mar 12:00", ""),
    (16, "prod is slow <@U1|maria> due fri",
     "prod is slow <@U1|maria>", person("U1", proposed=True), FRI, ""),
    (17, "prod is slow owner me due eod", "prod is slow", person("U9"), "25 Mar 17:00", ""),
    (18, "prod is slow owner @maria due eod",
     "prod is slow", DraftOwner(kind=OwnerKind.NAME, value="maria"), "25 Mar 17:00", ""),
    (19, "prod is slow owner <@U1> due whenever", "prod is slow", U1, "", ""),
    (20, "prod is slow owner: <@U1> due: whenever", "prod is slow", U1, "", ""),
    (21, "prod is slow owner <@U1|maria> fri 5pm", "prod is slow", U1, FRI, ""),
    (22, "prod is slow, owner <@U1>, due fri, fallback roll back",
     "prod is slow", U1, FRI, "roll back"),
    (23, "price is 5 &lt; 6 &amp; rising owner <@U1> due fri",
     "price is 5 < 6 & rising", U1, FRI, ""),
    (24, "use `owner @x due fri` syntax owner <@U1> due fri",
     "use `owner @x due fri` syntax", U1, FRI, ""),
    (25, "a due fri owner <@U1> due mon", "a", U1, "", ""),
    (26, "he said “no owner <@U1> due fri", "he said “no", U1, FRI, ""),
    (27, "", "", None, "", ""),
    (29, "help desk is down owner <@U1> due fri", "help desk is down", U1, FRI, ""),
    (30, "pod 🔥 restarts owner <@U1|maría> due fri fallback plan B: page <@U2|bo>",
     "pod 🔥 restarts", U1, FRI, "plan B: page <@U2|bo>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "line", "text", "owner", "on", "fallback"), PAPER, ids=[row[0] for row in PAPER]
)
def test_a_line_of_the_paper_reads_as_the_paper_says(
    number: int, line: str, text: str, owner: DraftOwner | None, on: str, fallback: str
) -> None:
    draft = read(line)
    assert (draft.text, draft.owner, due(draft), draft.fallback) == (text, owner, on, fallback)
    assert draft.raw == line


def test_a_date_that_was_asked_for_and_not_read_is_reported() -> None:
    for number in (18, 19):  # lines 19 and 20
        draft = read(PAPER[number][1])
        assert isinstance(draft.due, DueUnclear)
        assert (draft.due.phrase, draft.due.fault) == ("whenever", DueFault.NOT_A_DATE)
        assert "due" in draft.asks


def test_two_dates_are_a_conflict_with_both_to_choose_from() -> None:
    draft = read("a due fri owner <@U1> due mon")  # line 25
    assert draft.conflicts == (Conflict(field=Field.DUE, values=("fri", "mon")),)
    assert isinstance(draft.due, DueUnclear)
    assert [choice.phrase for choice in draft.due.choices] == [
        "2026-03-27 17:00",
        "2026-03-30 17:00",
    ]
    assert "due" in draft.asks


def test_a_complete_line_asks_for_nothing() -> None:
    assert read(PAPER[0][1]).asks == ()
    assert read("a owner <@U1> fallback b").asks == ()  # the 48-hour window
    assert read("").asks == (Field.TITLE, Field.OWNER, Field.FALLBACK)


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        (PAPER[14][1], ("owner", "fallback")),  # a group cannot own
        (PAPER[15][1], ("owner", "fallback")),  # the only mention is a proposal
        (PAPER[17][1], ("owner", "fallback")),  # a name nobody resolved
        ("a owner <@U1> <@U2> fallback b", ("owner",)),
        ("a owner <@U1> due 4/1 fallback b", ("due",)),
    ],
)
def test_a_form_asks_for_what_is_missing_or_unclear(line: str, asks: tuple[str, ...]) -> None:
    assert read(line).asks == asks


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("a owner <@U1> owner <@U2>", ("<@U1>", "<@U2>")),
        ("a owner <@U1> and <@U2>", ("<@U1>", "<@U2>")),
        ("a owner <@U1>, @bo", ("<@U1>", "@bo")),
        ("a owner me or <@U2> due fri", ("me", "<@U2>")),
    ],
)
def test_two_owners_are_a_conflict(line: str, values: tuple[str, ...]) -> None:
    draft = read(line)
    assert draft.owner is None
    assert draft.conflicts == (Conflict(field=Field.OWNER, values=values),)


def test_the_same_owner_or_date_twice_is_not_a_conflict() -> None:
    draft = read("a owner <@U1> owner <@U1|maria> due fri due friday 5pm")
    assert (draft.owner, due(draft), draft.conflicts) == (U1, FRI, ())


@pytest.mark.parametrize(
    ("line", "text", "owner"),
    [
        ("a owner <@U1> please hurry", "a please hurry", U1),
        ("a owner <@U1> `code` fails", "a `code` fails", U1),
        ("a owner: the team due fri", "a", DraftOwner(kind=OwnerKind.NAME, value="the team")),
        ("a owner: <!here> due fri", "a", DraftOwner(kind=OwnerKind.NAME, value="<!here>")),
        ("a owner <!here> due fri", "a owner <!here>", None),
        ("a owner: due: fri", "a", None),
        ("owner <@W1> due fri", "", person("W1")),
        ("a assigned  to <@U1>", "a", U1),
        ("a <@U1> and <@U2>", "a <@U1> and <@U2>", None),
        ("a by: fri", "a", None),
        ("a -- owner <@U1>", "a", U1),
        ("a owner <@U1>. due fri. fallback b", "a", U1),
        ("a owner <@U1>: it is hot", "a it is hot", U1),
        ("a owner <@U1> :fire: it burns", "a :fire: it burns", U1),
        ("a (owner <@U1>) ... or not", "a ... or not", U1),
        ('a owner "<@U1>" due fri', "a", U1),
        ("a owner “<@U1|maria>” due fri", "a", U1),
        ("a (owner <@U1>, due fri) fallback b", "a", U1),
    ],
)
def test_who_is_named_and_what_stays_text(line: str, text: str, owner: DraftOwner | None) -> None:
    draft = read(line)
    assert (draft.text, draft.owner) == (text, owner)


@pytest.mark.parametrize(
    ("line", "text", "fallback"),
    [
        ("we have no fallback", "we have no fallback", ""),
        ("fallback is broken", "fallback is broken", ""),
        ("fallback: ship it", "", "ship it"),
        ("db down fallback", "db down fallback", ""),
        ("db down otherwise we slip", "db down", "we slip"),
        ("db down plan b replica", "db down", "replica"),
        ("db down fallback a fallback b", "db down", "a fallback b"),
        ('db down fallback "owner <@U2>"', "db down", "owner <@U2>"),
        ("db down fallback use\u00a0it  now", "db down", "use it now"),
    ],
)
def test_the_first_fallback_that_fits_its_sentence_counts(
    line: str, text: str, fallback: str
) -> None:
    draft = read(line)
    assert (draft.text, draft.fallback) == (text, fallback)


@pytest.mark.parametrize(
    ("line", "text", "impact"),
    [
        ("SSO down impact Acme, launch slips", "SSO down", "Acme, launch slips"),
        ("SSO down impact: Acme owner <@U1>", "SSO down", "Acme"),
        ("customer impact unknown", "customer impact unknown", ""),
        ("SSO down, impact is unclear", "SSO down, impact is unclear", ""),
        ("SSO down impact Acme impact Bolt", "SSO down", "Acme impact Bolt"),
        ("impact report is late", "impact report is late", ""),
        ("report its impact", "report its impact", ""),
        ("report impact", "report impact", ""),
    ],
)
def test_impact_counts_like_fallback(line: str, text: str, impact: str) -> None:
    draft = read(line)
    assert (draft.text, draft.impact) == (text, impact)


@pytest.mark.parametrize(
    ("line", "text", "urgent"),
    [
        ("API down urgent", "API down", True),
        ("API down, URGENT!", "API down", True),
        ("API down (urgent) owner <@U1>", "API down", True),
        ("API down owner <@U1> urgent due fri", "API down", True),
        ("API down owner <@U1> due fri urgent", "API down", True),
        ("API down owner <@U1> due fri fallback page, urgent", "API down", True),
        ("API down --urgent owner <@U1>", "API down", True),
        ("--urgent API down owner <@U1>", "API down", True),
        ("urgent: fix the API", "urgent: fix the API", False),
        ("urgent fix for the API", "urgent fix for the API", False),
        ("API down, not urgent", "API down, not urgent", False),
        ("it isn’t urgent", "it isn’t urgent", False),
        ("say so if it is urgent", "say so if it is urgent", False),
        ("this is non-urgent", "this is non-urgent", False),
        ("urgent", "urgent", False),
        ("call “urgent”", "call “urgent”", False),
        ("resurgent", "resurgent", False),
    ],
)
def test_a_lone_urgent_at_an_end_is_a_flag(line: str, text: str, urgent: bool) -> None:
    draft = read(line)
    assert (draft.text, draft.urgent) == (text, urgent)
    if urgent and "due fri" in line:
        assert due(draft) == FRI


@pytest.mark.parametrize(
    ("line", "text", "options", "default"),
    [
        ("which db options Postgres | SQLite default sqlite owner <@U1>",
         "which db", ("Postgres", "SQLite"), "SQLite"),
        ("which db default Postgres options Postgres | SQLite | SQLite",
         "which db", ("Postgres", "SQLite"), "Postgres"),
        ("which db options a | b owner <@U1> default b", "which db", ("a", "b"), "b"),
        ("which db options: <@U2|bo> | b", "which db", ("<@U2|bo>", "b"), ""),
        ("which default config", "which default config", (), ""),
        ("the options are many", "the options are many", (), ""),
        ("stock options | nothing", "stock options | nothing", (), ""),
        ("which default db options a | b", "which default db", ("a", "b"), ""),
        ("which db options A / B", "which db", ("A", "B"), ""),
        ("which db? options: A, B or C", "which db?", ("A", "B", "C"), ""),
        ("which db options ours; theirs", "which db", ("ours", "theirs"), ""),
        ("which db options yes/no default no", "which db", ("yes", "no"), "no"),
        ("which db options\n- A, small\n- B\ndefault B", "which db", ("A, small", "B"), "B"),
        ("which theme options light / default / dark",
         "which theme", ("light", "default", "dark"), ""),
        ("which theme options dark or default", "which theme", ("dark", "default"), ""),
        ("which options A / B to use", "which options A / B to use", (), ""),
        ("what are our options / alternatives", "what are our options / alternatives", (), ""),
        ("default config is wrong", "default config is wrong", (), ""),
        ("who presents options <@U2>, <@U3> or <@U4>", "who presents", ("<@U2>", "<@U3>", "<@U4>"),
         ""),
    ],
)  # fmt: skip
def test_a_decision_has_options_and_a_default(
    line: str, text: str, options: tuple[str, ...], default: str
) -> None:
    draft = read(line, decision=True)
    assert (draft.text, draft.options, draft.default) == (text, options, default)
    assert draft.conflicts == ()


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("db options a | b default: c", ("c",)),
        ("db options a | b default a default b", ("a", "b")),
        ("db options a | b default c", ("c",)),
        ("db, default keep it, owner <@U1> fallback wait", ("keep it",)),
    ],
)
def test_a_default_that_is_not_a_single_option_is_a_conflict(
    line: str, values: tuple[str, ...]
) -> None:
    draft = read(line, decision=True)
    assert draft.default == ""
    assert draft.conflicts == (Conflict(field=Field.DEFAULT, values=values),)
    assert "default" in draft.asks


def test_a_default_and_another_fallback_are_a_conflict() -> None:
    both = read(
        "db owner <@U1> due fri options ours | mine default ours fallback wait", decision=True
    )
    assert both.conflicts == (Conflict(field=Field.FALLBACK, values=("wait", "ours")),)
    assert both.asks == (Field.FALLBACK,)
    same = read(
        "db owner <@U1> due fri options ours | mine default ours fallback Ours", decision=True
    )
    assert (same.fallback, same.default, same.conflicts) == ("Ours", "ours", ())


@pytest.mark.parametrize(
    ("line", "options", "phrase", "fallback"),
    [
        ("which db options A, B or C, <@U1> by friday, else A", ("A", "B", "C"), "friday", "A"),
        ("which db, options A / B, <@U1>, by friday, default B", ("A", "B"), "friday", "B"),
        ("which db options A / B - <@U1> - friday - default A", ("A", "B"), "friday", "A"),
        ("which db | options A / B | <@U1> | fri | default A", ("A", "B"), "fri", "A"),
        ("which db options A or B due fri owner <@U1> fallback B", ("A", "B"), "fri", "B"),
        ("which db options B / A fallback wait, <@U1> by fri", ("B", "A"), "fri", "wait"),
        ("which day options fri / mon, <@U1> by thu, default fri", ("fri", "mon"), "thu", "fri"),
        ("which db <@U1> by fri, default keep ours", (), "fri", "keep ours"),
        ("which db\nowner: <@U1>\ndue: fri\ndefault: keep ours", (), "fri", "keep ours"),
        ("which db\nimpact they cannot log in\nfallback wait\nowner <@U1>\ndue fri", (), "fri",
         "wait"),
    ],
)  # fmt: skip
def test_options_and_a_default_end_where_owner_and_date_begin(
    line: str, options: tuple[str, ...], phrase: str, fallback: str
) -> None:
    draft = read(line, decision=True)
    assert (draft.options, draft.due and draft.due.phrase, draft.fallback) == (
        options,
        phrase,
        fallback,
    )
    assert (draft.owner and draft.owner.value, draft.conflicts) == ("U1", ())


def test_a_blocker_has_no_options() -> None:
    assert read("pick options a | b default b").text == "pick options a | b default b"


def test_a_line_over_the_limit_is_kept_whole_and_not_read() -> None:
    line = "x" * 3990 + " owner <@U1>"
    draft = read(line)
    assert draft.over_limit
    assert draft.text == line
    assert Field.TITLE in draft.asks


def test_a_private_use_character_comes_back_as_it_was() -> None:
    assert read("a \U000f0000 b owner <@U1>").text == "a \U000f0000 b"


def test_a_sentence_after_due_is_text_and_nothing_unread() -> None:
    assert read("invoice due date field is wrong owner <@U1>").due is None
    assert read("due owner <@U1>").due is None


@pytest.mark.parametrize(
    ("line", "text", "phrase"),
    [
        ("a, owner <@U1>, 17", "a, 17", ""),
        ("a owner <@U1> due fri " + "x" * 200, "a", "fri " + "x" * 200),
        ("a what: b", "a what: b", ""),
        ("a who: <@U1>", "a who: <@U1>", ""),
        ("it hangs fallback b, fri, due mon", "it hangs", "mon"),
        ("it hangs fallback b; fri; due mon", "it hangs", "fri / mon"),
        ("fri report is late", "fri report is late", ""),
        ("a due fri fallback b; mon", "a", "fri"),
        ("a before", "a before", ""),
        ("it hangs impact c due friady", "it hangs", ""),
    ],
)
def test_what_is_a_due_date_and_what_is_text(line: str, text: str, phrase: str) -> None:
    draft = read(line)
    assert (draft.text, draft.due.phrase if draft.due else "") == (text, phrase)


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("needed thursday", "thursday"),
        ("should be fixed by hand on thursday", "on thursday"),
        ("target date thursday", "thursday"),
        ("before the demo on thursday", "on thursday"),
        ("dude fri", "fri"),
        ("untill friday", "friday"),
        ("due@friday", "friday"),
        (":calendar: friday 5pm", "friday 5pm"),
        ('"friday"', "friday"),
        ("needed thurdsay", "thurdsay"),
        ("no deadline", "no deadline"),
        ("deadline unclear", "deadline unclear"),
        ("by launch", "by launch"),
        ("until go-live", "until go-live"),
    ],
)
@pytest.mark.parametrize("end", ["", " fallback wait"])
def test_a_date_between_two_fields_is_asked_about(words: str, phrase: str, end: str) -> None:
    draft = read(f"SSO login fails owner <@U1> {words}{end}")
    asked = draft.due.phrase if isinstance(draft.due, DueUnclear) else draft.inner_due
    assert (asked, "due" in draft.asks) == (phrase, True)
    assert draft.text.startswith("SSO login fails")


@pytest.mark.parametrize(
    "words",
    [
        "bis freitag", "avant vendredi", "para el viernes", "entro venerdì", "até sexta-feira",
        "uiterlijk vrijdag", "do piątku", "senast fredag", "innan torsdag", "до пятницы", "завтра",
        "金曜日まで", "周五前", "금요일까지", "قبل الجمعة",
    ],
)  # fmt: skip
def test_a_day_in_another_language_is_asked_about(words: str) -> None:
    draft = read(f"SSO fails owner <@U1> {words} fallback wait")
    assert (draft.text, draft.asks) == ("SSO fails", ("due",))
    assert isinstance(draft.due, DueUnclear)


@pytest.mark.parametrize(
    "words", ["fails since monday", "crashes every friday", "for <#C1|launch>", "and the import"]
)
def test_other_words_between_two_fields_belong_to_the_title(words: str) -> None:
    draft = read(f"SSO login owner <@U1> {words} fallback wait")
    assert (draft.text, draft.asks) == (f"SSO login {words}", ())


def test_a_date_in_an_option_may_be_the_due_date() -> None:
    draft = read("which DPA owner <@U1> fallback ours options ours / theirs by fri", decision=True)
    assert (draft.options, draft.inner_due) == (("ours", "theirs by fri"), "fri")


@pytest.mark.parametrize(
    "line",
    [
        "SSO fails -- <@U1> -- fri 5pm -- else wait",
        "SSO fails [owner <@U1>] [due fri 5pm] [fallback wait]",
        "SSO fails [owner <@U1>, due fri 5pm, fallback wait]",
        "• What: SSO fails\n• Owner: <@U1>\n• When: fri 5pm\n• Plan B: wait",
        "◦ What: SSO fails\n◦ Owner: <@U1>\n◦ When: fri 5pm\n◦ Plan B: wait",
        "SSO fails\n1. Owner: <@U1>\n2. When: fri 5pm\n3. Plan B: wait",
        "SSO fails\n👤 Owner: <@U1>\n📅 When: fri 5pm\n🔁 Plan B: wait",
        "SSO fails\n:eyes: *Owner:* <@U1>\n:calendar: *When:* fri 5pm\n:repeat: *Plan B:* wait",
        "SSO fails\n• <@U1>\n• fri 5pm\n• else wait",
        "&gt; SSO fails owner <@U1> due fri 5pm fallback wait",
        "&gt; SSO fails\n&gt; owner <@U1>\n&gt; due fri 5pm\n&gt; fallback wait",
    ],
)
def test_marks_around_fields_are_not_words(line: str) -> None:
    draft = read(line)
    assert (draft.text, draft.owner, due(draft), draft.fallback) == ("SSO fails", U1, FRI, "wait")


@pytest.mark.parametrize(
    "title", [">5 users wait", "🔥 SSO fails", "[P1] SSO fails", "SSO -- the new one -- fails"]
)
def test_marks_of_a_title_stay(title: str) -> None:
    assert read(f"{title} owner <@U1> due fri fallback wait").text == title


def test_a_line_full_of_dates_is_asked_about() -> None:
    many = ", ".join(f"by {number} june it" for number in range(1000, 1110))
    draft = read(f"{many}, due fri")
    assert isinstance(draft.due, DueUnclear)
    assert "due" in draft.asks


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("a owner @maria. due fri", "maria"),
        ("a owner @Maria Silva due fri", "Maria Silva"),
        ("a owner @Ana Maria Silva Costa", "Ana Maria Silva"),
        ("a owner @maria Staging is down", "maria"),
        ("a owner @Maria API is down", "Maria"),
        ("a owner Tom Becker due fri", "Tom Becker"),
        ("a owner Ana de Souza due fri", "Ana de Souza"),
        ("a owner tom due fri", "tom"),
        ("a, @Maria Silva: due fri", "Maria Silva"),
    ],
)
def test_a_name_typed_by_hand_is_kept_apart_from_the_title(line: str, name: str) -> None:
    draft = read(line)
    assert draft.owner is not None
    assert (draft.owner.kind, draft.owner.value) == (OwnerKind.NAME, name)


def test_words_that_may_be_a_name_are_the_title_if_they_are_nobodys() -> None:
    draft = read("staging owner tom due fri")
    assert (draft.text, draft.if_nobody and draft.if_nobody.text) == (
        "staging",
        "staging owner tom",
    )


def test_more_dates_than_anybody_types_are_not_read() -> None:
    line = "SSO down, " + ", ".join(f"friady {number}" for number in range(1, 90))
    draft = read(line)
    assert isinstance(draft.due, DueUnclear)
    assert "due" in draft.asks
