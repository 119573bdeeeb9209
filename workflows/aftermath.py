"""What every change of an item leaves in its own transaction: history, notices, redrawing."""

from collections.abc import Collection, Iterable

from escalation.events import Event
from escalation.items import Item
from escalation.notices import Notice, NoticeKind, Place
from storage import history, homes, outbox
from workflows.desk import Work


def leave(
    work: Work,
    item: Item,
    *,
    events: Iterable[Event],
    notices: Iterable[Notice],
    concerned: Collection[str] = (),
) -> None:
    """Write down what happened to a saved item and queue all that has to be told or redrawn.

    `concerned` are further people whose Home tab shows it differently now, as a former owner's.
    """
    history.append(work.tx, events)
    outbox.add(work.tx, work.workspace, [*notices, *edits(work, item)])
    people = {item.owner, item.reporter, *item.told, *concerned}
    homes.want(work.tx, work.workspace, people, now=work.now)


def edits(work: Work, item: Item) -> list[Notice]:
    """An edit for each message that shows where the item stands."""
    messages = {(row.channel, row.ts) for row in outbox.live_messages_of(work.tx, item.id)}
    return [edit(work, item, channel=channel, ts=ts) for channel, ts in sorted(messages)]


def edit(work: Work, item: Item, *, channel: str, ts: str) -> Notice:
    """A notice that redraws one message for this version of the item."""
    return Notice(
        key=f"edit:{channel}:{ts}:{item.id}:{item.version}",
        kind=NoticeKind.EDIT,
        place=Place.CHANNEL,
        recipient=channel,
        planned_at=work.now,
        not_before=work.now,
        item_id=item.id,
        round=item.round,
        facts={"ts": ts, "version": str(item.version)},
    )
