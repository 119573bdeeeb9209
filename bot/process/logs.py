"""Logs: one line per change, ids only; never what people wrote, never a token.

Backstop's own lines read `action=sent notice=… channel=…`; in JSON each pair becomes a field.
"""

import json
import logging
import re
import sys
import time
import traceback
from types import TracebackType

SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=ticket=)[\w-]+|(?<=://)[^/@\s]+:[^/@\s]+(?=@)"
)
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
PAIR = re.compile(r"\b([a-z_]+)=(\S*)")
OURS = "backstop."
"""What our own loggers' names start with. Of other loggers we keep WARNING and above, without the
text: Bolt logs whole request bodies, asyncio whole errors."""


def start(*, level: str, form: str) -> None:
    """Send the log to standard error from now on, as `text` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if form == "json" else Text())
    handler.addFilter(is_ours_or_grave)
    logging.basicConfig(level=level, handlers=[handler], force=True)


def is_ours_or_grave(record: logging.LogRecord) -> bool:
    """Let our own lines through, and other libraries' from WARNING up.

    This filter sits on the handler, since Bolt sets the level of each of its loggers itself. The
    scheduler warns at every tick during a long pass; `backstop_heartbeat_duration_seconds` says it
    better.
    """
    grave = logging.ERROR if record.name.startswith("apscheduler") else logging.WARNING
    return record.name.startswith(OURS) or record.levelno >= grave


def words(record: logging.LogRecord) -> str:
    """The record's message without secrets; for other libraries, only where it was logged."""
    if not record.name.startswith(OURS):
        return f"action=library where={record.module}:{record.lineno}"
    return SECRET.sub("(secret)", record.getMessage())


class Text(logging.Formatter):
    """Lines for people: instant (UTC), level, logger, message."""

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        return time.gmtime(seconds)

    def __init__(self) -> None:
        super().__init__(datefmt="%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, self.datefmt)
        line = f"{at}Z {record.levelname:<7} {record.name} {words(record)}"
        return line + (f"\n{_trace(record.exc_info)}" if record.exc_info else "")


def _trace(error: ExcInfo) -> str:
    """Where it failed and the type of the error; the error's text may quote what people wrote."""
    kind, _, trace = error
    return "".join(traceback.format_tb(trace)) + (kind.__name__ if kind else "")


class Json(Text):
    """Lines for machines: one object each, the message's pairs as fields."""

    def format(self, record: logging.LogRecord) -> str:
        message = words(record)
        line = {
            "at": self.formatTime(record, self.datefmt) + "Z",
            "level": record.levelname,
            "logger": record.name,
            "message": message,
            **dict(PAIR.findall(message)),
        }
        if record.exc_info:
            line["trace"] = _trace(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
