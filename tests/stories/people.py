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
