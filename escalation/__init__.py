"""The rules of Backstop: pure decisions about items, ladders and time; no clock, no I/O."""
