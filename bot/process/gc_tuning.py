"""Garbage collection: Python's search for garbage, which stops everybody for as long as it
takes.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsought() -> Iterator[None]:
    """Inside, nothing is searched; for loading modules, as what is loaded stays.

    Without it, the search is a sixth of what the start of the bot costs.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def spare_what_stays() -> None:
    """Never search what is loaded by now again; call it once the bot has started.

    A full search walks over every object of every library: a tenth of a second, now and then, in
    which nobody is answered. After this it walks over what has come since.
    """
    gc.freeze()
