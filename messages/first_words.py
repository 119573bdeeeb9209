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
        "Hi, I'm Backstop. I make sure that no blocker or decision gets lost: each one has an "
        "owner, a due date and a fallback.",
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
        "• The channel gets a card for the blocker, with buttons. It stays up to date.\n"
        "• Maria is told at once, and reminded before Friday 5pm and when it is due.\n"
        "• Not done by then? The lead is told, and after another working day leadership.\n"
        "• Still no answer? The fallback applies: use passwords. One button closes it with that.",
        "Whoever fixes it presses *Resolve* on the card, and it is over.",
        "This is only an example: nothing was logged.",
    ]
    return message("\n".join(shown), [section(part) for part in shown])
