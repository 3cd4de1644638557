"""Working groups in Wagtail's administration."""

from working_groups.desk import menu  # noqa: F401  registers the desk of groups
