"""Promises: who is told that an item's date is later than a customer was promised."""

from collections.abc import Mapping
from datetime import datetime

from escalation.dm_times import next_dm_at
from escalation.facts.in_notices import Promised
from escalation.items import Item
from escalation.moves.accounts import newly_late
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, about
from escalation.people import Person


def announce_promises(
    item: Item,
    *,
    by: str,
    people: Mapping[str, Person],
    now: datetime,
    before: Item | None = None,
) -> tuple[Notice, ...]:
    """Tell reporter, owner and the account's owner that the date is later than a customer's.

    Only of customers whom that has just become true of; the item is new if there is none `before`.
    Once per item and promised date, whatever the item's date becomes after that. `people` are those
    who may be told.
    """
    return tuple(
        about(
            item,
            key=keys.promised(item.id, one.id, one.live_at, to=person.id),
            kind=NoticeKind.PROMISED,
            recipient=person.id,
            facts=Promised(
                actor=by,
                customer=one.id,
                name=one.name,
                live_at=one.live_at,
                live_zone=one.live_zone,
            ),
            planned_at=now,
            not_before=next_dm_at(person, item, now),
        )
        for one in newly_late(item, before=before)
        if one.live_at
        for user in dict.fromkeys((item.reporter, item.owner, one.owner))
        if user != by and (person := people.get(user)) is not None and person.can_own
    )
