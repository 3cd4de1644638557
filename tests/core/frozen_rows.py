"""One row of every protected model, made by the actions that make them in life."""

from django.db import models
from django.utils import timezone

from concept import actions
from concept.models import (
    Change,
    Contribution,
    Influence,
    Lineage,
    PassageContent,
    RedactedPhrase,
    Redaction,
    SectionAddress,
    Version,
    VersionAccess,
    VersionAsset,
    VersionPassage,
    VersionSection,
    VersionStep,
)
from core.actions import create_record
from core.models import Event
from tests.concept import build


def one_row_of_each() -> dict[str, models.Model]:
    """Label -> row."""
    document = build.document()
    section = build.section(
        document,
        "Úvod",
        "První odstavec.",
        build.figure(build.image()),
        "Slova, která odejdou pryč.",
    )
    old = build.freeze(document, "0.1")
    build.rewrite(section, "Druhý odstavec.", build.figure(build.image("blue")))
    new = build.publish(build.freeze(document, "0.2"))
    gone = PassageContent.objects.get(text__startswith="Slova")
    actions.redact_passage(content=gone, reason="Osobní údaj", by=build.editor(), at=timezone.now())
    _thread(old, new)
    kept = PassageContent.objects.exclude(pk=gone.pk).filter(assets=[]).first()
    found: dict[str, models.Model] = {PassageContent._meta.label: kept}
    for model in (
        Event, Version, VersionStep, VersionAccess, VersionSection, VersionPassage, VersionAsset,
        Lineage, Redaction, RedactedPhrase, SectionAddress, Change, Influence,
    ):  # fmt: skip
        found[model._meta.label] = model.objects.first()
    return found


def _thread(old: Version, new: Version) -> None:
    by, at = build.editor(), timezone.now()
    records = [
        create_record(kind=kind, title=kind, by=by, at=at) for kind in ("contribution", "change")
    ]
    contribution = Contribution.objects.create(record=records[0])
    change = Change(
        record=records[1], from_version=old, to_version=new, kind="wording_only", made_by=by,
        made_at=at,
    )  # fmt: skip
    change.save()
    Influence(
        contribution=contribution, change=change, relation="led_to", state="confirmed", by=by, at=at
    ).save()
