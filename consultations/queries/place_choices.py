"""What of a version may be chosen by hand as the place of a comment: its sections and their passages."""

from dataclasses import dataclass
from uuid import UUID

from concept.models import Version, VersionPassage, VersionSection


@dataclass(frozen=True, slots=True)
class Choice:
    """A passage of the version that may be chosen by hand."""

    uid: str
    label: str
    text: str


def sections_of(version: Version) -> list[tuple[str, str]]:
    """Sections of a version as (uid, name) in order: one query."""
    rows = VersionSection.objects.filter(version=version).order_by("order")
    return [
        (str(uid), f"{code} {title}".strip())
        for uid, code, title in rows.values_list("node_uid", "code", "title")
    ]


def passages_of(version: Version, section: str) -> list[Choice]:
    """Passages of a section that have words, in order: one query."""
    rows = VersionPassage.objects.filter(version=version, section__node_uid=section)
    rows = rows.exclude(content__text="").order_by("order")
    return [
        Choice(str(uid), label, text)
        for uid, label, text in rows.values_list("passage_uid", "label", "content__text")
    ]


def passage_of(version: Version, uid: str) -> VersionPassage | None:
    """A passage of the version with its content and section; None for what is no passage of it: one query."""
    try:
        UUID(uid)
    except ValueError:
        return None
    found = VersionPassage.objects.filter(version=version, passage_uid=uid)
    return found.select_related("content", "section").first()
