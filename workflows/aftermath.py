"""What every change of an item leaves in its own transaction: history, notices, redrawing."""

from collections.abc import Collection, Iterable, Sequence

from escalation.events import Event
from escalation.items import Item
from escalation.notices import Notice, NoticeKind, NoticeState, Place
from storage import history, homes, outbox
from storage.parcels import StoredNotice
from workflows.desk import Work


def leave(
    work: Work,
    item: Item,
    *,
    events: Iterable[Event],
    notices: Iterable[Notice],
    concerned: Collection[str] = (),
    redraw: bool = True,
) -> None:
    """Write down what happened to a saved item and queue all that has to be told or redrawn.

    `concerned` are further people whose Home tab shows it differently now, as a former owner's.
    Without `redraw` nothing about the item looks different.
    """
    write_down(work, events, [item])
    outbox.add(work.tx, [*notices, *(edits(work, [item]) if redraw else ())])
    people = {item.owner, item.reporter, *item.told, *concerned}
    homes.want(work.tx, people, now=work.now)


def write_down(work: Work, events: Iterable[Event], items: Iterable[Item] = ()) -> None:
    """Add events to the history and the record; `items` are those concerned, as they are saved."""
    events = tuple(events)
    history.append(work.tx, events)
    work.record.happened(events, items)


def take_back(work: Work, waiting: Sequence[StoredNotice], *, why: str) -> None:
    """End pending notices that nobody has to hear any more."""
    outbox.supersede(work.tx, [row.id for row in waiting], why=why, now=work.now)
    work.record.ended(waiting, NoticeState.SUPERSEDED)


def edits(work: Work, changed: Iterable[Item]) -> list[Notice]:
    """An edit for the card and the newest message in each conversation that shows such an item.

    Once it is closed or open again every recent one is redrawn: its buttons come or go. Edits are
    few because Slack takes about fifty a minute (slack-platform §4).
    """
    by_id = {item.id: item for item in changed}
    live = outbox.live_messages_of(work.tx, by_id)
    return [
        edit(work, by_id[item_id], channel=channel, ts=ts)
        for item_id, rows in live.items()
        for channel, ts in _places(by_id[item_id], rows)
    ]


def _places(item: Item, rows: Sequence[StoredNotice]) -> list[tuple[str, str]]:
    """Channel and ts of the messages to redraw; `rows` are the newest first."""
    if item.is_open and item.round == 1:
        newest = {row.channel: row for row in reversed(rows)}
        cards = [row for row in rows if row.notice.kind is NoticeKind.CARD]
        rows = (*newest.values(), *cards)
    return sorted({(row.channel, row.ts) for row in rows})


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
