"""Prove that no frozen version was altered."""

from django.core.management.base import BaseCommand, CommandError

from concept.models import Version
from concept.verification import verify


class Command(BaseCommand):
    """Exit status 1 and one line per fault; redactions are listed and are no faults."""

    help = "Check every frozen version against its digest."

    def handle(self, *args, **options) -> None:
        faults = 0
        for finding in verify():
            faults += finding.is_fault
            self.stdout.write(
                f"{'FAULT' if finding.is_fault else 'note '} {finding.place}: {finding.message}"
            )
        count = Version.objects.count()
        if faults:
            raise CommandError(f"{faults} faults in {count} versions.")
        self.stdout.write(f"{count} versions are as they were frozen.")
