"""What we send to Slack, and what happens when that fails."""
