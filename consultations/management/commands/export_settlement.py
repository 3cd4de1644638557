"""``manage.py export_settlement <round> --format xlsx --output vyporadani.xlsx``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultations.models import Round
from consultations.queries.publication import ORDERS, Publication
from consultations.settlement_exports import FORMATS, build
from core.exports import ExportFailed, ExportProblem


class Command(BaseCommand):
    help = "Write the settlement of a round, as it is published, to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "round", help="address or number of the round, such as uplny-navrh or R2"
        )
        parser.add_argument("--format", choices=sorted(FORMATS), required=True, dest="file_format")
        parser.add_argument("--output", required=True, type=Path, help="the file to write")
        parser.add_argument(
            "--language", choices=["cs", "en"], default="cs", help="language of the headings"
        )
        parser.add_argument(
            "--order",
            choices=sorted(ORDERS),
            default="misto",
            help="misto: by place in the text; cislo: by number",
        )

    def handle(self, *_args, **options) -> None:
        round = self.find(options["round"])
        output: Path = options["output"]
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        publication = Publication(round, order=options["order"])
        try:
            data = build(
                publication,
                options["file_format"],
                language=options["language"],
                day=timezone.localdate(),
            )
        except (ExportFailed, ExportProblem) as error:
            raise CommandError(f"The file could not be made: {error}") from error
        output.write_bytes(data)
        count = publication.totals.listed
        self.stdout.write(f"{output}: {round.reference}, comments: {count}, {len(data):,} bytes")

    def find(self, name: str) -> Round:
        """The round, else CommandError with those there are. What is published is the same for everybody."""
        rounds = list(Round.objects.select_related("record", "document").order_by("number"))
        for round in rounds:
            if name in {round.slug, round.reference, str(round.number)}:
                return round
        known = ", ".join(f"{round.slug} ({round.reference})" for round in rounds) or "none"
        raise CommandError(f"There is no round {name!r}. Rounds: {known}.")
