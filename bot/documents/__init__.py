"""Text to facts, and facts to splices: pure, no I/O."""
