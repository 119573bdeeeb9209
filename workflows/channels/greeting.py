"""The first words in a channel: what Backstop does and how to begin, said once."""

from dataclasses import replace

from escalation.facts.in_notices import Greeting
from escalation.notices import keys
from escalation.notices.notice import Notice, NoticeKind, Place
from storage.channels import Channel
from storage.outbox import queue
from workflows.transaction.unit_of_work import UnitOfWork


def greeted(uow: UnitOfWork, channel: Channel) -> Channel:
    """The channel after its first words are queued, or as it is if it had them.

    In a channel shared with another company Backstop says nothing unasked to its people.
    """
    if channel.greeted_at or channel.external:
        return channel
    first_words = Notice(
        key=keys.greeting(channel.id),
        kind=NoticeKind.GREETING,
        place=Place.CHANNEL,
        recipient=channel.id,
        planned_at=uow.now,
        not_before=uow.now,
        facts=Greeting(),
    )
    queue.add(uow.tx, [first_words])
    return replace(channel, greeted_at=uow.now)
