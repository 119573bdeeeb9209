"""Files that an operator writes: what stands in them, and where."""
