"""`backstop manifest`: the Slack app's manifest, to paste on Slack's page."""

import typer

from bot import app_manifest
from bot.settings import LocalSettings, load


def show(address: str) -> None:
    """Print it for Socket Mode, or for HTTP at a public address.

    Command names come from BACKSTOP_COMMANDS. Raises CannotRun if the address will not do.
    """
    url = app_manifest.request_url(address) if address else ""
    typer.echo(app_manifest.text(load(LocalSettings).commands, url=url), nl=False)
