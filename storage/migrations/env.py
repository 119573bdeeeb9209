"""Alembic's way in: it works on the connection that `storage.engine.schema` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
