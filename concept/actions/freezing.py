"""The three steps of a freeze: prepare (a job, no lock), confirm (a person), seal (one short transaction)."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from concept import freezing, manifest
from concept.canonical import content_digest
from concept.enums import LineageRelation, PlanState
from concept.models import (
    DocumentPage,
    FreezePlan,
    Lineage,
    PassageContent,
    PassageHint,
    SectionAddress,
    SectionPage,
    Version,
    VersionAsset,
    VersionPassage,
    VersionSection,
)
from concept.models.pages import RESERVED_ADDRESSES
from core import jobs
from core.actions import create_record, log_event, raise_generation
from core.enums import DemoOrigin, RecordOrigin, Visibility
from core.extension import announce

BATCH = 500
KEPT_OPEN = timedelta(days=7)


class FreezeRefused(Exception):
    """The preflight found errors; nothing was stored."""


class LabelTaken(Exception):
    """Another version of the document has this label."""


class PlanOutOfDate(Exception):
    """Text was released, or another version was frozen, since the plan was prepared."""


class UncertainLineage(Exception):
    """Some passages still wait for a decision on where they came from."""


@transaction.atomic
def start_plan(*, document: DocumentPage, by: Any, at: datetime) -> FreezePlan:
    """Begin preparing the next version in the background.

    Answers given to the last open plan are kept; open plans nobody came back to for days are dropped.
    """
    open_plans = FreezePlan.objects.filter(document=document).exclude(state=PlanState.SEALED)
    last = open_plans.order_by("pk").last()
    answers = last.answers if last else {}
    open_plans.filter(created_at__lt=at - KEPT_OPEN).delete()
    plan = FreezePlan.objects.create(
        document=document, created_by=by, created_at=at, answers=answers
    )
    jobs.enqueue("concept.tasks.prepare_plan", plan_id=plan.pk)
    return plan


def prepare_plan(*, plan: FreezePlan) -> FreezePlan:
    """Read, render and match the released text; may run again, the result replaces the former one."""
    base = Version.objects.of(plan.document).first()

    def tell(percent: int) -> None:
        FreezePlan.objects.filter(pk=plan.pk).update(progress_percent=percent)

    try:
        prepared, issues = freezing.prepare(plan.document, base, progress=tell)
    except Exception as error:
        FreezePlan.objects.filter(pk=plan.pk).update(
            state=PlanState.FAILED, message=f"{type(error).__name__}: {error}"[:500]
        )
        raise
    plan.base = base
    plan.content = prepared.as_json()
    plan.issues = [issue.as_json() for issue in issues]
    plan.state = PlanState.READY
    plan.progress_percent = 100
    plan.message = ""
    _apply_answers(plan)
    with transaction.atomic():
        # A newer plan may have replaced this one meanwhile; it must not come back.
        if FreezePlan.objects.select_for_update().filter(pk=plan.pk).exists():
            plan.save()
    return plan


def _lock_plan(plan: FreezePlan) -> FreezePlan:
    locked = FreezePlan.objects.select_for_update().filter(pk=plan.pk).first()
    if locked is None:
        raise PlanOutOfDate(_("The plan was prepared again in the meantime."))
    return locked


def uncertain_passages(plan: FreezePlan) -> list[dict[str, Any]]:
    """Passages whose origin the editor still has to decide."""
    return [p for p in plan.content.get("passages", []) if not p["is_certain"]]


def answer_lineage(
    *, plan: FreezePlan, answers: Mapping[str, str], lock_version: int
) -> FreezePlan:
    """Store decisions: answer key of a passage -> uids of its ancestors joined by spaces, "" for a new passage.

    Raises PlanOutOfDate when somebody else answered in the meantime.
    """
    with transaction.atomic():
        plan = _lock_plan(plan)
        if plan.lock_version != lock_version or plan.state != PlanState.READY:
            raise PlanOutOfDate(_("Somebody else answered or prepared the version again."))
        plan.answers = {**plan.answers, **answers}
        plan.lock_version += 1
        _apply_answers(plan)
        plan.save()
    return plan


def _apply_answers(plan: FreezePlan) -> None:
    """Turn answered passages into certain ones and give out identities again."""
    passages = plan.content["passages"]
    if not plan.answers:
        return
    old_uids = {uid for p in passages for uid in p["old_uids"]} | set(plan.content["deleted"])
    answered = False
    for passage in passages:
        answer = plan.answers.get(passage["answer_key"])
        if answer is None or not set(answer.split()) <= old_uids:
            continue
        answered = True
        ancestors = answer.split()
        if not ancestors:
            passage["relation"], passage["old_uids"] = LineageRelation.NEW, []
            passage["is_moved"], passage["taken_uid"] = False, None
        elif passage["old_uids"] != ancestors:
            passage["relation"] = (
                LineageRelation.EDITED if len(ancestors) == 1 else LineageRelation.MERGED
            )
            passage["old_uids"] = ancestors
            passage["taken_uid"] = ancestors[0]
        passage["is_certain"] = True
        passage["score"] = 1.0
    if answered:
        freezing.assign_uids(passages)
        used = {uid for p in passages for uid in p["old_uids"]}
        plan.content["deleted"] = sorted(old_uids - used)


def confirm_lineage(*, plan: FreezePlan, lock_version: int) -> FreezePlan:
    """Accept every proposal that is still uncertain as it stands."""
    answers = {p["answer_key"]: " ".join(p["old_uids"]) for p in uncertain_passages(plan)}
    return answer_lineage(plan=plan, answers=answers, lock_version=lock_version)


def release_sections(*, pages: Iterable[SectionPage], by: Any) -> list[SectionPage]:
    """Release the newest draft of each section for the next version; answers those released.

    The caller has checked that ``by`` may release each page. Raises ValidationError for a draft that
    is not complete.
    """
    released = []
    for page in pages:
        revision = page.get_latest_revision()
        if page.live and not page.has_unpublished_changes:
            continue
        if revision is None:
            revision = page.save_revision(user=by)
        _check_complete(revision.as_object())
        revision.publish(user=by)
        released.append(page)
    return released


def _check_complete(draft: SectionPage) -> None:
    """Ask of a draft what the editor asks on release: autosave stores what is not filled in yet."""
    try:
        draft.body.stream_block.clean(draft.body)
    except ValidationError as error:
        raise ValidationError(
            _("something required is not filled in. Open it and release it there.")
        ) from error


@dataclass(frozen=True, slots=True)
class Release:
    """What became of an attempt to release sections: the refused ones with the reason."""

    released: list[SectionPage]
    refused: list[tuple[SectionPage, str]]


@transaction.atomic
def release_and_prepare(
    *, document: DocumentPage, pages: Iterable[SectionPage], by: Any, at: datetime
) -> Release:
    """Release the newest drafts, then prepare the next version again with the answers given so far.

    A section whose draft Wagtail does not accept is refused, the others are released. The caller has
    checked that ``by`` may release each page.
    """
    released, refused = [], []
    for page in pages:
        try:
            with transaction.atomic():
                released += release_sections(pages=[page], by=by)
        except ValidationError as error:
            refused.append((page, " ".join(error.messages)))
    start_plan(document=document, by=by, at=at)
    return Release(released, refused)


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
    assets = _read_assets(plan)
    made = _new_contents(plan)
    project, logos = _project_card(plan.document)
    assets += logos
    with transaction.atomic():
        document = DocumentPage.objects.select_for_update().get(pk=plan.document_id)
        read = plan.content.get("assets")
        plan = _lock_plan(plan)
        previous = Version.objects.of(document).first()
        _check_plan(plan, document, previous)
        if plan.content["assets"] != read:
            raise PlanOutOfDate(_("The plan was prepared again in the meantime."))
        slug = version_slug(label)
        if not slug or slug in RESERVED_ADDRESSES:
            raise LabelTaken(_("This label cannot be used in an address."))
        if Version.objects.filter(document=document, slug=slug).exists():
            raise LabelTaken(_("Another version is already called %s.") % label)
        contents = _store_contents(plan, made)
        _store_assets(assets)
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
        plan.save(update_fields=["state", "content"])
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
    if any(issue["severity"] == freezing.ERROR for issue in plan.issues):
        raise FreezeRefused(_("The preflight found errors. Nothing was stored."))


def _read_assets(plan: FreezePlan) -> list[VersionAsset]:
    """Original bytes of the plan's images and files, read before the lock is taken."""
    found = {}
    for name, digest in plan.content.get("assets", {}).items():
        if not digest:
            continue  # could not be read in the preflight, whose error refuses the plan below
        try:
            item, data = freezing.read_asset(name)
        except (OSError, ObjectDoesNotExist) as error:
            raise PlanOutOfDate(
                _("An image was deleted in the meantime. Prepare again.")
            ) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise PlanOutOfDate(_("An image was replaced in the meantime. Prepare again."))
        found[digest] = _asset(item, digest, data)
    return list(found.values())


