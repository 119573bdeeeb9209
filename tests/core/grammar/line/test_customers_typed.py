"""Customers in a typed line: where a name counts, where it leaves the title, and what is asked."""

import pytest

from escalation.about import customers
from escalation.fields import Field
from grammar.line import read as line_reader
from grammar.line.about import customers as line_customers
from grammar.line.draft import Draft
from tests.core.grammar.line.test_lines import NOW

KNOWN = {
    "harbor": "Harbor", "harborlaw": "Harbor Law", "harborllp": "Harbor Law",
    "meridian": "Meridian", "gh": "G & H", "james": "James",
    "smithjonesco": "Smith, Jones & Co",
    "harborinc": "Harbor, Inc", "dueprocess": "Due Process",
}  # fmt: skip
REST = "owner <@U1|maria> due fri fallback import by hand"


def read(line: str) -> Draft:
    return line_reader.read(line, NOW, requester="U9", known=KNOWN)


@pytest.mark.parametrize(
    ("line", "title", "customers"),
    [
        (f"Import stuck, customer Harbor Law {REST}", "Import stuck", ("Harbor Law",)),
        (f"Import stuck, customer HARBOR-LAW {REST}", "Import stuck", ("Harbor Law",)),
        (f"Import stuck, customer harbor llp, {REST}", "Import stuck", ("Harbor Law",)),
        (f"customer Harbor, Meridian, import stuck {REST}", "import stuck", ("Harbor", "Meridian")),
        (f"Stuck, customers Harbor and Meridian {REST}", "Stuck", ("Harbor", "Meridian")),
        (f"Stuck {REST}, customer Harbor", "Stuck", ("Harbor",)),
        (f"Stuck, customer Due Process, {REST}", "Stuck", ("Due Process",)),
        (
            "Stuck owner <@U1|maria> customer Harbor due fri fallback import by hand",
            "Stuck",
            ("Harbor",),
        ),
        (f"Stuck for customer Harbor, Meridian {REST}", "Stuck for customer Harbor, Meridian",
         ("Harbor", "Meridian")),
        (f"customer Harbor's data is lost {REST}", "customer Harbor's data is lost", ("Harbor",)),
        (f'Stuck for customer "Harbor, Inc" today {REST}',
         'Stuck for customer "Harbor, Inc" today', ("Harbor, Inc",)),
        (f'Stuck, customer "G &amp; H", Meridian {REST}', "Stuck", ("G & H", "Meridian")),
        (f"Stuck, customer G &amp; H {REST}", "Stuck", ("G & H",)),
        (f"Stuck customer: G&amp;H, Meridian {REST}", "Stuck", ("G & H", "Meridian")),
        (f"Stuck for customer Smith, Jones &amp; Co. {REST}",
         "Stuck for customer Smith, Jones & Co.", ("Smith, Jones & Co",)),
        (f"Stuck customer: smith jones &amp; co and Harbor {REST}", "Stuck",
         ("Smith, Jones & Co", "Harbor")),
        (f"Stuck customer: Smith, Jones &amp; Co, Meridian {REST}", "Stuck",
         ("Smith, Jones & Co", "Meridian")),
        (f"Stuck, customer 'Harbor Law' {REST}", "Stuck", ("Harbor Law",)),
        (f"Stuck customer: Harbor Law's {REST}", "Stuck", ("Harbor Law",)),
        (f"Stuck customer: ‘Harbor’, import {REST}", "Stuck, import", ("Harbor",)),
        (f"customer: Harbor’s SSO is down {REST}", "SSO is down", ("Harbor",)),
        (f"customer James' laptop {REST}", "customer James' laptop", ("James",)),
        (f"Stuck for customer Harbor; Law {REST}", "Stuck for customer Harbor; Law", ("Harbor",)),
        (f"Stuck customer: Harbor {REST}", "Stuck", ("Harbor",)),
        (f"Stuck customer=Harbor {REST}", "Stuck", ("Harbor",)),
        (f"Stuck --customer Harbor {REST}", "Stuck", ("Harbor",)),
        (f"Stuck for customer: Harbor since May {REST}", "Stuck for since May", ("Harbor",)),
        (f"*customer:* Harbor\n*what:* Stuck\n{REST}", "Stuck", ("Harbor",)),
        (f"Stuck customer: none {REST}", "Stuck", ()),
        (f"Stuck customer: {REST}", "Stuck", None),
        (f"customer Zeta is stuck {REST}", "customer Zeta is stuck", None),
        (f"Stuck, customer none {REST}", "Stuck, customer none", None),
        (f"customer-facing docs are stuck {REST}", "customer-facing docs are stuck", None),
        (f"customer Harbor-Lights is stuck {REST}", "customer Harbor-Lights is stuck", None),
    ],
)  # fmt: skip
def test_a_known_name_counts_and_leaves_the_title_only_on_its_own(
    line: str, title: str, customers: tuple[str, ...] | None
) -> None:
    draft = read(line)
    assert (draft.text, draft.customers, draft.unknown) == (title, customers, ())
    assert (draft.fallback, draft.asks) == ("import by hand", ())
    assert draft.owner
    assert draft.owner.value == "U1"


