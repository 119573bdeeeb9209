"""Filling, submitting and closing forms, with Slack's own checks before anything is sent."""

from __future__ import annotations

from typing import Any

from playground.methods import views
from playground.person.stage import Stage, complaint
from playground.rules import form_state
from playground.rules.seen import Seen, label_of
from playground.state.engine import Engine
from playground.state.errors import NotPossible, SlackError
from playground.state.workspace import Json, User, View
from playground.wire import envelopes
from playground.wire.delivery import NotAnswered


def enter(view: View, block: Json, element: Json, *, value: Any) -> None:
    """Keep what the person entered into one field; a complaint about it goes away."""
    kept = view.state.setdefault(block["block_id"], {})
    kept[element["action_id"]] = form_state.entry(element, value)
    view.errors.pop(block["block_id"], None)


def missing(view: View) -> dict[str, str]:
    """What Slack's client complains about before it sends the form, by block_id."""
    faults = {}
    for block, element in form_state.elements(view.blocks):
        if block["type"] != "input" or element["type"] not in form_state.VALUE_FIELDS:
            continue
        value = form_state.entered(view.state, block, element)
        if found := form_state.fault(element, value, optional=bool(block.get("optional"))):
            faults[block["block_id"]] = found
    return faults


async def submit(stage: Stage, user: User) -> Seen:
    """Submit the open form; the app must answer in three seconds."""
    stage.require_active(user)
    view = stage.engine.workspace.modal(user.id)
    if view is None:
        raise NotPossible(f"{user.name} has no form open")
    if not view.body.get("submit"):
        raise NotPossible("this form has no submit button")
    if faults := missing(view):
        return _complain(stage.engine, view, faults)
    before = stage.mark(user)
    try:
        body = await stage.interact(envelopes.submission(stage.engine, user, view))
        return _respond(stage, user, view, body=body, before=before)
    except NotAnswered as failure:
        return stage.seen(user, before, error=complaint(failure))
    except SlackError as refusal:
        return stage.seen(user, before, error=f"the app's answer was refused: {refusal.code}")


def _respond(
    stage: Stage, user: User, view: View, *, body: Json, before: tuple[int, str | None]
) -> Seen:
    """Do as the answer says: show errors, update, push, clear; an empty one closes the form."""
    engine, action = stage.engine, body.get("response_action")
    if action == "errors":
        return _complain(engine, view, _known_errors(view, body.get("errors")))
    if action == "update":
        views.replace(engine, view, views.checked(engine, body.get("view"), "modal", own=view))
    elif action == "push":
        views.show(engine, user.id, views.checked(engine, body.get("view"), "modal"), on_top=True)
    elif action == "clear":
        engine.workspace.modals[user.id] = []
    elif action is None:
        _remove(engine, user, view)
    else:
        raise SlackError("invalid_response_action")
    engine.workspace.changed()
    return stage.seen(user, before)


def _known_errors(view: View, errors: object) -> dict[str, str]:
    """Slack takes only complaints about input blocks of the form."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise SlackError("invalid_errors")
    return {str(key): str(value) for key, value in errors.items()}


def _complain(engine: Engine, view: View, faults: dict[str, str]) -> Seen:
    view.errors = faults
    engine.workspace.changed()
    by_label = {label_of(view.blocks, block_id): text for block_id, text in faults.items()}
    return Seen(view=view, errors=by_label)


def _remove(engine: Engine, user: User, view: View) -> None:
    stack = engine.workspace.modals.get(user.id, [])
    engine.workspace.modals[user.id] = [one for one in stack if one is not view]


async def close(stage: Stage, user: User, *, everything: bool = False) -> Seen:
    """Close the form on top, or all of them; the app hears of each with `notify_on_close`."""
    stage.require_active(user)
    stack = stage.engine.workspace.modals.get(user.id, [])
    if not stack:
        raise NotPossible(f"{user.name} has no form open")
    everything = everything or bool(stack[-1].body.get("clear_on_close"))
    gone = stack[::-1] if everything else stack[-1:]
    stage.engine.workspace.modals[user.id] = [view for view in stack if view not in gone]
    stage.engine.workspace.changed()
    before = stage.mark(user)
    for view in gone:
        if view.body.get("notify_on_close"):
            payload = envelopes.closed(stage.engine, user, view, cleared=everything)
            await stage.interact_seen(user, payload)
    return stage.seen(user, before)
