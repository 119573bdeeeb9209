"""The Slack app's manifest for one installation: its commands, and how Slack reaches it.

The only source is `app_manifest.yml`, which has Socket Mode and the default names. Other choices
are edited into its text, so that the comments beside the scopes stay.
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
    """The URL at which Slack reaches a bot at this public address; raises CannotRun if it cannot.

    Slack wants HTTPS with a valid certificate. So a bare host, an IP address, a name that only this
    machine knows and any path but ours are refused.
    """
    public = PUBLIC.fullmatch(address.strip())
    if public is None:
        raise CannotRun(
            f"--http: Slack cannot reach the bot at {address!r}. Write https:// and "
            "the public name of your proxy without a path, like https://bot.example.com"
        )
    return public[1] + EVENTS


def text(commands: Commands, *, url: str = "") -> str:
    """The manifest as YAML, to paste on Slack's page; for HTTP if a `url` is given."""
    chosen = dict(zip(Commands().names, commands.names, strict=True))
    made = SOURCE.read_text(encoding="utf-8")
    made = COMMAND.sub(lambda found: f"command: {chosen[found[1]]}", made)
    if not url:
        return made
    made = COMMAND.sub(rf"\g<0>\n      url: {url}", made)
    made = RECEIVER.sub(rf"\g<0>\n    request_url: {url}", made)
    return made.replace("socket_mode_enabled: true", "socket_mode_enabled: false")
