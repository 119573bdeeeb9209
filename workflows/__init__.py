"""What people and the clock change: each function loads, decides and saves in one transaction."""
