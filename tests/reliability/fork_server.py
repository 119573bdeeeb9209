"""The fork server: crash bots are forked from this process, where one has already lived.

This is the only module that runs something at import: the forkserver of `multiprocessing` knows no
other way. Loading everything and computing what a bot keeps for life, above all its statements,
took half of the time of bots that die young.
"""

import gc
from importlib import import_module

gc.disable()  # Nothing is thrown away here,
import_module("tests.reliability.warm_up").live()
gc.freeze()  # and so no search goes through it later, which would copy what is shared.
gc.enable()
