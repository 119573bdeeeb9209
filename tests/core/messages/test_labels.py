"""Labels of items: each leads to its card, as far as there is room."""

from dataclasses import replace

from escalation.dependencies import Dependencies, Weight
from escalation.items import Item
from messages.items import dependencies
from messages.items.cards import card
from messages.reader import Reader
from messages.slack.text import cut_shown
from tests.support.factories import a_directory, an_item
from tests.support.payloads import limit_faults

READER = Reader(directory=a_directory("03-05 12:00"), url="https://acme.slack.com/")
ITEM = an_item(number=12, channel="C1", card_ts="1774431000.000019")
LINKED = "*<https://acme.slack.com/archives/C1/p1774431000000019|B-12>*"


def rows(reader: Reader) -> list[str]:
    return [reader.label(ITEM)] * 10


def test_a_label_leads_to_its_card_where_slack_draws_links() -> None:
    assert READER.label(ITEM) == LINKED
    assert READER.plainly().label(ITEM) == "*B-12*"
    assert READER.unlinked().label(ITEM) == "*B-12*"


def test_without_a_card_or_an_address_there_is_no_link() -> None:
    assert READER.label(an_item(number=12, card_ts="")) == "*B-12*"
    assert Reader(directory=READER.directory).label(ITEM) == "*B-12*"


def test_links_give_way_before_a_row_is_left_out() -> None:
    room = (len(LINKED) + 3) * 10  # each row with its quotes and a comma
    assert READER.with_room(rows, room) == READER
    assert READER.with_room(rows, room - 1) == READER.unlinked()


OTHER = an_item(id=2, number=3, channel="C1", card_ts="1774431000.000020")


def test_a_card_links_to_the_others_and_not_to_itself() -> None:
    around = {ITEM.id: Dependencies(needs=(OTHER,))}
    shown = str(card(ITEM, replace(READER, dependencies=around))["blocks"])
    assert "🔴 *B-12* is overdue" in shown
    assert "*Needs* <https://acme.slack.com/archives/C1/p1774431000000020|B-3>" in shown


def test_a_label_that_an_event_names_leads_there_if_the_reader_may_see_it() -> None:
    reader = replace(READER, others={"B-3": OTHER})
    assert reader.named("B-3") == "<https://acme.slack.com/archives/C1/p1774431000000020|B-3>"
    assert reader.plainly().named("B-3") == "B-3"
    assert reader.named("B-4") == "B-4"


def others(first: int) -> tuple[Item, ...]:
    ts = "1774431000.000020"
    numbers = range(first, first + 30)
    return tuple(an_item(id=number, number=number, card_ts=ts) for number in numbers)


def test_thirty_others_at_each_end_fit_with_links_or_else_without() -> None:
    each = Dependencies(needs=others(100), blocks=others(200), weight=Weight(items=30))
    reader = replace(READER, dependencies={ITEM.id: each})
    shown = card(ITEM, reader)
    assert limit_faults(shown) == []
    assert len(dependencies.lines(ITEM, reader)[0].split("|B-1")) == 31  # each with its link
    long_name = replace(reader, url=f"https://{'acme' * 10}.enterprise.slack.com/")
    assert limit_faults(card(ITEM, long_name)) == []
    assert dependencies.lines(ITEM, long_name)[0].startswith("*Needs* B-100, B-101, ")


def test_the_address_behind_a_label_takes_no_room_in_a_line() -> None:
    assert cut_shown(f"{LINKED} is stuck", 15) == f"{LINKED} is stuck"  # *B-12* is stuck
    assert cut_shown(f"{LINKED} is stuck", 12) == f"{LINKED} is s…"
