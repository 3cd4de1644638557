"""Writes: each act changes a state and logs an event in one transaction."""
