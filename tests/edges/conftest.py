"""What the tests of single edges share."""

from tests.edges.store_fixtures import database, database_url

__all__ = ["database", "database_url"]
