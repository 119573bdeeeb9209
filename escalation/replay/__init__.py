"""Replay: live through items of the past again, with what people did then, under any ladder.

It takes for granted that people act as they did, with the zones and members of today.
"""
