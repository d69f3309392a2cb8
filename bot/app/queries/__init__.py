"""What is only read: board, one phase, history, gaps, release, suggestions."""
