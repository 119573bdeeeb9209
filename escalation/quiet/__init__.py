"""How much somebody is told at once: what waits for a bundle, and what never does."""
