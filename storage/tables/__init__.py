"""The tables, a module for each thing that is kept, and the types of their columns.

The classes only declare them; our code uses the plain tables named at the end of each module,
because SQLAlchemy Core is much faster than its sessions. A change needs a step in
`migrations/versions`; a test keeps the two in line.
"""

from storage.tables import (
    channels,
    customers,
    dependencies,
    followers,
    hand_overs,
    inbox,
    items,
    links,
    notices,
    people,
    titles,
    workspaces,
)
from storage.tables.base import Row

__all__ = [
    "ALL",
    "channels",
    "customers",
    "dependencies",
    "followers",
    "hand_overs",
    "inbox",
    "items",
    "links",
    "notices",
    "people",
    "titles",
    "workspaces",
]
ALL = tuple(Row.metadata.sorted_tables)
"""Every table, those that others refer to first."""
