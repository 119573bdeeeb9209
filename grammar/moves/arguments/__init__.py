"""What a call for help and a relation read of their argument."""
