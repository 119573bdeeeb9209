"""Processes that tests start and kill by the dozen, forked from a server that has loaded it all.

A process has one such server. So what it loads is named here once: else those who come second would
find what the first had asked for.
"""

import multiprocessing

forked = multiprocessing.get_context("forkserver")
forked.set_forkserver_preload(["tests.reliability.fork_server", "tests.support.bots.claim_workers"])
