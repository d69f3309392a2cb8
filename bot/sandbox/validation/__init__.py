"""What Slack refuses: pure functions from a payload to a list of problems."""
