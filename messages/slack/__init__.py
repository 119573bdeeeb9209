"""Slack's formats and limits: blocks, fields, text, dates, ids."""
