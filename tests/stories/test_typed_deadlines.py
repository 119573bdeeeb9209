"""A typed deadline is never dropped: the item is logged with it, or the form opens with it."""

import pytest

from bot.demo.sandbox import Sandbox
from playground.rules.seen import view_words
from playground.state.workspace import View

WHAT, DUE, FALLBACK = "What is blocked?", "Due when?", "What happens if nobody acts in time?"


def entered(form: View | None, label: str) -> str:
    """The content of a form's text field."""
    assert form is not None
    (block,) = (one for one in form.body["blocks"] if one.get("label", {}).get("text") == label)
    return str(block["element"].get("initial_value", ""))


async def no_item(sandbox: Sandbox) -> None:
    await sandbox.settle()
    assert not [m for m in sandbox.slack.expectations.messages_in("#launch") if "B-1" in m.text]


@pytest.mark.parametrize(
    ("line", "title", "due", "reason"),
    [
        ("SSO down by friady owner @bo fallback wait", "SSO down", "friady", "can't read that"),
        ("SSO down owner @bo by yesterday fallback wait", "SSO down", "yesterday", "has passed"),
        ("SSO down due today 9am owner @bo fallback wait", "SSO down", "today 9am", "has passed"),
        ("SSO down by friday 5pm PT owner @bo fallback wait", "SSO down", "friday 5pm PT", "zone"),
        (
            "SSO down owner @bo due before the call on friday fallback wait",
            "SSO down",
            "before the call on friday",
            "can't read that",
        ),
        ("legal needs until mon owner @bo due tue fallback wait", "legal needs until mon",
         "mon / tue", "Did you mean"),
        ("SSO down owner @bo fallback wait, by fri", "SSO down", "fri", "Is it the due date?"),
        ("DPA owner @bo due 2 days before go-live fallback wait", "DPA", "2 days before go-live",
         "can't read that"),
        ("DPA owner @bo due fri (thu better) fallback wait", "DPA", "fri (thu better)",
         "can't read that"),
        ("export needed friday owner @bo fallback wait", "export needed friday", "friday",
         "Is it the due date?"),
    ],
)  # fmt: skip
async def test_words_that_are_not_a_clear_date_open_the_form_and_log_nothing(
    sandbox: Sandbox, line: str, title: str, due: str, reason: str
) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", f"/blocker {line}")
    form = await maria.sees_form("Log a blocker", reason)
    assert (entered(form, WHAT), entered(form, DUE)) == (title, due)
    assert entered(form, FALLBACK).startswith("wait")
    await maria.closes()
    await no_item(sandbox)


async def test_a_line_in_peoples_own_order_is_logged_at_once(sandbox: Sandbox) -> None:
    line = "waiting on legal to sign the DPA, @bo by thursday, else we use the standard contract"
    seen = await sandbox.slack.person("maria").types("#launch", f"/blocker {line}")
    assert "Logged *B-1*" in seen.text
    assert "Thu 26 Mar 17:00 CET" in seen.text
    await sandbox.settle()
    words = ("waiting on legal to sign the DPA", "we use the standard contract")
    await sandbox.slack.expectations.expect_post("#launch", "B-1", *words)
    sandbox.slack.expectations.expect_all("B-1")


async def test_a_misspelt_keyword_is_read_marked_and_logs_nothing(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker SSO down owner @bo due fri fallbck passwords")
    form = await maria.sees_form("I read “fallbck” as “fallback”. Is that right?")
    assert entered(form, FALLBACK) == "passwords"
    await maria.closes()
    await no_item(sandbox)


async def test_a_name_in_plain_words_is_proposed_if_one_person_has_it(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker SSO down owner bo due fri fallback passwords")
    form = await maria.sees_form("Is Bo O'Neill the owner?")
    assert entered(form, WHAT) == "SSO down"
    seen = await maria.submits()
    assert seen.view is not None
    assert "Logged *B-1*" in view_words(seen.view)
    await sandbox.settle()
    sandbox.slack.expectations.expect_all("B-1")


async def test_of_several_people_with_the_name_each_is_named(sandbox: Sandbox) -> None:
    other = sandbox.slack.add_person("boa", real_name="Bo Anders")
    other.joins("#launch")
    await other.types("#launch", "/backstop help")  # now we know who that is
    await sandbox.settle()
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker SSO down owner Bo due fri fallback passwords")
    await maria.sees_form("Which one: Bo Anders or Bo O'Neill?")
    await maria.closes()
    await no_item(sandbox)


async def test_words_that_are_nobodys_name_stay_in_the_title(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await maria.types("#launch", "/blocker staging owner gone home due fri fallback wait")
    form = await maria.sees_form("Log a blocker")
    assert entered(form, WHAT) == "staging owner gone home"
    await maria.closes()
    await no_item(sandbox)
