"""Forms of working groups outside the administration, by noun."""
