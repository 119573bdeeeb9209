"""Clicks: buttons and menus on cards, in direct messages, in replies and on the Home tab."""

from collections.abc import Callable
from dataclasses import replace

from escalation.errors import Stale
from escalation.items import Kind, Trajectory
from escalation.moves.move import Intent, Move
from escalation.refusals import OLDER
from handlers import modals, refusals
from handlers.absences import pressed
from handlers.batches import opened, taken_or_not
from handlers.commands import completed, pasted
from handlers.commands import route as command_route
from handlers.context import Line, RequestContext
from handlers.forms import at_once, withdraw_all
from handlers.forms import channel as channel_form
from handlers.forms import route as form_route
from handlers.forms.ladder import overview as ladder_list
from handlers.gaps import leaver_answers, owner_picked
from handlers.handover import yes_or_no
from handlers.payloads import Click
from handlers.remarks import remark_buttons
from handlers.responses import Modal, Redrawn, Reply, Response
from handlers.stats import stats_asked as stats
from handlers.weekly import week_pages
from messages.first_words import example_message
from messages.forms.channel import SETUP
from messages.forms.items import LOG, MOVE, Prefill, note_modal
from messages.forms.ladder.overview import LADDER
from messages.help import help_in_full
from messages.items.lists import list_modal
from messages.notices.by_number import invite_reply
from messages.replies import undone_reply, undone_title
from messages.slack import ids, offer_ids, text
from messages.slack.blocks import message
from messages.stats.button import SHOW
from messages.weekly.weekly_ids import WEEKLY
from workflows.items import drafts, needed_date, queries, undo
from workflows.items.move import Which
from workflows.people import invite
from workflows.transaction import guards

AT_ONCE = frozenset({Move.ACKNOWLEDGE, Move.AGREE, Move.PUT_BACK, Move.FALL_BACK})
"""Moves that need only the click, unless the person has to give a reason."""
COMPLETED_ONCE = frozenset({LOG, MOVE})
"""Forms whose draft counts once; a ladder or an absence may be set again."""


def answer(request: RequestContext, click: Click) -> Response:
    """Answer a click; None if people can see its effect anyway. Raises Refusal."""
    refusals.require_ours(request, click)
    for prefix, answered in _BY_PREFIX.items():
        if click.action_id.startswith(prefix):
            return answered(request, click)
    return _opened(request, click)


def _pressed(request: RequestContext, click: Click) -> Response:
    """A button that makes one move, or opens its form."""
    ref, word = ids.decode(click.value), ids.move_of(click.action_id)
    return _moved(request, click, ref, word=word)


def _chosen(request: RequestContext, click: Click) -> Response:
    """A move chosen from a menu."""
    word, ref = ids.decode_choice(click.value) or ("", None)
    if word == ids.INVITE:
        return _asked_in(request, click, ref)
    return _moved(request, click, ref, word=word)


def _invited(request: RequestContext, click: Click) -> Response:
    """A button that asks for an invitation."""
    return _asked_in(request, click, ids.decode(click.value))


def _asked_in(request: RequestContext, click: Click, ref: ids.Ref | None) -> Response:
    if ref is None:
        raise Stale(OLDER)
    which = Which(item_id=ref.item_id)
    asked = invite.ask(request.context, click.request, which, now=request.now)
    told = invite_reply(asked.label, asked.names, again=asked.again)
    return Modal(view=note_modal("Done", told), confirms=True)


def _picked(request: RequestContext, click: Click) -> Response:
    """A date offered in a form."""
    if click.form is None:
        raise Stale(OLDER)
    name = ids.field_of(click.action_id)
    return form_route.picked(request, click.form, name=name, phrase=click.value)


def _entered(request: RequestContext, click: Click) -> Response:
    """An owner or a date was entered in a form."""
    if click.form is None:
        raise Stale(OLDER)
    return form_route.entered(request, click.form)


