"""A workspace as a whole: how Backstop starts there, and how things stand."""
