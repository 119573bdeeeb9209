"""Redirect what is meant for a channel that we have left."""

from collections.abc import Iterable

from escalation.items import Item
from escalation.notices.instead import in_place, is_shown
from escalation.notices.notice import Notice
from storage import channels
from workflows.transaction import directory
from workflows.transaction.unit_of_work import UnitOfWork


def redirected(uow: UnitOfWork, told: Iterable[tuple[Item, Notice]]) -> list[Notice]:
    """The notices of these items, by direct message where their channel cannot be shown them."""
    told = list(told)
    shown = {item.channel for item, notice in told if is_shown(notice, item)}
    left = channels.left(uow.tx, shown) if shown else {}
    if not left:
        return [notice for _, notice in told]
    about = [item for item, _ in told if item.channel in left]
    return in_place(told, directory.of_items(uow, about))
