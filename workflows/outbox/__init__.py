"""What is sent to Slack, and what follows when that fails."""
