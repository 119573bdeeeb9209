"""Who may edit a ladder, and whose say over open items an edit gives."""

from dataclasses import replace

import pytest

from escalation.ladder import editing
from escalation.ladder.editing import applied_by, is_stricter, may_edit
from escalation.policy import Editors, Policy
from escalation.rungs import Rung, Target, TargetKind
from tests.support.factories import (
    BOSS,
    GROUP,
    LEAD,
    MEMBER,
    OWNER,
    a_directory,
    a_person,
    a_policy,
    an_item,
    person_target,
    utc,
)

NOBODY = a_policy(lead=(), leadership=())
SET = a_policy()
STAND_IN = TargetKind.STAND_IN
LEADS = {LEAD, BOSS}


def may(policy: Policy, user: str, *, is_admin: bool = False, guest: bool = False) -> bool:
    here = a_directory(utc("03-05 12:00"))
    return may_edit(policy, a_person(user, guest=guest), here=here, is_admin=is_admin)


@pytest.mark.parametrize(
    ("policy", "who"),
    [
        (NOBODY, {LEAD, BOSS, MEMBER}),
        (SET, {LEAD, BOSS}),
        (a_policy(lead=()), {LEAD, BOSS, MEMBER}),
        (a_policy(leadership=()), {LEAD}),
        (replace(SET, editors=Editors.EVERYBODY), {LEAD, BOSS, MEMBER}),
        (replace(SET, editors=Editors.ADMINS), set()),
        (replace(NOBODY, editors=Editors.ADMINS), set()),
    ],
)
def test_who_may_edit(policy: Policy, who: set[str]) -> None:
    assert {user for user in (LEAD, BOSS, MEMBER) if may(policy, user)} == who
    assert may(policy, MEMBER, is_admin=True)
    assert not may(policy, MEMBER, guest=True)


def test_while_nobody_above_can_edit_it_everybody_may() -> None:
    roles = [Target(kind, id_) for kind, id_ in ((TargetKind.CHANNEL, "C09"), (STAND_IN, ""))]
    assert may(a_policy(lead=tuple(roles), leadership=()), MEMBER)
    empty = a_policy(lead=(Target(TargetKind.GROUP, GROUP),), leadership=())
    assert may(empty, MEMBER), "there is nobody in the group"
    guest = a_directory(utc("03-05 12:00"), a_person(LEAD, guest=True))
    alone = a_policy(lead=(person_target(LEAD),), leadership=())
    assert may_edit(alone, a_person(MEMBER), here=guest, is_admin=False)


def test_in_a_private_channel_those_who_were_never_in_it_cannot_edit_it() -> None:
    everybody = a_directory(utc("03-05 12:00"))
    here = replace(everybody, channel="C01", members={"C01": frozenset({MEMBER})})
    assert may_edit(SET, a_person(MEMBER), here=here, is_admin=False)
    assert editing.editors(SET, here) == ()
    left = replace(here, removed={"C01": frozenset({LEAD})})
    assert not may_edit(SET, a_person(MEMBER), here=left, is_admin=False), "nobody takes it over"
    assert editing.editors(SET, left) == ()
    inside = replace(here, members={"C01": frozenset({MEMBER, LEAD})})
    assert not may_edit(SET, a_person(MEMBER), here=inside, is_admin=False)
    assert editing.editors(SET, inside) == (a_person(LEAD).name,)


def test_a_refusal_names_who_can() -> None:
    here = a_directory(utc("03-05 12:00"))
    assert {*editing.editors(SET, here)} == {here.people[LEAD].name, here.people[BOSS].name}
    assert editing.editors(replace(SET, editors=Editors.ADMINS), here) == ()
    assert editing.refusal(["Lea", "Cem"]).text == (
        "Only Lea, Cem or an admin can change this channel's setup. To read it: `/backstop ladder`."
    )
    alone = editing.refusal([])
    assert alone.text.startswith("Only an admin can change this channel's setup.")


@pytest.mark.parametrize(
    ("before", "after", "stricter"),
    [
        (Editors.EVERYBODY, Editors.LADDER, True),
        (Editors.LADDER, Editors.ADMINS, True),
        (Editors.LADDER, Editors.LADDER, False),
        (Editors.ADMINS, Editors.EVERYBODY, False),
    ],
)
def test_what_is_stricter(before: Editors, after: Editors, *, stricter: bool) -> None:
    assert is_stricter(replace(SET, editors=after), replace(SET, editors=before)) is stricter


def leads_of(before: Policy, policy: Policy, *, editor: str, is_admin: bool = False) -> set[str]:
    """Who has the say of a lead over an open item once it took a ladder over from this editor."""
    directory = a_directory(utc("03-05 12:00"), groups={GROUP: (MEMBER, OWNER)})
    taken = applied_by(
        policy, before, editor=editor, leads=directory.leads(before), is_admin=is_admin
    )
    return {*directory.leads(taken)}


MINE = a_policy(lead=(person_target(MEMBER),))
OURS = a_policy(lead=(Target(TargetKind.GROUP, GROUP),))


