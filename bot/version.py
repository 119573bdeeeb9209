"""The version of Backstop that runs."""

from importlib import metadata


def version() -> str:
    """As it was installed; `unknown` where it was only copied, as into the container."""
    try:
        return metadata.version("backstop")
    except metadata.PackageNotFoundError:
        return "unknown"
