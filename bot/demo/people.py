"""The people of the demo: a team in three time zones that brings a law firm live."""

from datetime import UTC, datetime

from playground.slack import Playground

STARTS_AT = datetime(2026, 3, 25, 8, 30, tzinfo=UTC)
"""A Wednesday morning in Berlin, in the week before Europe's clocks change."""
CHANNEL = "#harbor-law-launch"
PRIVATE = "#harbor-law-price"
"""Private: Ines and Dana alone are in it."""
GROUP = "legal-leads"
"""A user group of three."""
EVERYBODY = ("maria", "ines", "tom", "priya", "dana")


def add_people(slack: Playground) -> None:
    """Fill an empty workspace."""
    slack.add_person("maria", real_name="Maria Silva", tz="Europe/Berlin", locale="en-GB")
    slack.add_person("ines", real_name="Ines Roth", tz="Europe/Berlin", locale="de-DE")
    slack.add_person("tom", real_name="Tom Becker", tz="America/New_York", locale="en-US")
    slack.add_person("priya", real_name="Priya Nair", tz="Asia/Kolkata", locale="en-GB")
    slack.add_person("dana", real_name="Dana Wolfe", tz="America/New_York", is_admin=True)
    slack.add_channel(CHANNEL, EVERYBODY)
    slack.add_channel(PRIVATE, ("ines", "dana"), private=True)
    slack.add_group(GROUP, ("ines", "dana", "priya"), name="Legal leads")
