"""`backstop check`: whether the bot could run, part by part, with the mend for each fault."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot import answers, ladder_faults, opening, slack_client
from bot.refusals import CannotRun, token_refused
from bot.settings import Settings, load
from storage.database import Database
from workflows.outcomes import Refused

MANIFEST = Path(__file__).parent / "app_manifest.yml"

HISTORY = frozenset({"channels:history", "groups:history"})
"""Optional, and worth it: with them a post whose answer was lost is looked for."""


def check() -> None:
    """Say what is well; raises CannotRun with every fault that was found."""
    settings = load(Settings)
    typer.echo("ok settings")
    found = [*_database(settings), *asyncio.run(_slack(settings))]
    faults = [line for line in found if not line.startswith("ok ")]
    for line in found:
        if line not in faults:
            typer.echo(line)
    if faults:
        raise CannotRun(*faults)


def _database(settings: Settings) -> Iterator[str]:
    try:
        database = opening.opened(settings.database_url)
        with opening.explained(database):
            yield from _schema_and_ladders(database)
        database.close()
    except CannotRun as fault:
        yield from fault.faults


def _schema_and_ladders(database: Database) -> Iterator[str]:
    status = database.status()
    if not status.current:
        yield f"ok database {database.name} (empty; `backstop run` sets it up)"
        return
    if not status.is_current:
        yield f"DATABASE_URL: {opening.behind(database.name, status)}"
        return
    yield f"ok database {database.name}"
    faults = ladder_faults.found(database)
    yield from faults or ["ok ladders"]


async def _slack(settings: Settings) -> list[str]:
    token = settings.slack_bot_token.get_secret_value()
    async with slack_client.connected(token=token, url=settings.slack_api_url) as client:
        found = await _bot_token(client)
        if settings.by_socket:
            found += await _app_token(client, settings.slack_app_token.get_secret_value())
        return found


async def _bot_token(client: AsyncWebClient) -> list[str]:
    try:
        told = await client.auth_test()
    except answers.FAULTS as fault:
        return [_why("SLACK_BOT_TOKEN", fault)]
    header = told.headers.get("x-oauth-scopes", "")
    granted = {scope.strip() for scope in header.split(",")}
    who = f"ok bot token ({told['team']}, {told['user']})"
    missing = sorted(_required_scopes() - granted)
    if not missing:
        return [who, f"ok scopes{_less_sure(granted)}"]
    return [
        who,
        f"The app lacks the scopes {', '.join(missing)}. To mend it, paste app_manifest.yml into "
        "your app's page App Manifest, then install the app again (page Install App).",
    ]


def _less_sure(granted: set[str]) -> str:
    """What to know about optional scopes that are missing (reliability §4.8)."""
    missing = ", ".join(sorted(HISTORY - granted))
    return missing and (
        f" (without {missing}: after a lost answer a post there is sent again half an hour later, "
        "and says that it may be a repeat)"
    )


async def _app_token(client: AsyncWebClient, token: str) -> list[str]:
    header = {"Authorization": f"Bearer {token}"}
    try:
        await client.api_call("apps.connections.open", headers=header)
    except answers.FAULTS as fault:
        return [_why("SLACK_APP_TOKEN", fault)]
    return ["ok app token"]


def _why(variable: str, fault: BaseException) -> str:
    outcome = answers.failed(fault)
    if isinstance(outcome, Refused):
        return str(token_refused(variable, outcome.error))
    code = answers.error_code(fault)
    return (
        f"Slack cannot be reached ({code}). To mend it, check the network, the proxy variables "
        "and SLACK_API_URL."
    )


def _required_scopes() -> set[str]:
    scopes: dict[str, Any] = yaml.safe_load(MANIFEST.read_text())["oauth_config"]["scopes"]
    return set(scopes["bot"]) - set(scopes.get("bot_optional", ()))
