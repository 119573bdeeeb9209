"""What the tests of single edges share."""

from tests.edges.store_fixtures import database

__all__ = ["database"]
