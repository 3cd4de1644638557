"""Pages of focus groups, by noun."""
