"""Measurements behind the claims of README and `docs/reliability.md`; anyone can repeat them."""
