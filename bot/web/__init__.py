"""What gatebot answers over HTTP: Slack's deliveries, and how it is doing."""
