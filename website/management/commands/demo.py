"""``manage.py demo [--scale N]``: fill an empty database with the demonstration."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from website.demo.content import ContentError
from website.demo.loader import DatabaseIsNotEmpty, load_demo

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
CROWD_PER_SCALE = 1000


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
            scale = options["scale"]
            crowd = scale * CROWD_PER_SCALE if scale > 1 else 0
            load_demo(CONTENT, scale=scale, crowd=crowd, progress=self.stdout.write)
        except (DatabaseIsNotEmpty, ContentError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Demonstration loaded in {time.monotonic() - started:.1f} s")
