"""The worker: carries out, durably and once, what the outbox says."""
