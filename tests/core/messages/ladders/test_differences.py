"""What changed in a ladder, a line for each setting; expected by hand."""

from dataclasses import replace

import pytest

from escalation.policy import Policy
from escalation.rungs import Offset, Rung, Target, TargetKind, Unit
from messages.ladders.differences import differences
from messages.reader import Reader
from tests.support.factories import a_directory, a_person, a_policy, person_target

LEA, BO = person_target("U11"), person_target("U12")
LEGAL = Target(TargetKind.GROUP, "S11")
TWELVE = tuple(person_target(f"U{number}") for number in range(21, 33))
READER = Reader(
    directory=a_directory(
        "03-02 09:00",
        a_person("U11", name="Lea Roth"),
        a_person("U12", name="Bo Li"),
        a_person("U13", name="Di Fox", deactivated=True),
        groups={"S11": ("U11", "U12", "U13")},
        handles={"S11": "legal-leads"},
    )
)


def changes(before: Policy, after: Policy) -> list[str]:
    return list(differences(before, after, READER))


def led_by(*targets: Target) -> Policy:
    return a_policy(lead=targets)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((LEA,), (BO,), "Lead: *Bo Li* (was *Lea Roth*)"),
        ((LEA,), (LEGAL,), "Lead: the 2 people of @legal-leads (was *Lea Roth*)"),
        ((), (LEA,), "Lead: *Lea Roth* (was nobody)"),
        (TWELVE, (*TWELVE, LEA), None),
        (TWELVE, (*TWELVE[:11], LEA), "Lead: now also *Lea Roth*, no longer *U32*"),
        (
            (*TWELVE[:10], LEA, BO),
            (*TWELVE[:10], BO, LEA),
            "Lead: the same people in another order",
        ),
    ],
)
def test_whom_a_step_tells(
    before: tuple[Target, ...], after: tuple[Target, ...], said: str | None
) -> None:
    named = ", ".join(f"*U{number}*" for number in range(21, 31))
    many = f"Lead: {named} and 3 more (was {named} and 2 more)"
    assert changes(led_by(*before), led_by(*after)) == [said or many]


def test_a_step_that_is_gone_is_one_line() -> None:
    three = replace(
        a_policy(lead=(LEA,), leadership=(BO,)),
        rungs=(
            Rung(Offset(), (LEA,)),
            Rung(Offset(1, Unit.DAYS), (BO,)),
            Rung(Offset(2, Unit.DAYS), (LEGAL,), name="Board"),
            Rung(Offset(3, Unit.DAYS)),
        ),
    )
    two = replace(three, rungs=(*three.rungs[:2], three.rungs[3]))
    assert changes(three, two) == ["Step 3 was removed"]
    assert changes(two, three) == [
        "Step 3: the 2 people of @legal-leads (“Board”)",
        "Step 3 is notified: 2 working days after the due date, in the thread",
    ]
    assert changes(three, three) == []
