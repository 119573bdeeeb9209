"""The page over real HTTP, with a real Bolt app behind the playground."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from aiohttp import ClientSession

from playground.slack import Playground
from tests.support.bots.page_bot import NOON, PlannedClock, a_page


@dataclass
class Browser:
    """One person's browser without scripts: it reads pages and posts forms."""

    slack: Playground
    session: ClientSession
    clock: PlannedClock

    def url(self, path: str = "/") -> str:
        return self.slack.engine.base_url + path

    async def sees(self, who: str, where: str = "#launch", thread: str = "") -> str:
        """The page as this person sees it."""
        asked = {"as": self.slack.person(who).id, "in": self.place(where), "thread": thread}
        async with self.session.get(self.url(), params=asked) as answer:
            assert answer.status == 200
            return await answer.text()

    async def posts(self, who: str, path: str, where: str = "#launch", **fields: str) -> str:
        """The page this person gets after posting a form."""
        sent = {"as": self.slack.person(who).id, "in": self.place(where), **fields}
        headers = {"X-Redraw": "1"}
        async with self.session.post(self.url(path), data=sent, headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()

    def place(self, where: str) -> str:
        return self.slack.channel(where).id if where.startswith("#") else where


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    clock = PlannedClock()
    async with a_page(clock) as slack, ClientSession() as session:
        yield Browser(slack, session, clock)


def words(page: str, part: str = "body") -> str:
    """The text of the element with this id (or of the whole body), spaces joined."""
    start = page.index("<body") if part == "body" else page.index(f'id="{part}"')
    cut = page[start:]
    ends = {"stream": "</ol>", "thread": "</ol>", "notice": "</p>", "clock": "</form>"}
    if part in ends:
        cut = cut[: cut.index(ends[part])]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", "<" + cut)).split())


async def test_the_bare_address_leads_to_the_first_person_in_the_first_channel(
    browser: Browser,
) -> None:
    async with browser.session.get(browser.url()) as answer:
        maria, launch = browser.slack.person("maria"), browser.slack.channel("#launch")
        assert answer.url.query == {"as": maria.id, "in": launch.id}
        assert "Maria Silva · Tue 1:00 PM" in words(await answer.text())


async def test_a_host_that_is_not_this_machine_is_refused(browser: Browser) -> None:
    for path in ("/", "/events", "/static/page.js", "/api/auth.test"):
        headers = {"Host": "evil.test"}
        async with browser.session.get(browser.url(path), headers=headers) as answer:
            assert answer.status == 403


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "https://127.0.0.1:1"])
async def test_a_form_from_another_site_is_refused_and_changes_nothing(
    browser: Browser, origin: str
) -> None:
    sent = {"as": browser.slack.person("maria").id, "in": browser.place("#launch"), "text": "x"}
    headers = {"Origin": origin}
    async with browser.session.post(browser.url("/say"), data=sent, headers=headers) as answer:
        assert answer.status == 403
    assert browser.slack.workspace.messages == []


async def test_the_pages_own_form_is_taken(browser: Browser) -> None:
    sent = {"as": browser.slack.person("maria").id, "in": browser.place("#launch"), "text": "x"}
    headers = {"Origin": browser.slack.engine.base_url}
    async with browser.session.post(browser.url("/say"), data=sent, headers=headers) as answer:
        assert answer.status == 200
    assert [message.text for message in browser.slack.workspace.messages] == ["x"]


async def test_nothing_from_elsewhere_may_load(browser: Browser) -> None:
    async with browser.session.get(browser.url()) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'; img-src 'self' data:" in policy
        page = await answer.text()
    assert "style=" not in page
    assert not re.search(r'(src|href)="https?:', page)


async def test_what_somebody_types_reaches_others_as_text(browser: Browser) -> None:
    await browser.posts("maria", "/say", text="<script>alert(1)</script> for @tom")
    page = await browser.sees("tom")
    assert "<script>alert" not in page
    assert "<script>alert(1)</script> for @Tom Berg" in words(page, "stream")


async def test_an_answer_for_one_is_shown_to_that_one(browser: Browser) -> None:
    page = await browser.posts("maria", "/say", text="/echo hello")
    assert "Only visible to you You said hello" in words(page, "stream")
    assert "You said hello" not in await browser.sees("tom")