def _asset(item: Any, digest: str, data: bytes) -> VersionAsset:
    return VersionAsset(
        digest=digest,
        mime=_mime(data),
        filename=item.filename,
        width=getattr(item, "width", None),
        height=getattr(item, "height", None),
        data=data,
    )


def _mime(data: bytes) -> str:
    starts = {
        b"\x89PNG": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF8": "image/gif",
        b"%PDF": "application/pdf",
    }
    for magic, mime in starts.items():
        if data.startswith(magic):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "application/octet-stream"


def _store_assets(assets: list[VersionAsset]) -> None:
    assets = list({asset.digest: asset for asset in assets}.values())
    known = set(
        VersionAsset.objects.filter(digest__in=[a.digest for a in assets]).values_list(
            "digest", flat=True
        )
    )
    # A simultaneous seal of another document may store the same bytes: then its row serves both.
    VersionAsset.objects.bulk_create(
        [a for a in assets if a.digest not in known], ignore_conflicts=True
    )


def _new_contents(plan: FreezePlan) -> dict[str, PassageContent]:
    """Contents not stored yet by their lookup, salted and hashed before the lock is taken."""
    passages = {p["lookup"]: p for p in plan.content.get("passages", [])}
    stored = _stored_digests(list(passages))
    return {key: _content(p) for key, p in passages.items() if key not in stored}


