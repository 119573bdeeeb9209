"""What Slack allows and shows; pure."""
