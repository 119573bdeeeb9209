"""What is said of a change to people who may know only an item's number."""

from escalation.notices.notice import NoticeKind
from messages.notices import by_number
from tests.core.messages.notices.test_notices import BACK, UNDOING, a_notice
from tests.support.factories import LEAD, REPORTER, an_item
from tests.support.payloads import a_reader

REOPENED = {"actor": REPORTER, "move": "reopen", "reason": "It came back"}
EDITED = {"actor": REPORTER, "move": "edit", "field": "fallback", "old": "a", "new": "b"}


def test_only_what_was_closed_is_open_again() -> None:
    for facts, said in (
        (REOPENED, "is open again"),
        (UNDOING, "is open again"),
        (BACK, "has another owner"),
        (EDITED, "was changed"),
    ):
        notice = a_notice(NoticeKind.CHANGED, facts=facts, recipient=LEAD)
        assert by_number.lines(notice, an_item(), a_reader())[0] == f"*B-12* {said}."
