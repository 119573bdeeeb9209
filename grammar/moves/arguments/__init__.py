"""What the words after some moves say."""
