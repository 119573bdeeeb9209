"""R1's part: one row inserted through a SQLModel session, as durably as ours."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine


class Blocker(SQLModel, table=True):
    """What a first bot of this kind would store."""

    __tablename__ = "first_blocker"

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    reporter: str
    text: str


class OneInsert:
    """Its own table in its own database."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        if url.startswith("sqlite"):
            event.listen(self._engine, "connect", _durable)
        SQLModel.metadata.create_all(self._engine)

    def save(self, body: Mapping[str, Any]) -> None:
        """Insert what was typed and commit."""
        with Session(self._engine) as session:
            typed = {"reporter": body["user_id"], "text": body["text"]}
            session.add(Blocker(channel=body["channel_id"], **typed))
            session.commit()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _durable(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000"):
        connection.execute(f"PRAGMA {pragma}")
