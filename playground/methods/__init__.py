"""The Web API of the playground: every method it answers, by name."""

from __future__ import annotations

from playground.methods import chat, conversations, people, session, views
from playground.methods.call import Args, Method, need_scope
from playground.state.engine import APP_TOKEN, BOT_TOKEN, Engine
from playground.state.errors import SlackError
from playground.state.workspace import Json

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **people.METHODS,
    **session.METHODS,
    **views.METHODS,
}
TOKENLESS = frozenset({"api.test", "blocks.validate"})
APP_LEVEL = frozenset({"apps.connections.open"})
EITHER = frozenset({"auth.test"})
"""Takes the bot's token as well as the app-level one, of which it tells other things."""


def answer(engine: Engine, method: str, args: Args, *, token: str | None) -> Json:
    """Answer one call as Slack would; raises SlackError for every refusal."""
    known = METHODS.get(method)
    if known is None:
        raise SlackError("unknown_method", req_method=method)
    if method not in TOKENLESS:
        check_token(engine, method, token)
    need_scope(engine, *known.scopes)
    engine.throttle.admit_call(method)
    of_app = method in EITHER and token == APP_TOKEN
    return {"ok": True, **(session.app_test(engine) if of_app else known.answer(engine, args))}


def accepted_scopes(method: str) -> tuple[str, ...]:
    """The scopes any of which opens a method; empty when it needs none, or the channel decides."""
    return METHODS[method].scopes if method in METHODS else ()


def check_token(engine: Engine, method: str, token: str | None) -> None:
    """Refuse a missing, wrong, revoked or unfit token."""
    if not token:
        raise SlackError("not_authed")
    if token not in (BOT_TOKEN, APP_TOKEN):
        raise SlackError("invalid_auth")
    wanted = APP_TOKEN if method in APP_LEVEL else BOT_TOKEN
    if token != wanted and method not in EITHER:
        raise SlackError("not_allowed_token_type")
    if token == BOT_TOKEN and engine.token_error is not None:
        raise SlackError(engine.token_error)
