"""A hand-over of everything, told once to each: who gets it, who had it, and what came of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from escalation.about.customers import Customer
from escalation.handover.batches import Batch, Became, Held, Line
from escalation.items import Item
from escalation.policy import Policy
from messages.agreed import date_answers
from messages.handover.in_thread import UNANSWERED
from messages.items.lists import chunks
from messages.reader import Reader
from messages.slack import budget, ids, offer_ids, text
from messages.slack.blocks import Json, actions, button, message, option, overflow, section

MOST_LINES = 20
"""Lines in one message, more than anybody reads on a phone."""
TAKEN_BACK = "Taken back: what had not been taken stays yours."
_LINES = 8_500
"""What they may take of the budget."""
_SPOKEN = 2_800
"""Characters of them in `text`, which holds 4,000."""
_NAMED = 3
"""Titles in the first line, which is all that a push shows."""
_BECAME = {
    Became.TAKEN: "✓ yours",
    Became.DECLINED: "you said no",
    Became.LAPSED: "no answer in time",
    Became.OVERTAKEN: "no longer offered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What lines are about, for a reader: items and customers by id, roles in words by key."""

    items: Mapping[int, Item]
    customers: Mapping[int, Customer]
    roles: Mapping[str, str]
    reader: Reader

    def item(self, line: Line) -> Item | None:
        """The item of a line, if it is one."""
        return self.items.get(int(line.ref)) if line.what is Held.ITEM else None

    def words(self, line: Line) -> str:
        """One line: the item with its title and date, the customer, the place on a ladder."""
        if item := self.item(line):
            return self._item(item)
        if line.what is Held.ROLE:
            return self.roles[line.key]
        customer = self.customers.get(int(line.ref)) if line.what is Held.CUSTOMER else None
        return f"The account of {self.reader.title(customer.name)}" if customer else "Gone since"

    def _item(self, item: Item) -> str:
        reader = self.reader
        due = "was due" if item.is_overdue(reader.now) else "due"
        when = f"{due} {reader.when(item.due.at, dense=True)}" if item.is_open else "closed"
        title = "" if item.id in reader.hidden else f" {reader.title(item.title, limit=150)}"
        return f"{reader.label(item)}{title} · {when}"

    def titles(self, lines: Sequence[Line]) -> str:
        """`: SSO login fails, DNS is down, …`; "" without an item."""
        known = [item for line in lines if (item := self.item(line))]
        read = [item for item in known if item.id not in self.reader.hidden]
        named = [self.reader.title(item.title, limit=60) for item in read[:_NAMED]]
        rest = ["…"] if len(lines) > _NAMED else []
        return f": {', '.join([*named, *rest])}" if named else ""


def role_words(channel: str, policy: Policy, rung: int, *, reader: Reader) -> str:
    """`The lead in #launch`, as mrkdwn."""
    step = policy.step(rung) if rung <= policy.fallback else "a step"
    return f"{text.capitalized(reader.title(step, limit=60))} in <#{channel}>"


def counted(lines: Sequence[Line]) -> str:
    """`3 items, 1 customer and 2 roles`."""
    return counted_keys(line.key for line in lines)


def counted_keys(keys: Iterable[str]) -> str:
    """The same for lines by their keys."""
    found = Counter(key.partition(":")[0] for key in keys)
    return text.listed([text.counted(found[what], what) for what in Held if found[what]])


def received(batch: Batch, about: About) -> Json:
    """To the receiver: what is theirs now, and what they are offered."""
    first = _received(batch, about)
    lines = [*batch.waiting, *(line for line in batch.lines if line not in batch.waiting)]

    def drawn(reader: Reader) -> list[Json]:
        seen = replace(about, reader=reader)
        return [_block(line, batch, seen) for line in lines[:MOST_LINES]]

    blocks = drawn(about.reader.with_room(drawn, _LINES))
    most = budget.affordable(blocks, _LINES)
    plain = replace(about, reader=about.reader.plainly())
    spoken = [f"• {_line(line, batch, plain)}" for line in lines[:most]]
    said = spoken[: budget.affordable(spoken, _SPOKEN)]
    return message(
        "\n".join([*_received(batch, plain), *said]),
        [
            section("\n".join(first)),
            *([_answers(batch)] if batch.waiting else []),
            *blocks[:most],
            *_rest(lines, most),
        ],
    )


