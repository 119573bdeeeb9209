"""What people ask of a channel's ladder."""
