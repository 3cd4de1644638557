"""Prove that no frozen version was altered, nor anything else that was closed with a digest."""

from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError

from concept.models import Version
from concept.verification import verify
from core.extension import verifications
from core.verification import Finding


class Command(BaseCommand):
    """Exit status 1 and one line per fault; redactions are listed and are no faults."""

    help = "Check every frozen version against its digest."

    def handle(self, *args, **options) -> None:
        faults = self.tell(verify())
        count = Version.objects.count()
        others = {name: self.tell(check()) for name, check in verifications().items()}
        if faults:
            raise CommandError(f"{faults} faults in {count} versions.")
        self.stdout.write(f"{count} versions are as they were frozen.")
        altered = {name: count for name, count in others.items() if count}
        if altered:
            raise CommandError(
                ", ".join(f"{n} faults in {name}" for name, n in altered.items()) + "."
            )

    def tell(self, findings: Iterable[Finding]) -> int:
        """Write each finding; answers how many are faults."""
        faults = 0
        for finding in findings:
            faults += finding.is_fault
            kind = "FAULT" if finding.is_fault else "note "
            self.stdout.write(f"{kind} {finding.place}: {finding.message}")
        return faults
