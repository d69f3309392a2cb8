"""gatebot: phase readiness, signed off in Slack and recorded in Git."""
