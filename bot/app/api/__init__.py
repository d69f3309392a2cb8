"""What can be asked of gatebot and what it answers: typed values, no prose, no I/O."""
