"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NAME, WORD, TEXT = sa.String(), sa.String(16), sa.Text()
NUMBER, FLAG, INSTANT = sa.Integer(), sa.Boolean(), sa.BigInteger()
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _workspace()
    _counter()
    _item()
    _told()
    _event()
    _notice()
    _inbox()
    _channel()
    _channel_member()
    _person()
    _user_group()
    _summary()
    _home()
    _heartbeat()


def _workspace() -> None:
    op.create_table(
        "workspace",
        *_columns(NAME, "workspace", "name", "bot_user", "chain_head"),
        sa.PrimaryKeyConstraint("workspace", name="pk_workspace"),
    )


def _counter() -> None:
    op.create_table(
        "counter",
        *_columns(NAME, "workspace"),
        *_columns(WORD, "kind"),
        *_columns(NUMBER, "last"),
        sa.PrimaryKeyConstraint("workspace", "kind", name="pk_counter"),
    )


def _item() -> None:
    op.create_table(
        "item",
        *_columns(ID, "id"),
        *_columns(
            NAME,
            "workspace",
            "channel",
            "owner",
            "reporter",
            "due_zone",
            "due_phrase",
            "permalink",
            "closed_by",
            "card_ts",
        ),
        *_columns(WORD, "kind", "trajectory", "status"),
        *_columns(NUMBER, "number", "round", "slips", "climbed", "held_rung", "version"),
        *_columns(
            TEXT, "title", "fallback", "policy", "impact", "options", "default", "outcome", "words"
        ),
        *_columns(INSTANT, "due_at", "reminded_until", "logged_at"),
        *_columns(FLAG, "urgent", "reviewed"),
        *_columns(
            INSTANT,
            "acknowledged_at",
            "held_until",
            "snoozed_until",
            "closed_at",
            "next_at",
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
        sa.UniqueConstraint("workspace", "kind", "number", name="uq_item_workspace_kind_number"),
    )
    _index("ix_item_channel", "item", ["workspace", "channel", "status", "kind", "due_at"])
    _index("ix_item_next_at", "item", ["workspace", "next_at"], where="next_at IS NOT NULL")
    _index("ix_item_owner", "item", ["workspace", "owner", "status"])
    _index("ix_item_reporter", "item", ["workspace", "reporter", "status"])


def _told() -> None:
    op.create_table(
        "told",
        *_columns(ID, "item_id"),
        *_columns(NAME, "person"),
        *_columns(NUMBER, "n"),
        sa.PrimaryKeyConstraint("item_id", "person", name="pk_told"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_told_item_id"),
    )
    _index("ix_told_person", "told", ["person"])


def _event() -> None:
    op.create_table(
        "event",
        *_columns(ID, "id"),
        *_columns(NAME, "workspace", "actor", "action", "prev_hash", "hash"),
        *_columns(ID, "item_id", nullable=True),
        *_columns(INSTANT, "at"),
        *_columns(TEXT, "reason", "facts"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_event_item_id"),
    )
    _index("ix_event_at", "event", ["workspace", "at"])
    _index("ix_event_item", "event", ["item_id"])


def _notice() -> None:
    op.create_table(
        "notice",
        *_columns(ID, "id"),
        *_columns(NAME, "workspace", "key", "recipient", "token", "channel", "ts"),
        *_columns(WORD, "kind", "place", "state"),
        *_columns(ID, "item_id", nullable=True),
        *_columns(NUMBER, "round", "rank", "fence", "attempts"),
        *_columns(FLAG, "urgent"),
        *_columns(TEXT, "facts", "why"),
        *_columns(INSTANT, "planned_at", "not_before"),
        *_columns(INSTANT, "try_at", "first_try_at", "finished_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_notice_item_id"),
        sa.UniqueConstraint("workspace", "key", name="uq_notice_workspace_key"),
    )
    _index("ix_notice_item", "notice", ["item_id", "state"])
    _index("ix_notice_message", "notice", ["workspace", "channel", "ts"], where="ts <> ''")
    _index("ix_notice_sending", "notice", ["workspace", "recipient"], where="state = 'sending'")
    _index("ix_notice_token", "notice", ["token"], where="try_at IS NOT NULL")
    _index("ix_notice_try_at", "notice", ["try_at"], where="try_at IS NOT NULL")
    _index("ix_notice_waiting", "notice", ["workspace", "recipient"], where="state = 'pending'")


def _inbox() -> None:
    op.create_table(
        "inbox",
        *_columns(NAME, "workspace", "kind", "external_id"),
        *_columns(INSTANT, "received_at"),
        *_columns(TEXT, "answer"),
        sa.PrimaryKeyConstraint("workspace", "kind", "external_id", name="pk_inbox"),
    )
    _index("ix_inbox_received_at", "inbox", ["received_at"])


def _channel() -> None:
    op.create_table(
        "channel",
        *_columns(NAME, "workspace", "id", "name"),
        *_columns(FLAG, "private", "archived", "external", "member", "configured"),
        *_columns(TEXT, "policy"),
        *_columns(INSTANT, "next_summary_at", "members_checked_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_channel"),
    )
    _index(
        "ix_channel_next_summary_at",
        "channel",
        ["workspace", "next_summary_at"],
        where="next_summary_at IS NOT NULL",
    )


def _channel_member() -> None:
    op.create_table(
        "channel_member",
        *_columns(NAME, "workspace", "channel", "person"),
        sa.PrimaryKeyConstraint("workspace", "channel", "person", name="pk_channel_member"),
    )
    _index("ix_channel_member_person", "channel_member", ["workspace", "person"])


def _person() -> None:
    op.create_table(
        "person",
        *_columns(NAME, "workspace", "id", "name", "zone", "locale", "stand_in"),
        *_columns(FLAG, "deactivated", "bot", "guest", "stranger", "admin"),
        *_columns(INSTANT, "away_until", nullable=True),
        *_columns(INSTANT, "checked_at"),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_person"),
    )


def _user_group() -> None:
    op.create_table(
        "user_group",
        *_columns(NAME, "workspace", "id", "handle"),
        *_columns(TEXT, "members"),
        *_columns(INSTANT, "checked_at"),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_user_group"),
    )


def _summary() -> None:
    op.create_table(
        "summary",
        *_columns(NAME, "workspace", "channel", "week"),
        *_columns(INSTANT, "made_at"),
        *_columns(TEXT, "counts", "content"),
        sa.PrimaryKeyConstraint("workspace", "channel", "week", name="pk_summary"),
    )


def _home() -> None:
    op.create_table(
        "home",
        *_columns(NAME, "workspace", "person"),
        *_columns(INSTANT, "wanted_at", "shown_at", nullable=True),
        sa.PrimaryKeyConstraint("workspace", "person", name="pk_home"),
    )
    _index("ix_home_wanted_at", "home", ["wanted_at"], where="wanted_at IS NOT NULL")


def _heartbeat() -> None:
    op.create_table(
        "heartbeat",
        *_columns(NAME, "replica", "version"),
        *_columns(INSTANT, "started_at", "last_at"),
        sa.PrimaryKeyConstraint("replica", name="pk_heartbeat"),
    )


def _columns(
    kind: sa.types.TypeEngine[Any], *names: str, nullable: bool = False
) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def _index(name: str, table: str, columns: list[str], *, where: str = "") -> None:
    some = sa.text(where) if where else None
    op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first tables")
