"""The people of #launch in the stories."""

from playground.slack import Playground

EVERYBODY = ("maria", "bo", "lea", "cem")


def add_people(slack: Playground) -> None:
    """Maria (Berlin), Bo (New York), Lea the lead and Cem of leadership (Berlin), in #launch."""
    slack.add_person("maria", real_name="Maria Silva", tz="Europe/Berlin", locale="en-GB")
    slack.add_person("bo", real_name="Bo O'Neill", tz="America/New_York", locale="en-US")
    slack.add_person("lea", real_name="Lea Roth", tz="Europe/Berlin")
    slack.add_person("cem", real_name="Cem Aydin", tz="Europe/Berlin")
    slack.add_channel("#launch", EVERYBODY)


def add_berliners(slack: Playground) -> None:
    """Maria, Bo, Lea and Cem, all in Berlin, in #launch."""
    for name in ("maria", "bo", "lea", "cem"):
        slack.add_person(name, real_name=name.capitalize(), tz="Europe/Berlin")
    slack.add_channel("#launch", ("maria", "bo", "lea", "cem"))
