"""Forms of focus groups, by noun."""
