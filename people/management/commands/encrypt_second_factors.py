"""``manage.py encrypt_second_factors``: after ``SECRET_KEY`` was changed."""

from django.core.management.base import BaseCommand

from people.actions import encrypt_second_factors


class Command(BaseCommand):
    """Writes secrets of second factors with the newest key."""

    help = "Encrypt the stored secrets of second factors with the newest SECRET_KEY."

    def handle(self, **_options) -> None:
        written, lost = encrypt_second_factors()
        self.stdout.write(f"{written} second factors are encrypted with the newest key.")
        if lost:
            self.stderr.write(
                f"{lost} cannot be read with any key in SECRET_KEY and SECRET_KEY_FALLBACKS."
            )
