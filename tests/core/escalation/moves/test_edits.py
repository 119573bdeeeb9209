"""Corrections: which field gets which words, who may, and what they refuse.

The item is due Thu 5 Mar 2026 12:00 UTC; the working day is 9 to 17 UTC.
"""

from typing import Any

import pytest

from escalation.errors import BadInput, ItemClosed, NotAllowed, Refusal
from escalation.facts.by_people import Edited
from escalation.facts.in_notices import Done
from escalation.fields import Field
from escalation.items import Item, Kind, Status
from escalation.moves.edits import words
from escalation.moves.move import Edit, Intent, Move
from escalation.moves.permissions import Standing, require_permission
from escalation.moves.transitions import Transition, transition
from escalation.moves.urgency import URGENT
from escalation.notices.announcements import announce_move
from escalation.notices.notice import NoticeKind, Place
from tests.support.factories import (
    BOSS,
    CHANNEL,
    LEAD,
    OWNER,
    REPORTER,
    a_calendar,
    a_directory,
    an_item,
    climbed,
    utc,
)

DECISION = an_item(
    kind=Kind.DECISION, options=("standard", "custom"), default="standard", fallback="standard"
)


def edited(item: Item, field: Field, new: str, **given: Any) -> Transition:
    intent = Intent(move=Move.EDIT, actor=OWNER, edit=Edit(field, new), **given)
    return transition(item, intent, utc("03-04 10:00"), calendar=a_calendar())


def refused(item: Item, field: Field, new: str) -> Refusal:
    with pytest.raises((BadInput, ItemClosed)) as raised:
        edited(item, field, new)
    return raised.value


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        (Field.TITLE, "Contract import is stuck", "Contract import fails for Harbor"),
        (Field.IMPACT, "", "Harbor cannot sign"),
        (Field.FALLBACK, "Import by hand", "Wait for the vendor"),
    ],
)
def test_a_correction_changes_its_field_and_keeps_the_old_words(
    field: Field, old: str, new: str
) -> None:
    before = an_item()
    done = edited(before, field, f" {new} ")
    assert done.event.facts == Edited(field=field, old=old, new=new)
    assert words(done.item, field) == new
    assert done.item.edited_at == utc("03-04 10:00")
    assert (done.item.round, done.item.due, done.item.slips) == (1, before.due, 0)
    assert done.steps == ()


def test_an_impact_can_be_removed() -> None:
    done = edited(an_item(impact="Harbor"), Field.IMPACT, "")
    assert done.event.facts == Edited(field=Field.IMPACT, old="Harbor", new="")
    assert done.item.impact == ""


def test_other_options_keep_a_default_that_is_among_them() -> None:
    kept = edited(DECISION, Field.OPTIONS, "Standard\nours").item
    assert (kept.options, kept.default) == (("Standard", "ours"), "Standard")
    lost = edited(DECISION, Field.OPTIONS, "ours\n\n theirs").item
    assert (lost.options, lost.default, lost.fallback) == (("ours", "theirs"), "", "standard")


def test_the_fallback_of_a_decision_is_its_default_if_it_is_an_option() -> None:
    assert edited(DECISION, Field.FALLBACK, "custom").item.default == "custom"
    assert edited(DECISION, Field.FALLBACK, "go without").item.default == ""


@pytest.mark.parametrize(
    ("item", "field", "new", "said"),
    [
        (an_item(), Field.TITLE, " ", "What should the title say? Type `B-12 title …`."),
        (
            *(an_item(), Field.FALLBACK, ""),
            "What happens if nobody acts in time? Type `B-12 fallback now … because …`.",
        ),
        (an_item(), Field.TITLE, "x" * 3001, "That is 3,001 characters; at most 3,000 fit."),
        (
            *(an_item(), Field.TITLE, "Contract import is stuck "),
            "B-12 says that already, so nothing was changed.",
        ),
        (an_item(urgent=True), Field.URGENT, URGENT, "B-12 is urgent already, so nothing was"),
        (an_item(), Field.URGENT, "", "B-12 is not urgent, so nothing was changed."),
        (an_item(), Field.OPTIONS, "a\nb", "B-12 is a blocker; only a decision has options."),
        (an_item(status=Status.RESOLVED), Field.TITLE, "new", "B-12 was resolved. If it still"),
    ],
)
def test_what_cannot_be_corrected_changes_nothing(
    item: Item, field: Field, new: str, said: str
) -> None:
    assert refused(item, field, new).text.startswith(said)


def test_an_edit_of_nothing_asks_what_should_change() -> None:
    intent = Intent(move=Move.EDIT, actor=OWNER)
    with pytest.raises(BadInput, match=r"What should change\? Type `B-12 title …`\."):
        transition(an_item(), intent, utc("03-04 10:00"), calendar=a_calendar())


@pytest.mark.parametrize(
    ("field", "new", "typed"),
    [
        (Field.TITLE, "new", "`B-12 title … because …`"),
        (Field.FALLBACK, "new", "`B-12 fallback now … because …`"),
        (Field.URGENT, URGENT, "`B-12 urgent because …`"),
        (Field.URGENT, "", "`B-12 not urgent because …`"),
    ],
)
def test_a_missing_reason_is_asked_for_with_the_words_of_the_edit(
    field: Field, new: str, typed: str
) -> None:
    intent = Intent(move=Move.EDIT, actor=LEAD, edit=Edit(field, new))
    with pytest.raises(BadInput) as raised:
        require_permission({Standing.LEAD}, an_item(), intent, names={})
    assert raised.value.text == f"Add a reason: {typed}."


@pytest.mark.parametrize("standing", [Standing.OWNER, Standing.REPORTER, Standing.REACHED])
def test_a_fallback_that_applies_is_changed_by_the_lead_or_an_admin_alone(
    standing: Standing,
) -> None:
    item = an_item(**climbed(3))
    intent = Intent(
        move=Move.EDIT, actor=OWNER, edit=Edit(Field.FALLBACK, "wait"), reason="it came late"
    )
    with pytest.raises(NotAllowed, match=r"^You cannot edit B-12\. Only Lea or an admin can"):
        require_permission({standing}, item, intent, names={LEAD: "Lea"}, lead_ids=[LEAD])
    for may in (Standing.LEAD, Standing.ADMIN):
        require_permission({standing, may}, item, intent, names={})
    title = Intent(move=Move.EDIT, actor=OWNER, edit=Edit(Field.TITLE, "new"), reason="typo")
    require_permission({standing}, item, title, names={})


def told(item: Item, field: Field) -> dict[str, NoticeKind]:
    done = edited(item, field, "new words")
    notices = announce_move(item, done.item, done.event, directory=a_directory("03-04 10:00"))
    line = notices[0]
    assert (line.kind, line.recipient) == (NoticeKind.CHANGED, CHANNEL)
    assert line.place is (
        Place.ALOUD if item.fallback_applies and field is Field.FALLBACK else Place.THREAD
    )
    assert line.says(Done).change == done.event.facts
    return {one.recipient: one.kind for one in notices[1:]}


def test_another_fallback_reaches_everyone_who_was_told_the_old_one() -> None:
    item = an_item(told=(LEAD, BOSS))
    assert told(item, Field.FALLBACK) == dict.fromkeys([REPORTER, LEAD, BOSS], NoticeKind.CHANGED)
    assert told(an_item(told=(LEAD,), **climbed(3)), Field.FALLBACK) == dict.fromkeys(
        [REPORTER, LEAD], NoticeKind.CHANGED
    )
    assert told(item, Field.TITLE) == {}
