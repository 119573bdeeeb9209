"""The item's card: posted once in its channel and updated in place for the item's whole life.

The first block is the sentence that matters, because notifications are built from it.
"""

from escalation.items import Item, Kind, Status
from messages.agreed import date_answers
from messages.items import ahead, answers, audiences, buttons, dependencies, impact, links
from messages.reader import Reader
from messages.slack import budget, dates, text
from messages.slack.blocks import Json, context, message, section

HEADLINE = 700
"""Characters of a title in the first sentence; a reply that shows the item gives all of it."""
DETAILS = (2500, 1200, 500)
"""Characters of an outcome, a fallback and the like; the first that lets the whole card fit."""
CLOSED = {
    Status.RESOLVED: ("✅", "is resolved"),
    Status.DECIDED: ("✅", "is decided"),
    Status.FELL_BACK: ("↩️", "closed with its fallback"),
    Status.WITHDRAWN: ("⚪", "is withdrawn"),
}
"""The mark and the words for each end."""


def card(item: Item, reader: Reader) -> Json:
    """The card of one item as it stands now: `text` and `blocks`; it needs no link to itself."""
    here = reader.on_card(item)
    drawn = budget.first_fitting(lambda most: card_within(item, here, most), *DETAILS)
    return (
        drawn if budget.fits(drawn["blocks"]) else card_within(item, here.unlinked(), DETAILS[-1])
    )


def card_within(item: Item, reader: Reader, most: int) -> Json:
    """The card with at most `most` characters of each text that people wrote, except its title."""
    blocks = [
        section("\n".join(_first_lines(item, reader))),
        *[section(line) for line in detail_lines(item, reader, most)],
        context(" · ".join(small_print(item, reader))),
        buttons.card_buttons(item, reader),
    ]
    return message(spoken_card(item, reader), blocks)


def _first_lines(item: Item, reader: Reader, *, limit: int = HEADLINE) -> list[str]:
    lines = [
        headline(item, reader, limit=limit),
        standing(item, reader),
        ahead.on_card(item, reader),
    ]
    return [line for line in lines if line]


def spoken_card(item: Item, reader: Reader) -> str:
    """The whole card in plain lines, for notifications and screen readers."""
    plainly = reader.plainly()
    lines = _first_lines(item, plainly, limit=500)
    lines += [text.cut(line, 900) for line in detail_lines(item, plainly)]
    return "\n".join([*lines, ". ".join(small_print(item, plainly))])


def headline(item: Item, reader: Reader, *, limit: int = HEADLINE) -> str:
    """The sentence that matters: `*B-12* Blocked: staging DB is down`."""
    sign, state = _state(item, reader)
    lead = f"{sign} {reader.label(item)}" if sign else reader.label(item)
    urgent = " (urgent)" if item.urgent and item.is_open else ""
    return f"{lead}{urgent} {state}: {reader.title(item.title, limit=limit)}"


def _state(item: Item, reader: Reader) -> tuple[str, str]:
    if not item.is_open:
        return CLOSED[item.status]
    if item.fallback_applies:
        return "⚠️", "is overdue"
    if item.is_overdue(reader.now):
        return "🔴", "is overdue"
    return "", "Blocked" if item.kind is Kind.BLOCKER else "Decision needed"


def standing(item: Item, reader: Reader) -> str:
    """Who owes it until when; for a closed item who closed it and when."""
    if item.closing:
        by = f" by {reader.who(item.closing.by)}" if item.closing.by else ""
        ended = _undone(item, reader) if item.was_undone else "Closed"
        return f"Owner {reader.who(item.owner)}. {ended}{by} {reader.when(item.closing.at)}."
    was = "was due" if item.is_overdue(reader.now) else "due"
    waits = date_answers.on_card(item, reader) or _offered(item, reader)
    return f"Owner {reader.who(item.owner)}, {was} {due(item, reader)}.{waits}"


def _offered(item: Item, reader: Reader) -> str:
    """To whom it is offered or who asked for it, and until when."""
    if item.offer is None:
        return ""
    to, until = reader.who(item.offer.to), reader.when(item.offer.ends_at)
    if item.offer.is_request:
        return f" {to} asked for it; the owner can agree until {until}."
    return f" It is offered to {to} until {until}."


def _undone(item: Item, reader: Reader) -> str:
    same = reader.same_as(item)
    return f"Same as {same}. Withdrawn" if same else "Logging it was undone"


def due(item: Item, reader: Reader, *, also: str = "") -> str:
    """The due date, `also`, and the owner's own clock where it differs from the reader's."""
    remarks = [also] if also else []
    owner = reader.people.get(item.owner)
    if owner and owner.zone and dates.differs(item.due.at, owner.zone, reader.zone):
        clock = dates.clock_in(item.due.at, owner.zone, beside=reader.zone)
        remarks.append(f"{clock} for the owner")
    shown = reader.when(item.due.at)
    return f"{shown} ({', '.join(remarks)})" if remarks else shown


