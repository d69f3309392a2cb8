"""What several subjects need, each by its plain name."""