def test_nobody_makes_themselves_lead_of_an_open_item() -> None:
    # Where no lead was set, an edit by somebody else gives it; the editor does not get it.
    assert leads_of(NOBODY, MINE, editor=MEMBER) == {BOSS}
    assert leads_of(NOBODY, OURS, editor=MEMBER) == {BOSS, OWNER}
    assert leads_of(NOBODY, MINE, editor=OWNER) == {MEMBER, BOSS}


def test_somebody_with_that_say_gives_it_to_anybody() -> None:
    assert leads_of(SET, MINE, editor=LEAD) == {MEMBER, BOSS}
    assert leads_of(SET, MINE, editor=MEMBER, is_admin=True) == {MEMBER, BOSS}
    assert leads_of(NOBODY, MINE, editor=MEMBER, is_admin=True) == {MEMBER, BOSS}


def test_where_everybody_may_edit_those_who_had_it_keep_it_and_nobody_new_gets_it() -> None:
    open_ladder = replace(SET, editors=Editors.EVERYBODY)
    assert leads_of(open_ladder, MINE, editor=MEMBER) == {LEAD, BOSS}
    assert leads_of(open_ladder, OURS, editor=OWNER) == {LEAD, BOSS}
    assert leads_of(open_ladder, MINE, editor=MEMBER, is_admin=True) == {MEMBER, BOSS}
    swapped = a_policy(lead=(person_target(BOSS),), leadership=(person_target(LEAD),))
    assert leads_of(open_ladder, swapped, editor=MEMBER) == {LEAD, BOSS}


def test_a_second_edit_does_not_give_what_the_first_could_not() -> None:
    first = applied_by(MINE, NOBODY, editor=MEMBER, leads=frozenset(), is_admin=False)
    directory = a_directory(utc("03-05 12:00"))
    again = applied_by(MINE, first, editor=MEMBER, leads=directory.leads(first), is_admin=False)
    assert directory.leads(again) == {BOSS}


def test_where_no_lead_was_set_somebody_else_may_make_one() -> None:
    only_leadership = a_policy(lead=())
    edited = applied_by(
        a_policy(leadership=()), only_leadership, editor=MEMBER, leads={BOSS}, is_admin=False
    )
    directory = a_directory(utc("03-05 12:00"))
    assert directory.leads(edited) == {LEAD, BOSS}, "leadership had its say before"
    mine = applied_by(MINE, only_leadership, editor=MEMBER, leads={BOSS}, is_admin=False)
    assert directory.leads(mine) == {BOSS}


def told_without_say(before: Policy, policy: Policy, *, told: tuple[str, ...] = ()) -> set[str]:
    """To whom being told of an open item gives no say, after an edit by a member who has none."""
    directory = a_directory(utc("03-05 12:00"), groups={GROUP: (MEMBER, OWNER)})
    taken = applied_by(
        policy,
        before,
        editor=MEMBER,
        leads=directory.leads(before),
        is_admin=False,
        told=told,
    )
    return {*directory.without_say(taken)}


def test_being_told_gives_no_say_to_those_who_put_themselves_on_the_ladder() -> None:
    assert told_without_say(NOBODY, MINE) == {MEMBER}
    assert told_without_say(NOBODY, OURS) == {MEMBER}, "by a group as well"
    assert told_without_say(NOBODY, a_policy(lead=(person_target(OWNER),))) == {MEMBER}
    assert told_without_say(SET, OURS) == {MEMBER, OWNER}, "nor to those whom they add"
    below, last = SET.rungs[:-1], SET.rungs[-1]
    third = replace(SET, rungs=(*below, Rung(last.after, OURS.lead), last))
    assert told_without_say(SET, third) == {MEMBER, OWNER}, "on no step"


def test_those_who_were_told_or_on_the_ladder_before_keep_what_they_have() -> None:
    assert told_without_say(NOBODY, MINE, told=(MEMBER,)) == set()
    swapped = a_policy(lead=(person_target(BOSS),), leadership=(person_target(LEAD),))
    assert told_without_say(SET, swapped) == set()
    assert told_without_say(SET, a_policy(lead=(person_target(MEMBER),)), told=(MEMBER,)) == set()


def test_the_last_question_goes_past_those_who_put_themselves_on_the_ladder() -> None:
    mine = applied_by(MINE, NOBODY, editor=MEMBER, leads=frozenset(), is_admin=False)
    item, directory = an_item(policy=mine), a_directory(utc("03-05 12:00"))
    assert (directory.may_decide(MEMBER, item), directory.may_decide(BOSS, item)) == (False, True)


def test_to_empty_a_ladder_first_takes_the_say_from_nobody_and_gives_it_to_nobody() -> None:
    directory = a_directory(utc("03-05 12:00"))
    empty = applied_by(NOBODY, SET, editor=MEMBER, leads=directory.leads(SET), is_admin=False)
    assert directory.leads(empty) == {LEAD, BOSS}
    again = applied_by(MINE, empty, editor=OWNER, leads=directory.leads(empty), is_admin=False)
    assert directory.leads(again) == {LEAD, BOSS}
