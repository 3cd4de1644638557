"""What is asked before anything of a series is published."""

from django.db import models
from django.utils.translation import pgettext_lazy


class CheckItem(models.TextChoices):
    """One question of the check before publication. Each is answered with yes by each of two people."""

    NAMES = "names", pgettext_lazy("check", "No name, contact or employer stands in the text.")
    PLACES = (
        "places",
        pgettext_lazy("check", "No place stands in the text that is smaller than a city district."),
    )
    STORY = (
        "story",
        pgettext_lazy(
            "check", "No story stands in the text by which a neighbour would know whose it is."
        ),
    )
    COUNTS = (
        "counts",
        pgettext_lazy("check", "No count stands in the text that is below the least one allowed."),
    )
    CONSENT = (
        "consent",
        pgettext_lazy("check", "Whoever is quoted, or told in other words, consents to it."),
    )
