"""Pages of working groups, by noun."""
