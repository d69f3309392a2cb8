"""Slack: what people type and click becomes commands; what happened becomes messages."""
