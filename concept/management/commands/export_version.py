"""``manage.py export_version <document> <label> --format pdf --output koncepce.pdf``."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from concept import actions, queries
from concept.models import Version
from core.exports import ExportFailed, ExportProblem


class Command(BaseCommand):
    help = "Write a version of a document to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("document", help="address of the document, such as koncepce")
        parser.add_argument("label", help="label of the version, such as 1.0 (or 1-0)")
        parser.add_argument(
            "--format", choices=sorted(actions.FORMATS), required=True, dest="file_format"
        )
        parser.add_argument("--output", required=True, type=Path, help="the file to write")
        parser.add_argument(
            "--language",
            choices=["cs", "en"],
            default="cs",
            help="language of what stands around the text",
        )

    def handle(self, *_args, **options) -> None:
        version = self.find(options["document"], options["label"])
        output: Path = options["output"]
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        try:
            data = actions.build(
                version=version, file_format=options["file_format"], language=options["language"]
            )
        except (ExportFailed, ExportProblem) as error:
            raise CommandError(f"The file could not be made: {error}") from error
        output.write_bytes(data)
        self.stdout.write(f"{output}: {version}, {len(data):,} bytes")

    def find(self, slug: str, label: str) -> Version:
        """The version, else CommandError with what there is. Who runs commands may read everything."""
        document = queries.document_by_slug(slug)
        if document is None:
            known = ", ".join(queries.document_slugs()) or "none"
            raise CommandError(f"There is no document {slug!r}. Documents: {known}.")
        versions = queries.versions_of(document)
        for version in versions:
            if label in {version.label, version.slug}:
                return version
        known = ", ".join(version.label for version in versions) or "none"
        raise CommandError(f"{slug} has no version {label!r}. Versions: {known}.")
