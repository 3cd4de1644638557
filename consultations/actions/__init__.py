"""Writes of consultations by noun. Each is one act with its audit event and its mail."""
