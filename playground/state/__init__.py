"""What the workspace holds, and how it changes."""