async def test_a_form_keeps_what_was_entered_and_names_its_faults(browser: Browser) -> None:
    page = await browser.posts("maria", "/say", text="/echo")
    view = browser.slack.person("maria").form
    assert view is not None
    assert '<label for="modal:what|value">What' in page
    entered = {"view": view.id, "what|value": "The key", "owner|value": "", "submit": "form"}
    page = await browser.posts("maria", "/submit", **entered)
    assert words(page).count("Please complete this required field.") == 2
    entered |= {"owner|value": browser.slack.person("tom").id, "due|value": "2026-11-20T10:00"}
    page = await browser.posts("maria", "/submit", **entered)
    assert "That has passed." in words(page)
    assert ">\nThe key</textarea>" in page
    assert 'value="2026-11-20T10:00"' in page
    entered["due|value"] = "2026-11-27T10:00"
    page = await browser.posts("maria", "/submit", **entered)
    assert "modal-title" not in page
    assert "The key due Nov 27 at 10:00 AM" in words(page, "stream")
    assert "The key due Nov 27 at 4:00 AM" in words(await browser.sees("tom"), "stream")


async def test_cancelling_a_form_closes_it_and_tells_the_app(browser: Browser) -> None:
    await browser.posts("maria", "/say", text="/echo")
    view = browser.slack.person("maria").form
    assert view is not None
    page = await browser.posts("maria", "/submit", view=view.id, close="one")
    assert "modal-title" not in page
    assert browser.slack.recorder.calls("in.view_closed") != []


async def a_card(browser: Browser) -> str:
    """A message with a button in #launch; returns its `ts`."""
    await browser.posts("maria", "/say", text="/echo")
    view = browser.slack.person("maria").form
    assert view is not None
    entered = {"view": view.id, "what|value": "Key", "due|value": "2026-11-27T10:00"}
    entered["owner|value"] = browser.slack.person("tom").id
    await browser.posts("maria", "/submit", **entered)
    return browser.slack.workspace.messages[-1].ts


async def test_a_button_acts_and_its_message_is_drawn_again(browser: Browser) -> None:
    ts = await a_card(browser)
    page = await browser.posts("tom", "/act", ts=ts, act="acts|take")
    assert "Taken by @Tom Berg (edited)" in words(page, "stream")
    assert "Take it" not in page


async def test_a_button_that_is_gone_says_so_and_does_nothing(browser: Browser) -> None:
    ts = await a_card(browser)
    await browser.posts("tom", "/act", ts=ts, act="acts|take")
    page = await browser.posts("maria", "/act", ts=ts, act="acts|take")
    assert "That is no longer there." in words(page, "notice")
    assert "Taken by @Tom Berg" in words(page, "stream")


NONSENSE: list[tuple[str, dict[str, str]]] = [
    ("/act", {"ts": "1.0", "act": "a|b"}),
    ("/act", {"view": "V9"}),
    ("/act", {}),
    ("/submit", {"view": "V9"}),
    ("/submit", {}),
    ("/shortcut", {"ts": "1.0", "shortcut": "Keep it"}),
    ("/shortcut", {"shortcut": "Nothing"}),
    ("/say", {"text": "/nope"}),
    ("/say", {"text": "x", "reply": "1.0"}),
    ("/say", {"text": "x", "where": "home"}),
    ("/join", {"where": "C9"}),
]


async def test_a_form_that_makes_no_sense_gets_words_back(browser: Browser) -> None:
    for path, fields in NONSENSE:
        page = await browser.posts("maria", path, **{"where": "#launch", **fields})
        assert words(page, "notice") != "", (path, fields)
        assert browser.slack.workspace.messages == []


async def test_a_notice_is_gone_when_the_page_is_opened_again(browser: Browser) -> None:
    assert "/nope" in words(await browser.posts("maria", "/say", text="/nope"), "notice")
    assert words(await browser.sees("maria"), "notice") == ""


async def test_a_private_channel_shows_only_to_its_members(browser: Browser) -> None:
    await browser.posts("ines", "/say", "#legal", text="the merger")
    legal = browser.place("#legal")
    for page in (await browser.sees("maria", "#legal"), await browser.sees("maria", thread="1.0")):
        assert "the merger" not in page
        assert legal not in page
    page = await browser.posts("maria", "/say", "#legal", text="hello")
    assert "That is no longer there." in words(page, "notice")
    assert [message.text for message in browser.slack.workspace.messages] == ["the merger"]


