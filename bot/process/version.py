"""The version of Backstop that runs."""

from functools import cache
from importlib import metadata


@cache
def version() -> str:
    """The installed version; `unknown` if the code was only copied, as in the container."""
    try:
        return metadata.version("backstop")
    except metadata.PackageNotFoundError:
        return "unknown"
