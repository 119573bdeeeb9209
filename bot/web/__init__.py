"""The HTTP server: health for the operator, requests from Slack."""