@pytest.mark.parametrize(
    ("typed", "unknown"),
    [
        ("Zeta Corp", ("Zeta Corp",)),
        ("Zeta, Theta Inc", ("Zeta", "Theta Inc")),
        ("Harbor Law Group", ("Harbor Law Group",)),
        ('"Owner & Due"', ("Owner &amp; Due",)),
        (":tada:", (":tada:",)),
        ("<!here>", ("<!here>",)),
        ("x" * 81, ("x" * 81,)),
    ],
)
def test_a_name_after_a_colon_that_is_not_known_is_asked_about(
    typed: str, unknown: tuple[str, ...]
) -> None:
    draft = read(f"Stuck customer: {typed.replace('& ', '&amp; ')} {REST}")
    assert draft.text == "Stuck"
    assert draft.unknown == tuple(one.replace("&amp;", "&") for one in unknown)
    assert draft.asks == (Field.CUSTOMER,)


def test_what_stands_in_quotes_is_read_as_it_was_typed() -> None:
    draft = read(f'The "R&amp;D &lt;beta&gt;" site is down, `a &amp;&amp; b` too {REST}')
    assert draft.text == 'The "R&D <beta>" site is down, `a && b` too'
    assert read(f'"R&amp;D" {REST}').text == "R&D"


def test_known_and_unknown_ones_may_be_mixed() -> None:
    draft = read(f"Stuck customers: Harbor, Zeta and Meridian, {REST}")
    assert (draft.customers, draft.unknown) == (("Harbor", "Zeta", "Meridian"), ("Zeta",))


def test_what_follows_a_comma_and_is_like_no_name_is_the_title() -> None:
    draft = read(f"customer: Zeta, import is stuck, {REST}")
    assert (draft.text, draft.customers) == ("import is stuck", ("Zeta",))


def test_a_name_ends_at_a_mention_or_a_date() -> None:
    for line in ("customer: Zeta <@U1|maria> fri 5pm", "customer: Zeta fri 5pm <@U1|maria>"):
        draft = read(f"Stuck {line} fallback import by hand")
        assert (draft.customers, draft.due and draft.due.phrase) == (("Zeta",), "fri 5pm")
        assert draft.owner
        assert draft.owner.value == "U1"


def test_a_mention_after_the_colon_is_no_owner_and_no_customer() -> None:
    draft = read("Stuck customer: <@U1|maria> due fri fallback import by hand")
    assert (draft.unknown, draft.owner) == (("<@U1|maria>",), None)


def test_more_than_ten_are_asked_about() -> None:
    names = [f"N{number}" for number in range(11)]
    known = {name.lower(): name for name in names}
    for count, asks in ((10, ()), (11, (Field.CUSTOMER,))):
        line = f"Stuck customers: {', '.join(names[:count])}, {REST}"
        draft = line_reader.read(line, NOW, requester="U9", known=known)
        assert draft.asks == asks


def test_a_name_inside_the_fallback_is_read_and_stays() -> None:
    draft = read("Stuck owner <@U1|maria> due fri fallback tell customer Harbor, then wait")
    assert (draft.fallback, draft.customers) == ("tell customer Harbor, then wait", ("Harbor",))


def test_a_name_may_begin_with_the_keyword() -> None:
    known = {"customersuccess": "Customer Success"}
    draft = line_reader.read(
        f"Stuck, customer Customer Success {REST}", NOW, requester="U9", known=known
    )
    assert (draft.text, draft.customers) == ("Stuck", ("Customer Success",))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Harbor, meridian", ("Harbor", "Meridian")),
        ("harbor llp; Zeta & Sons\nMeridian", ("Harbor Law", "Zeta & Sons", "Meridian")),
        ("Zeta and Theta", ("Zeta and Theta",)),
        ("Harbor and Meridian", ("Harbor", "Meridian")),
        ('"Harbor, Inc", "Zeta, Ltd"', ("Harbor, Inc", "Zeta, Ltd")),
        ("Harbor, Inc", ("Harbor, Inc",)),
        ("none", ()),
        (" , ;", ()),
        ("", ()),
        ("Harbor Law Group, Harbor", ("Harbor Law Group", "Harbor")),
        ("@maria", ("@maria",)),
    ],
)
def test_a_form_lists_names(typed: str, names: tuple[str, ...]) -> None:
    found = line_customers.listed(typed, KNOWN)
    assert found == names
    assert line_customers.listed(customers.written(found), KNOWN) == names


def test_only_a_line_with_the_word_is_searched_for_names() -> None:
    assert line_customers.mentions("Stuck, CUSTOMERS: Harbor")
    assert not line_customers.mentions("Harbor is stuck")
