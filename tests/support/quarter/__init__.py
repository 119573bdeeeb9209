"""A quarter: twelve people in a channel for twelve weeks, on the real bot, checked by brute force.

`season` draws what they do, `lived` lets the bot answer and keeps everybody's inbox, `expected`
works out from the rules alone when each rung has to fire, and `faults` compares. To read somebody's
weeks: `python -m tests.support.quarter --seed 3 --who bo --who ana`.
"""
