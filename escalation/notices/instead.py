"""Instead of the channel: who is told what a channel cannot be shown once we have left it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from escalation.dm_times import next_dm_at
from escalation.facts.in_notices import Done, ForStep, Requested
from escalation.items import Item
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from escalation.recipients import Directory, Recipient, targets_of
from escalation.rungs import Target, TargetKind

_KEPT = frozenset({NoticeKind.CARD, NoticeKind.EDIT})
"""What waits until we are back."""
TOLD = frozenset(
    {
        NoticeKind.ESCALATION,
        NoticeKind.FALLBACK,
        NoticeKind.GAP,
        NoticeKind.QUESTION,
        NoticeKind.REVIEW,
        NoticeKind.SLIPPED,
    }
)
"""What somebody has to be told even if it was only a line in the thread."""


def is_shown(notice: Notice, item: Item) -> bool:
    """Whether it is a post in the item's own channel other than the card and its updates."""
    is_post = notice.place is not Place.DM and notice.recipient == item.channel
    return is_post and notice.kind not in _KEPT


def in_place(told: Iterable[tuple[Item, Notice]], directory: Directory) -> list[Notice]:
    """The notices of these items, by direct message where we have left the channel.

    People who are told anyway come first: of two notices with one key the first counts, and a post
    may have had to wait longer.
    """
    direct: list[Notice] = []
    others: list[Notice] = []
    for item, notice in told:
        if item.channel in directory.shut and is_shown(notice, item):
            others += instead(item, notice, directory)
        else:
            direct.append(notice)
    return [*direct, *others]


def instead(item: Item, notice: Notice, directory: Directory) -> Iterator[Notice]:
    """The direct messages that replace a post in the channel; none for a mere line in a thread.

    They have the keys of ordinary direct messages, so nobody is told twice.
    """
    if notice.kind not in TOLD and notice.place is not Place.ALOUD:
        return
    told_from, here = max(directory.now, notice.not_before), directory.about(item)
    told = people_instead(item, directory, beside=item.owner)
    knowing = here.recipients(_these([item.owner, *item.told]), beside="")
    for one in told or knowing[:1]:
        if one.person.id == _actor(notice):
            continue
        facts = notice.facts
        if one.instead_of and isinstance(facts, ForStep):
            facts = replace(facts, instead_of=one.instead_of)
        yield replace(
            notice,
            key=keys.instead(notice.key, to=one.person.id),
            place=Place.DM,
            recipient=one.person.id,
            not_before=next_dm_at(one.person, item, told_from),
            facts=facts,
        )


def people_instead(item: Item, directory: Directory, *, beside: str = "") -> tuple[Recipient, ...]:
    """The lead, or the admins if none can answer, and the reporter; never `beside`."""
    here = directory.about(item)
    told = here.recipients(targets_of(item, 0, here), beside=beside)
    if not here.can_answer(told):
        told += here.recipients(_these(sorted(here.admins)), beside=beside)
    told += here.recipients(_these([item.reporter]), beside=beside)
    return tuple({one.person.id: one for one in reversed(told)}.values())[::-1]


def _these(users: list[str]) -> tuple[Target, ...]:
    return tuple(Target(TargetKind.PERSON, user) for user in users)


def _actor(notice: Notice) -> str | None:
    """Who did it, who knows it already."""
    return notice.facts.actor if isinstance(notice.facts, Done | Requested) else None