def _content(passage: Mapping[str, Any]) -> PassageContent:
    words = {key: passage[key] for key in ("kind", "value", "html", "text", "assets")}
    words |= {"schema": manifest.PASSAGE_SCHEMA, "salt": secrets.token_hex(16)}
    return PassageContent(digest=content_digest(**words), lookup=passage["lookup"], **words)


def _store_contents(plan: FreezePlan, made: Mapping[str, PassageContent]) -> dict[str, str]:
    """Insert what is still not stored; answers lookup -> digest for all passages of the plan."""
    passages = {p["lookup"]: p for p in plan.content["passages"]}
    digests = _stored_digests(list(passages))
    fresh = [made.get(key) or _content(p) for key, p in passages.items() if key not in digests]
    # A simultaneous seal of another document may store the same words: then its row serves both.
    PassageContent.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    return digests | _stored_digests([content.lookup for content in fresh])


def _stored_digests(lookups: list[str]) -> dict[str, str]:
    digests: dict[str, str] = {}
    for start in range(0, len(lookups), BATCH):
        rows = PassageContent.objects.filter(lookup__in=lookups[start : start + BATCH])
        digests.update(rows.values_list("lookup", "digest"))
    return digests


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
            item, data = freezing.read_asset(f"image:{logo.image_id}")
        except (OSError, ObjectDoesNotExist) as error:
            raise PlanOutOfDate(
                _("A logo of the project was deleted in the meantime. Prepare again.")
            ) from error
        digest = hashlib.sha256(data).hexdigest()
        logos.append({"asset": digest, "alt": logo.alt, "width": item.width, "height": item.height})
        assets.append(_asset(item, digest, data))
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


def correct_lineage(
    *,
    version: Version,
    old_uid: str | None,
    new_uid: str | None,
    relation: str,
    by: Any,
    at: datetime,
) -> Lineage:
    """Overrule a wrong match by a confirmed row; the computed row stays, the newest confirmed one counts."""
    with transaction.atomic():
        row = Lineage(
            from_version=version.previous,
            to_version=version,
            from_uid=old_uid,
            to_uid=new_uid,
            relation=relation,
            confirmed_by=by,
            recorded_at=at,
        )
        row.save()
        log_event(record=version.record, verb="lineage_corrected", by=by, at=at)
        raise_generation(version.document.slug)
        announce("lineage_corrected", version_id=version.pk)
    return row
