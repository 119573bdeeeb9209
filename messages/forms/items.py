"""The forms of logging and of every move, each of which says first what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from escalation.fields import Field
from escalation.items import Item, Kind, Trajectory
from escalation.rungs import rung_called
from escalation.trajectories import trajectory
from messages.forms import customers
from messages.forms.customers import Unknown
from messages.forms.decisions import decision_fields
from messages.forms.edits import edit_fields, opened_with, remembered
from messages.forms.links import link_field, listed_links
from messages.forms.redrawn import Questions, asked
from messages.forms.snoozes import snooze_fields
from messages.items import audiences, cards, impact
from messages.reader import Reader
from messages.replies import Suggestion, offers
from messages.slack import ids, text
from messages.slack.blocks import Json, section
from messages.slack.fields import (
    channel_field,
    checks_field,
    choice_field,
    filled_field,
    modal,
    person_field,
    picker_field,
    text_field,
    told_at_once,
)
from messages.slack.form_values import Answers

LOG = ids.FORM + "log"
MOVE = ids.FORM + "move"
DUE_HINT = "For example: fri 5pm, tomorrow noon, 48h, 2026-04-01 16:00"
KEEP_HINT = (
    "For example: next monday, 15 apr. At most 28 days from now. It will be asked again then."
)
TRAJECTORIES: dict[str, str] = {
    Trajectory.IMPROVING: "Improving: customers notice it less",
    Trajectory.STEADY: "Steady: no change",
    Trajectory.WORSENING: "Worsening: customers notice it more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefill:
    """What was understood so far, as typed, "" for nothing; `owner` and `channel` are Slack ids.

    `unknown` is the name among the `customers` that is asked about, `new` are the keys of those
    that somebody said are new.
    `faults` maps a field's name to the sentence that says what is wrong and what to type instead,
    `notes` to one that says where its value comes from. `dates` are the dates that may have been
    meant there, each with the phrase to type. `warning` stands above the title. If the date is
    unclear and was not typed just now, `unclear_since` is when it was, and it is read as of then.
    `links` are those to list, None where no field asks for them.
    """

    kind: Kind
    title: str = ""
    owner: str = ""
    due: str = ""
    fallback: str = ""
    impact: str = ""
    customers: str = ""
    unknown: Unknown | None = None
    new: tuple[str, ...] = ()
    urgent: bool = False
    options: tuple[str, ...] = ()
    default: str = ""
    channel: str = ""
    permalink: str = ""
    faults: Mapping[Field, str] = field(default_factory=dict)
    dates: Mapping[Field, Sequence[Suggestion]] = field(default_factory=dict)
    notes: Mapping[Field, str] = field(default_factory=dict)
    warning: str = ""
    unclear_since: datetime | None = None
    links: str | None = None

    def holds(self, field: Field) -> bool:
        """Whether anything was understood for a field."""
        return bool(self.customers if field is Field.CUSTOMER else getattr(self, field))


def log_form(prefill: Prefill, reader: Reader, *, window_days: int | None = None) -> Json:
    """The form that logs an item, filled with what was understood; faults under their field.

    `window_days` is the default due date of the channel, None while no channel is chosen.
    """
    blocks: list[Json] = []
    if prefill.faults:
        blocks.append(section("Almost there. Fill in the rest."))
    if prefill.warning:
        blocks.append(section(f"⚠️ {prefill.warning}"))
    blocks += _log_fields(prefill, window_days)
    what = "blocker" if prefill.kind is Kind.BLOCKER else "decision"
    metadata = ids.packed(
        kind=prefill.kind,
        channel=prefill.channel,
        permalink=prefill.permalink[:1000],
        warning=prefill.warning,
        **customers.facts(prefill.unknown, prefill.new),
    )
    view = modal(LOG, f"Log a {what}", blocks, submit="Log it", metadata=metadata)
    if prefill.due and prefill.unclear_since:
        since = prefill.unclear_since.isoformat()
        view = ids.keeping(view, typed=text.cut(prefill.due, 200), typed_at=since)
    questions = Questions(faults=prefill.faults, notes=prefill.notes, dates=prefill.dates)
    return asked(view, questions, reader)


def _log_fields(prefill: Prefill, window_days: int | None) -> list[Json]:
    is_blocker = prefill.kind is Kind.BLOCKER
    title = "What is blocked?" if is_blocker else "What has to be decided?"
    due_hint = f"{DUE_HINT}. Empty means {_window(window_days)}."
    impact = "Which customers are affected, and how?"
    fields = [
        text_field(Field.TITLE, title, value=prefill.title),
        _owner("Who owns it?", prefill.owner),
        *_due("Due when?", prefill.due, hint=due_hint),
        _fallback_field(prefill),
        text_field(Field.IMPACT, impact, value=prefill.impact, lines=True, optional=True),
        *customers.fields(prefill.customers, prefill.unknown),
    ]
    fields += listed_links(prefill.links) + ([] if is_blocker else _option_fields(prefill))
    urgent = {"urgent": "Urgent: do not wait for working hours"}
    fields.append(
        checks_field(Field.URGENT, "Urgency", urgent, values=["urgent"] if prefill.urgent else [])
    )
    return (
        fields if prefill.channel else [*fields, channel_field(Field.CHANNEL, "In which channel?")]
    )


def _fallback_field(prefill: Prefill) -> Json:
    """A decision may have a default option instead."""
    is_blocker = prefill.kind is Kind.BLOCKER
    return text_field(
        Field.FALLBACK,
        "What happens if nobody acts in time?",
        value=prefill.fallback,
        lines=True,
        optional=not is_blocker,
        hint="" if is_blocker else "Leave it empty if one of the options is the default.",
    )


def _window(days: int | None) -> str:
    if days is None:
        return "what the channel has set, else in 2 working days"
    return "in 1 working day" if days == 1 else f"in {days} working days"


def _option_fields(prefill: Prefill) -> list[Json]:
    options, default = "\n".join(prefill.options), "The option if nobody decides"
    return [
        text_field(
            Field.OPTIONS, "Options, one on each line", value=options, lines=True, optional=True
        ),
        text_field(Field.DEFAULT, default, value=prefill.default, optional=True),
    ]


def _owner(label: str, value: str = "") -> Json:
    hint = "One person, never a group."
    return told_at_once(person_field(Field.OWNER, label, value=value, hint=hint))


def _due(label: str, value: str = "", *, hint: str = DUE_HINT) -> list[Json]:
    """A date to type, with Slack's picker beside it: empty, so that changing the text is enough."""
    typed = text_field(Field.DUE, label, value=value, hint=hint, optional=True)
    picker = picker_field(Field.DUE_AT, "Or pick a date and time")
    return [told_at_once(typed), told_at_once(picker)]


