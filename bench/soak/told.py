"""The result of a soak: what people can read in Slack, and what the database says about it.

Facts, not rows: they name no instants, database ids or bundles, which differ between runs.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from escalation.notices.notice import NoticeKind, NoticeState
from playground.state.workspace import Message, Workspace
from storage.checks import audit
from storage.checks.audit import Finding
from storage.engine.database import Database, Transaction
from storage.items import chain
from storage.tables.channels import MEASURE
from storage.tables.items import EVENT, ITEM
from storage.tables.notices import NOTICE, TOLD
from workflows.clock.audit import PATIENCE

_ITEM = ("title", "channel", "owner", "reporter", "status", "round", "slips")
_LABEL = re.compile(r"\b[BD]-\d+\b")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b( [AP]M)?")
_ENDED = {NoticeState.SENT, NoticeState.SUPERSEDED}
_REPAIRED = "repaired"
"""The one event that an undisturbed bot never has: a second message was taken away."""


class Fact(NamedTuple):
    """One thing that has to be the same in every run: its kind, what it is about, and its value."""

    kind: str
    about: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it: messages in Slack, the keys of what is lost, the tokens of what is there
    twice, the facts, what took more than one try, and what the auditor finds.
    """

    messages: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    facts: frozenset[Fact]
    retried: int
    findings: tuple[Finding, ...]


def outcome(database: Database, workspace: Workspace, now: datetime) -> Outcome:
    """Compare the outbox with what is in Slack."""
    said = _said(workspace)
    with database.read(workspace.team_id) as tx:
        labels = {
            row.id: f"{row.kind.letter}-{row.number}" for row in tx.connection.execute(select(ITEM))
        }
        rows = tx.connection.execute(select(NOTICE).where(NOTICE.c.kind != NoticeKind.EDIT)).all()
        told = _Told(workspace, said=said, labels=labels, rows=rows)
        facts = frozenset((*told.facts(), *_items(tx, labels), *_history(tx, labels)))
        findings = _findings(tx, now)
    return Outcome(
        messages=sum(map(len, said.values())),
        lost=tuple(told.lost()),
        doubled=tuple(told.doubled()),
        facts=facts,
        retried=len({row.token for row in rows if row.attempts > 1}),
        findings=findings,
    )


def _said(workspace: Workspace) -> dict[str, list[Message]]:
    """The bot's messages in Slack, by token."""
    said = defaultdict(list)
    for message in workspace.messages:
        if message.user == workspace.bot_user and not message.deleted and message.metadata:
            said[message.metadata["event_payload"]["token"]].append(message)
    return said


class _Told:
    """The outbox compared with the messages."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        said: Mapping[str, list[Message]],
        labels: Mapping[int, str],
        rows: Collection[Row[Any]],
    ) -> None:
        self._workspace, self._said, self._labels, self._rows = workspace, said, labels, rows
        self._sent = [row for row in rows if row.state is NoticeState.SENT]
        self._due = {row.token for row in self._sent}

    def lost(self) -> Iterator[str]:
        """The keys of notices that never left, or cannot be read where they belong."""
        yield from (row.key for row in self._rows if row.state not in _ENDED)
        yield from (row.key for row in self._sent if not self._is_readable(row))

    def doubled(self) -> Iterator[str]:
        """The tokens that Slack has more than once, or should not have."""
        for token, messages in self._said.items():
            if len(messages) > (token in self._due):
                yield token

    def facts(self) -> Iterator[Fact]:
        """Who was told what about which item, what its card says, and what the summaries say."""
        for row in self._sent:
            about = self._labels.get(row.item_id, row.recipient)
            step = row.facts.get("step", row.kind.value)
            yield Fact("told", about, f"{step} to {row.recipient}")
            if row.kind in {NoticeKind.CARD, NoticeKind.SUMMARY}:
                for message in self._said[row.token]:
                    yield Fact(row.kind.value, about, _CLOCK.sub("then", message.text))

    def _is_readable(self, row: Row[Any]) -> bool:
        """Whether it is in the recipient's conversation and names the item."""
        there = self._workspace.channels.get(row.recipient) or self._workspace.im(row.recipient)
        label = self._labels.get(row.item_id)
        return any(
            there is not None
            and message.channel == there.id
            and (label is None or label in _named(message))
            for message in self._said[row.token]
        )


def _named(message: Message) -> set[str]:
    return set(_LABEL.findall(json.dumps([message.text, message.blocks])))


def _items(tx: Transaction, labels: Mapping[int, str]) -> Iterator[Fact]:
    above = defaultdict(list)
    for told in tx.connection.execute(select(TOLD).order_by(TOLD.c.item_id, TOLD.c.n)):
        above[told.item_id].append(told.person)
    for item in tx.connection.execute(select(ITEM)).mappings():
        ending = {name: str(item[name]) for name in _ITEM} | {"told": above[item["id"]]}
        yield Fact("item", labels[item["id"]], json.dumps(ending))
    weeks: dict[str, dict[str, int]] = defaultdict(dict)
    for kept in tx.connection.execute(select(MEASURE)):
        weeks[f"{kept.channel} {kept.week}"][kept.name] = kept.value
    for about, numbers in weeks.items():
        yield Fact("numbers", about, json.dumps(numbers, sort_keys=True))


def _history(tx: Transaction, labels: Mapping[int, str]) -> Iterator[Fact]:
    """What happened to each item, in order."""
    happened = defaultdict(list)
    for event in tx.connection.execute(select(EVENT).order_by(EVENT.c.id)):
        if event.action != _REPAIRED:
            facts = {name: said for name, said in event.facts.items() if name != "due"}
            about = labels.get(event.item_id, facts.get("channel", ""))
            happened[about].append((event.action, event.actor, event.reason, facts))
    for about, events in happened.items():
        yield Fact("history", about, json.dumps(events, sort_keys=True))


def _findings(tx: Transaction, now: datetime) -> tuple[Finding, ...]:
    found = audit.findings(tx, now=now, patience=PATIENCE)
    broken_at = chain.verify(tx).broken_at
    edited = Finding(trouble=audit.Trouble.EDITED, what=f"event {broken_at}")
    return found if broken_at is None else (*found, edited)
