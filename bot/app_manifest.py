"""The Slack app's manifest for one installation: its way in and the names of its commands.

There is one source, `app_manifest.yml`, which says Socket Mode and the usual names. What else is
asked for is written into its text, so that the reasons beside the scopes stay.
"""

import re
from pathlib import Path

from bot.errors import CannotRun
from messages.command_names import Commands

SOURCE = Path(__file__).with_name("app_manifest.yml")
EVENTS = "/slack/events"
"""Where `bot/web/server.py` hears Slack."""
PUBLIC = re.compile(
    rf"(https://(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*(?::[0-9]{{1,5}})?)(?:{EVENTS})?/?", re.IGNORECASE
)
COMMAND = re.compile(r"command: (/\S+)$", re.MULTILINE)
RECEIVER = re.compile(r"^  (?:event_subscriptions|interactivity):$", re.MULTILINE)


def request_url(address: str) -> str:
    """Where Slack reaches a bot at this public address; raises CannotRun when it cannot.

    Slack wants HTTPS with a valid certificate, so a bare host, an IP address and a name that means
    something on this machine only are refused, and so is any path but ours.
    """
    public = PUBLIC.fullmatch(address.strip())
    if public is None:
        raise CannotRun(
            f"--http: {address!r} is no address at which Slack can reach the bot. Write https:// "
            "and the public name of your proxy without a path, like https://bot.example.com"
        )
    return public[1] + EVENTS


def text(commands: Commands, *, url: str = "") -> str:
    """The manifest as YAML, to paste on Slack's page; with `url` it is for HTTP."""
    chosen = dict(zip(Commands().names, commands.names, strict=True))
    made = SOURCE.read_text(encoding="utf-8")
    made = COMMAND.sub(lambda found: f"command: {chosen[found[1]]}", made)
    if not url:
        return made
    made = COMMAND.sub(rf"\g<0>\n      url: {url}", made)
    made = RECEIVER.sub(rf"\g<0>\n    request_url: {url}", made)
    return made.replace("socket_mode_enabled: true", "socket_mode_enabled: false")
