"""Bring the search of comments and answers up to date."""

from django.core.management.base import BaseCommand

from consultations.actions.comment_words import refresh_stems


class Command(BaseCommand):
    """Computes anew what comments are found by, also of those settled before they could be found."""

    help = "Let all comments be found by their words and answers as they are now. Safe to repeat."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"Comments found by other words than before: {refresh_stems()}")
