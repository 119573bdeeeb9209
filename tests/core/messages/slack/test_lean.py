"""What is left of a message after Slack refused how it was written."""

from messages.slack.lean import lean


def lines(*spoken: str) -> list[str]:
    text: str = lean({"text": "\n".join(spoken), "blocks": [{"type": "divider"}]})["text"]
    return text.split("\n")


def test_a_message_about_one_thing_keeps_all_of_its_words_and_no_blocks() -> None:
    assert lean({"text": "*B-1* is overdue\nOwner <@U1>", "blocks": [1]}) == {
        "text": "*B-1* is overdue\nOwner <@U1>"
    }


def test_ten_items_stay_and_the_others_are_counted_with_those_counted_before() -> None:
    items = [f"• *B-{number}* x" for number in range(1, 16)]
    kept = lines("24 overdue: x, …", *items, "In <#C1>", "+9 more: B-16, B-17")
    assert kept == ["24 overdue: x, …", *items[:10], "In <#C1>", "+14 more"]
    assert lines("10 overdue", *items[:10])[-1] == "• *B-10* x"
