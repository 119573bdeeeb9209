"""Questions that find what should not be in the database."""
