"""What is known about people: names, absences, whether they can be told."""
