"""Thin: a payload becomes a question to the desk, and its answer an ack. One file per kind."""