def _received(batch: Batch, about: About) -> list[str]:
    reader, waiting, taken = about.reader, batch.waiting, batch.that(Became.TAKEN)
    giver, titles = reader.who(batch.actor), about.titles(waiting or taken)
    if waiting:
        first = f"{giver} offers you {counted(waiting)}{titles}"
    elif taken:
        are = "is" if len(taken) == 1 else "are"
        first = f"{counted(taken)} of {reader.who(batch.owner)} {are} yours now{titles}"
    else:
        first = f"Nothing that {giver} offered you here waits for an answer now."
    by = f"Handed over by {giver}, because" if batch.actor != batch.owner else "Because"
    said = [first, f"{by} {reader.title(batch.reason, limit=1000)}"]
    items = (item for line in taken if (item := about.item(line)))
    if any(date_answers.of_yours(item, batch.to) for item in items):
        said.append("Can you keep these dates?")
    if waiting and batch.ends_at:
        until = reader.when(batch.ends_at)
        said.append(f"It stays with {giver} until you take it. The offer ends {until}.")
    return said


def _did(kept: Sequence[Line]) -> str:
    """What kept the receiver from taking these lines: one thing, or several."""
    if any(line.became is not Became.LAPSED for line in kept):
        return f"did not take {'it' if len(kept) == 1 else 'them'}"
    whys = {line.why for line in kept}
    return _UNANSWERED[whys.pop()] if len(whys) == 1 else "did not answer"


_UNANSWERED = {why or "": words for why, words in UNANSWERED.items()}


def _line(line: Line, batch: Batch, about: About) -> str:
    words, item = about.words(line), about.item(line)
    if line.became is Became.TAKEN and item and item.owner != batch.to:
        return f"{words} · now with {about.reader.who(item.owner)}"
    is_news = line.became is not Became.TAKEN or batch.waiting
    if line.became is Became.WAITING or not is_news:
        return words
    return f"{words} · {_BECAME[line.became]}{_why(line, about)}"


def _why(line: Line, about: About) -> str:
    if line.became is Became.LAPSED or not line.why:
        return ""
    return f": {about.reader.title(line.why, limit=150)}"


def _block(line: Line, batch: Batch, about: About) -> Json:
    words = _line(line, batch, about)
    if line.became is not Became.WAITING:
        item = about.item(line)
        return section(words, accessory=date_answers.of_yours(item, batch.to) if item else None)
    options = [
        option(said, offer_ids.encode_batch(answer, batch.mark, line.key))
        for answer, said in (("take", "I'll take it"), ("decline", "Not mine because …"))
    ]
    return section(words, accessory=overflow(f"{offer_ids.BATCH}line", options))


def _answers(batch: Batch) -> Json:
    take = "I'll take it" if len(batch.waiting) == 1 else "I'll take all of it"
    return actions(
        f"{offer_ids.BATCH}{len(batch.waiting)}",
        [
            button(
                words, offer_ids.BATCH + answer, value=offer_ids.encode_batch(answer, batch.mark)
            )
            for answer, words in (("take", take), ("decline", "Not mine because …"))
        ],
    )


def _rest(lines: Sequence[Line], shown: int) -> list[Json]:
    """How many lines have no room, and a button that lists the items."""
    if shown == len(lines):
        return []
    items = [int(line.ref) for line in lines if line.what is Held.ITEM]
    show = button("Show all", ids.ALL, value=ids.encode_items(items)) if items else None
    return [section(f"+{len(lines) - shown} more", accessory=show)]


def went(made: Sequence[Batch], about: About) -> Json:
    """To the previous owner: what went to whom."""
    because = f"Because {about.reader.title(made[0].reason, limit=1000)}"
    return _listed(
        about,
        lambda at: [f"{at.reader.who(made[0].actor)} handed over {_whom(made, at)}.", because],
        made,
    )


