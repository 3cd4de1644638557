"""Consultations in Wagtail's administration."""

from consultations.desk import menu  # noqa: F401  registers the desk of comments
