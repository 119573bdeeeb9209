"""Writes what passes between Slack and the bot, one JSON line each, for a maintainer to read.

Lines are `{"method": …, "args": …}` and nothing else. Web API calls carry their method; posts to a
response_url are `response_url` (with the `url` among the args); payloads sent to the bot are
`in.<type>`; answers with a body are `ack.<type>` (those to a form with the submitted `view` among
the args, unless the answer brings a view of its own). Tokens are never written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from playground.state.workspace import Json

_SECRET = frozenset({"token", "authorization", "Authorization"})


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Keeps every line in memory (`lines`), and in a file while one is open."""

    lines: list[Json] = field(default_factory=list)
    _file: TextIO | None = None

    def open(self, path: str | Path) -> None:
        """Write to `path` from now on, replacing what it held."""
        self._file = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 - close() closes it

    def close(self) -> None:
        """Stop writing to the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def call(self, method: str, args: Json) -> None:
        """One Web API call."""
        self._write({"method": method, "args": args})

    def response(self, url: str, body: Json) -> None:
        """One post to a response_url."""
        self._write({"method": "response_url", "args": {"url": url, **body}})

    def sent(self, kind: str, payload: Json) -> None:
        """One payload handed to the bot."""
        self._write({"method": f"in.{kind}", "args": payload})

    def answered(self, kind: str, body: Json, view: Json | None = None) -> None:
        """One answer with a body."""
        args = body if view is None else {"view": view, **body}
        self._write({"method": f"ack.{kind}", "args": args})

    def calls(self, method: str) -> list[Json]:
        """The args of every line with this method, oldest first."""
        return [line["args"] for line in self.lines if line["method"] == method]

    def _write(self, line: Json) -> None:
        kept: Json = json.loads(json.dumps(_without_secrets(line), default=str))
        self.lines.append(kept)
        if self._file is not None:
            self._file.write(json.dumps(kept, ensure_ascii=False) + "\n")
            self._file.flush()


def _without_secrets(line: Json) -> Json:
    """The line without the credentials of the call or payload; one deeper down is not secret."""
    args = {name: value for name, value in line["args"].items() if name not in _SECRET}
    return {**line, "args": args}
