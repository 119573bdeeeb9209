"""What people read about absences: their form, the list of them, and what a stand-in covers."""
