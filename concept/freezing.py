"""Preparing a freeze: read the released sections, render them, match them with the previous version. No writes.

The result is a plan: JSON that can be shown, answered and sealed later. Its shape is described at ``Plan``
(``concept.freeze_plans``).
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.text import slugify

from concept import lineage_matching, lineage_state, manifest, preflight, rendering
from concept.canonical import plain_text
from concept.digests import lookup_digest
from concept.drafts import footnotes_by_page, load_references
from concept.enums import UNNUMBERED_KINDS, LineageRelation, PassageKind
from concept.figures import find_figures
from concept.freeze_plans import ERROR, WARNING, Issue, Plan
from concept.live_files import read_asset
from concept.models import (
    DocumentPage,
    PassageHint,
    SectionAddress,
    SectionPage,
    Version,
    VersionPassage,
)
from concept.models.pages import RESERVED_ADDRESSES


def sections_of(document: DocumentPage) -> list[SectionPage]:
    """All sections of a document in document order, released or not: one query."""
    return list(SectionPage.objects.descendant_of(document).order_by("path"))


def released_state(pages: Iterable[SectionPage]) -> dict[str, str]:
    """Fingerprint of what is released, per page id: changes with every release, move, withdrawal."""
    return {
        str(page.pk): "|".join(
            [
                page.path,
                str(page.live_revision_id),
                page.last_published_at.isoformat() if page.last_published_at else "",
                page.title,
            ]
        )
        for page in pages
        if page.live
    }


def prepare(
    document: DocumentPage,
    base: Version | None,
    *,
    progress: Callable[[int], None] = lambda _percent: None,
) -> tuple[Plan, list[Issue]]:
    """Read, render and match. ``progress`` is told percentages of work done."""
    pages = sections_of(document)
    plan = Plan(released=released_state(pages))
    issues: list[Issue] = []
    kept = _released_tree(document, pages, issues)
    _place_sections(document, kept, plan)
    progress(10)
    _render(document, kept, plan, issues)
    progress(60)
    _inherit_identity(base, plan)
    _number(plan)
    progress(90)
    preflight.look_through(document, pages, kept, plan, issues)
    return plan, issues


def _released_tree(
    document: DocumentPage, pages: Sequence[SectionPage], issues: list[Issue]
) -> list[SectionPage]:
    """Released sections whose ancestors are all released."""
    hidden: list[str] = []
    kept = []
    for page in pages:
        if any(page.path.startswith(path) for path in hidden):
            continue
        if page.live:
            kept.append(page)
        else:
            hidden.append(page.path)
            issues.append(Issue(WARNING, "not_released", page.pk, params={"section": str(page)}))
    if not kept:
        issues.append(Issue(ERROR, "empty", document.pk))
    return kept


def _place_sections(document: DocumentPage, pages: Sequence[SectionPage], plan: Plan) -> None:
    given = SectionAddress.objects.filter(document=document).order_by("pk")
    taken = dict(given.values_list("address", "node_uid"))
    own = {uid: address for address, uid in taken.items()}
    uid_of_path = {page.path: str(page.node_uid) for page in pages}
    for order, page in enumerate(pages, start=1):
        address = own.get(page.node_uid) or _new_address(page, taken)
        taken[address] = page.node_uid
        plan.sections.append(
            {
                "node_uid": str(page.node_uid),
                "page_id": page.pk,
                "parent": uid_of_path.get(page.path[: -page.steplen]),
                "order": order,
                "depth": page.depth - document.depth,
                "code": page.code,
                "title": page.title,
                "address": address,
            }
        )


def _new_address(page: SectionPage, taken: Mapping[str, uuid.UUID]) -> str:
    """An address for a section that has none yet, never used by another section."""
    wish = page.address or slugify(page.slug)[:70] or "oddil"
    candidate, number = wish, 1
    while candidate in RESERVED_ADDRESSES or candidate in taken:
        number += 1
        candidate = f"{wish}-{number}"
    return candidate


# What cannot be frozen as it stands; other findings of the renderer are warnings.
RENDER_ERRORS = frozenset(
    {
        "unknown_footnote",
        "missing_file",
        "missing_image",
        "no_image",
        "missing_alternative_text",
        "incomplete_measure",
        "empty_block",
        "unresolved_figures",
    }
)


def _render(
    document: DocumentPage, pages: Sequence[SectionPage], plan: Plan, issues: list[Issue]
) -> None:
    footnotes = footnotes_by_page(pages)
    leads_to = load_references(document)
    drafts = []
    for page in pages:
        found = rendering.render_section(
            page.body, footnotes[page.pk], references=leads_to, figures=find_figures
        )
        problems = [issue for draft in found for issue in draft.issues]
        problems += rendering.unused_footnotes(found, footnotes[page.pk])
        for problem in problems:
            severity = ERROR if problem.code in RENDER_ERRORS else WARNING
            params = {"detail": problem.detail}
            issues.append(Issue(severity, problem.code, page.pk, problem.block_id, params))
        drafts.extend((page, draft) for draft in found)
    plan.assets = _asset_digests(drafts, issues)
    marks = {ref: ref for _page, draft in drafts for ref in draft.footnote_refs}
    for index, (page, draft) in enumerate(drafts):
        html = rendering.resolve(draft.html, assets=plan.assets, footnotes=marks)
        value = rendering.resolve(draft.value, assets=plan.assets, footnotes=marks)
        if draft.kind == PassageKind.FOOTNOTE:
            value = {}  # where its mark stands is read from the marks themselves
        text = plain_text(html)
        assets = sorted({plan.assets[name] for name in _asset_names(draft)})
        plan.passages.append(
            {
                "key": f"{page.node_uid}:{index}",
                "section": str(page.node_uid),
                "kind": str(draft.kind),
                "html": html,
                "text": text,
                "value": value,
                "assets": assets,
                "lookup": lookup_digest(
                    schema=manifest.PASSAGE_SCHEMA,
                    kind=str(draft.kind),
                    value=value,
                    html=html,
                    text=text,
                    assets=assets,
                ),
                "block_id": draft.hints[0],
                "block_key": draft.hints[1],
            }
        )
    _give_answer_keys(plan.passages)


def _give_answer_keys(passages: Sequence[dict[str, Any]]) -> None:
    """Keys of an editor's answers: by content, so that they hold when the plan is prepared again."""
    seen: Counter[str] = Counter()
    for passage in passages:
        seen[passage["lookup"]] += 1
        passage["answer_key"] = f"{passage['lookup']}-{seen[passage['lookup']]}"


