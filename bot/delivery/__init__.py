"""Delivery: carrying out, durably and once, what the outbox says."""
