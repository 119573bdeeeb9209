"""How much somebody is told at once: what they set, and what waits for them."""
