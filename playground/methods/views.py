"""views.*: forms and the Home tab (docs.slack.dev/reference/methods/views.open)."""

from __future__ import annotations

from uuid import uuid4

from playground.methods.call import Args, Method
from playground.rules import form_state, limits
from playground.state.engine import Engine
from playground.state.errors import SlackError
from playground.state.payloads import view_object
from playground.state.workspace import Json, View

DEEPEST_STACK = 3


def open_view(engine: Engine, args: Args) -> Json:
    """views.open: spends the trigger and shows a modal on its own."""
    body = checked(engine, args.nested("view"), "modal")
    trigger = engine.grants.spend_trigger(args.required("trigger_id", "invalid_trigger_id"))
    return _answer(engine, show(engine, trigger.user, body, on_top=False))


def push(engine: Engine, args: Args) -> Json:
    """views.push: spends a trigger that came from an open form, and puts a form on top of it."""
    body = checked(engine, args.nested("view"), "modal")
    trigger = engine.grants.spend_trigger(args.required("trigger_id", "invalid_trigger_id"))
    if trigger.view_id is None or not engine.workspace.modals.get(trigger.user):
        raise SlackError("not_found")
    return _answer(engine, show(engine, trigger.user, body, on_top=True))


def update(engine: Engine, args: Args) -> Json:
    """views.update: replaces a view found by its id or external_id, unless `hash` is stale."""
    view = _find(engine, args)
    _check_hash(view, args.text("hash"))
    replace(engine, view, checked(engine, args.nested("view"), view.type, own=view))
    return _answer(engine, view)


def publish(engine: Engine, args: Args) -> Json:
    """views.publish: sets one person's Home tab, unless `hash` is stale."""
    if not engine.manifest.home_tab:
        raise SlackError("not_enabled")
    user_id = args.required("user_id")
    user = engine.workspace.users.get(user_id)
    if user is None or user.is_bot or user.deleted:
        raise SlackError("user_not_found")
    before = engine.workspace.homes.get(user_id)
    body = checked(engine, args.nested("view"), "home", own=before)
    if before is None:
        view_id = engine.workspace.next_id("V")
        before = View(id=view_id, user=user_id, body={}, hash="", root_id=view_id)
        engine.workspace.homes[user_id] = before
    elif args.text("hash"):
        _check_hash(before, args.text("hash"))
    replace(engine, before, body)
    return _answer(engine, before)


def show(engine: Engine, user_id: str, body: Json, *, on_top: bool) -> View:
    """Open a checked modal for a person, alone or on top of what is open (three at most)."""
    stack = engine.workspace.modals.get(user_id, []) if on_top else []
    if len(stack) >= DEEPEST_STACK:
        raise SlackError("push_limit_reached")
    view_id = engine.workspace.next_id("V")
    view = View(
        id=view_id,
        user=user_id,
        body={},
        hash="",
        root_id=stack[0].id if stack else view_id,
        previous_id=stack[-1].id if stack else None,
    )
    engine.workspace.modals[user_id] = [*stack, view]
    replace(engine, view, body)
    return view


def replace(engine: Engine, view: View, body: Json) -> None:
    """Give a view a new checked body; entries stay where block_id and action_id are the same."""
    view.body = {**body, "blocks": form_state.with_ids(body.get("blocks", []))}
    view.state = form_state.initial_state(view.blocks, kept=view.state)
    view.errors = {}
    view.hash = f"{int(engine.now().timestamp())}.{uuid4().hex[:8]}"
    engine.workspace.changed()


def checked(engine: Engine, body: object, kind: str, *, own: View | None = None) -> Json:
    """The view body if Slack would take it; refuses with every fault. `own` is the view it
    replaces.
    """
    faults = limits.view_faults(body)
    if not isinstance(body, dict) or faults or body["type"] != kind:
        faults = faults or [f"view type must be {kind} [json-pointer:/view/type]"]
        messages = [f"[ERROR] {fault}" for fault in faults]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    if limits.view_is_too_large(body):
        raise SlackError("view_too_large")
    external_id = body.get("external_id")
    taken = next((v for v in all_views(engine) if v.body.get("external_id") == external_id), None)
    if external_id and taken is not None and taken is not own:
        raise SlackError("duplicate_external_id")
    return body


def all_views(engine: Engine) -> list[View]:
    """Every open modal and every Home tab."""
    stacks = engine.workspace.modals.values()
    return [*(view for stack in stacks for view in stack), *engine.workspace.homes.values()]


def _find(engine: Engine, args: Args) -> View:
    view_id, external_id = args.text("view_id"), args.text("external_id")
    for view in all_views(engine):
        if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
            return view
    raise SlackError("not_found")


def _check_hash(view: View, given: str | None) -> None:
    if given is not None and given != view.hash:
        raise SlackError("hash_conflict")


def _answer(engine: Engine, view: View) -> Json:
    return {"view": view_object(view, engine.workspace)}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
