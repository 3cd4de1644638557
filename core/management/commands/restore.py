"""Bring a backup back and do again what must not be undone by it."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from core.backup import BackupProblem, is_empty, read_backup
from core.extension import replays


class Command(BaseCommand):
    """``restore FILE [--replace]``. Stop the site first. Redactions made since the backup are repeated."""

    help = "Restore a backup into an empty installation."
    requires_system_checks: list = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="throw away what this installation holds"
        )

    def handle(self, *args, **options) -> None:
        if not options["replace"] and not is_empty():
            raise CommandError("This installation is not empty. --replace throws its data away.")
        try:
            read_backup(options["file"])
        except BackupProblem as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        for replay in replays().values():
            for line in replay():
                self.stdout.write(line)
        call_command("verify_versions", stdout=self.stdout)
        call_command("run_jobs", verbosity=0)
