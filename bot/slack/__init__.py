"""gatebot in Slack: what people type and click comes in, what they are told goes out."""
