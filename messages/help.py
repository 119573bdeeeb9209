"""Help: what to type, with examples that use the commands' own names; short enough for a phone."""

import json

from escalation.facts.in_notices import Edit, Hint
from escalation.items import Kind
from escalation.notices.notice import Notice
from messages.command_names import Commands
from messages.reader import Reader
from messages.slack.blocks import Json, context, message, section


def help_reply(reader: Reader) -> Json:
    """All that can be typed, a few lines for each thing somebody wants to do."""
    commands = reader.commands
    parts = [
        "Every blocker and decision has one owner, one due date and one fallback.",
        *_parts(commands),
    ]
    return message("\n".join(parts), [*map(section, parts[:-1]), context(parts[-1])])


def _parts(commands: Commands) -> list[str]:
    return [
        "\n".join(
            ["*Log*", example(Kind.BLOCKER, commands), example(Kind.DECISION, commands), _MORE]
        ),
        "\n".join(
            [
                "*Act on one* (any command, any item)",
                f"`{commands.blocker} B-12` shows it, `… B-12 plan` says what will happen when",
                "`… B-12 ack` · `… note called them` · `… snooze 4h` · `… remind` · "
                "`… improving`, `steady` or `worsening`",
                "`… give @bo because …` · `… move fri 5pm because …` · `… escalate because …`",
                "`… keep until fri because …`",
                "`… resolve restarted it` · `… decide plan b because …` · `… fallback`",
                "`… withdraw because …` · `… reopen because …`",
            ]
        ),
        "\n".join(
            [
                "*Find*",
                f"`{commands.backstop} list` what is open · `list mine` · `list overdue` · "
                "`list closed` · `list all` · `list this week` · `list @maria` · "
                "`list` and words to search",
            ]
        ),
        f"*Channel* `{commands.backstop} setup` sets who is notified, working hours and the weekly "
        f"post, `summary` shows the week so far\n"
        f"*You* `{commands.backstop} away until mon 9am stand-in @bo` or `away 27 mar - 3 apr` "
        "pauses your reminders, `back` ends that",
        "In a thread or in a direct message to me: `@Backstop B-12 ack`. "
        f"Type just `{commands.blocker}` or `{commands.decision}` for a form. "
        "Due dates: fri 5pm, tomorrow noon, 48h, 2026-04-01 16:00.",
    ]


_MORE = (
    "with `impact who is affected, and how` · `urgent` · in a decision `options a | b default a`"
)
"""What else a line to log can say."""


def example(kind: Kind, commands: Commands) -> str:
    """One whole line that logs an item of this kind."""
    if kind is Kind.BLOCKER:
        return (
            f"`{commands.blocker} SSO login fails owner @maria due fri 5pm fallback use passwords`"
        )
    return (
        f"`{commands.decision} which DPA template owner @bo due 48h fallback use the standard one`"
    )


def help_in_brief(commands: Commands) -> Json:
    """What can be said to the bot in a channel, a thread or a direct message."""
    line = example(Kind.BLOCKER, commands).strip("`").removeprefix(f"{commands.blocker} ")
    lines = [
        f"Log: `@Backstop blocker {line}`, or `@Backstop decision …`",
        "Act on one: `@Backstop B-12 ack`. In its thread `@Backstop ack` is enough.",
        f"Find: `@Backstop list mine`. `{commands.backstop} help` shows all that you can type.",
        "In a direct message to me leave `@Backstop` out.",
    ]
    return message("\n".join(lines), [section("\n".join(lines))])


def answer_message(notice: Notice, commands: Commands) -> Json:
    """The answer to somebody's message, as it was queued.

    Older versions kept no reply: they only told what can be typed.
    """
    said = notice.facts.said if isinstance(notice.facts, Hint | Edit) else None
    reply: Json = json.loads(said) if said else help_in_brief(commands)
    return reply
