"""Write the database and the media into one file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.backup import BackupProblem, write_backup


class Command(BaseCommand):
    """``backup [--output FILE]``; without it into ``VAR_DIR/backups``. Others may go on working."""

    help = "Write a backup of the database and the media (no secrets, no sessions)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--output", type=Path, help="the tar file to write")

    def handle(self, *args, **options) -> None:
        at = timezone.now()
        name = f"osnova-{timezone.localtime(at):%Y%m%d-%H%M%S}.tar"
        path = options["output"] or settings.VAR_DIR / "backups" / name
        if path.exists():
            raise CommandError(f"{path} exists already.")
        try:
            write_backup(path, at=at)
        except BackupProblem as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: {path.stat().st_size // 1024} KiB")
        self.stdout.write(
            "Keep the secret key and redactions.jsonl of VAR_DIR apart: they are not in it."
        )
