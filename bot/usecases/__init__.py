"""What gatebot does: one verb a file."""