def done_message(made: Sequence[Batch], about: About) -> Json:
    """To the person who did it: what went or was offered to whom, and what they can do about it."""
    offered = any(batch.waiting for batch in made)
    did = "Offered" if offered else "Handed over"
    reply = _listed(about, lambda at: [f"{did} {_whom(made, at)}."], made)
    after = _OFFERED if offered else _HANDED
    blocks = [*reply["blocks"], section(after)]
    if offered:
        value = offer_ids.encode_batch("back", made[0].mark)
        blocks.append(
            actions("batch", [button("Take it back", f"{offer_ids.BATCH}back", value=value)])
        )
    return message(f"{reply['text']}\n{after}", blocks)


_OFFERED = "It stays yours until it is taken. You are told once, when all of it is answered."
_HANDED = "This has no Undo. To give one item back, hand it over again."


def _whom(made: Sequence[Batch], about: About) -> str:
    """`3 items and 1 role to @dia and 1 customer to @cem`."""
    return text.listed([f"{counted(one.lines)} to {about.reader.who(one.to)}" for one in made])


def _listed(about: About, firsts: Callable[[About], list[str]], made: Sequence[Batch]) -> Json:
    """First lines, and below them what went to whom."""

    def lines(at: About) -> list[str]:
        to = {one.to: f" · {at.reader.who(one.to)}" if len(made) > 1 else "" for one in made}
        return [f"• {at.words(line)}{to[one.to]}" for one in made for line in one.lines]

    return _as_message(about, firsts, lines, of=[line for one in made for line in one.lines])


def outcome(batch: Batch, kept: Sequence[Line], about: About, *, is_giver: bool) -> Json:
    """What came of an offer: what was taken, and what stays, of which a lead is told theirs."""
    taken, gone = (batch.that(one) if is_giver else () for one in (Became.TAKEN, Became.OVERTAKEN))

    def firsts(at: About) -> list[str]:
        to = at.reader.who(batch.to)
        said = [f"{to} took {counted(taken)}."] if taken else []
        if kept:
            owner = "you" if is_giver else at.reader.who(batch.owner)
            stay = "stays" if len(kept) == 1 else "stay"
            said.append(f"{counted(kept)} {stay} with {owner}: {to} {_did(kept)}.")
        return [*said, *([f"{counted(gone)}: no longer offered."] if gone else [])]

    def lines(at: About) -> list[str]:
        return [f"• {at.words(line)}{_why(line, at)}" for line in (*kept, *gone)]

    return _as_message(about, firsts, lines, of=[*kept, *gone])


def _as_message(
    about: About,
    firsts: Callable[[About], list[str]],
    lines: Callable[[About], list[str]],
    *,
    of: Sequence[Line],
) -> Json:
    shown, plain = lines(about), replace(about, reader=about.reader.plainly())
    most = min(MOST_LINES, budget.affordable(shown, _LINES))
    blocks = [section(chunk) for chunk in chunks([*firsts(about), *shown[:most]])]
    spoken = lines(plain)[:most]
    said = spoken[: budget.affordable(spoken, _SPOKEN)]
    return message("\n".join([*firsts(plain), *said]), [*blocks, *_rest(of, most)])


def offered(batch: Batch, lines: Sequence[Line], about: About) -> str:
    """What somebody is about to say no to."""
    what = about.words(lines[0]) if len(lines) == 1 else counted(lines)
    return f"{about.reader.who(batch.actor)} offers you {what}"


def answered(lines: Sequence[Line], about: About) -> str:
    """What came of an answer to these lines."""
    taken = [line for line in lines if line.became is Became.TAKEN]
    declined = [line for line in lines if line.became is Became.DECLINED]
    gone = [line for line in lines if line.became is Became.OVERTAKEN]
    said = [f"Yours now: {counted(taken)}."] if taken else []
    said += [f"You said no to {counted(declined)}."] if declined else []
    said += [f"{about.words(line)} · no longer offered{_why(line, about)}." for line in gone]
    return "\n".join(said)