def detail_lines(item: Item, reader: Reader, most: int = DETAILS[0]) -> list[str]:
    """Customers, outcome, options, fallback, impact, links and what depends on it as mrkdwn.

    Each is a paragraph that fits a section.

    The fallback of an item that was closed with it is its outcome.
    """
    lines = [_customers(item, reader)] if item.customers else []
    if item.outcome:
        lines.append(f"*{outcome_word(item)}:* {reader.said(item.outcome, limit=most)}")
    if item.options:
        lines.append(f"*Options:* {text.cut(_options(item, reader), most)}")
    if item.is_open:
        label = "Fallback now applies" if item.fallback_applies else "Fallback"
        lines.append(f"*{label}:* {reader.said(item.fallback, limit=most)}")
    if item.impact:
        lines.append(
            f"*Impact:* {reader.said(item.impact, limit=most)}{impact.trend(item, reader)}"
        )
    elif item.trajectory is not None and item.is_open:
        lines.append(f"*Impact:* {impact.word(item, reader)}")
    if item.links:
        lines.append(text.cut(f"*Links:* {links.listed(item, reader, most=most)}", 2900))
    return [*lines, *dependencies.lines(item, reader)]


def _customers(item: Item, reader: Reader) -> str:
    word = "Customer" if len(item.customers) == 1 else "Customers"
    return f"*{word}:* {', '.join(reader.title(one.name, limit=300) for one in item.customers)}"


def outcome_word(item: Item) -> str:
    """What an outcome is called: that of a withdrawal is its reason."""
    return "Reason" if item.status is Status.WITHDRAWN else "Outcome"


def _options(item: Item, reader: Reader) -> str:
    options = " | ".join(reader.title(option, limit=300) for option in item.options)
    default = f" (otherwise {reader.title(item.default, limit=300)})" if item.default else ""
    return text.cut(options, 2000) + default


def small_print(item: Item, reader: Reader) -> list[str]:
    """What else to know, a few words each: progress, gaps, moved dates, who reported it."""
    parts: list[str] = []
    if item.is_open:
        parts = [*_progress(item, reader), *_gaps(item, reader), *_ladder(item, reader)]
    parts += [*map(text.capitalized, date_answers.not_yet(item, reader))]
    parts += _moves_of_the_date(item, reader)
    parts += [f"Edited {reader.when(item.edited_at)}"] if item.edited_at else []
    parts.append(f"Reported by {reader.who(item.reporter)}")
    origin = "" if reader.plain else text.link(item.permalink, "where it came up")
    return [*parts, origin] if origin else parts


def _moves_of_the_date(item: Item, reader: Reader) -> list[str]:
    parts = [f"Slipped {times(item.slips)}"] if item.slips else []
    parts += [f"Pulled in {times(item.pull_ins)}"] if item.pull_ins else []
    is_first = item.due.at == item.first_due_at and not parts
    return parts if is_first else [*parts, f"First due {reader.when(item.first_due_at)}"]


def kept(item: Item, reader: Reader) -> str:
    """`kept open until Wed 15 Apr 09:00 by Cem`; "" while nobody keeps it open."""
    keep = item.kept_open(reader.now)
    return f"kept open until {reader.when(keep.until)} by {reader.who(keep.by)}" if keep else ""


def end_of_ladder(item: Item, reader: Reader) -> str:
    """Who keeps it open, or else that its fallback applies; "" before the end of its ladder."""
    return kept(item, reader) or ("fallback applies" if item.fallback_applies else "")


def yours(item: Item, reader: Reader) -> str:
    """`*B-12* is yours now: SSO login fails`."""
    mark, also = ("🔴 ", " and overdue") if item.is_overdue(reader.now) else ("", "")
    return f"{mark}{reader.label(item)} is yours now{also}: {reader.title(item.title)}"


def was_due(item: Item, reader: Reader) -> str:
    """`Due`, or `Was due` once that has passed."""
    return "Was due" if item.is_overdue(reader.now) else "Due"


def otherwise(item: Item, reader: Reader) -> str:
    """The fallback, and whether it applies."""
    label = "Fallback now applies" if item.fallback_applies else "If nobody acts in time"
    return f"{label}: {reader.title(item.fallback, limit=1500)}"


def is_due(item: Item, reader: Reader) -> str:
    """`is due`, or `was due` once that has passed."""
    return "was due" if item.is_overdue(reader.now) else "is due"


def times(number: int) -> str:
    """`once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _progress(item: Item, reader: Reader) -> list[str]:
    keeps = kept(item, reader)
    parts = [f"{keeps[0].upper()}{keeps[1:]}"] if keeps else []
    position = item.position
    if position.acknowledged_at:
        parts.append(f"Acknowledged {reader.when(position.acknowledged_at)}")
    if hold := position.held(reader.now):
        parts.append(f"Escalation paused until {reader.when(hold.until)}")
    if item.highest >= 0 and not item.fallback_applies:
        parts.append(f"Escalated to {audiences.reached(item)}")
    told = answers.words(item, reader)
    return [*parts, told] if told else parts


def _ladder(item: Item, reader: Reader) -> list[str]:
    """Which version of the ladder it carries, where the channel's is another one."""
    is_other = reader.ladder_version not in (0, item.policy.version)
    return [f"Ladder version {item.policy.version}"] if is_other else []


def _gaps(item: Item, reader: Reader) -> list[str]:
    is_left, admins = item.channel in reader.directory.shut, reader.directory.admins
    others = "the admins" if admins else ""
    unset = audiences.unset(item.policy, also=others if is_left else "this channel")
    return [unset] if unset else []