def move_form(
    item: Item,
    move: str,
    reader: Reader,
    *,
    needs_reason: bool = False,
    filled: Mapping[Field, str] | None = None,
    calls: str = "",
    place: str = "",
) -> Json:
    """The form of one move; `needs_reason` asks for one where the move itself does not.

    `filled` has what was typed before, by the fields' names. `calls` is whom a call for help names:
    a user id or an audience, `place` the channel that was told the item's number.
    """
    title, submit = MOVE_TITLES[move]
    more = {name: value for name, value in (("calls", calls), ("place", place)) if value}
    if move == "edit":
        fields = edit_fields(item, reader, typed=filled or ())
        more |= {"was": remembered(fields), **opened_with(item, reader)}
    else:
        fields = _move_fields(item, move, reader)
    if needs_reason and not any(one["block_id"] == Field.REASON for one in fields):
        fields.append(_reason())
    typed = Answers().with_texts(filled or {})
    said = [name for name in typed.texts if typed.text(Field(name)) or move == "edit"]
    fields = [filled_field(one, typed) if one["block_id"] in said else one for one in fields]
    lines = [cards.headline(item, reader), cards.standing(item, reader)]
    lines += [f"Calls {called(calls, item, reader)}."] if calls else []
    about = section("\n".join(lines))
    metadata = ids.packed(item=ids.encode(item), move=move, **more)
    return modal(MOVE, title, [about, *fields], submit=submit, metadata=metadata)


