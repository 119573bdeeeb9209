"""What due phrases say in words, as digits: numbers, and times told by another."""
