"""Slack's text on the page: mrkdwn, rich text and dates as safe HTML."""
