"""The people of #launch, who live through the stories, and what they have to do before some."""

from collections.abc import Mapping

from bot.demo.town import Town
from playground.slack import Playground

EVERYBODY = ("maria", "bo", "lea", "cem")


def move_in(slack: Playground) -> None:
    """Maria (Berlin), Bo (New York), Lea the lead and Cem of leadership (Berlin), in #launch."""
    slack.add_person("maria", real_name="Maria Silva", tz="Europe/Berlin", locale="en-GB")
    slack.add_person("bo", real_name="Bo O'Neill", tz="America/New_York", locale="en-US")
    slack.add_person("lea", real_name="Lea Roth", tz="Europe/Berlin")
    slack.add_person("cem", real_name="Cem Aydin", tz="Europe/Berlin")
    slack.add_channel("#launch", EVERYBODY)


async def set_up(
    town: Town, channel: str = "#launch", *, also: Mapping[str, object] | None = None
) -> None:
    """Lea makes herself the lead and Cem leadership; `also` are further fields of the form."""
    lea = town.slack.person("lea")
    await lea.types(channel, "/backstop setup")
    await lea.sees_form("Who hears")
    await lea.fills({"Lead: people": ["lea"], "Leadership: people": ["cem"], **(also or {})})
    seen = await lea.submits()
    assert seen.errors == {}
    await lea.closes()
    await town.settle()
