"""Writes of focus groups, one module for each noun; import them by their path."""
