"""Several items in one paste: a list that its writer logs together, or one by one in forms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from escalation.calendars import default_due_at
from escalation.errors import Refusal, Stale
from escalation.events import EventRef
from escalation.fields import Field
from escalation.items import Due, Item, Kind
from grammar import read as reader
from grammar.due.result import DueRead
from grammar.line.draft import Draft
from grammar.pasted import MOST
from handlers import dates, refusals
from handlers.beforehand.log_view import log_view
from handlers.commands import log, named_customers, proposal
from handlers.commands import prefill as form_prefill
from handlers.context import Line, RequestContext
from handlers.responses import Modal, Reply
from messages.forms.items import note_modal
from messages.forms.pasted import ALREADY, Entry, channel_form, list_reply
from messages.replies import with_undo
from messages.slack import ids
from messages.slack.blocks import Json, divider
from messages.slack.text import People
from workflows.items import drafts, pasted, queries
from workflows.items.drafts import Source
from workflows.items.new_item import NewItem
from workflows.items.queries import Reading
from workflows.people import answers
from workflows.transaction import guards
from workflows.transaction.unit_of_work import Request

TITLE = "Your list"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenList:
    """A list as it stands now; `new_items` are those that can be logged, by their drafts' names.

    `undo` names those that can still be taken back.

    Written in a direct message, it has no `channel` until one is chosen.
    """

    name: str
    entries: tuple[Entry, ...]
    new_items: dict[str, NewItem]
    undo: tuple[EventRef, ...]
    left_over: tuple[str, ...]
    channel: str
    reading: Reading
    text: str
    kind: Kind
    source: Source


def answer(request: RequestContext, line: Line, asked: reader.SeveralToLog) -> Reply:
    """Keep the list and show it; raises Refusal if nothing can be logged here at all."""
    if not guards.is_direct(line.request.channel):
        guards.in_use(line.reading.channel)
    context, name = request.context, line.kept_as or line.request.external_id
    source = Source(written_at=line.reading.context.now, permalink=line.permalink)
    text = f"{asked.pasted.kind} {line.text}"
    drafts.keep(context, line.request, text, now=request.now, name=name, source=source)
    return Reply(_shown(request, line.request, opened(request, line.request, name)))


def of_message(
    request: RequestContext, origin: Request, text: str, *, source: Source, name: str
) -> Modal:
    """Keep the list that a message is, after its kind, and show it; raises Refusal."""
    drafts.keep(request.context, origin, text, now=request.now, name=name, source=source)
    this = opened(request, origin, name)
    return Modal(view=note_modal(TITLE, _shown(request, origin, this)))


def opened(request: RequestContext, origin: Request, name: str, *, chosen: str = "") -> OpenList:
    """The list of this name, read as of when it was typed; raises Refusal."""
    found = pasted.opened(request.context, origin, name, most=MOST, now=request.now)
    draft = found.draft
    source = Source(written_at=draft.written_at, author=draft.author, permalink=draft.permalink)
    reading = request.reading(origin.actor, draft.channel, at=draft.written_at)
    by, known = draft.author or origin.actor, request.customers(origin.actor, draft.text)
    context = reader.Context(due=reading.context, requester=by, customers=known)
    result = reader.read(draft.text, context)
    asked = result.asked
    if not isinstance(asked, reader.SeveralToLog):
        raise Stale(pasted.GONE)
    channel = chosen or ("" if guards.is_direct(draft.channel) else draft.channel)
    understood = _Understood(
        request=request,
        actor=origin.actor,
        reading=reading,
        channel=channel,
        source=source,
        people=request.reader(origin.actor).people,
        members=queries.members(request.context, channel, now=request.now),
    )
    read = [
        understood.item(one, kind, number=number, found=found)
        for number, (one, kind) in enumerate(
            zip(asked.pasted.drafts, asked.pasted.kinds, strict=True), start=1
        )
    ]
    return OpenList(
        name=name,
        entries=tuple(entry for entry, _ in read),
        new_items={ids.part(name, entry.number): item for entry, item in read if entry.is_ready},
        undo=found.undo,
        left_over=asked.pasted.left_over,
        channel=channel,
        reading=reading,
        text=result.text,
        kind=asked.pasted.kind,
        source=source,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Understood:
    """What the items of a list have in common: who typed it where, and who may be named."""

    request: RequestContext
    actor: str
    reading: Reading
    channel: str
    source: Source
    people: People
    members: People

    def item(
        self, draft: Draft, kind: Kind, *, number: int, found: pasted.List
    ) -> tuple[Entry, NewItem]:
        """One item as the list shows it, and as it is logged if it lacks nothing."""
        due = self._due(draft)
        link = self.source.permalink
        new_item = log.new_item(draft, kind, channel=self.channel, due=due, permalink=link)
        filled = form_prefill.prefill(
            draft,
            kind,
            self.reading.context,
            channel=self.channel,
            people={**self.people, **form_prefill.owner_of(self.request, draft)},
            members=self.members,
            waited=True,
            whom=named_customers.of_draft(self.request, self.actor, draft, reading=self.reading),
        )
        private = proposal.warning(self.source, self.channel)
        prefill = replace(filled, permalink=link, warning=private)
        entry = Entry(
            number=number,
            prefill=prefill,
            when=self._when(draft, due),
            logged=found.logged.get(number),
            alike=found.alike.get(number),
        )
        if not entry.is_ready:
            return entry, new_item
        faults = {**prefill.faults, **self._faults(new_item)}
        return replace(entry, prefill=replace(prefill, faults=faults)), new_item

    def _due(self, draft: Draft) -> Due | None:
        """The date as it is shown: one that nobody typed counts from the typing, too."""
        if isinstance(draft.due, DueRead):
            return dates.kept(draft.due)
        channel = self.reading.channel
        if draft.due or draft.inner_due or channel is None:
            return None
        context = self.reading.context
        at = default_due_at(channel.policy, context.now, calendar=context.calendar)
        return Due(at=at, zone=context.zone, phrase="")

    def _when(self, draft: Draft, due: Due | None) -> str:
        if due is None:
            return ""
        words = dates.instant(due.at, self.reading.context)
        return words if draft.due else f"{words} (no date given)"

    def _faults(self, new_item: NewItem) -> dict[Field, str]:
        """What only the database can tell."""
        passed = new_item.due is not None and new_item.due.at <= self.request.now
        return {
            **new_item.faults(),
            **refusals.owner_fault(self.request, new_item.owner),
            **({Field.DUE: form_prefill.PASSED} if passed else {}),
        }


def log_all(
    request: RequestContext, origin: Request, name: str, *, cause: str, chosen: str = ""
) -> Modal:
    """Log what can be logged, in one transaction, and show the list; raises Refusal.

    A list without a channel gets the form that asks for it. `cause` names the press.
    """
    this = opened(request, origin, name, chosen=chosen)
    if this.new_items and not this.channel:
        reader_ = request.reader(origin.actor)
        return Modal(view=channel_form(this.entries, reader_, name=name))
    logged = pasted.log_all(request.context, origin.actor, this.new_items, now=request.now)
    note = "" if this.new_items else ALREADY
    now = opened(request, origin, name, chosen=chosen)
    undo = [one.undo for one in logged if one.undo and not one.repeated]
    shown = _undoable(_shown(request, origin, now, note=note), now, undo or now.undo)
    redraw(request, origin, name, cause=cause)
    return Modal(view=note_modal(TITLE, shown), refused=bool(note))


def edit(request: RequestContext, origin: Request, draft: str) -> Modal:
    """The form of one item, a draft of a list; raises Refusal if it is logged already."""
    name, number = ids.split_part(draft)
    this = opened(request, origin, name)
    entry = next((one for one in this.entries if str(one.number) == number), None)
    if entry is None:
        raise Stale(pasted.GONE)
    if entry.logged:
        raise Stale(f"You logged this already: it is {entry.logged.label}.")
    view = log_view(request, entry.prefill, this.reading, actor=origin.actor)
    return Modal(view=ids.bound(view, draft))


def as_one(request: RequestContext, origin: Request, name: str) -> Modal:
    """The form with all of the list as one item; raises Refusal if any of it is logged."""
    this = opened(request, origin, name)
    if any(entry.logged for entry in this.entries):
        raise Stale("You logged some of this already, each as an item of its own.")
    prefill = proposal.prefill(
        request, origin, this.text, source=this.source, kind=this.kind, channel=this.channel
    )
    view = log_view(request, prefill, this.reading, actor=origin.actor)
    return Modal(view=ids.bound(view, ids.part(name, pasted.WHOLE)))


def rest(request: RequestContext, origin: Request, draft: str) -> list[Json]:
    """The list of this draft after it was logged; nothing if it is not part of one."""
    name, number = ids.split_part(draft)
    if not number:
        return []
    try:
        this = opened(request, origin, name)
    except Refusal:
        return []
    shown: list[Json] = _shown(request, origin, this)["blocks"]
    return [divider(), *shown]


def redraw(request: RequestContext, origin: Request, name: str, *, cause: str) -> None:
    """Draw the list again where it is a direct message; `cause` names what changed it."""
    try:
        this = opened(request, origin, name)
        reply = _undoable(_shown(request, origin, this), this, this.undo)
    except Refusal as refusal:
        reply = refusals.reply(request, refusal.text).message
    answers.redraw(request.context, origin.actor, name, reply=reply, cause=cause, now=request.now)


def _undoable(reply: Json, this: OpenList, undo: Sequence[EventRef]) -> Json:
    """The list with a button that takes back these."""
    logged = sum(entry.logged is not None for entry in this.entries)
    draft = ids.part(this.name, pasted.WHOLE)
    return with_undo(reply, *undo, draft=draft, some=len(undo) < logged)


def _shown(request: RequestContext, origin: Request, this: OpenList, *, note: str = "") -> Json:
    logged: Sequence[Item] = [entry.logged for entry in this.entries if entry.logged]
    reader_ = request.reader(origin.actor, logged)
    return list_reply(this.entries, reader_, name=this.name, note=note, left_over=this.left_over)
