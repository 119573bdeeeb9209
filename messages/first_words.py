"""The first words in a channel, with what they offer: the setup form and an example."""

from escalation.items import Kind
from messages.command_names import Commands
from messages.help import example
from messages.items.buttons import setup_button
from messages.slack import ids
from messages.slack.blocks import Json, actions, button, message, section


def greeting_message(commands: Commands) -> Json:
    """What Backstop does, in words that fit a phone, and one whole line to type."""
    lines = [
        "Hi, I'm Backstop. I make sure no blocker or decision is forgotten: each has an owner, "
        "a due date, and a fallback if nobody acts.",
        "I remind the owner. If the date passes, I tell the next person.",
        f"Log one: {example(Kind.BLOCKER, commands)}",
    ]
    words = "\n".join(lines)
    show = button("Show me an example", ids.EXAMPLE)
    return message(words, [section(words), actions("greeting", [setup_button(), show])])


def example_message(commands: Commands) -> Json:
    """One line, filled in, and what happens to it step by step."""
    shown = [
        f"Somebody types:\n{example(Kind.BLOCKER, commands)}",
        "*What happens next*\n"
        "• A card appears in the channel. It stays up to date and has the buttons.\n"
        "• Maria gets a direct message, and reminders before Friday 5pm and when it is due.\n"
        "• Not done by then? The lead is told, and one working day later leadership.\n"
        "• Still not done? The fallback applies: use passwords. One button closes it that way.\n"
        "• Fixed? Press *Resolve* on the card, and it's over.",
        "Until a lead and leadership are set, the reporter and the channel are told instead.",
        "This is only an example. Nothing was logged.",
    ]
    return message("\n".join(shown), [section(part) for part in shown])
