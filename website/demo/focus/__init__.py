"""The focus group of the demonstration: read from its files, loaded as facilitators would have worked."""
