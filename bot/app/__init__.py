"""What gatebot does, by subject: whoever asks (Slack now, others later) asks through `api`."""
