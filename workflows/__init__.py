"""What people and the clock change: one function each, which loads, decides and saves in one transaction."""
