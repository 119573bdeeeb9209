"""`quiet`: what somebody has set, what waits for them today and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from escalation.items import Item
from escalation.notices.notice import Notice
from escalation.quiet.preferences import Preferences
from escalation.quiet.verdict import news_of
from messages.reader import Reader
from messages.slack import ids, text
from messages.slack.blocks import Json, actions, button, context, message, section
from messages.slack.dates import zone_info

MOST_SHOWN = 10
"""How many lines one bundle shows of what waits for it."""
NEVER_MUTED = (
    "Nothing can be muted: people who were told a date have to be told when it changes. "
    "Escalations, questions, overdue and urgent items never wait."
)
_TITLE = 80


def quiet_reply(
    preferences: Preferences,
    reader: Reader,
    *,
    told: int,
    bundles: Sequence[datetime],
    waiting: Sequence[tuple[Notice, Item]],
    changed: bool = False,
) -> Json:
    """What is set; what waits, until when and why; that nothing can be muted."""
    lines = rules(preferences, reader, bundles=bundles)
    if changed:
        lines[0] = f"Saved. {lines[0]}"
    parts = ["\n".join(lines), _today(preferences, told, is_waiting=bool(waiting))]
    spoken = [*parts, *_waiting(preferences, reader.plainly(), waiting)]
    parts += _waiting(preferences, reader, waiting)
    change = actions("quiet", [button("Change …", ids.OPEN_QUIET, spoken="Change these settings")])
    small = [NEVER_MUTED, _typed(reader)]
    return message(
        "\n".join([*spoken, *small]),
        [*map(section, parts), context("\n".join(small)), change],
    )


def rules(preferences: Preferences, reader: Reader, *, bundles: Sequence[datetime]) -> list[str]:
    """What somebody has set, in sentences."""
    times = text.listed([_clock(at, reader) for at in bundles])
    said = [
        f"After {preferences.limit} messages a day, what can wait comes together at {times} "
        "on your working days."
    ]
    if first := text.listed([*preferences.news_first]):
        always = f"{text.capitalized(first)} items always wait for the first bundle of the day"
        said.append(f"{always}, at {_clock(bundles[0], reader)}.")
    return said


def _clock(at: datetime, reader: Reader) -> str:
    return f"{at.astimezone(zone_info(reader.zone)):%H:%M}"


def _today(preferences: Preferences, told: int, *, is_waiting: bool) -> str:
    so_far = f"Today so far: {told} of {preferences.limit}."
    return so_far if is_waiting else f"{so_far} Nothing waits for you."


def _waiting(
    preferences: Preferences, reader: Reader, waiting: Iterable[tuple[Notice, Item]]
) -> list[str]:
    """A paragraph for each bundle and reason to wait for it: one line for each notice."""
    groups = defaultdict[tuple[datetime, str], list[str]](list)
    for notice, item in waiting:
        why = _why(notice, preferences)
        groups[notice.bundle_at or reader.now, why].append(_line(notice, item, reader))
    return [
        "\n".join([f"{_count(lines)} until {reader.when(at)}, {why}:", *_cut(lines)])
        for (at, why), lines in sorted(groups.items())
    ]


def _why(notice: Notice, preferences: Preferences) -> str:
    news = news_of(notice)
    if news in preferences.first:
        return f"because you put {news} items into the first bundle"
    return "because your limit was reached that day"


def _count(lines: list[str]) -> str:
    return f"{text.counted(len(lines), 'message')} {'waits' if len(lines) == 1 else 'wait'}"


def _cut(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_SHOWN
    return [*lines[:MOST_SHOWN], f"+{more} more"] if more > 0 else lines


def _line(notice: Notice, item: Item, reader: Reader) -> str:
    title = reader.title(item.title, limit=_TITLE)
    return f"• {reader.label(item)} {news_of(notice) or 'reminder'}: {title}"


def _typed(reader: Reader) -> str:
    quiet = f"{reader.commands.backstop} quiet"
    return f"`{quiet} limit 5` · `{quiet} bundles 4` · `{quiet} moved first`"
