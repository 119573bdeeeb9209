"""Who has to know is told that a date is later than a customer was promised, as it stands now."""

import re

from bot.demo.sandbox import Sandbox
from playground.rules.seen import message_words, view_words
from tests.stories.heard import berlin, ignore_rest, log, set_up, types
from tests.stories.test_customers import REST, make

LATER = "This is later than 15 Apr, the date promised to Harbor. Tell them, or change that date"
IN_TIME = "That is in time again for 15 Apr, the date promised to Harbor."


async def promised(sandbox: Sandbox) -> None:
    """Harbor, whose account is Lea's, was promised 15 April; B-1, of Bo and Maria, is about it."""
    await set_up(sandbox)
    await make(sandbox, f"/blocker Import stuck customer: Harbor {REST}", by="bo")
    await types(sandbox, "lea", "/backstop customer Harbor owner @lea")
    await types(sandbox, "lea", "/backstop customer Harbor live 15 apr")
    ignore_rest(sandbox)


def told(sandbox: Sandbox, who: str) -> list[str]:
    """The direct messages that somebody has about the promise, as they stand."""
    dms = (message_words(one) for one in sandbox.slack.expectations.dms_to(who))
    return [words for words in dms if "promised to Harbor" in words]


async def test_what_was_told_follows_the_date_back_and_forth(sandbox: Sandbox) -> None:
    await promised(sandbox)
    await types(sandbox, "maria", "/blocker B-1 move 16 apr noon because review")
    (said,) = told(sandbox, "lea")
    assert LATER in said
    await types(sandbox, "maria", "/blocker B-1 move 14 apr noon because it went well")
    (said,) = told(sandbox, "lea")
    assert "is due Tue 14 Apr 12:00 CEST" in said
    assert IN_TIME in said
    assert "This is later" not in said
    await types(sandbox, "maria", "/blocker B-1 move 17 apr noon because it did not")
    (said,) = told(sandbox, "lea")
    assert LATER in said
    ignore_rest(sandbox)


async def test_who_was_asleep_while_it_was_late_is_told_the_next_time(sandbox: Sandbox) -> None:
    await promised(sandbox)  # in New York it is half past five, and Bo sleeps
    await types(sandbox, "maria", "/blocker B-1 move 16 apr noon because review")
    await types(sandbox, "maria", "/blocker B-1 move 14 apr noon because it went well")
    await sandbox.advance_to(berlin(25, 16))
    assert told(sandbox, "bo") == []  # it is in time
    await types(sandbox, "maria", "/blocker B-1 move 17 apr noon because it did not")
    assert [LATER in said for said in told(sandbox, "bo")] == [True]
    await types(sandbox, "maria", "/blocker B-1 move 14 apr noon because it did")
    await types(sandbox, "maria", "/blocker B-1 move 18 apr noon because of a fire")
    assert len(told(sandbox, "bo")) == 1
    await types(sandbox, "lea", "/backstop customer Harbor live 20 apr")
    await types(sandbox, "maria", "/blocker B-1 title The import is stuck")
    (said,) = told(sandbox, "bo")
    assert "It was later than 15 Apr, the date promised to Harbor then" in said
    ignore_rest(sandbox)


async def test_the_same_if_only_its_customer_changes(sandbox: Sandbox) -> None:
    await promised(sandbox)
    bo = sandbox.slack.person("bo")
    late = REST.replace("fri", "20 apr")
    card = await log(sandbox, f"/blocker Other {late}", by="bo")
    assert LATER in await types(sandbox, "bo", "/blocker B-2 customer Harbor")
    await log(sandbox, f"/blocker Third {late}", by="bo")
    await bo.types("#launch", "/blocker B-3 edit")
    await bo.fills({"Title": "The third", "Customer": "Harbor"})
    assert (await bo.submits()).view is not None
    assert bo.form is not None
    assert LATER in view_words(bo.form)  # whoever does it reads it in the answer
    await bo.closes()
    await sandbox.settle()  # else the next news may come in the same message
    seen = await bo.types("#launch", f"/blocker Harbor waits {late}")
    await bo.clicks("About Harbor?", message=seen.messages[-1])
    await sandbox.settle()
    assert bo.form is not None
    assert LATER in view_words(bo.form)
    await bo.closes()
    assert (len(told(sandbox, "lea")), len(told(sandbox, "maria"))) == (3, 3)
    assert LATER not in await types(sandbox, "bo", "/blocker B-2 impact it stands still")
    await bo.clicks("Move the date", message=card)
    await bo.fills({"New due date": "21 apr", "Why?": "later still"})
    assert (await bo.submits()).errors == {}
    assert bo.form is not None
    assert LATER in view_words(bo.form)
    await sandbox.settle()
    ignore_rest(sandbox)


async def test_who_promises_a_date_reads_what_is_due_later_already(sandbox: Sandbox) -> None:
    await promised(sandbox)
    late = REST.replace("fri", "20 apr")
    await log(sandbox, f"/blocker Other, customer Harbor {late}")
    await log(sandbox, f"/blocker Third, customer Harbor {late}")
    line = "/backstop customer Harbor live"
    said = await types(sandbox, "lea", f"{line} 16 apr")
    assert "*Harbor* was promised 16 Apr." in said
    assert re.search("Due later than that:\n• .*B-2.* Other\n• .*B-3.* Third", said)
    assert "B-1" not in said  # on Friday
    assert "Due later" not in await types(sandbox, "lea", f"{line} 20 apr")
    assert "Due later" not in await types(sandbox, "lea", f"{line} none")
    ignore_rest(sandbox)
