"""What somebody is to an item, and whether that allows them a move."""

from escalation.items import Item
from escalation.moves.move import Intent
from escalation.moves.permissions import Standing, require_permission, standings
from escalation.notices.review_cycles import can_be_asked, channels_asked
from escalation.people import Person
from escalation.recipients import Directory
from workflows.transaction import visibility
from workflows.transaction.unit_of_work import Request, UnitOfWork


def standings_of(
    uow: UnitOfWork, request: Request, item: Item, *, actor: Person, everybody: Directory
) -> frozenset[Standing]:
    """What the actor is to the item. Anyone who types in its channel counts as in it."""
    here, directory = request.channel == item.channel, everybody.within(item.channel)
    if not here and not directory.may_read(actor.id, item):
        return frozenset({Standing.NOTIFIED})
    return standings(
        actor,
        item,
        in_channel=here or visibility.is_in(uow, actor, item.channel),
        lead_ids=everybody.leads(item.policy),
        admin_ids=uow.context.admins,
        asks_reporter=_asks_reporter(item, everybody),
        covers=directory.covered_by(actor.id),
        without_say=everybody.without_say(item.policy),
    )


def require_permitted(
    item: Item, intent: Intent, *, held: frozenset[Standing], everybody: Directory
) -> None:
    """Raise NotAllowed or BadInput like `require_permission`, naming these people."""
    require_permission(
        held,
        item,
        intent,
        names={user: one.name for user, one in everybody.people.items() if one.can_own},
        lead_ids=everybody.leads(item.policy),
        asks_reporter=_asks_reporter(item, everybody),
        without_say=everybody.without_say(item.policy),
        cover=everybody.about(item).stand_ins([item.owner]),
    )


def _asks_reporter(item: Item, directory: Directory) -> bool:
    """Whether the reporter may answer the last question: if it goes to them or to a channel.

    Reading a channel gives nobody the right to answer, so often only the reporter could.
    """
    return not can_be_asked(item, directory) or bool(channels_asked(item, directory))
