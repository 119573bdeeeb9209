"""What may be a customer's name, which names are the same, and which a sentence names."""

import pytest

from escalation.about import customers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbor Law", "HARBOR  law"),
        ("Kanzlei Müller", "kanzlei muller"),
        ("O'Brien & Co.", "OBrien Co"),
        ("Straße 7", "STRASSE 7"),
        ("Łódź Legal", "Lodz Legal"),
        ("İstanbul", "istanbul"),
        ("A.B.C.", "ABC"),
        ("Ｈａｒｂｏｒ", "Harbor"),
    ],
)
def test_case_accents_and_punctuation_make_no_difference(one: str, other: str) -> None:
    assert customers.key(one) == customers.key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Harbor", "Harbour"), ("कमल", "कमला"), ("A 1", "A 2")])
def test_other_letters_do(one: str, other: str) -> None:
    assert customers.key(one) != customers.key(other)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none", "cannot be a customer's name"),
        ("None.", "cannot be a customer's name"),
        ("N/A", "cannot be a customer's name"),
        ("@maria", "cannot mention anybody"),
        ("<@U01|maria>", "cannot mention anybody"),
        ("<!here>", "cannot mention anybody"),
        ("Harbor @here", "cannot mention anybody"),
        ("#launch", "cannot mention anybody"),
        (":tada:", "needs letters or digits"),
        ("🎉", "needs letters or digits"),
        ("...", "needs letters or digits"),
        ("", "needs letters or digits"),
        ("H", "has 2 to 80 characters, this one has 1"),
        ("x" * 81, "has 2 to 80 characters, this one has 81"),
    ],
)
def test_what_is_no_name_says_what_to_type_instead(name: str, says: str) -> None:
    assert says in customers.fault(name)


@pytest.mark.parametrize("name", ["Harbor Law", "3M", "x" * 80, "None & Sons", "ab", "株式会社"])
def test_what_is_a_name(name: str) -> None:
    assert customers.fault(name) == ""


def test_a_name_is_kept_on_one_line_without_what_cannot_be_seen() -> None:
    assert customers.tidy(" Harbor\n \u202eLaw\u200b\x00 ") == "Harbor Law"


def test_nobody_is_said_in_a_word() -> None:
    assert customers.is_nobody("None")
    assert customers.is_nobody("n/a")
    assert not customers.is_nobody("Harbor")


def test_a_sentence_names_whole_words_only() -> None:
    known = {"harborlaw", "harbor", "obrien"}
    assert customers.among(known, "Harbor Law's data, O'Brien's too") == (
        "harborlaw",
        "obrien",
    )
    assert customers.among(known, "The harbors and Lawharbor") == ()
    assert customers.among(known, "Harbor, then harbor again") == ("harbor",)
    assert known & customers.runs("About Harbor Law") == {"harborlaw", "harbor"}


def test_the_nearest_names_come_first_and_each_customer_once() -> None:
    names = {"harborlaw": "Harbor Law", "harborllp": "Harbor Law", "harvest": "Harvest"}
    names |= {"meridian": "Meridian", "hartmann": "Hartmann", "harper": "Harper"}
    assert customers.nearest("Harbour Law", names) == ("Harbor Law", "Harper", "Hartmann")
    assert customers.nearest("Zzz", names) == ()


def test_a_long_sentence_is_searched_for_no_longer_names_than_there_are() -> None:
    sentence = "word " * 1000
    assert max(map(len, customers.runs(sentence))) == 2 * customers.LONGEST
