"""Measurements: what the README and `docs/reliability.md` claim, to be run again by anybody."""
