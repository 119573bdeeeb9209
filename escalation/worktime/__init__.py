"""Working time: hours, holidays, and their wording."""
