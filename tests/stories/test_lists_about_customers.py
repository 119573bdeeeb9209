"""Lists and customers: several items in one paste, and searches for a customer's name."""

from bot.demo.sandbox import Sandbox
from playground.rules.seen import buttons, message_words, view_words
from tests.stories.heard import ignore_rest, set_up, types
from tests.stories.test_customers import REST, make
from tests.stories.test_pasted_lists import cards, pastes

LATER = "This is later than 15 Apr, the date promised to Harbor. Tell them, or change that date."
LISTED = """1. SSO down owner @maria due 20 apr fallback wait, customer Harbor
2. DNS is down owner @maria due fri fallback wait, customer Harbor
3. Export slow owner @maria due fri fallback wait, customer: Zorro"""


async def test_a_name_that_is_new_is_checked_and_the_others_can_be_logged(
    sandbox: Sandbox,
) -> None:
    maria = sandbox.slack.person("maria")
    await set_up(sandbox)
    await make(sandbox, f"/blocker Import stuck customer: Harbor {REST}")
    await types(sandbox, "lea", "/backstop customer Harbor live 15 apr")
    answer = await pastes(sandbox, LISTED)
    words = message_words(answer)
    assert "fallback: wait · customer: Harbor\n" in words
    assert "fallback: wait\n⚠️ Check: customer “Zorro”." in words
    assert "Log 2 of 3" in buttons(answer.blocks)
    await maria.clicks("Log 2 of 3", message=answer)
    await sandbox.settle()
    assert maria.form is not None
    assert view_words(maria.form).count(LATER) == 1  # 20 Apr, but not Friday
    await maria.closes()
    await cards(sandbox, "B-2", "B-3")
    await maria.clicks("Edit 3", message=answer)
    await maria.sees_form("I know no customer called “Zorro”. Is it a new one?")
    assert (await maria.submits()).errors == {}
    await maria.closes()
    await sandbox.settle()
    card = await sandbox.slack.expectations.expect_post("#launch", "*B-4*")
    assert "*Customer:* Zorro" in message_words(card)
    ignore_rest(sandbox)


async def test_a_search_for_a_customer_offers_the_card(sandbox: Sandbox) -> None:
    maria = sandbox.slack.person("maria")
    await make(sandbox, f"/blocker Import stuck customer: Harbor {REST}")
    for words in ("harbor", "customer Harbor", "all Harbor"):
        seen = await maria.types("#launch", f"/blocker list {words}")
        assert "What blocks Harbor?" in buttons(seen.messages[-1].blocks), words
    seen = await maria.types("#launch", "/blocker list harbor")
    assert "No open item matches “harbor”." in seen.text
    await maria.clicks("What blocks Harbor?", message=seen.messages[-1])
    await sandbox.settle()
    assert maria.form is not None
    assert "*Harbor*: not said (B-1)" in view_words(maria.form)
    for words in ("import", "mine", "Zorro"):
        seen = await maria.types("#launch", f"/blocker list {words}")
        assert "What blocks" not in " ".join(buttons(seen.messages[-1].blocks)), words
    ignore_rest(sandbox)
