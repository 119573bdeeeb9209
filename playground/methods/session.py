"""auth.test, apps.connections.open, team.info, bots.info, api.test, blocks.validate: who is
calling, and where.
"""

from __future__ import annotations

from playground.methods.call import Args, Method
from playground.rules import limits
from playground.state.engine import Engine
from playground.state.errors import SlackError
from playground.state.workspace import Json


def app_test(engine: Engine) -> Json:
    """auth.test, asked with an app-level token: it names the app, which a bot's token does not."""
    workspace = engine.workspace
    name = engine.manifest.bot_name
    return {"app_name": name, "app_id": workspace.app_tokens_app, "team_id": workspace.team_id}


def test(engine: Engine, _: Args) -> Json:
    """auth.test"""
    workspace = engine.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.team_name,
        "user": workspace.users[workspace.bot_user].name,
        "team_id": workspace.team_id,
        "enterprise_id": workspace.enterprise_id or None,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": workspace.is_whole_organisation,
    }


def open_connection(engine: Engine, _: Args) -> Json:
    """apps.connections.open: an address for one socket, good for one connection."""
    address = engine.base_url.replace("http://", "ws://", 1)
    app_id = engine.workspace.app_id
    return {"url": f"{address}/link/?ticket={engine.grants.issue_link()}&app_id={app_id}"}


def team(engine: Engine, _: Args) -> Json:
    """team.info"""
    workspace = engine.workspace
    shown = {"id": workspace.team_id, "name": workspace.team_name, "domain": workspace.domain}
    return {"team": shown | {"email_domain": "", "icon": {}}}


def bot(engine: Engine, args: Args) -> Json:
    """bots.info"""
    workspace = engine.workspace
    if args.text("bot") not in (None, workspace.bot_id):
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": workspace.bot_id,
            "deleted": False,
            "name": workspace.users[workspace.bot_user].name,
            "user_id": workspace.bot_user,
            "app_id": workspace.app_id,
        }
    }


def api_test(_: Engine, args: Args) -> Json:
    """api.test: gives back what it was given."""
    if error := args.text("error"):
        raise SlackError(error)
    return {"args": args.given}


def validate(_: Engine, args: Args) -> Json:
    """blocks.validate: the faults of blocks or a view, without posting them."""
    view, blocks = args.nested("view"), args.nested("blocks")
    faults = limits.view_faults(view) if view else limits.message_faults(blocks)
    if faults:
        raise SlackError("invalid_blocks", errors=[{"message": fault} for fault in faults])
    return {}


METHODS = {
    "auth.test": Method(test),
    "apps.connections.open": Method(open_connection),
    "team.info": Method(team, ("team:read",)),
    "bots.info": Method(bot, ("users:read",)),
    "api.test": Method(api_test),
    "blocks.validate": Method(validate),
}
