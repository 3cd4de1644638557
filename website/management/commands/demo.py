"""``manage.py demo [--scale N]``: fill an empty database with the demonstration."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from website.demo.content import ContentError
from website.demo.loader import DatabaseIsNotEmpty, load_demo

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"


class Command(BaseCommand):
    help = "Load the demonstration: the housing concept of Ostrava with its versions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            help=(
                "for benchmarks: how many times the sections of the concept are repeated; above 1 a crowd adds "
                "a thousand comments for each"
            ),
        )

    def handle(self, *args, **options) -> None:
        if options["scale"] < 1:
            raise CommandError("--scale must be at least 1.")
        started = time.monotonic()
        try:
            load_demo(CONTENT, scale=options["scale"], progress=self.stdout.write)
        except (DatabaseIsNotEmpty, ContentError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Demonstration loaded in {time.monotonic() - started:.1f} s")
