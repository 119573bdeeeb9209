"""The rules of Backstop: pure decisions about items, ladders and time, with no clock and no I/O."""
