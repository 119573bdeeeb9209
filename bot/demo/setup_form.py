"""How the people of the demo set up a channel: in its forms, as anybody would."""

from playground.person.person import Person


async def fill_in(person: Person) -> None:
    """Ines leads, Dana is leadership, and nobody works on the holidays of Germany."""
    await person.sees_form("Who is notified")
    await person.fills({"Lead: people": ["ines"], "Leadership: people": ["dana"]})
    await person.clicks("More")
    await person.clicks("ladder.page.hours")
    await person.fills({"Holidays of": "DE"})
    await person.submits()