async def test_a_public_channel_can_be_read_then_joined(browser: Browser) -> None:
    page = await browser.sees("ines", "#launch")
    assert "You are looking at a channel you have not joined." in words(page)
    assert 'action="/say"' not in page
    assert 'action="/say"' in await browser.posts("ines", "/join", "#launch")


async def test_messages_of_the_app_are_each_persons_own(browser: Browser) -> None:
    await browser.sees("maria", "dm")
    own = browser.slack.workspace.im(browser.slack.person("maria").id)
    assert own is not None
    page = await browser.posts("maria", "/say", own.id, text="hello app")
    assert "hello app" in words(page, "stream")
    assert "hello app" not in await browser.sees("tom", own.id)


async def test_home_is_published_when_it_is_opened(browser: Browser) -> None:
    await browser.sees("tom", "home")
    tom = browser.slack.person("tom")
    assert await browser.slack.workspace.signal.until(lambda: tom.home)
    assert "Your things" in words(await browser.sees("tom", "home"))


async def test_a_thread_has_an_address_and_takes_replies(browser: Browser) -> None:
    await browser.posts("maria", "/say", text="the start")
    root = browser.slack.workspace.messages[0].ts
    await browser.posts("tom", "/say", reply=root, thread=root, text="the reply")
    page = await browser.sees("maria", thread=root)
    assert "the reply" in words(page, "thread")
    assert "the reply" not in words(page, "stream")
    assert "1 reply" in words(page, "stream")


async def test_a_shortcut_opens_the_form_with_the_message(browser: Browser) -> None:
    await browser.posts("maria", "/say", text="worth keeping")
    ts = browser.slack.workspace.messages[0].ts
    page = await browser.posts("tom", "/shortcut", ts=ts, shortcut="Keep it")
    assert 'value="worth keeping"' in page


async def test_new_messages_are_counted_until_they_were_on_screen(browser: Browser) -> None:
    await browser.posts("maria", "/say", text="one")
    await browser.posts("maria", "/say", text="two")
    assert "launch 2 new" in words(await browser.sees("tom", "home"))
    await browser.sees("tom", "#launch")
    assert "2 new" not in words(await browser.sees("tom", "home"))


async def test_next_event_lets_what_is_planned_happen_at_its_time(browser: Browser) -> None:
    tom = browser.slack.person("tom")

    async def speak() -> None:
        tom.writes("#launch", "three hours later")

    browser.clock.planned[NOON + timedelta(hours=3)] = speak
    page = await browser.sees("maria")
    assert "Next event · today 4:00 PM" in words(page, "clock")
    page = await browser.posts("maria", "/clock", to="next")
    assert "Tue 24 Nov 2026, 4:00 PM" in words(page, "clock")
    assert "Tom Berg 4:00 PM three hours later" in words(page, "stream")
    assert 'value="next" disabled' in page


async def test_the_next_morning_is_the_one_of_whoever_presses(browser: Browser) -> None:
    await browser.posts("tom", "/clock", to="morning")
    assert browser.clock.at == NOON + timedelta(hours=2)  # nine in New York is two in UTC
    await browser.posts("maria", "/clock", to="morning")
    assert browser.clock.at == NOON + timedelta(hours=20)  # eight in UTC on Wednesday


async def test_every_open_page_hears_of_a_change(browser: Browser) -> None:
    await browser.sees("maria")
    drawn = browser.slack.workspace.signal.version
    async with browser.session.get(browser.url(f"/events?after={drawn}")) as stream:
        assert stream.content_type == "text/event-stream"
        browser.slack.person("tom").writes("#launch", "news")
        async with asyncio.timeout(3):
            heard = await stream.content.readuntil(b"data: changed\n\n")
    assert f"id: {drawn + 1}\n".encode() in heard


@pytest.mark.parametrize("after", ["0", "", "nonsense", "999999"])
async def test_a_page_that_missed_a_change_is_told_at_once(browser: Browser, after: str) -> None:
    async with (
        browser.session.get(browser.url(f"/events?after={after}")) as stream,
        asyncio.timeout(3),
    ):
        assert b"data: changed" in await stream.content.readuntil(b"data: changed\n\n")


async def test_somebody_deactivated_is_no_longer_offered(browser: Browser) -> None:
    browser.slack.deactivate("tom")
    page = await browser.sees("maria")
    assert "Tom Berg ·" not in words(page)
    assert "Tom Berg" not in words(await browser.sees("tom"))
