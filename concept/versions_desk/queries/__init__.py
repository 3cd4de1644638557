"""Reads for the desk of versions, by what they are about. Every list costs a constant number of queries."""

from concept.versions_desk.queries.documents import (
    document,
    document_rows,
    latest_version,
    open_plan,
    sections_by_id,
    unreleased_sections,
    versions_of,
)
from concept.versions_desk.queries.passages import (
    Candidate,
    ancestors_of,
    content,
    likely_ancestors,
    lineage_corrections,
    passage,
    places_of,
    search_passages,
)
from concept.versions_desk.queries.plans import (
    UncertainPassage,
    issue_groups,
    lineage_questions,
    old_passages,
    planned_changes,
)
from concept.versions_desk.queries.versions import (
    access_of,
    audiences,
    newer_in_force,
    newest_proposal,
    people_who_may_agree,
    redacted_count,
    steps_of,
    version,
)

__all__ = [
    "Candidate",
    "UncertainPassage",
    "access_of",
    "ancestors_of",
    "audiences",
    "content",
    "document",
    "document_rows",
    "issue_groups",
    "latest_version",
    "likely_ancestors",
    "lineage_corrections",
    "lineage_questions",
    "newer_in_force",
    "newest_proposal",
    "old_passages",
    "open_plan",
    "passage",
    "people_who_may_agree",
    "places_of",
    "planned_changes",
    "redacted_count",
    "search_passages",
    "sections_by_id",
    "steps_of",
    "unreleased_sections",
    "version",
    "versions_of",
]
