"""How much somebody has to do by a date, and how much of it they usually get done."""
