"""Help: what to type, with examples that use the commands' own names."""

import json

from escalation.facts.in_notices import Edit, Hint
from escalation.items import Kind
from escalation.notices.notice import Notice
from messages.command_names import Commands
from messages.slack import ids
from messages.slack.blocks import Json, actions, button, context, message, section


def help_reply(commands: Commands) -> Json:
    """What most people need, on one screen of a phone; a button shows the rest."""
    parts = [
        "Every blocker and decision has one owner, one due date and one fallback.",
        f"*Log*\n{example(Kind.BLOCKER, commands)}\n"
        f"`{commands.decision}` works the same way. Type just `{commands.blocker}` for a form.",
        f"*Act on one*\n`{commands.blocker} B-12` shows it. Or add `ack`, `give @bo because …`, "
        "`move fri 5pm because …` or `resolve restarted it`.",
        f"*Find* `{commands.backstop} list mine`, `list overdue`\n"
        f"*Away* `{commands.backstop} away until mon 9am`\n"
        f"*This channel* `{commands.backstop} setup`",
        _BY_MESSAGE,
    ]
    more = actions("more", [button("More", ids.HELP_MORE, spoken="Show all that you can type")])
    return message("\n".join(parts), [*map(section, parts[:-1]), context(parts[-1]), more])


_BY_MESSAGE = (
    "By message: `@Backstop blocker …`, in an item's thread `@Backstop ack`. "
    "In a direct message to me leave `@Backstop` out."
)


def help_in_full(commands: Commands) -> Json:
    """All that can be typed, a few lines for each thing somebody wants to do."""
    parts = _parts(commands)
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
                "`… take because …` · `… not mine because …` · `… agree` · `… put it back`",
                "`… keep until fri because …` · `… gap fine because …` · `… link https://…`",
                "`… title …` · `… impact …` · `… fallback now … because …` · `… urgent` · "
                "`… not urgent` · `… options a | b` correct it",
                "`… unlink 2` · `… blocks D-7` · `… needs D-7` · `… no longer blocks D-7`",
                "`… resolve restarted it` · `… decide plan b because …` · `… fallback`",
                "`… withdraw because …` · `… reopen because …` · `… follow` tells you when it ends "
                "or moves",
            ]
        ),
        "\n".join(
            [
                "*Find*",
                f"`{commands.backstop} list` what is open · `list mine` · `list overdue` · "
                "`list gaps` · `list closed` · `list all` · `list this week` · `list @maria` · "
                "`list` and words to search",
                f"`{commands.backstop} customers` the worst first · `customer Harbor` what blocks "
                "one · then `owner @maria`, `live 15 apr`, `also`, `rename` or `merge`",
            ]
        ),
        f"*Channel* `{commands.backstop} setup` sets who is notified, working hours and the weekly "
        "post, `ladder` says what happens when a date passes, `summary` shows the week so far. "
        "Leaving? Close, withdraw or hand over what is open first, then `/remove @Backstop`\n"
        f"*You* `{commands.backstop} away until mon 9am stand-in @bo` or `away 27 mar - 3 apr` "
        f"{_YOURS}",
        f"{_BY_MESSAGE} "
        f"Type just `{commands.blocker}` or `{commands.decision}` for a form. "
        "Due dates: fri 5pm, tomorrow noon, 48h, 2026-04-01 16:00.",
    ]


_MORE = (
    "with `customer: Harbor` · `impact who is affected, and how` · `urgent` · "
    "in a decision `options a | b default a`"
)
"""What else a line to log can say."""
_YOURS = (
    "pauses your reminders, `away` lists them, `back` ends one, `hand over to @lea because …` · "
    "`quiet` shows what waits for you, `quiet limit 5` sets how much\n"
    "*Figures* `stats` shows how the channel is doing, `stats me` how you are · `indicators` lists "
    "those of the channel, `record confidence 7.5` records a value"
)


def example(kind: Kind, commands: Commands) -> str:
    """One whole line that logs an item of this kind."""
    if kind is Kind.BLOCKER:
        return (
            f"`{commands.blocker} SSO login fails owner @maria due fri 5pm fallback use passwords`"
        )
    return (
        f"`{commands.decision} which DPA template owner @bo due 48h fallback use the standard one`"
    )


def answer_message(notice: Notice, commands: Commands) -> Json:
    """The answer to somebody's message, as it was queued.

    Older versions kept no reply: they only told what can be typed.
    """
    said = notice.facts.said if isinstance(notice.facts, Hint | Edit) else None
    reply: Json = json.loads(said) if said else help_reply(commands)
    return reply
