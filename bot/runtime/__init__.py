"""What keeps the bot going, and what tells how it is doing."""
