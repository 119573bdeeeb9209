"""A customer's card and what changes it: `customer Harbor`, `customer Harbor live 15 apr`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from escalation.about import customers
from escalation.moves.accounts import NEEDS_REASON, Change
from grammar.due import read as due_reader
from grammar.due.result import DueContext, DueRead, DueUnclear
from grammar.line import parts as line_parts
from grammar.line.draft import DraftOwner, OwnerKind
from grammar.masking import MARK, MaskedLine, escaped, mask
from grammar.moves.parsed import Unclear

_FIRST = re.compile(r"customers?\b(?!-)\s*[:=]?\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_QUESTION = re.compile(
    r"wh(?:at|o)(?:['’]s| is)? block(?:s|ing) (?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_CHANGE = re.compile(
    r"(?P<word>owner|live|also|renamed?|merge)\b[:=]?\s*(?P<value>.*)", re.IGNORECASE | re.DOTALL
)
_LATER = re.compile(rf"(?<=\s)(?={_CHANGE.pattern})", re.IGNORECASE | re.DOTALL)
_BECAUSE = re.compile(r"(?<![^\s,;])because\b[\s:]*", re.IGNORECASE)
_INTO = re.compile(r"into\b\s*", re.IGNORECASE)
_LEADS = {
    Change.OWNER: re.compile(r"(?:is|to)\s+", re.IGNORECASE),
    Change.LIVE: re.compile(r"(?:is|on|to|by)\s+", re.IGNORECASE),
    Change.ALSO: re.compile(r"(?:known as|called|as)\s+", re.IGNORECASE),
    Change.RENAME: re.compile(r"(?:to|as)\s+", re.IGNORECASE),
    Change.MERGE: re.compile(r"(?:with|and)\s+", re.IGNORECASE),
}
"""What may stand between the word of a change and its value."""
_WORD = re.compile(rf"[^\W_]+|{MARK}")
_AFTER_NAME = re.compile(r"(?:['’]s\b|['’](?!\w))?[ .,;:!?]*")
"""What may stand between a name and what follows: `Harbor's owner`, `'Harbor': owner`."""
_IN_QUOTES = re.compile(r"['‘](?P<name>.*)['’]")
_EXAMPLES = {
    Change.OWNER: ("owner @maria", "owner none"),
    Change.LIVE: ("live 15 apr", "live none"),
    Change.ALSO: ('also "Harbor LLP"',),
    Change.RENAME: ("rename Harbor Legal",),
    Change.MERGE: ('merge "Harbor LLP" because they are the same firm',),
}
_ASKED = {
    Change.OWNER: "Who has the account? One person, or `none`.",
    Change.LIVE: "Which date was promised?",
    Change.ALSO: "Which other name?",
    Change.RENAME: "What is the new name?",
    Change.MERGE: "Which other name is the same customer?",
}


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """The card of the customer of this name, as typed."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCustomer:
    """What should be changed of the customer of this name, as typed.

    `words` is another name; without a `person`, an `owner` is removed, without a `due` the promised
    date. `rest` is the line after the name, as Slack sent it.
    """

    name: str
    change: Change
    rest: str
    words: str = ""
    person: DraftOwner | None = None
    due: DueRead | None = None
    reason: str = ""

    @property
    def names_something(self) -> bool:
        """Whether it sets something, rather than removing it."""
        return bool(self.words or self.person or self.due)


@dataclass(frozen=True, slots=True)
class PromiseUnclear:
    """A promised date that could not be read, and what to type before it."""

    name: str
    due: DueUnclear


Asked = CustomerCard | ChangeCustomer | PromiseUnclear | Unclear


def read(
    text: str, context: DueContext, *, requester: str, known: Mapping[str, str]
) -> Asked | None:
    """What a line asks of a customer; None if it does not begin with `customer` and a name.

    `known` are the names that the requester may be shown, by key.
    """
    found = _FIRST.fullmatch(text.strip())
    if not found or not customers.key(found["rest"]):
        return _questioned(text.strip(), known)
    line = mask(found["rest"])
    reader = _Reader(line, context, requester)
    if end := _known(line, known):
        return reader.after(end)
    if re.match(MARK, line.text):
        return reader.after(1)
    changes = _LATER.search(line.text)
    asked = reader.after(changes.start()) if changes else None
    return asked if isinstance(asked, ChangeCustomer) else reader.after(len(line.text))


