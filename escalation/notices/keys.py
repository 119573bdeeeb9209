"""Keys of notices: each key is used once, so the same thing is never told twice.

A restore replans the past and relies on the same keys. Changing one would repeat waiting notices.
"""

from datetime import datetime


def of_step(item_id: int, round_: int, step: str, *, to: str) -> str:
    """One step of a round, told to one recipient."""
    return f"{item_id}:{round_}:{step}:{to}"


def of_move(item_id: int, name: str, *, to: str) -> str:
    """What one move of an item tells a recipient; `name` is the move's own."""
    return f"{item_id}:{name}:{to}"


def promised(item_id: int, customer: int, live_at: datetime, *, to: str) -> str:
    """An item's date is later than this one, promised to a customer."""
    return f"{item_id}:promised-{customer}-{live_at:%Y%m%d%H%M}:{to}"


def next_try(key: str, number: int) -> str:
    """The same once more, because what had the key before was never sent; `number` is from 2."""
    return f"{key}:{number}"


def move_of(key: str, item_id: int, *, to: str) -> str:
    """The `name` in the key of a move."""
    return key.removeprefix(f"{item_id}:").removesuffix(f":{to}")


def unposted(item_id: int, now: datetime, *, channel: str, to: str) -> str:
    """An item could not be posted in a channel; at most once a day."""
    return f"{item_id}:unposted-{now:%Y%m%d}:{channel}:{to}"


def stopped(item_id: int, now: datetime, *, to: str) -> str:
    """An item was set aside."""
    return f"{item_id}:stopped-{now:%Y%m%d%H%M%S}:{to}"


def edit(channel: str, ts: str, item_id: int, *, version: int, again: str = "") -> str:
    """A message redrawn for one version of an item; `again` names a further cause."""
    key = f"edit:{channel}:{ts}:{item_id}:{version}"
    return f"{key}:{again}" if again else key


def card_check(notice_id: int) -> str:
    """A card redrawn to see whether it still exists, after a reply went astray."""
    return f"card-of:{notice_id}"


def left(channel: str, leavings: int, *, to: str) -> str:
    """We left a channel for the n-th time."""
    return f"left:{channel}:{leavings}:{to}"


def left_edit(key: str, cause: str) -> str:
    """What we said of leaving redrawn, because of what a request did."""
    return f"edit:{key}:{cause}"


def instead(key: str, *, to: str) -> str:
    """The same for somebody else, who is told in place of the channel."""
    return f"{key.rpartition(':')[0]}:{to}"


def batch(mark: str, what: str, *, to: str) -> str:
    """A hand-over of everything: what somebody is told of it, and as what."""
    return f"batch:{mark}:{what}:{to}"


def batch_edit(key: str, cause: str) -> str:
    """What somebody was told of it redrawn."""
    return f"edit:{key}:{cause}"


def summary(channel: str, week: str) -> str:
    """The weekly post of one slot."""
    return f"summary:{channel}:{week}"


def ladder(channel: str, version: int, *, to: str) -> str:
    """A version of a channel's ladder, told to one recipient."""
    return f"ladder:{channel}:{version}:{to}"


def invite(item_id: int, actor: str, *, to: str) -> str:
    """Somebody asks to be invited to an item's channel, once."""
    return f"{item_id}:invite-{actor}:{to}"


def unseen(item_id: int, version: int, *, to: str) -> str:
    """The owner of an item, at this version of it, can no longer see it."""
    return f"{item_id}:unseen-{version}:{to}"


def greeting(channel: str) -> str:
    """The first words in a channel, said once."""
    return f"greeting:{channel}"


def absence(user: str, until: datetime, now: datetime) -> str:
    """Somebody else entered an absence of this person."""
    return f"absence:{user}:{until:%Y%m%d%H%M}:{now:%Y%m%d%H%M%S}"


def covering(what: str, absent: str, until: datetime, *, to: str, mark: str = "") -> str:
    """What has become of the cover during an absence; `mark` tells one change from the next."""
    return f"cover-{what}:{absent}:{until:%Y%m%d%H%M}{mark}:{to}"


def covering_edit(key: str, now: datetime) -> str:
    """A message about an absence redrawn."""
    return f"edit:{key}:{now:%Y%m%d%H%M%S}"


def status(user: str, mark: str) -> str:
    """Somebody is asked whether their Slack status means that they are away, once for each."""
    return f"status:{user}:{mark}"


def indicators(why: str, at: datetime, first: int, *, to: str) -> str:
    """Values of indicators, the first of them this one, that are due or missing since then."""
    return f"indicators:{why}:{at:%Y%m%d%H%M}:{first}:{to}"


def indicator_owned(indicator: int, request_id: str, *, to: str) -> str:
    """Somebody owns an indicator because of this request."""
    return f"indicator:{indicator}:owned-{request_id}:{to}"


def statuses(user: str) -> tuple[str, str]:
    """Between what all keys of such questions to one person lie; a mark is a hexadecimal number."""
    return status(user, "0"), status(user, "g")


def status_edit(user: str, mark: str, cause: str) -> str:
    """That question redrawn, because of what a request did."""
    return f"edit:{status(user, mark)}:{cause}"


def alarm(now: datetime, about: str, *, to: str) -> str:
    """One kind of trouble, told to one admin at most once a day."""
    return f"alarm:{now:%Y%m%d}:{about}:{to}"


def answer_edit(request_id: str, cause: str) -> str:
    """The answer to a message redrawn, because of what another request did."""
    return f"edit:{hint(request_id)}:{cause}"


def hint(request_id: str) -> str:
    """The answer to one message that was written to the bot."""
    return f"hint:{request_id}"
