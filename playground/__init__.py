"""A loopback Slack workspace: the unchanged bot connects to it over real HTTP and WebSocket.

It stands in for Slack in the demo and the tests, enforces what Slack enforces, and can be told to
fail. It knows nothing of the bot it serves. Start with `playground.slack.Playground`.
"""
