"""What figures are computed from, and who asked for whose."""
