"""List what the apps have registered."""

from django.core.management.base import BaseCommand

from core import extension


class Command(BaseCommand):
    """Prints registry, slot and name of every extension."""

    help = "List what the apps have registered with each other."

    def handle(self, *args, **options) -> None:
        for registry, slot, name in extension.listing():
            self.stdout.write(f"{registry:18} {slot:24} {name}")
