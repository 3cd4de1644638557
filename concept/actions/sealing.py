"""A prepared plan becomes a version in one short transaction."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concept import freezing, manifest
from concept.actions.contents import (
    BATCH,
    new_contents,
    read_assets,
    store_assets,
    store_contents,
    version_asset,
)
from concept.actions.freezing import PlanOutOfDate, lock_plan
from concept.actions.lineage import UncertainLineage, uncertain_passages
from concept.enums import PlanState
from concept.freeze_plans import ERROR
from concept.live_files import read_asset
from concept.models import (
    DocumentPage,
    FreezePlan,
    Lineage,
    PassageHint,
    SectionAddress,
    SectionPage,
    Version,
    VersionAsset,
    VersionPassage,
    VersionSection,
)
from concept.models.pages import RESERVED_ADDRESSES
from core.actions import create_record, raise_generation
from core.enums import DemoOrigin, RecordOrigin, Visibility
from core.extension import announce


class FreezeRefused(Exception):
    """The preflight found errors; nothing was stored."""


class LabelTaken(Exception):
    """Another version of the document has this label."""


def version_slug(label: str) -> str:
    """Address of a label: "1.0" -> "1-0"."""
    return slugify(label.replace(".", "-").replace("/", "-"))[:60]


def seal_version(
    *,
    plan: FreezePlan,
    label: str,
    purpose: str,
    reason: str,
    by: Any,
    at: datetime,
    origin: str = RecordOrigin.LIVE,
    demo_origin: str = DemoOrigin.NONE,
    demo_source: str = "",
) -> Version:
    """Store the plan as the document's next version: one transaction, nothing is rendered in it.

    Raises FreezeRefused (preflight errors), UncertainLineage, PlanOutOfDate, LabelTaken, ValidationError (no reason,
    unknown purpose, label too long). The loser of two simultaneous seals gets PlanOutOfDate, so numbers have no gaps.
    """
    _refuse_errors(plan)
    assets = read_assets(plan)
    made = new_contents(plan)
    project, logos = _project_card(plan.document)
    assets += logos
    with transaction.atomic():
        document = DocumentPage.objects.select_for_update().get(pk=plan.document_id)
        read = plan.content.get("assets")
        plan = lock_plan(plan)
        previous = Version.objects.of(document).first()
        _check_plan(plan, document, previous)
        if plan.content["assets"] != read:
            raise PlanOutOfDate(_("The plan was prepared again in the meantime."))
        slug = version_slug(label)
        if not slug or slug in RESERVED_ADDRESSES:
            raise LabelTaken(_("This label cannot be used in an address."))
        if Version.objects.filter(document=document, slug=slug).exists():
            raise LabelTaken(_("Another version is already called %s.") % label)
        contents = store_contents(plan, made)
        store_assets(assets)
        version = _store_version(
            plan,
            document,
            previous,
            contents,
            project,
            label=label,
            slug=slug,
            purpose=purpose,
            reason=reason,
            by=by,
            at=at,
            origin=origin,
            demo_origin=demo_origin,
            demo_source=demo_source,
        )
        plan.state = PlanState.SEALED
        plan.content = {"released": plan.content["released"]}  # tells later what is newer
        plan.issues = []  # they quote the text
        plan.save(update_fields=["state", "content", "issues"])
        # Earlier attempts build on the version before; one still being prepared will build on this.
        attempts = FreezePlan.objects.filter(document=document, pk__lt=plan.pk)
        attempts.exclude(state__in=[PlanState.SEALED, PlanState.PREPARING]).delete()
        raise_generation(document.slug)
        announce("version_frozen", version_id=version.pk)
    return version


def _check_plan(plan: FreezePlan, document: DocumentPage, previous: Version | None) -> None:
    if plan.state != PlanState.READY:
        raise PlanOutOfDate(_("This plan is not ready. Prepare the version again."))
    if plan.base_id != (previous.pk if previous else None):
        raise PlanOutOfDate(_("Another version was frozen in the meantime. Prepare again."))
    _refuse_errors(plan)
    if freezing.released_state(freezing.sections_of(document)) != plan.content["released"]:
        raise PlanOutOfDate(_("Text was released in the meantime. Prepare again."))
    if uncertain_passages(plan):
        raise UncertainLineage(_("Decide first where the uncertain passages came from."))


def _refuse_errors(plan: FreezePlan) -> None:
    if any(issue["severity"] == ERROR for issue in plan.issues):
        raise FreezeRefused(_("The preflight found errors. Nothing was stored."))


def _project_card(
    document: DocumentPage,
) -> tuple[dict[str, Any] | None, list[VersionAsset]]:
    """The project as it stands now, and the originals of the logos its publicity asks for.

    A logo that cannot be read raises PlanOutOfDate: the plan prepared again says which.
    """
    project = document.project
    if project is None:
        return None, []
    logos, assets = [], []
    for logo in project.logos.select_related("image"):
        try:
            item, data = read_asset(f"image:{logo.image_id}")
        except (OSError, ObjectDoesNotExist) as error:
            raise PlanOutOfDate(
                _("A logo of the project was deleted in the meantime. Prepare again.")
            ) from error
        digest = hashlib.sha256(data).hexdigest()
        logos.append({"asset": digest, "alt": logo.alt, "width": item.width, "height": item.height})
        assets.append(version_asset(item, digest, data))
    card = {
        "title": project.title,
        "registration_number": project.registration_number,
        "programme": project.programme,
        "starts_on": project.starts_on.isoformat(),
        "ends_on": project.ends_on.isoformat(),
        "publicity_sentence": project.publicity_sentence,
        "logos": logos,
    }
    return card, list({asset.digest: asset for asset in assets}.values())


def _store_version(
    plan: FreezePlan,
    document: DocumentPage,
    previous: Version | None,
    contents: Mapping[str, str],
    project: dict[str, Any] | None,
    *,
    label: str,
    slug: str,
    purpose: str,
    reason: str,
    by: Any,
    at: datetime,
    origin: str,
    demo_origin: str,
    demo_source: str,
) -> Version:
    record = create_record(
        kind="version",
        title=f"{document.title} {label}",
        reference=f"{document.slug}/{slug}",
        path=f"/{document.slug}/verze/{slug}/",
        visibility=Visibility.STAFF,
        verb="version_frozen",
        by=by,
        at=at,
        occurred_on=timezone.localdate(at),
        origin=origin,
        demo_origin=demo_origin,
        demo_source=demo_source,
    )
    version = Version(
        document=document,
        record=record,
        number=previous.number + 1 if previous else 1,
        slug=slug,
        label=label,
        purpose=purpose,
        reason=reason,
        title=document.title,
        kind=document.kind,
        language="cs",
        level_names=document.level_names,
        project=project,
        previous=previous,
        frozen_at=at,
        frozen_by=by,
        schema=manifest.SCHEMA,
    )
    sections = [
        {
            key: s[key]
            for key in ("node_uid", "address", "parent", "order", "depth", "code", "title")
        }
        for s in plan.content["sections"]
    ]
    passages = [
        {
            "passage_uid": p["uid"],
            "section": p["section"],
            "order": p["order"],
            "label": p["label"],
            "content": contents[p["lookup"]],
        }
        for p in plan.content["passages"]
    ]
    given_by_people = {"label", "slug", "purpose", "reason"}
    version.clean_fields(exclude={f.name for f in Version._meta.fields} - given_by_people)
    version.digest = manifest.digest(
        manifest.manifest(
            version=manifest.version_fields(version), sections=sections, passages=passages
        )
    )
    version.save()
    rows = _store_sections(version, sections)
    VersionPassage.objects.bulk_create(
        [
            VersionPassage(
                version=version,
                section=rows[p["section"]],
                passage_uid=p["passage_uid"],
                order=p["order"],
                label=p["label"],
                content_id=p["content"],
            )
            for p in passages
        ],
        batch_size=BATCH,
    )
    _store_lineage(plan, version, previous, by=by, at=at)
    _give_addresses(plan, document)
    return version


def _store_sections(version: Version, sections: list[dict[str, Any]]) -> dict[str, VersionSection]:
    """Insert sections level by level, so that each finds its parent's row."""
    rows: dict[str, VersionSection] = {}
    for depth in sorted({s["depth"] for s in sections}):
        level = [
            VersionSection(
                version=version,
                node_uid=s["node_uid"],
                address=s["address"],
                parent=rows.get(s["parent"]),
                order=s["order"],
                depth=s["depth"],
                code=s["code"],
                title=s["title"],
            )
            for s in sections
            if s["depth"] == depth
        ]
        for row in VersionSection.objects.bulk_create(level, batch_size=BATCH):
            rows[str(row.node_uid)] = row
    return rows