def _questioned(text: str, known: Mapping[str, str]) -> CustomerCard | None:
    """The card that answers `what blocks Harbor?`, if Harbor is a known customer."""
    found = _QUESTION.fullmatch(text)
    if not found:
        return None
    line = mask(found["rest"])
    name = customers.tidy(line.unmask(line.text.strip(" .!?")))
    return CustomerCard(name) if customers.key(name) in known else None


def line_about(name: str, rest: str = "") -> str:
    """The line that asks for this customer's card, or for the change that `rest` names."""
    is_plain = not _LATER.search(f" {name}") and not customers.COMMA.search(name)
    named = escaped(name if is_plain or '"' in name else f'"{name}"')
    return f"customer {named} {rest}".strip()


def merging(name: str, other: str, reason: str) -> str:
    """The line that makes the other one the same customer."""
    because = f" because {escaped(reason)}" if reason else ""
    return line_about(name, f'merge "{escaped(other)}"{because}')


def _several(asked: ChangeCustomer, words: str) -> Unclear:
    """The question whether this is one name or several."""

    def line(name: str) -> str:
        if asked.change is Change.MERGE:
            return merging(asked.name, name, asked.reason or "…")
        return line_about(asked.name, f'{asked.change} "{escaped(name)}"')

    first = customers.COMMA.split(words)[0]
    return Unclear(
        reason="Name one at a time. One with a comma needs quotes.",
        usage=(line(first), line(words)),
    )


def _known(line: MaskedLine, known: Mapping[str, str]) -> int:
    """Where the longest known name ends that nothing but a change follows; 0 for none."""
    ends = [0]
    for word in _WORD.finditer(line.text):
        rest = _AFTER_NAME.sub("", line.text[word.end() :], count=1)
        is_name = customers.key(line.unmask(line.text[: word.end()])) in known
        if is_name and (not rest or _CHANGE.match(rest)):
            ends.append(word.end())
    return ends[-1]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads what follows the name."""

    line: MaskedLine
    context: DueContext
    requester: str

    def after(self, end: int) -> Asked:
        """The card of the customer whose name ends here, or the change that follows."""
        name = customers.tidy(self.line.unmask(self.line.text[:end]).strip(" ,;:!?"))
        rest = _AFTER_NAME.sub("", self.line.text[end:], count=1)
        found = _CHANGE.fullmatch(rest)
        if not found:
            return CustomerCard(name)
        change = Change(found["word"].lower().removesuffix("d"))
        said, *why = _BECAUSE.split(found["value"], maxsplit=1)
        value = _LEADS[change].sub("", said.strip(" ,;"), count=1).strip()
        reason = self.line.unmask(why[0]).strip() if why else ""
        raw = self.line.raw(rest)
        asked = ChangeCustomer(name=name, change=change, rest=raw, reason=reason)
        return self._changed(asked, value) if value else _missing(asked)

    def _changed(self, asked: ChangeCustomer, value: str) -> Asked:
        change = asked.change
        words = customers.tidy(self.line.unmask(value))
        if quoted := _IN_QUOTES.fullmatch(words):
            words = quoted["name"]
        if change is Change.OWNER:
            return self._owned(asked, value)
        if change is Change.LIVE:
            return self._promised(asked, words)
        if change is Change.MERGE and (into := _INTO.match(value)):
            kept = customers.tidy(self.line.unmask(value[into.end() :]))
            usage = (line_about(kept or "Meridian", f'merge "{asked.name}" because …'),)
            return Unclear(reason="The name that stays comes first.", usage=usage)
        if customers.COMMA.search(words) and not re.fullmatch(MARK, value):
            return _several(asked, words)
        if change in NEEDS_REASON and not asked.reason:
            usage = (merging(asked.name, words, "…"),)
            return Unclear(reason="Add a reason.", usage=usage)
        return replace(asked, words=words)

    def _owned(self, asked: ChangeCustomer, value: str) -> Asked:
        if customers.is_nobody(value):
            return asked
        person, rest = line_parts.owner(value, self.line, requester=self.requester)
        if person is None or rest.strip(" .!") or person.kind is OwnerKind.GROUP:
            return _missing(asked)
        return replace(asked, person=person)

    def _promised(self, asked: ChangeCustomer, words: str) -> ChangeCustomer | PromiseUnclear:
        if customers.is_nobody(words):
            return asked
        due = due_reader.read(words, self.context)
        if isinstance(due, DueUnclear):
            return PromiseUnclear(asked.name, due)
        return replace(asked, due=due)


def _missing(asked: ChangeCustomer) -> Unclear:
    usage = tuple(line_about(asked.name, example) for example in _EXAMPLES[asked.change])
    return Unclear(reason=_ASKED[asked.change], usage=usage)
