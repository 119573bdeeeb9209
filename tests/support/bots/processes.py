"""Processes that tests start and kill by the dozen, forked from a preloaded server.

Each test process has one such server, so what it loads is named here once. Otherwise the second
user would get what the first had asked for.
"""

import multiprocessing

forked = multiprocessing.get_context("forkserver")
forked.set_forkserver_preload(["tests.reliability.fork_server", "tests.support.bots.claim_workers"])
