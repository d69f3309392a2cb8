"""From Slack: deliveries, payloads and typed lines become commands, and get their answer."""