def _listed(request: RequestContext, click: Click) -> Response:
    """A modal with all items of a message that could not show them all."""
    these, more = ids.decode_items(click.value)
    listed = queries.these(request.context, click.request, these, now=request.now)
    blocks = list_modal(listed.items, listed.reader, more=more, unreadable=listed.unreadable)
    return Modal(view=note_modal("All of them", message("", blocks)))


def _moved(request: RequestContext, click: Click, ref: ids.Ref | None, *, word: str) -> Response:
    way = next((way for way in Trajectory if way == word), None)
    move = Move.TRAJECTORY if way else next((move for move in Move if move == word), None)
    if ref is None or move is None:
        raise Stale(OLDER)
    which = Which(item_id=ref.item_id, round=ref.round)
    intent = Intent(move=move, actor=click.request.actor, trajectory=way)
    if move in AT_ONCE or way:
        return at_once.made(request, click, which, intent=intent)
    return at_once.form(request, click, which, intent=intent)


def _date_answered(request: RequestContext, click: Click) -> Response:
    """Move the date as far as that of what it needs, or keep it; the message shows which."""
    chosen = ids.decode_date(click.value)
    if chosen is None:
        raise Stale(OLDER)
    needed_date.answer(request.context, click.request, chosen, now=request.now)
    return None


def _undone(request: RequestContext, click: Click) -> Response:
    """Take back what the button names, and show how it stands."""
    refs = ids.decode_events(click.value)
    if not refs:
        raise Stale(OLDER)
    done = undo.undo(request.context, click.request, refs, now=request.now)
    reader = request.reader(click.request.actor, [one.item for one in done])
    reply = undone_reply([(one.item, one.event) for one in done], reader)
    draft = ids.undone_draft(click.action_id)
    completed.redraw(request, click.request, draft, cause=click.request.external_id)
    title = undone_title(already=all(one.repeated for one in done))
    return Modal(view=note_modal(title, reply), confirms=True)


def _suggested(request: RequestContext, click: Click) -> Response:
    """Run the line that a button offers, as if somebody had typed it."""
    if click.value == ids.LEAVE:
        return None
    origin = click.request
    command_route.require_short(click.value)
    reading = request.reading(origin.actor, origin.channel)
    line = Line(request=origin, typed=click.value, text=click.value, reading=reading)
    response = command_route.dispatch(request, line)
    if isinstance(response, Reply):
        draft, cause = ids.same_draft(click.action_id), origin.external_id
        completed.redraw(request, origin, draft, done=response.message, cause=cause)
    return _in_a_modal(response)


def _completed(request: RequestContext, click: Click) -> Response:
    """The form of a line that was typed where none could open, read as of then."""
    name = ids.decode_draft(click.value)
    if not name:
        raise Stale(OLDER)
    kept = drafts.opened(request.context, click.request, name, now=request.now)
    origin = replace(click.request, channel=kept.channel)
    reading = request.reading(origin.actor, origin.channel, at=kept.written_at)
    ts = name.partition(".")[2]
    named = click.action_id.removeprefix(ids.DRAFT)
    kind = next((kind for kind in Kind if kind == named), None)
    line = Line(
        request=origin,
        typed=kept.text,
        text=kept.text,
        reading=reading,
        waited=True,
        kept_as=f"{name}.{named}",
        permalink=text.permalink(request.context.url, kept.channel, ts),
    )
    response = command_route.dispatch(request, line, kind)
    if isinstance(response, Modal) and response.view.get("callback_id") in COMPLETED_ONCE:
        return replace(response, view=ids.bound(response.view, name))
    return _in_a_modal(response)


def _list_logged(request: RequestContext, click: Click) -> Response:
    name, cause = ids.decode_draft(click.value), click.request.external_id
    return pasted.log_all(request, click.request, name, cause=cause)


def _list_as_one(request: RequestContext, click: Click) -> Response:
    return pasted.as_one(request, click.request, ids.decode_draft(click.value))


