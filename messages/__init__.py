"""The words and blocks people see in Slack; pure."""
