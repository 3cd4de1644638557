"""Reads of a constant number of queries."""
