"""Which span of time a channel's week covers: of one that was summed up, or that is not over."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from escalation.summary.period import Slot, slot_of
from escalation.summary.skipping import QUIET_WEEKS
from messages.slack.blocks import Json
from storage import summaries
from storage.channels import Channel
from workflows.transaction.unit_of_work import UnitOfWork

_SPANS = ("since_at", "opens_at", "until_at")


def made(uow: UnitOfWork, channel: Channel, week: str) -> Slot | None:
    """The slot of a summary that was made; None if there is none or it cannot be read."""
    kept = summaries.get(uow.tx, channel=channel.id, week=week)
    return covered(kept) if kept else None


def covered(kept: summaries.Summary) -> Slot | None:
    """The slot of a summary; None if it cannot be read."""
    spans = _spans(kept)
    return Slot(week=kept.week, **spans) if len(spans) == len(_SPANS) else None


def kept(slot: Slot, *, quiet: int) -> dict[str, Any]:
    """What is kept with its summary: the slot, and how many weeks have been quiet by then."""
    return {name: getattr(slot, name).isoformat() for name in _SPANS} | {"quiet": quiet}


def keep_post(uow: UnitOfWork, made: summaries.Summary, post: Json) -> None:
    """Keep a summary's post as it is drawn now."""
    summaries.change(uow.tx, replace(made, content={**made.content, "post": post}))


def post_of(kept: summaries.Summary) -> Json | None:
    """The post as it was drawn; None if it was not kept."""
    content: object = kept.content  # whatever the database holds
    post = content.get("post") if isinstance(content, dict) else None
    is_whole = isinstance(post, dict) and {"text", "blocks"} <= post.keys()
    return post if is_whole else None


def quiet_weeks(uow: UnitOfWork, channel: Channel, slot: Slot) -> int:
    """How many quiet weeks in a row had been posted before this slot."""
    last = summaries.previous(uow.tx, channel=channel.id, week=slot.week)
    return _quiet(last) if last else 0


def resting_since(uow: UnitOfWork, channel: Channel, slot: Slot) -> datetime | None:
    """Since when the channel's post had rested before this slot; None if it had not."""
    last = summaries.previous(uow.tx, channel=channel.id, week=slot.week)
    rested = last is not None and _quiet(last) >= QUIET_WEEKS
    return _spans(last).get("opens_at") if last and rested else None


def begins_to_rest(uow: UnitOfWork, channel: Channel, slot: Slot) -> bool:
    """Whether this slot's post is the last before it rests."""
    this = summaries.get(uow.tx, channel=channel.id, week=slot.week)
    return this is not None and _quiet(this) == QUIET_WEEKS


def _quiet(kept: summaries.Summary) -> int:
    content: object = kept.content  # whatever the database holds
    count = content.get("quiet") if isinstance(content, dict) else 0
    return count if isinstance(count, int) else 0


def coming(uow: UnitOfWork, channel: Channel) -> Slot:
    """The slot of the week that is not over, as if it ended with this instant."""
    current = slot_of(channel.policy, uow.now)
    coming = slot_of(channel.policy, current.until_at).week
    ends_at = uow.now + timedelta(microseconds=1)
    slot = replace(current, week=coming, since_at=current.opens_at, opens_at=ends_at)
    return since_the_last(uow, channel, slot)


def since_the_last(uow: UnitOfWork, channel: Channel, slot: Slot) -> Slot:
    """The slot, starting where the last summary ended: no gap after a downtime or a moved day."""
    last = summaries.previous(uow.tx, channel=channel.id, week=slot.week)
    ended_at = _spans(last).get("opens_at") if last else None
    return replace(slot, since_at=ended_at) if ended_at else slot


def _spans(kept: summaries.Summary) -> dict[str, datetime]:
    """The instants a summary lies between, by name, without any that cannot be read."""
    return {name: at for name in _SPANS if (at := _instant(kept.content, name))}


def _instant(content: object, name: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(content[name]) if isinstance(content, dict) else None
    except (KeyError, TypeError, ValueError):
        return None
    return at if at and at.tzinfo else None
