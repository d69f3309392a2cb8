"""A review: the request, its evidence, verdicts, gaps, and what voids or ends it."""
