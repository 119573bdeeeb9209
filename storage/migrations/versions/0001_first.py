"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NAME, WORD, TEXT = sa.String(), sa.String(16), sa.Text()
NUMBER, FLAG, INSTANT = sa.Integer(), sa.Boolean(), sa.BigInteger()
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _items()
    _outbox_and_inbox()
    _slack()
    _clock()


def _items() -> None:
    op.create_table(
        "workspace",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("bot_user", NAME, nullable=False),
        sa.Column("chain_head", NAME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", name="pk_workspace"),
    )
    op.create_table(
        "counter",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("last", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "kind", name="pk_counter"),
    )
    op.create_table(
        "item",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("owner", NAME, nullable=False),
        sa.Column("reporter", NAME, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("due_zone", NAME, nullable=False),
        sa.Column("due_phrase", NAME, nullable=False),
        sa.Column("fallback", TEXT, nullable=False),
        sa.Column("policy", TEXT, nullable=False),
        sa.Column("impact", TEXT, nullable=False),
        sa.Column("trajectory", WORD, nullable=False),
        sa.Column("urgent", FLAG, nullable=False),
        sa.Column("options", TEXT, nullable=False),
        sa.Column("default", TEXT, nullable=False),
        sa.Column("permalink", NAME, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("round", NUMBER, nullable=False),
        sa.Column("slips", NUMBER, nullable=False),
        sa.Column("climbed", NUMBER, nullable=False),
        sa.Column("reminded_until", INSTANT, nullable=False),
        sa.Column("reviewed", FLAG, nullable=False),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("held_until", INSTANT, nullable=True),
        sa.Column("held_rung", NUMBER, nullable=False),
        sa.Column("snoozed_until", INSTANT, nullable=True),
        sa.Column("logged_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", NAME, nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("card_ts", NAME, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
        sa.UniqueConstraint("workspace", "kind", "number", name="uq_item_workspace_kind_number"),
    )
    op.create_index("ix_item_channel", "item", ["workspace", "channel", "status", "kind", "due_at"])
    _partial("ix_item_next_at", "item", ["workspace", "next_at"], where="next_at IS NOT NULL")
    op.create_index("ix_item_owner", "item", ["workspace", "owner", "status"])
    op.create_index("ix_item_reporter", "item", ["workspace", "reporter", "status"])
    op.create_table(
        "told",
        sa.Column("item_id", ID, sa.ForeignKey("item.id", name="fk_told_item_id"), nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("n", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("item_id", "person", name="pk_told"),
    )
    op.create_index("ix_told_person", "told", ["person"])
    op.create_table(
        "event",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("item_id", ID, sa.ForeignKey("item.id", name="fk_event_item_id"), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("action", NAME, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("prev_hash", NAME, nullable=False),
        sa.Column("hash", NAME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_at", "event", ["workspace", "at"])
    op.create_index("ix_event_item", "event", ["item_id"])


def _outbox_and_inbox() -> None:
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("place", WORD, nullable=False),
        sa.Column("recipient", NAME, nullable=False),
        sa.Column("item_id", ID, sa.ForeignKey("item.id", name="fk_notice_item_id"), nullable=True),
        sa.Column("round", NUMBER, nullable=False),
        sa.Column("urgent", FLAG, nullable=False),
        sa.Column("facts", TEXT, nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("rank", NUMBER, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("try_at", INSTANT, nullable=True),
        sa.Column("token", NAME, nullable=False),
        sa.Column("fence", NUMBER, nullable=False),
        sa.Column("first_try_at", INSTANT, nullable=True),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("ts", NAME, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("workspace", "key", name="uq_notice_workspace_key"),
    )
    op.create_index("ix_notice_item", "notice", ["item_id", "state"])
    _partial("ix_notice_message", "notice", ["workspace", "channel", "ts"], where="ts <> ''")
    _partial("ix_notice_sending", "notice", ["workspace", "recipient"], where="state = 'sending'")
    _partial("ix_notice_token", "notice", ["token"], where="try_at IS NOT NULL")
    _partial("ix_notice_try_at", "notice", ["try_at"], where="try_at IS NOT NULL")
    _partial("ix_notice_waiting", "notice", ["workspace", "recipient"], where="state = 'pending'")
    op.create_table(
        "inbox",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "kind", "external_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])


def _slack() -> None:
    op.create_table(
        "channel",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("private", FLAG, nullable=False),
        sa.Column("archived", FLAG, nullable=False),
        sa.Column("external", FLAG, nullable=False),
        sa.Column("member", FLAG, nullable=False),
        sa.Column("configured", FLAG, nullable=False),
        sa.Column("policy", TEXT, nullable=False),
        sa.Column("next_summary_at", INSTANT, nullable=True),
        sa.Column("members_checked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_channel"),
    )
    _partial(
        "ix_channel_next_summary_at",
        "channel",
        ["workspace", "next_summary_at"],
        where="next_summary_at IS NOT NULL",
    )
    op.create_table(
        "channel_member",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "person", name="pk_channel_member"),
    )
    op.create_index("ix_channel_member_person", "channel_member", ["workspace", "person"])
    op.create_table(
        "person",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("zone", NAME, nullable=False),
        sa.Column("locale", NAME, nullable=False),
        sa.Column("deactivated", FLAG, nullable=False),
        sa.Column("bot", FLAG, nullable=False),
        sa.Column("guest", FLAG, nullable=False),
        sa.Column("stranger", FLAG, nullable=False),
        sa.Column("admin", FLAG, nullable=False),
        sa.Column("away_until", INSTANT, nullable=True),
        sa.Column("stand_in", NAME, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_person"),
    )
    op.create_table(
        "user_group",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("handle", NAME, nullable=False),
        sa.Column("members", TEXT, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_user_group"),
    )


def _clock() -> None:
    op.create_table(
        "summary",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("week", NAME, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("counts", TEXT, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", "week", name="pk_summary"),
    )
    op.create_table(
        "home",
        sa.Column("workspace", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("wanted_at", INSTANT, nullable=True),
        sa.Column("shown_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "person", name="pk_home"),
    )
    _partial("ix_home_wanted_at", "home", ["wanted_at"], where="wanted_at IS NOT NULL")
    op.create_table(
        "heartbeat",
        sa.Column("replica", NAME, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("version", NAME, nullable=False),
        sa.PrimaryKeyConstraint("replica", name="pk_heartbeat"),
    )


def _partial(name: str, table: str, columns: list[str], *, where: str) -> None:
    some = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first tables")
