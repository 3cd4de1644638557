"""Passages and measures named by people, and told to one reader."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from concept import queries as concept_queries
from concept import reading
from concept.models import Measure, Version, VersionPassage
from evaluation.places import Place

UID = re.compile(r"(?:#p-|/proc/)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def place_named(line: str, reader: Any) -> Place | None:
    """The passage or measure a line names, if the reader may know of it: one query.

    A passage by the address one copies from its number; without a version in the address it is that of the newest
    version that holds it. A measure by its permanent code or address.
    """
    path = urlsplit(line).path.removeprefix("/en")
    parts = path.strip("/").split("/")
    if (found := UID.search(line)) is not None:
        versions = Version.objects.visible_to(reader).filter(
            document__slug=parts[0], passages__passage_uid=found[1]
        )
        if len(parts) > 2 and parts[1] == "verze":
            versions = versions.filter(slug=parts[2])
        newest = versions.select_related("document", "record").order_by("number").last()
        return Place(version=newest, passage_uid=found[1]) if newest else None
    code = parts[1] if parts[0] == "opatreni" and len(parts) == 2 else line
    measure = Measure.objects.visible_to(reader).filter(code__iexact=code).first()
    return Place(measure=measure) if measure else None


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place as one reader may know it. ``words`` of a passage are empty when they were removed for good."""

    title: str
    url: str
    words: str = ""
    state: str = ""
    side: str = ""


def shown_places(rows: Iterable[Any], reader: Any) -> list[ShownPlace | None]:
    """Places held by rows, in their order, None for one the reader may not know of: five queries at most.

    Rows have ``version_id`` and ``passage_uid``, and may have ``measure_id`` and ``side``.
    """
    rows = list(rows)
    versions = {
        version.pk: version
        for version in Version.objects.visible_to(reader)
        .filter(pk__in={row.version_id for row in rows if row.version_id})
        .select_related("document")
    }
    passages = _passages(rows, list(versions)) if versions else {}
    keys = {key for row in rows if (key := getattr(row, "measure_id", None))}
    measures = concept_queries.describe_measures(keys, reader)
    return [_shown(row, versions, passages, measures) for row in rows]


def _passages(
    rows: Sequence[Any], versions: Sequence[int]
) -> dict[tuple[int, str], VersionPassage]:
    found = VersionPassage.objects.filter(
        version__in=versions, passage_uid__in={row.passage_uid for row in rows if row.passage_uid}
    )
    return {
        (row.version_id, str(row.passage_uid)): row
        for row in found.select_related("section", "content")
    }


def _shown(row: Any, versions: Any, passages: Any, measures: Any) -> ShownPlace | None:
    side = getattr(row, "side", "")
    measure = measures.get(getattr(row, "measure_id", None))
    if measure is not None:
        if not measure.is_shown:
            return None
        title = _("Measure %(code)s") % {"code": measure.code}
        return ShownPlace(title, measure.path, measure.title, measure.state_label, side)
    version = versions.get(row.version_id)
    passage = passages.get((row.version_id, str(row.passage_uid)))
    if version is None or passage is None:
        return None
    where = f"{version.title} {version.label}, {passage.section.title}"
    if passage.label:
        where = f"{where}, {reading.spoken_label(passage.label)}"
    base = reading.version_base(version)
    url = f"{base}{passage.section.address}/#p-{passage.passage_uid}"
    return ShownPlace(where, url, passage.content.text, side=side)


def lines_of(rows: Iterable[Any], reader: Any) -> str:
    """Places as they are typed, one on a line; one the reader may not know of is left out."""
    return "\n".join(place.url for place in shown_places(rows, reader) if place is not None)