def called(calls: str, item: Item, reader: Reader) -> str:
    """Whom a call for help names, in words."""
    if not (name := quoted_rung(calls)):
        return reader.who(calls)
    rung = rung_called(name, item.policy.rungs)
    return reader.title(name) if rung is None else audiences.named(item, rung, reader)


def quoted_rung(calls: str) -> str:
    """The rung that a call names in quotes; "" if it names a person."""
    return calls.strip('"') if calls.startswith('"') else ""


MOVE_TITLES = {
    "acknowledge": ("Acknowledge", "Acknowledge"),
    "agree": ("Keep the date", "Keep it"),
    "put_back": ("Put the date back", "Put it back"),
    "note": ("Add a note", "Add note"),
    "snooze": ("Snooze reminders", "Snooze"),
    "remind": ("Remind the owner", "Remind"),
    "depend": ("What depends on it", "Save"),
    "reassign": ("Hand over", "Hand over"),
    "take": ("Take it", "Take it"),
    "decline": ("Not mine", "Say no"),
    "reschedule": ("Move the date", "Move it"),
    "escalate": ("Escalate now", "Escalate"),
    "edit": ("Edit", "Save"),
    "trajectory": ("Customer impact", "Save"),
    "link": ("Add a link", "Add it"),
    "unlink": ("Remove a link", "Remove it"),
    "resolve": ("Resolve", "Resolve"),
    "decide": ("Decide", "Decide"),
    "fall_back": ("Use the fallback", "Use it and close"),
    "keep": ("Keep it open", "Keep it open"),
    "gap_fine": ("The gap is fine", "Save"),
    "withdraw": ("Withdraw", "Withdraw"),
    "reopen": ("Reopen", "Reopen"),
}
"""The title and the submit button of each move's form."""


def _reason() -> Json:
    return text_field(
        Field.REASON, "Why?", lines=True, hint="Everyone who is notified reads the reason."
    )


def _move_fields(item: Item, move: str, reader: Reader) -> list[Json]:
    if move == "decide":
        return decision_fields(item, reader)
    if move == "trajectory":
        said = trajectory(item, reader.now) or ""
        return [choice_field(Field.TRAJECTORY, impact.QUESTION, TRAJECTORIES, value=said)]
    return {
        "note": [text_field(Field.TEXT, "Note", lines=True)],
        "snooze": snooze_fields(item, reader),
        "reassign": [
            _owner("Who owns it from now on?"),
            _reason(),
        ],
        "reschedule": [
            *_due("New due date"),
            _reason(),
        ],
        "keep": [text_field(Field.UNTIL, "Keep it open until when?", hint=KEEP_HINT), _reason()],
        "link": [link_field("Address"), text_field(Field.TEXT, "Words for it", optional=True)],
        "unlink": [link_field("Number of the link")],
        "resolve": [text_field(Field.TEXT, "What solved it?", lines=True, optional=True)],
    }.get(move, [_reason()] if move in _ONLY_A_REASON else [])


_ONLY_A_REASON = {"escalate", "take", "decline", "put_back", "gap_fine", "withdraw", "reopen"}


def refusal_form(sentence: str, reader: Reader, *, suggestions: Sequence[Suggestion] = ()) -> Json:
    """A small modal that says why something was not done, and what to do instead.

    It needs no button to leave things as they are: people close the modal.
    """
    words = reader.sentence(sentence)
    instead = [(label, line) for label, line in suggestions if line != ids.LEAVE]
    return modal(ids.FORM + "refusal", "Not done", [section(words), *offers(instead)])


def note_modal(title: str, message: Json) -> Json:
    """A message's blocks in a modal, for places where a reply cannot be posted."""
    return modal(ids.FORM + "shown", title, message["blocks"])
