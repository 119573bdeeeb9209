"""The answers to what people do in Slack, one module per surface."""
