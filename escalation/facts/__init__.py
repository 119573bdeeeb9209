"""Facts: what an event or a notice says besides who, whom and when; one small class for each kind.

None is what does not apply, or what an older version did not write.
"""
