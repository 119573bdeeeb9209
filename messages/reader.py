"""The reader of a message: how people and instants are written for them.

In a channel people appear by name, because a mention would ping them a second time on top of their
DM, and nobody is to be told twice. On a private surface they appear as mentions.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from escalation.about.links import Link
from escalation.dependencies import Dependencies
from escalation.gaps.gap import OwnershipGap
from escalation.items import Item
from escalation.ladder.answered import Answered
from escalation.load.until_due import Load
from escalation.recipients import Directory
from escalation.rungs import OF_THE_ITEM, Target, TargetKind
from messages.command_names import Commands
from messages.slack import budget, dates, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The reader's side of every message.

    `directory` holds the people that messages name and the rules look up, as known at `now`. `zone`
    (IANA) is the reader's, or the channel's for a channel. `plain` writes dates as a wall clock,
    for `text` and other places where Slack draws none. Unknown people are shown by their id.
    `nobody_is_set` says that the reader is a channel with neither lead nor leadership. `url` is the
    workspace's address; without it labels link to no card. `card_of` is the id of the item whose
    card this is. `dependencies` are those of shown items, by id, and `others` the items that events
    and news name by label; both as far as the reader may see them. `same` are the labels of what
    undone ones are the same as, with the address of its card. `answers` are those of the people
    whom a shown item has told, by its id. `ladder_version` is the one that the item's channel has
    now, 0 where no item is shown by itself. `gaps` are the open ownership gaps of shown items, by
    id, where they matter, and `settled` those whose gap ended because somebody named an owner;
    `leavers` are shown items whose owner has left their channel. Of the items in `hidden`, by id,
    the reader may know only label, owner and due date. `outside` are the people who have just been
    named owner of an item whose channel they are not in, and `loads` what such people have to do by
    its date, as far as the reader may know.
    """

    directory: Directory
    zone: str = "UTC"
    commands: Commands = field(default_factory=Commands)
    private: bool = False
    plain: bool = False
    nobody_is_set: bool = False
    url: str = ""
    card_of: int = 0
    dependencies: Mapping[int, Dependencies] = field(default_factory=dict)
    same: Mapping[int, Link] = field(default_factory=dict)
    others: Mapping[str, Item] = field(default_factory=dict)
    answers: Mapping[int, tuple[Answered, ...]] = field(default_factory=dict)
    ladder_version: int = 0
    gaps: Mapping[int, tuple[OwnershipGap, ...]] = field(default_factory=dict)
    settled: Collection[int] = ()
    leavers: Collection[int] = ()
    hidden: Collection[int] = ()
    outside: Collection[str] = ()
    loads: Mapping[str, Load] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The moment of the message (UTC)."""
        return self.directory.now

    @property
    def people(self) -> text.People:
        """People by user id."""
        return self.directory.people

    def at(self, now: datetime) -> Self:
        """The same reader at another moment."""
        return replace(self, directory=replace(self.directory, now=now))

    def privately(self) -> Self:
        """The same reader in a DM, an ephemeral reply, a form or the Home tab."""
        return replace(self, private=True)

    def publicly(self) -> Self:
        """The same moment in a channel."""
        return replace(self, private=False)

    def plainly(self) -> Self:
        """The same reader where Slack draws no dates."""
        return replace(self, plain=True)

    def unlinked(self) -> Self:
        """The same reader where labels link to no card, to save room."""
        return replace(self, url="")

    def on_card(self, item: Item) -> Self:
        """The same reader on the card of this item, which needs no link to itself."""
        return replace(self, card_of=item.id)

    def with_room(self, rows: Callable[[Self], Sequence[Any]], most: int) -> Self:
        """The same reader; unlinked if links would leave out some of these rows."""
        linked = rows(self)
        return self if budget.affordable(linked, most) == len(linked) else self.unlinked()

    def who(self, user: str) -> str:
        """A person, as mrkdwn."""
        return text.mention(user) if self.private else text.name(user, self.people)

    def label(self, item: Item) -> str:
        """An item's label in bold, as mrkdwn: a link to its card, where links are drawn."""
        return f"*{self.in_passing(item)}*"

    def in_passing(self, item: Item) -> str:
        """The same, not in bold: another item beside the one that is shown."""
        if self.plain or item.id == self.card_of:
            return item.label
        card = text.permalink(self.url, item.channel, item.card_ts)
        return text.link(card, item.label) or item.label

    def same_as(self, item: Item) -> str:
        """The label of the item that an undone one is the same as, linked even on a card."""
        same = self.same.get(item.id)
        if same is None:
            return ""
        return (not self.plain and text.link(same.url, same.words)) or same.words

    def named(self, label: str) -> str:
        """An item that an event or news names by its label, in the same way."""
        item = self.others.get(label)
        return self.in_passing(item) if item else label

    def target(self, target: Target) -> str:
        """Somebody a ladder tells, as mrkdwn; a group by name, as a mention would ping it."""
        if target.kind is TargetKind.PERSON:
            return self.who(target.id)
        if target.kind in OF_THE_ITEM:
            return "the reporter" if target.kind is TargetKind.REPORTER else "the owner's stand-in"
        if target.kind is TargetKind.CHANNEL:
            return f"<#{target.id}>"
        handle = self.directory.handles.get(target.id, target.id)
        return f"the group {text.title(handle, {}, limit=160)}"

    def when(self, at: datetime, *, dense: bool = False) -> str:
        """An instant, as mrkdwn."""
        if self.plain:
            return dates.wall(at, self.zone, now=self.now)
        return dates.stamp(at, self.zone, now=self.now, dense=dense)

    def title(self, raw: str, *, limit: int = 700) -> str:
        """What somebody typed, on one line, as mrkdwn that can neither ping nor link."""
        return text.title(raw, self.people, limit=limit)

    def because(self, reason: str | None, *, limit: int = 1500) -> str:
        """`, because …` when somebody gave a reason."""
        return f", because {self.title(reason, limit=limit)}" if reason else ""

    def sentence(self, raw: str, *, limit: int = 2500) -> str:
        """One of our own sentences as mrkdwn: commands spelled out, code stays code."""
        return text.sentence(self.commands.spelled_out(raw), self.people, limit=limit)

    def said(self, raw: str, *, limit: int = 2500) -> str:
        """What somebody typed, its lines kept, as mrkdwn that can neither ping nor link."""
        return text.said(raw, self.people, limit=limit)
