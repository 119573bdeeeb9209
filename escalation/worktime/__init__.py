"""Working time: hours, holidays, and how to say them."""
