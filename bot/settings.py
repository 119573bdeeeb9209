"""Settings: read from the environment and `.env`, all checked at once."""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import CannotRun
from messages.command_names import Commands

DURATION = re.compile(r"([0-9]{1,9}) ?(ms|s|m)")
PORT = re.compile(r"[0-9]{1,5}")
UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes"}
HEARTBEAT_BOUNDS = (timedelta(milliseconds=100), timedelta(minutes=5))
HIGHEST_PORT = 65535
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
LEAST_KEY = 32
"""Characters of a key: with the database at hand a shorter one could be guessed."""
DATABASES = ("sqlite:///", "postgresql+psycopg://")
SECRETS = "CREDENTIALS_DIRECTORY"
"""Names the folder of secrets that are files, each named as its variable: systemd sets it."""


class FaultySettings(CannotRun):
    """One or more settings are missing or wrong."""


class ZoneSettings(BaseSettings):
    """What reading a due phrase needs: faults in other settings do not matter."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # some editors put a mark before the first line
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
        frozen=True,
    )

    zone: str = Field(default="UTC", validation_alias="BACKSTOP_TIMEZONE")

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            return ZoneInfo(zone).key
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{zone!r} is not a time zone; write one like Europe/Berlin") from None


class LocalSettings(ZoneSettings):
    """What is needed to read the database, without Slack."""

    database_url: str = Field(default="sqlite:///backstop.db", repr=False)
    chain_key: SecretStr = Field(default=SecretStr(""), validation_alias="BACKSTOP_CHAIN_KEY")
    admins: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(), validation_alias="BACKSTOP_ADMINS"
    )
    commands: Annotated[Commands, NoDecode] = Field(
        default=Commands(), validation_alias="BACKSTOP_COMMANDS"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def history_key(self) -> str:
        """The key for new links of the history, "" if there is none."""
        return self.chain_key.get_secret_value()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(DATABASES):
            raise ValueError(
                "must start with sqlite:/// (for a file) or postgresql+psycopg:// (for a server)"
            )
        try:
            _ = urlsplit(url).port
        except ValueError:
            raise ValueError(
                "cannot be read; write postgresql+psycopg://user:password@host:5432/database, "
                "and / : @ in the password as %2F %3A %40"
            ) from None
        return url

    @field_validator("chain_key")
    @classmethod
    def _long_key(cls, key: SecretStr) -> SecretStr:
        value = key.get_secret_value()
        if value and len(value) < LEAST_KEY:
            raise ValueError(
                f"must have at least {LEAST_KEY} characters that nobody can guess; make them with "
                "openssl rand -hex 32"
            )
        return key

    @field_validator("admins", mode="before")
    @classmethod
    def _user_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = frozenset(part.strip() for part in value.split(",") if part.strip())
        if wrong := sorted(part for part in ids if not re.fullmatch(r"[UW][A-Z0-9]{2,}", part)):
            raise ValueError(
                f"{', '.join(wrong)} is not a user id; write ids like U012AB3CD,U012AB3CE"
            )
        return ids

    @field_validator("commands", mode="before")
    @classmethod
    def _three_names(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        names = [part.strip().removeprefix("/") for part in value.split(",")]
        well_formed = all(re.fullmatch(r"[a-z0-9_-]{1,31}", name) for name in names)
        if len(names) != 3 or len(set(names)) != 3 or not well_formed:
            raise ValueError("needs three different names, like blocker,decision,backstop")
        blocker, decision, backstop = (f"/{name}" for name in names)
        return Commands(blocker=blocker, decision=decision, backstop=backstop)

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _one_of_few(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        *others, last = get_args(cls.model_fields[str(info.field_name)].annotation)
        for choice in (*others, last):
            if value.strip().lower() == choice.lower():
                return choice
        raise ValueError(f"{value!r} is unknown; write {', '.join(others)} or {last}")


class Settings(LocalSettings):
    """What the running bot needs. Tokens never show in a repr or a fault.

    With `slack_app_token` the bot uses Socket Mode, without it HTTP on `host` and `port`.
    """

    slack_signing_secret: SecretStr = SecretStr("")
    slack_bot_token: SecretStr = Field(default=SecretStr(""), validate_default=True)
    slack_app_token: SecretStr = Field(default=SecretStr(""), validate_default=True)
    slack_api_url: str = "https://slack.com/api/"
    host: str = "127.0.0.1"
    port: int = 3000
    heartbeat: timedelta = Field(
        default=timedelta(seconds=5), validation_alias="BACKSTOP_HEARTBEAT"
    )

    @property
    def by_socket(self) -> bool:
        """True if Slack reaches us by Socket Mode."""
        return bool(self.slack_app_token.get_secret_value())

    @property
    def http_secret(self) -> str:
        """The signing secret if Slack reaches us by HTTP, otherwise ""."""
        return "" if self.by_socket else self.slack_signing_secret.get_secret_value()

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, token: SecretStr) -> SecretStr:
        value = token.get_secret_value()
        if not value.startswith("xoxb-"):
            raise ValueError(
                f"{_mistaken(value) if value else 'is missing; it '}must be the bot token, which "
                "starts with xoxb-; copy it from your app's page OAuth & Permissions "
                "(https://api.slack.com/apps)"
            )
        return token

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, token: SecretStr, info: ValidationInfo) -> SecretStr:
        value = token.get_secret_value()
        if value and not value.startswith("xapp-"):
            raise ValueError(
                f"{_mistaken(value)}must be the app-level token, which starts with xapp-; make "
                "one with connections:write on your app's page Basic Information"
            )
        secret = info.data.get("slack_signing_secret")
        if not value and secret is not None and not secret.get_secret_value():
            raise ValueError(
                "is missing; it must be the app-level token, which starts with xapp-; make one "
                "with connections:write on your app's page Basic Information (or leave it empty "
                "for HTTP, and set SLACK_SIGNING_SECRET)"
            )
        return token

    @field_validator("slack_signing_secret")
    @classmethod
    def _signing_secret(cls, secret: SecretStr) -> SecretStr:
        if mistaken := _mistaken(secret.get_secret_value()):
            raise ValueError(
                f"{mistaken}must be the signing secret; copy it from your app's page Basic "
                "Information (App Credentials)"
            )
        return secret

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if not safe or not parts.hostname or not url.endswith("/api/"):
            raise ValueError(
                "must start with https:// (http:// only for this machine) and end in /api/, "
                "like https://slack.com/api/"
            )
        return url

    @field_validator("port", mode="before")
    @classmethod
    def _port(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if not PORT.fullmatch(value.strip()) or int(value) > HIGHEST_PORT:
            raise ValueError(
                f"{value!r} is not a port; write a number up to {HIGHEST_PORT}, like 3000"
            )
        return int(value)

    @field_validator("heartbeat", mode="before")
    @classmethod
    def _span(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        match = DURATION.fullmatch(value.strip())
        span = timedelta(**{UNITS[match[2]]: int(match[1])}) if match else timedelta(0)
        if not HEARTBEAT_BOUNDS[0] <= span <= HEARTBEAT_BOUNDS[1]:
            raise ValueError(f"{value!r} is not a time span from 100ms to 5m; write it like 5s")
        return span


BEGINNINGS = {
    "xoxb-": "the bot token",
    "xapp-": "the app-level token",
    "xoxp-": "a user token",
    "xoxe": "a token for rotation",
    '"': "in quotes",  # Docker takes them literally
    "'": "in quotes",
}


def _mistaken(value: str) -> str:
    """Say what was given instead, if its prefix tells."""
    kind = next((name for start, name in BEGINNINGS.items() if value.startswith(start)), "")
    return kind and f"is {kind}; it "


S = TypeVar("S", bound=ZoneSettings)


def load(kind: type[S]) -> S:
    """Read the settings, or raise FaultySettings that names every fault.

    The environment takes precedence, then `.env`, then the secrets in files.
    """
    folder = Path(os.environ.get(SECRETS) or os.devnull)
    try:
        return kind(_secrets_dir=folder if folder.is_dir() else None)
    except ValidationError as invalid:
        raise FaultySettings(*_no_file(invalid), *_in_words(kind, invalid)) from None
    except (OSError, UnicodeDecodeError) as unread:
        raise FaultySettings(
            f".env, or a file in {SECRETS}, cannot be read: {unread}. To fix it, let whoever runs "
            "Backstop read it, and keep it as plain text (UTF-8)."
        ) from None


def _no_file(invalid: ValidationError) -> list[str]:
    """Say where `.env` was looked for, if there is none and no bot token came another way."""
    missing = any(e["loc"] == ("slack_bot_token",) and not e["input"] for e in invalid.errors())
    if not missing or Path(".env").is_file():
        return []
    return [
        f"There is no .env in {Path.cwd()}. To fix it, copy .env.example to .env there and fill "
        "it in, or start in the folder that has it."
    ]


def _in_words(kind: type[ZoneSettings], invalid: ValidationError) -> list[str]:
    """One line per fault: the variable as written in `.env`, and what to write instead."""
    faults = []
    for error in invalid.errors(include_url=False, include_input=False):
        name = str(error["loc"][0])
        alias = kind.model_fields[name].validation_alias if name in kind.model_fields else name
        words = error["msg"].removeprefix("Value error, ")
        faults.append(f"{str(alias or name).upper()} {words[:1].lower()}{words[1:]}")
    return faults
