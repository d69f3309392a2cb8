"""A local Slack-compatible workspace for the unmodified SDK; it knows nothing of any bot."""
