"""Screens of consultations outside the administration, by noun."""
