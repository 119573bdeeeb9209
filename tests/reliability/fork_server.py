"""The fork server: every crash bot is forked from this process, in which one has lived before.

Only here does something run at import: the forkserver of `multiprocessing` knows no other way. To
load and to work out anew what each bot keeps for life, its statements above all, was half of what
bots did that die young.
"""

import gc
from importlib import import_module

gc.disable()  # Nothing is thrown away here,
import_module("tests.reliability.warm_up").live()
gc.freeze()  # and so no search goes through it later, which would copy what is shared.
gc.enable()
