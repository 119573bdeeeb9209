"""Messages as rows, as one reader sees them: with authors, times, days and runs of one author."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from markupsafe import Markup

from playground.page.blocks import Surface
from playground.page.reader import Reader
from playground.page.text import dates, mrkdwn
from playground.state.workspace import Json, Message, Workspace

_RUN = timedelta(minutes=5)
_COLORS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One message as drawn; `day` is set where a day begins, `continued` within an author's run."""

    message: Message
    reader: Reader
    author: str
    is_app: bool
    replies: tuple[Message, ...] = ()
    day: str = ""
    continued: bool = False

    @property
    def ts(self) -> str:
        return self.message.ts

    @property
    def root(self) -> str:
        """The thread this message belongs to, or would begin."""
        return self.message.thread_ts or self.message.ts

    @property
    def at(self) -> datetime:
        return self.message.at

    @property
    def time(self) -> str:
        return dates.clock_time(self.message.at, self.reader.zone)

    @property
    def text(self) -> Markup:
        return mrkdwn.to_html(self.message.text, self.reader)

    @property
    def initials(self) -> str:
        """One or two letters for the square beside the name."""
        return "".join(word[0] for word in self.author.split()[:2]).upper()

    @property
    def color(self) -> int:
        """The same colour for the same name, everywhere."""
        return sum(map(ord, self.author)) % _COLORS

    @property
    def blocks(self) -> list[Json]:
        """The blocks, which Slack draws instead of the text."""
        return self.message.blocks

    @property
    def last_reply(self) -> str:
        """When the thread last grew, in the reader's words."""
        last = self.replies[-1].at
        return dates.formatted("{date_short_pretty} at {time}", last, self.reader) or ""

    def surface(self, prefix: str) -> Surface:
        """What the blocks are drawn on; `prefix` tells the channel's copy from the thread's."""
        message = self.message
        return Surface(prefix=f"{prefix}-{message.ts}", reader=self.reader, state=message.state)


def stream(workspace: Workspace, channel_id: str, reader: Reader) -> list[Row]:
    """The channel, oldest first; of the replies only those that were sent to the channel too."""
    seen = list(visible(workspace, channel_id, reader.user_id))
    top = [message for message in seen if not message.is_reply or message.broadcast]
    replies: dict[str, list[Message]] = {}
    for message in seen:
        if message.is_reply and message.thread_ts:
            replies.setdefault(message.thread_ts, []).append(message)
    rows = [_row(workspace, message, reader) for message in top]
    return _runs([replace(row, replies=tuple(replies.get(row.ts, ()))) for row in rows])


def thread(workspace: Workspace, channel_id: str, root: str, *, reader: Reader) -> list[Row]:
    """The thread's root and its replies as the reader sees them, oldest first."""
    seen = visible(workspace, channel_id, reader.user_id)
    inside = [message for message in seen if root in {message.ts, message.thread_ts}]
    return _runs([_row(workspace, message, reader) for message in inside])


def visible(workspace: Workspace, channel_id: str, user_id: str) -> Iterator[Message]:
    """Every living message this person can read here, those only they can see among them."""
    return (
        message
        for message in workspace.messages
        if message.channel == channel_id
        and not message.deleted
        and message.ephemeral_to in {None, user_id}
    )


def _row(workspace: Workspace, message: Message, reader: Reader) -> Row:
    author = reader.users.get(message.user, message.user)
    is_app = message.user == workspace.bot_user
    return Row(message=message, reader=reader, author=author, is_app=is_app)


def _runs(rows: Iterable[Row]) -> list[Row]:
    drawn: list[Row] = []
    for row in rows:
        day = dates.day_title(row.at, row.reader)
        before = drawn[-1] if drawn else None
        new_day = before is None or dates.day_title(before.at, row.reader) != day
        runs_on = not new_day and _runs_on(before, row)
        drawn.append(replace(row, day=day if new_day else "", continued=runs_on))
    return drawn


def _runs_on(before: Row | None, row: Row) -> bool:
    if before is None or before.author != row.author or row.blocks or before.blocks:
        return False
    plain = not (row.message.ephemeral_to or before.message.ephemeral_to or row.message.broadcast)
    return plain and row.at - before.at < _RUN
