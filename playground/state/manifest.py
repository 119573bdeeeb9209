"""What the app asked for in its `app_manifest.yml`: commands, shortcuts, scopes, events, Home
settings, and how it wants to be reached.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from playground.state.workspace import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The parts of an app manifest the playground enforces (docs.slack.dev/reference/app-manifest).

    `commands` maps "/name" to its entry, `shortcuts` maps the shown name to its entry. The URLs are
    "" where none is given; a manifest that does not speak of Socket Mode is taken to want it.
    """

    bot_name: str = "bot"
    commands: dict[str, Json] = field(default_factory=dict)
    shortcuts: dict[str, Json] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    home_tab: bool = False
    messages_tab: bool = True
    messages_tab_read_only: bool = False
    socket_mode: bool = True
    events_url: str = ""
    interactivity_url: str = ""

    @classmethod
    def read(cls, source: str | Path | Json) -> Manifest:
        """From a YAML or JSON file, or from the parsed document itself."""
        if isinstance(source, dict):
            return cls._parse(source)
        text = Path(source).read_text(encoding="utf-8")
        is_json = str(source).endswith(".json")
        return cls._parse(json.loads(text) if is_json else yaml.safe_load(text))

    @classmethod
    def _parse(cls, document: Json) -> Manifest:
        features: dict[str, Any] = document.get("features") or {}
        home: dict[str, Any] = features.get("app_home") or {}
        settings: dict[str, Any] = document.get("settings") or {}
        subscribed: dict[str, Any] = settings.get("event_subscriptions") or {}
        scopes = ((document.get("oauth_config") or {}).get("scopes") or {}).get("bot") or []
        return cls(
            bot_name=(features.get("bot_user") or {}).get("display_name", "bot"),
            commands={entry["command"]: entry for entry in features.get("slash_commands") or []},
            shortcuts={entry["name"]: entry for entry in features.get("shortcuts") or []},
            scopes=frozenset(scopes),
            events=frozenset(subscribed.get("bot_events") or []),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled", True)),
            messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled")),
            socket_mode=bool(settings.get("socket_mode_enabled", True)),
            events_url=subscribed.get("request_url", ""),
            interactivity_url=(settings.get("interactivity") or {}).get("request_url", ""),
        )
