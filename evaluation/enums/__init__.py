"""States and kinds, by what they belong to."""
