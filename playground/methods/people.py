"""users.*, usergroups.*, dnd.info: who there is."""

from __future__ import annotations

from playground.methods.call import Args, Method, page
from playground.state.engine import Engine
from playground.state.errors import SlackError
from playground.state.payloads import group_object, user_object
from playground.state.workspace import Json, User


def _user(engine: Engine, args: Args) -> User:
    user = engine.workspace.users.get(args.required("user", "user_not_found"))
    if user is None:
        raise SlackError("user_not_found")
    return user


def info(engine: Engine, args: Args) -> Json:
    """users.info"""
    user, locale = _user(engine, args), args.flag("include_locale")
    return {"user": user_object(user, engine.now(), locale=locale)}


def listed(engine: Engine, args: Args) -> Json:
    """users.list: everyone, deactivated people and bots too."""
    found, metadata = page(list(engine.workspace.users.values()), args)
    locale = args.flag("include_locale")
    shown = [user_object(user, engine.now(), locale=locale) for user in found]
    return {"members": shown, "response_metadata": metadata}


def groups(engine: Engine, args: Args) -> Json:
    """usergroups.list"""
    shown = []
    for group in engine.workspace.groups.values():
        if group.disabled and not args.flag("include_disabled"):
            continue
        one = group_object(group, engine.workspace)
        if args.flag("include_users"):
            one["users"] = list(group.members)
        shown.append(one)
    return {"usergroups": shown}


def group_members(engine: Engine, args: Args) -> Json:
    """usergroups.users.list"""
    group = engine.workspace.groups.get(args.required("usergroup", "no_such_subteam"))
    if group is None or (group.disabled and not args.flag("include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.members)}


def dnd(engine: Engine, args: Args) -> Json:
    """dnd.info: nobody here has notifications paused."""
    _user(engine, args)
    return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


METHODS = {
    "users.info": Method(info, ("users:read",)),
    "users.list": Method(listed, ("users:read",)),
    "usergroups.list": Method(groups, ("usergroups:read",)),
    "usergroups.users.list": Method(group_members, ("usergroups:read",)),
    "dnd.info": Method(dnd, ("dnd:read",)),
}
