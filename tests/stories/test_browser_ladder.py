"""A newcomer builds a ladder on a phone: in a real browser, found by its words."""

import pytest
from playwright.async_api import Locator, Page, ViewportSize, expect

from bot.demo.sandbox import Sandbox
from tests.stories.browser import PATIENCE, a_chromium
from tests.stories.heard import ignore_rest
from tests.stories.people import add_people
from tests.stories.test_setup import policy

pytestmark = [pytest.mark.browser, pytest.mark.of_one_bot]

PHONE = ViewportSize(width=360, height=740)
SCREEN = "[innerWidth, document.documentElement.scrollWidth]"
WIDER = "list => list.scrollWidth - list.clientWidth"


class Form:
    """The form on top, on somebody's phone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.shown = page.get_by_role("dialog")

    async def is_called(self, title: str) -> None:
        """It is there, and nothing in it is wider than the phone."""
        await expect(self.shown.get_by_role("heading", name=title)).to_be_visible()
        assert await self.page.evaluate(SCREEN) == [360, 360]
        assert await self.shown.locator(".scroll").evaluate(WIDER) == 0

    async def taps(self, name: str) -> None:
        await self.shown.get_by_role("button", name=name, exact=True).first.tap()

    async def says(self, words: str) -> None:
        """It can be read without scrolling."""
        await expect(self.text(words)).to_be_in_viewport()

    def text(self, words: str) -> Locator:
        return self.shown.get_by_text(words)

    def group(self, name: str) -> Locator:
        return self.shown.get_by_role("group", name=name)


async def types_setup(page: Page) -> None:
    box = page.get_by_label("Message #launch")
    await box.fill("/backstop setup")
    await box.press("Enter")


async def adds_a_group_and_moves_it_up(form: Form) -> None:
    await form.taps("Add a step")
    await form.is_called("Add a step")
    await form.shown.get_by_label("@legal-leads").check()
    await form.taps("Add")
    await form.is_called("Channel setup")
    step = form.text("Step 3, after 2 working days: the 2 people of @legal-leads")
    await expect(step).to_be_visible()
    menu = form.shown.get_by_label("More actions").nth(2)
    await menu.tap()
    await form.taps("Up")
    await form.says("Leadership, after 1 working day: the 2 people of @legal-leads")
    await expect(menu).to_be_in_viewport()


async def sets_leadership_too_early(form: Form) -> None:
    await form.taps("Edit leadership")
    await form.is_called("Edit step 2")
    await form.shown.get_by_label("Notify them").select_option("1 working hour")
    await form.taps("Done")
    await form.says("Leadership, after 1 working hour: the 2 people of @legal-leads")


async def names_two_and_taps_more(form: Form) -> None:
    await form.is_called("Channel setup")
    await form.group("Lead: people").get_by_label("Lea Roth").check()
    await form.group("Leadership: people").get_by_label("Cem Aydin").check()
    await form.taps("More")
    await form.says("Not saved yet.")


async def closes_and_comes_back(form: Form) -> None:
    await form.taps("Close")
    await expect(form.shown).to_have_count(0)
    await types_setup(form.page)
    await form.says("and have not saved it yet.")


async def saves_it_anyway(form: Form) -> None:
    await form.taps("Save")
    await form.says("Leadership is set to 1 working hour but is notified after 4.")
    await form.shown.get_by_label("Save anyway").check()
    await form.taps("Save")
    await form.says("New items use it from now on.")
    await form.taps("Close")
    await expect(form.page.get_by_text("Maria Silva set up this channel")).to_be_visible()


async def test_a_newcomer_builds_a_ladder_with_a_group_on_a_phone(empty_sandbox: Sandbox) -> None:
    sandbox, slack = empty_sandbox, empty_sandbox.slack
    add_people(slack)
    group = slack.add_group("legal-leads", ["cem", "bo"])
    await sandbox.start_bot()
    sandbox.open_page()
    maria, launch = slack.person("maria").id, slack.channel("#launch").id
    async with a_chromium() as browser:
        page = await browser.new_page(viewport=PHONE, has_touch=True, is_mobile=True)
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        await page.goto(f"{sandbox.page_url}?as={maria}&in={launch}")
        await types_setup(page)
        form = Form(page)
        await names_two_and_taps_more(form)
        await adds_a_group_and_moves_it_up(form)
        await sets_leadership_too_early(form)
        await closes_and_comes_back(form)
        await saves_it_anyway(form)
    named = [target.id for rung in policy(sandbox).rungs[:-1] for target in rung.targets]
    assert named == [slack.person("lea").id, group.id, slack.person("cem").id]
    ignore_rest(sandbox)
