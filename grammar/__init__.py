"""What people type, read into what they mean; pure."""
