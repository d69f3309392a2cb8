"""The composition root, and the assembled bot from its start to a stop that loses nothing."""
