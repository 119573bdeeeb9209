"""Rules of absences: which may be entered, and for whom."""