def _asset_names(draft: rendering.DraftPassage) -> list[str]:
    return [f"image:{pk}" for pk in draft.asset_image_ids] + [
        f"file:{pk}" for pk in draft.asset_file_ids
    ]


def _asset_digests(
    drafts: Sequence[tuple[SectionPage, rendering.DraftPassage]], issues: list[Issue]
) -> dict[str, str]:
    """sha256 of the original bytes of every image and file, by placeholder name."""
    digests: dict[str, str] = {}
    for page, draft in drafts:
        for name in _asset_names(draft):
            if name in digests:
                continue
            try:
                digests[name] = hashlib.sha256(read_asset(name)[1]).hexdigest()
            except (OSError, ObjectDoesNotExist):
                issues.append(Issue(ERROR, "unreadable_file", page.pk, draft.hints[0]))
                digests[name] = ""
    return digests


def _old_candidates(base: Version | None) -> list[lineage_state.Candidate]:
    if base is None:
        return []
    hints = {
        row[0]: (row[1], row[2])
        for row in PassageHint.objects.filter(version=base).values_list(
            "passage_uid", "block_id", "block_key"
        )
    }
    rows = (
        VersionPassage.objects.filter(version=base)
        .order_by("order")
        .values_list(
            "passage_uid",
            "content__kind",
            "content__text",
            "content__lookup",
            "section__node_uid",
            "order",
        )
    )
    return [
        lineage_state.Candidate(
            uid=str(uid),
            kind=kind,
            text=text,
            section_uid=str(section),
            position=order,
            hints=hints.get(uid, ("", "")),
            lookup=lookup or "",
        )
        for uid, kind, text, lookup, section, order in rows
    ]


def _inherit_identity(base: Version | None, plan: Plan) -> None:
    old = _old_candidates(base)
    new = [
        lineage_state.Candidate(
            uid=None,
            kind=passage["kind"],
            text=passage["text"],
            section_uid=passage["section"],
            position=position,
            hints=(passage["block_id"], passage["block_key"]),
            lookup=passage["lookup"],
        )
        for position, passage in enumerate(plan.passages, start=1)
    ]
    matches = lineage_matching.match_passages(old, new)
    for match in matches:
        passage = plan.passages[match.new_index]
        passage["old_uids"] = list(match.old_uids)
        passage["taken_uid"] = match.taken_uid
        passage["relation"] = str(match.relation)
        passage["score"] = match.score
        passage["is_moved"] = match.moved
        passage["is_certain"] = match.certain
    assign_uids(plan.passages)
    used = {uid for passage in plan.passages for uid in passage["old_uids"]}
    plan.deleted = [candidate.uid for candidate in old if candidate.uid not in used]


def assign_uids(passages: Sequence[dict[str, Any]]) -> None:
    """Give each passage the identity it takes over from its ancestor, each once; all others get a new one.

    A footnote keeps the id the editor gave it, since the text points at it.
    """
    taken = {p["block_key"] for p in passages if p["kind"] == PassageKind.FOOTNOTE}
    for passage in passages:
        if passage["kind"] == PassageKind.FOOTNOTE:
            passage["uid"] = passage["block_key"]
            continue
        heir = passage["taken_uid"]
        passage["uid"] = heir if heir and heir not in taken else str(uuid.uuid4())
        taken.add(passage["uid"])


def _number(plan: Plan) -> None:
    """Printed labels with the running number among the numbered passages of the section."""
    codes = {section["node_uid"]: section["code"] for section in plan.sections}
    counts: Counter[str] = Counter()
    for order, passage in enumerate(plan.passages, start=1):
        passage["order"] = order
        if passage["kind"] in UNNUMBERED_KINDS:
            passage["label"] = ""
            continue
        counts[passage["section"]] += 1
        passage["label"] = rendering.printed_label(
            codes[passage["section"]], counts[passage["section"]]
        )


def lineage_rows(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lineage of a plan as rows (from_uid, to_uid, relation, score, is_moved), one per pair of passages."""
    rows = []
    for passage in plan["passages"]:
        common = {
            "relation": passage["relation"],
            "score": passage["score"],
            "is_moved": passage["is_moved"],
        }
        if not passage["old_uids"]:
            rows.append({"from_uid": None, "to_uid": passage["uid"], **common})
        rows.extend(
            {"from_uid": uid, "to_uid": passage["uid"], **common} for uid in passage["old_uids"]
        )
    rows.extend(
        {
            "from_uid": uid,
            "to_uid": None,
            "relation": LineageRelation.DELETED,
            "score": 1.0,
            "is_moved": False,
        }
        for uid in plan["deleted"]
    )
    return rows
