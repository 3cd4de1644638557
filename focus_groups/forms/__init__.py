"""Forms of focus groups, by noun; import them by their path."""
