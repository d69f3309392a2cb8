"""The Protocols between gatebot and the world, with their errors and the intents of the outbox."""
