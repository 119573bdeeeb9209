"""Tunes garbage collection, which stops everything while it runs."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsought() -> Iterator[None]:
    """Disable collection inside the block, while modules load: what they load stays anyway.

    Collecting would be a sixth of the bot's start-up time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def spare_what_stays() -> None:
    """Exempt everything loaded so far from collection; call it once the bot has started.

    A full collection walks over every object of every library: now and then a tenth of a second in
    which nobody is answered. Afterwards it only walks over newer objects.
    """
    gc.freeze()
