"""`backstop check`: whether the bot could run, part by part, with the fix for each fault."""

import asyncio
from collections.abc import Iterator

import aiohttp
import typer
from yarl import URL

from bot.cli import check_database, check_slack
from bot.errors import CannotRun, cannot_listen
from bot.settings import FaultySettings, LocalSettings, Settings, load

NO_FAULT = ("ok ", "note ")
ANSWER_WAIT = aiohttp.ClientTimeout(total=2)


def check() -> None:
    """Report what is fine and what needs attention; raises CannotRun with every fault found."""
    found = [*_found()]
    for line in found:
        if line.startswith(NO_FAULT):
            typer.echo(line)
    if faults := [line for line in found if not line.startswith(NO_FAULT)]:
        raise CannotRun(*faults)


def _found() -> Iterator[str]:
    try:
        settings = load(Settings)
    except FaultySettings as wrong:
        yield from wrong.faults
        yield from _database_alone()
        return
    yield f"ok settings ({_way_in(settings)})"
    yield from check_database.found(settings.database_url, chain_key=settings.history_key)
    yield from asyncio.run(_asked(settings))


def _database_alone() -> Iterator[str]:
    """Check the database when a token is missing."""
    try:
        settings = load(LocalSettings)
    except FaultySettings:  # reported already
        return
    yield from check_database.found(settings.database_url, chain_key=settings.history_key)


def _way_in(settings: Settings) -> str:
    return "Socket Mode" if settings.by_socket else "HTTP: Slack posts to /slack/events"


async def _asked(settings: Settings) -> list[str]:
    return [await _address(settings), *await check_slack.found(settings)]


async def _address(settings: Settings) -> str:
    """Check that the HTTP side can use HOST and PORT; a running Backstop there is fine."""
    host, port = settings.host, settings.port
    try:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
    except OSError as taken:
        if await _is_backstop(host, port):
            return f"ok port {port} (a Backstop runs there)"
        return str(cannot_listen(host, port, taken))
    server.close()
    return f"ok port {port}"


async def _is_backstop(host: str, port: int) -> bool:
    url = URL.build(scheme="http", host=host, port=port, path="/readyz")
    try:
        async with aiohttp.ClientSession(timeout=ANSWER_WAIT) as http, http.get(url) as answer:
            return "heartbeat_age" in await answer.json()
    except (aiohttp.ClientError, OSError, ValueError, TypeError):
        return False
