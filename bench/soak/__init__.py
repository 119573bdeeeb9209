"""A long run with injected faults, and its result."""
