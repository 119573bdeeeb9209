"""A long run with injected faults, and what came of it."""
