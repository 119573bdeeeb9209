"""The version of Backstop that runs."""

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """As it was installed; `unknown` where it was only copied, as into the container."""
    try:
        return metadata.version("backstop")
    except metadata.PackageNotFoundError:
        return "unknown"
