"""People of the workspace, and what they do in it."""