def _store_lineage(
    plan: FreezePlan, version: Version, previous: Version | None, *, by: Any, at: datetime
) -> None:
    answered = set(plan.answers)
    decided = {p["uid"] for p in plan.content["passages"] if p["answer_key"] in answered}
    if previous is not None:
        Lineage.objects.bulk_create(
            [
                Lineage(
                    from_version=previous,
                    to_version=version,
                    confirmed_by=by if row["to_uid"] in decided else None,
                    recorded_at=at,
                    **row,
                )
                for row in freezing.lineage_rows(plan.content)
            ],
            batch_size=BATCH,
        )
    PassageHint.objects.bulk_create(
        [
            PassageHint(
                version=version,
                passage_uid=p["uid"],
                block_id=p["block_id"],
                block_key=p["block_key"],
            )
            for p in plan.content["passages"]
        ],
        batch_size=BATCH,
    )


def _give_addresses(plan: FreezePlan, document: DocumentPage) -> None:
    """Remember new addresses for ever and show them on the live sections."""
    known = set(SectionAddress.objects.filter(document=document).values_list("address", flat=True))
    fresh = [s for s in plan.content["sections"] if s["address"] not in known]
    SectionAddress.objects.bulk_create(
        [
            SectionAddress(document=document, address=s["address"], node_uid=s["node_uid"])
            for s in fresh
        ]
    )
    if fresh:
        given = [When(pk=s["page_id"], then=Value(s["address"])) for s in fresh]
        pages = SectionPage.objects.filter(pk__in=[s["page_id"] for s in fresh])
        pages.update(address=Case(*given, output_field=SectionPage._meta.get_field("address")))
