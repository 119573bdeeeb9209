"""What we say about an owner who is away when their item is due."""

from escalation.absences.at_due import away_at_due
from escalation.absences.covering import can_cover
from escalation.items import Item
from messages.reader import Reader
from messages.slack import text


def of(item: Item, user: str, reader: Reader) -> list[str]:
    """`Bo is away until Mon 30 Mar 09:00, after this date. Lea covers for Bo.`; [] if they are not.

    `user` is the owner, or the person to whom the item is offered (an id).
    """
    away = away_at_due(item, user, reader.directory)
    if away is None:
        return []
    who, until = reader.who(user), reader.when(away.until)
    when = "after this date" if away.until > item.due.at else "shortly before this date"
    said = f"{who} is away until {until}, {when}."
    if can_cover(away.stand_in, reader.people, at=item.due.at):
        return [f"{said} {reader.who(away.stand_in)} covers for {who}."]
    leads = [reader.target(target) for target in item.policy.lead]
    if not leads:
        return [said]
    return [f"{said} {text.listed(leads)} {'is' if len(leads) == 1 else 'are'} notified instead."]
