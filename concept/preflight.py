"""What is looked at before a version is frozen, beside what the renderer finds."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.core.exceptions import ObjectDoesNotExist
from wagtail.models import WorkflowState

from concept.enums import PassageKind
from concept.freeze_plans import ERROR, WARNING, Issue, Plan
from concept.live_files import read_asset
from concept.models import DocumentPage, RedactedPhrase, SectionPage
from concept.phrases import phrase_digests, said_phrases


def look_through(
    document: DocumentPage,
    pages: Sequence[SectionPage],
    kept: Sequence[SectionPage],
    plan: Plan,
    issues: list[Issue],
) -> None:
    """Add what keeps the plan from being frozen, and what an editor should know before.

    ``pages`` are all sections of the document, ``kept`` those the plan takes.
    """
    page_of = {section["node_uid"]: section["page_id"] for section in plan.sections}
    for page in pages:
        if page.live and page.has_unpublished_changes:
            issues.append(Issue(WARNING, "draft_newer", page.pk, params={"section": str(page)}))
    ids = {str(page.pk): page for page in pages}
    for object_id in (
        WorkflowState.objects.active()
        .filter(base_content_type=document.get_base_content_type(), object_id__in=list(ids))
        .values_list("object_id", flat=True)
    ):
        page = ids[object_id]
        issues.append(Issue(WARNING, "open_review", page.pk, params={"section": str(page)}))
    for code, count in Counter(page.code for page in kept if page.code).items():
        if count > 1:
            twice = next(page for page in kept if page.code == code)
            params = {"code": code, "count": count}
            issues.append(Issue(WARNING, "code_twice", twice.pk, params=params))
    _check_passages(plan, page_of, issues)
    _check_redacted(plan, page_of, issues)
    _check_publicity(document, issues)


def _check_passages(plan: Plan, page_of: Mapping[str, int], issues: list[Issue]) -> None:
    level: dict[str, int] = {}
    seen: Counter[str] = Counter(passage["uid"] for passage in plan.passages)
    for passage in plan.passages:
        page_id = page_of[passage["section"]]
        if passage["kind"] == PassageKind.HEADING:
            depth = int(passage["value"]["level"])
            if depth > level.get(passage["section"], 2) + 1:
                issues.append(
                    Issue(
                        ERROR,
                        "skipped_level",
                        page_id,
                        passage["block_id"],
                        {"heading": passage["text"]},
                    )
                )
            level[passage["section"]] = depth
        if seen[passage["uid"]] > 1:
            seen[passage["uid"]] = 0
            issues.append(Issue(ERROR, "doubled_id", page_id))


def _check_publicity(document: DocumentPage, issues: list[Issue]) -> None:
    """The logos of the project are frozen with every version of its documents."""
    if document.project is None:
        return
    for logo in document.project.logos.all():
        name = f"image:{logo.image_id}"
        try:
            read_asset(name)
        except (OSError, ObjectDoesNotExist):
            params = {"detail": logo.alt}
            issues.append(Issue(ERROR, "unreadable_logo", document.project_id, params=params))


def _check_redacted(plan: Plan, page_of: Mapping[str, int], issues: list[Issue]) -> None:
    known = set(RedactedPhrase.objects.values_list("digest", flat=True))
    if not known:
        return
    for passage in plan.passages:
        if any(
            not known.isdisjoint(phrase_digests(phrase)) for phrase in said_phrases(passage["text"])
        ):
            page_id = page_of[passage["section"]]
            issues.append(Issue(ERROR, "redacted", page_id, passage["block_id"]))
