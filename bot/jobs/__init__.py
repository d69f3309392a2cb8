"""Jobs: a clock that says which use case runs when."""
