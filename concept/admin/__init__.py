"""What editors see of the concept in Wagtail's admin."""
