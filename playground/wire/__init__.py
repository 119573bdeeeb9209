"""How the playground and the bot reach each other."""
