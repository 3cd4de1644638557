"""Bring the search of comments, answers and results up to date."""

from django.core.management.base import BaseCommand

from consultations.actions import comment_words
from evaluation.actions import searching


class Command(BaseCommand):
    """Computes anew what comments and results are found by, also those written before they could be found."""

    help = "Let all comments and results be found by their words as they are now. Safe to repeat."

    def handle(self, *args, **options) -> None:
        count = comment_words.refresh_stems()
        self.stdout.write(f"Comments found by other words than before: {count}")
        self.stdout.write(f"Results found by other words than before: {searching.refresh_stems()}")
