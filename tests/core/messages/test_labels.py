"""Labels of items: each leads to its card, as far as there is room."""

from messages.reader import Reader
from tests.support.factories import a_directory, an_item

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
