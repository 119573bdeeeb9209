"""What people read who have to name another owner of what is not its owner's."""

from escalation.agreed import who_is_asked
from escalation.facts.by_owners import NobodyNamed
from escalation.facts.in_notices import Done
from escalation.items import Item
from escalation.notices.moves.not_mine import still_asks
from escalation.notices.notice import Notice
from messages.items import cards
from messages.reader import Reader
from messages.slack import text


def lines(notice: Notice, item: Item, reader: Reader) -> list[str]:
    """Who does not want it and why, what to do, and by when."""
    done, label, title = notice.says(Done), reader.label(item), reader.title(item.title)
    if not still_asks(notice, item):
        return [f"{label} is with {reader.who(item.owner)}: {title}"]
    due = f"{cards.was_due(item, reader)} {cards.due(item, reader)}."
    why = f"Because {reader.title(done.reason, limit=1300)}"
    otherwise = cards.otherwise(item, reader)
    if isinstance(done.change, NobodyNamed):
        who, owner = reader.who(done.change.asked), reader.who(item.owner)
        first = f"{label} needs another owner: {title}"
        nobody = "cannot answer" if done.change.is_gone else "named nobody in time"
        return [first, f"{owner} says it is not theirs. {who} {nobody}.", why, due, otherwise]
    first = f"{reader.who(done.actor)} says {label} is not theirs: {title}"
    return [first, why, *asked(item, reader), due, otherwise]


def asked(item: Item, reader: Reader) -> list[str]:
    """Until when somebody has to be named, and what happens then."""
    if item.not_mine is None:
        return []
    stays = f"Who owns it? Until you name somebody it stays with {reader.who(item.owner)}."
    above = who_is_asked.told(item, reader.directory, besides=item.not_mine.asked)
    names = text.listed([reader.who(person.id) for person in above])
    are = "is" if len(above) == 1 else "are"
    until = reader.when(item.not_mine.ends_at)
    return [stays, *([f"If you don't answer by {until}, {names} {are} told."] if above else [])]