def _list_edited(request: RequestContext, click: Click) -> Response:
    return pasted.edit(request, click.request, ids.decode_draft(click.value))


def _setup_asked(request: RequestContext, click: Click) -> Response:
    """Show the list of a channel's ladder, in the same modal."""
    if click.form is None or click.form.callback_id != SETUP:
        raise Stale(OLDER)
    return channel_form.more_asked(request, click, click.form)


def _ladder_edited(request: RequestContext, click: Click) -> Response:
    """A button in the form of a channel's ladder."""
    if click.form is None or click.form.callback_id != LADDER:
        raise Stale(OLDER)
    return ladder_list.clicked(request, click, click.form)


def _helped(request: RequestContext, click: Click) -> Response:
    """Show all that can be typed, in place of the modal in which it was asked for, if any."""
    view = note_modal("What you can type", help_in_full(request.context.commands))
    return Redrawn(view) if click.form else Modal(view=view)


def _example(request: RequestContext, _click: Click) -> Response:
    return Modal(view=note_modal("An example", example_message(request.context.commands)))


def _in_a_modal(response: Response) -> Response:
    if not isinstance(response, Reply):
        return response
    title = "Not done" if response.refused else "Done"
    return Modal(view=note_modal(title, response.message), refused=response.refused)


def _log_opened(request: RequestContext, click: Click) -> Response:
    """The form that logs an item: for the channel in which the button stands, if it does."""
    origin = click.request
    kind = Kind.DECISION if click.value == Kind.DECISION else Kind.BLOCKER
    channel = "" if guards.is_direct(origin.channel) else origin.channel
    reading = request.reading(origin.actor, channel)
    return modals.log(request, origin, Prefill(kind=kind, channel=channel), reading=reading)


def _opened(request: RequestContext, click: Click) -> Response:
    """Open a form that is not about an item; None for a button that needs no answer."""
    origin = click.request
    if click.action_id.startswith(ids.OPEN_LOG):
        return _log_opened(request, click)
    if click.action_id == ids.OPEN_AWAY:
        return modals.away(request, origin)
    if click.action_id == ids.OPEN_QUIET:
        return modals.quiet(request, origin)
    if click.action_id == ids.OPEN_SETUP:
        return modals.setup(request, origin, click.value or origin.channel)
    return None


_BY_PREFIX: dict[str, Callable[[RequestContext, Click], Response]] = {
    ids.MOVE: _pressed,
    ids.MORE: _chosen,
    ids.SUGGEST: _suggested,
    ids.PICK: _picked,
    ids.ENTERED: _entered,
    WEEKLY: week_pages.shown,
    ids.DRAFT: _completed,
    ids.UNDO: _undone,
    ids.SETUP_MORE: _setup_asked,
    ids.LADDER: _ladder_edited,
    ids.HELP_MORE: _helped,
    ids.LOG_ALL: _list_logged,
    ids.LOG_ONE: _list_as_one,
    ids.EDIT: _list_edited,
    ids.ALL: _listed,
    ids.EXAMPLE: _example,
    ids.NEEDED: _date_answered,
    ids.OFFER: yes_or_no.answered,
    ids.INVITE: _invited,
    ids.REMARK: remark_buttons.answered,
    ids.OWNER: owner_picked.answer,
    ids.LEAVER: leaver_answers.answer,
    ids.WITHDRAW_ALL: withdraw_all.opened,
    offer_ids.BATCH: taken_or_not.answered,
    offer_ids.HAND_OVER: opened.pressed,
    SHOW: stats.pressed,
    ids.AWAY_CHANGE: pressed.changed,
    ids.AWAY_BACK: pressed.ended,
    ids.AWAY_YES: pressed.answered,
    ids.AWAY_NO: pressed.answered,
}
"""The most frequent first; other buttons open a form that is about no item."""
