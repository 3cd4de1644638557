"""What of a document can be found: the sections of its published version, and nothing else."""

from concept.enums import Standing
from concept.models import DocumentPage, Version
from concept.queries import read_version, standings
from core.enums import Visibility
from core.models import SearchEntry
from core.search import padded_stems, replace_entries


def refresh_search(document: DocumentPage) -> None:
    """Make exactly the sections of the published version findable (none when nothing is published)."""
    versions = list(Version.objects.of(document).select_related("record"))
    where = standings(versions)
    published = next((v for v in versions if where[v.pk] == Standing.PUBLISHED), None)
    group = str(document.doc_uid)  # outlives a change of the address
    entries = []
    if published is not None and published.record.visibility == Visibility.PUBLIC:
        for section in read_version(published):
            title = f"{section.code} {section.title}".strip()
            text = "\n".join(passage.text for passage in section.passages)
            entries.append(
                SearchEntry(
                    group=group,
                    kind="section",
                    title=title,
                    context=published.title,
                    path=f"/{document.slug}/{section.address}/",
                    text=text,
                    title_stems=padded_stems(title),
                    stems=padded_stems(f"{title} {text}"),
                    order=section.order,
                    visibility=published.record.visibility,
                )
            )
    replace_entries(group, entries)
