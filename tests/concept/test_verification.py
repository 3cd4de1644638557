"""The digest covers everything: whatever is altered behind the triggers' back is found."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.utils import timezone

from concept import actions, manifest
from concept.models import (
    PassageContent,
    Redaction,
    SectionPage,
    Version,
    VersionAsset,
)
from concept.queries import manifest_of
from concept.verification import verify
from core.actions import create_record
from tests.concept import build
from tests.tampering import without_triggers
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

# Surrogate keys: the manifest holds the natural ones (uids, numbers, digests) instead.
NOT_COVERED = {("Version", "id"), ("VersionSection", "id"), ("VersionPassage", "id")}


@built_once
def versions():
    """Two versions of a document with two nested sections and an image, and one of another document."""
    document = build.document()
    first = build.section(document, "Úvod", "První odstavec.", "Druhý odstavec.", code="A1")
    build.section(first, "Pojmy", build.figure(build.image()), "Třetí odstavec.", code="A1.1")
    old = build.freeze(document, "0.1")
    build.rewrite(first, "První odstavec změněný.", "Druhý odstavec.")
    new = build.freeze(document, "0.2")
    other = build.document("plan", "Akční plán")
    build.section(other, "Kroky", "Krok jedna.")
    build.freeze(other, "1")
    return old, new


def faults() -> list[str]:
    return [f"{f.place}: {f.message}" for f in verify() if f.is_fault]


def faults_after(sql: str, *values: object) -> list[str]:
    """The faults after a statement; the database is then as before, broken foreign keys and all."""
    with transaction.atomic():
        without_triggers(sql, *values)
        found = faults()
        transaction.set_rollback(True)
    return found


def faults_after_setting(row: models.Model, field: models.Field, value: object) -> list[str]:
    return faults_after(
        f'UPDATE "{row._meta.db_table}" SET "{field.column}" = %s WHERE "{row._meta.pk.column}" = %s',
        field.get_db_prep_save(value, connection),
        row._meta.pk.get_db_prep_save(row.pk, connection),
    )


def other_value(row: models.Model, field: models.Field) -> object:
    """A value the column could hold and does not."""
    value = getattr(row, field.attname)
    if field.name == "record":
        at = timezone.now()
        return create_record(kind="other", title="Other", by=build.editor(), at=at).pk
    if field.is_relation:
        others = field.related_model._base_manager.exclude(pk=value)
        found = others.values_list("pk", flat=True).order_by("-pk").first()
        if found is None:
            found = build.user("somebody").pk
        return found
    match field:
        case models.JSONField():
            return {"altered": True}
        case models.DateTimeField():
            return value + timezone.timedelta(microseconds=1)
        case models.UUIDField():
            return "00000000-0000-4000-8000-000000000000"
        case models.IntegerField():
            return value + 7777
        case models.BinaryField():
            return bytes(value) + b"x"
    return "x" * 64 if field.max_length == 64 else f"{value}x"[-(field.max_length or 99) :]


def test_untouched_versions_have_no_faults(versions, capsys):
    assert list(verify()) == []
    call_command("verify_versions")
    assert capsys.readouterr().out == "3 versions are as they were frozen.\n"


def test_every_altered_column_of_a_version_its_sections_and_passages_is_found(versions):
    _old, new = versions
    section = new.sections.exclude(parent=None).get()
    missed = []
    for row in (new, section, new.passages.order_by("order").last()):
        for field in row._meta.concrete_fields:
            if (type(row).__name__, field.name) in NOT_COVERED:
                continue
            found = faults_after_setting(row, field, other_value(row, field))
            if not any(fault.startswith("Koncepce") for fault in found):
                missed.append(f"{row._meta.label}.{field.name}")
    assert missed == []


def test_every_altered_column_of_words_is_found(versions):
    content = PassageContent.objects.get(text="První odstavec změněný.")
    missed = []
    for field in content._meta.concrete_fields:
        found = faults_after_setting(content, field, other_value(content, field))
        if not any(fault.startswith("passage ") for fault in found):
            missed.append(field.name)
    assert missed == []


def test_altered_bytes_of_an_image_are_found(versions):
    asset = VersionAsset.objects.get()
    for name, gone in (("digest", ["the bytes are gone"]), ("data", [])):
        field = VersionAsset._meta.get_field(name)
        found = faults_after_setting(asset, field, other_value(asset, field))
        assert [f.partition(": ")[2] for f in found] == ["the bytes were altered", *gone]


def test_deleted_bytes_of_an_image_are_found(versions):
    asset = VersionAsset.objects.get()
    found = faults_after("DELETE FROM concept_versionasset WHERE digest = %s", asset.pk)
    assert found == [f"asset {asset.pk[:12]}: the bytes are gone"]


def test_deleted_words_are_found_in_every_version_that_shows_them(versions):
    content = PassageContent.objects.get(text="Třetí odstavec.")
    found = faults_after("DELETE FROM concept_passagecontent WHERE digest = %s", content.pk)
    assert sorted(found) == [
        f"Koncepce {label}: the words of passage A1.1/2 are gone" for label in ("0.1", "0.2")
    ]


def test_one_space_more_in_a_passage_is_found(versions):
    content = PassageContent.objects.get(text="Třetí odstavec.")
    found = faults_after(
        "UPDATE concept_passagecontent SET html = %s WHERE digest = %s",
        content.html.replace("Třetí ", "Třetí  "),
        content.pk,
    )
    assert found == [f"passage {content.pk[:12]}: the words or their form were altered"]


def test_a_deleted_passage_is_found(versions):
    _old, new = versions
    last = new.passages.order_by("-order").first()
    found = faults_after("DELETE FROM concept_versionpassage WHERE id = %s", last.pk)
    assert found == ["Koncepce 0.2: the version, its sections or its passages were altered"]


def test_two_passages_that_changed_places_are_found(versions):
    _old, new = versions
    first, second = new.passages.order_by("order")[:2]
    found = faults_after(
        "UPDATE concept_versionpassage SET content_id = "
        "CASE WHEN id = %s THEN %s ELSE %s END WHERE id IN (%s, %s)",
        first.pk,
        second.content_id,
        first.content_id,
        first.pk,
        second.pk,
    )
    assert found == ["Koncepce 0.2: the version, its sections or its passages were altered"]


def test_a_passage_tied_to_the_same_section_of_another_version_is_found(versions):
    old, new = versions
    passage = new.passages.order_by("order").first()
    twin = old.sections.get(node_uid=passage.section.node_uid)
    found = faults_after(
        "UPDATE concept_versionpassage SET section_id = %s WHERE id = %s", twin.pk, passage.pk
    )
    assert found == ["Koncepce 0.2: a passage stands in a section of another version"]
    section = new.sections.exclude(parent=None).get()
    twin = old.sections.get(node_uid=section.parent.node_uid)
    found = faults_after(
        "UPDATE concept_versionsection SET parent_id = %s WHERE id = %s", twin.pk, section.pk
    )
    assert found == ["Koncepce 0.2: a section stands under one of another version"]


def test_a_version_computed_again_breaks_the_chain_of_the_next(versions):
    """The owner of the database alters an old version and gives it a digest that fits."""
    old, _new = versions
    with transaction.atomic():
        without_triggers("UPDATE concept_version SET reason = 'x' WHERE id = %s", old.pk)
        fitting = manifest.digest(manifest_of(Version.objects.get(pk=old.pk)))
        without_triggers("UPDATE concept_version SET digest = %s WHERE id = %s", fitting, old.pk)
        found = faults()
        transaction.set_rollback(True)
    assert found == ["Koncepce 0.2: the version, its sections or its passages were altered"]


def test_a_missing_version_in_the_middle_and_at_the_end_is_found(versions):
    old, new = versions
    delete = "DELETE FROM concept_version WHERE id = %s"
    with transaction.atomic():
        without_triggers("UPDATE concept_version SET previous_id = NULL WHERE id = %s", new.pk)
        without_triggers(delete, old.pk)
        found = faults()
        transaction.set_rollback(True)
    assert found == [
        "Koncepce 0.2: number 1 is missing before it",
        "Koncepce 0.2: it does not follow the version before it",
        "Koncepce 0.2: the version, its sections or its passages were altered",
        "Koncepce 0.1: the version is gone",
    ]
    assert faults_after(delete, new.pk) == ["Koncepce 0.2: the version is gone"]


def test_words_emptied_without_a_redaction_are_a_fault(versions):
    content = PassageContent.objects.get(text="Třetí odstavec.")
    with transaction.atomic():
        with connection.cursor() as cursor:  # the triggers let an emptying through
            cursor.execute(
                "UPDATE concept_passagecontent SET value = 'null', html = '', text = '', "
                "salt = '', lookup = NULL WHERE digest = %s",
                [content.pk],
            )
        found = faults()
        transaction.set_rollback(True)
    assert found == [f"passage {content.pk[:12]}: the words or their form were altered"]


def test_a_redaction_without_the_emptying_is_a_fault(versions):
    content = PassageContent.objects.get(text="Třetí odstavec.")
    Redaction(content=content, reason="Údaj", by=build.editor(), at=timezone.now()).save()
    assert faults() == [f"passage {content.pk[:12]}: redacted, but words are still stored"]


def test_a_redaction_is_listed_and_is_no_fault(versions, capsys):
    _old, _new = versions
    section = SectionPage.objects.get(title="Úvod")
    content = PassageContent.objects.get(text="První odstavec.")
    build.rewrite(section, "Jiná slova.")
    actions.redact_passage(
        content=content, reason="Osobní údaj", by=build.editor(), at=timezone.now()
    )
    assert faults() == []
    call_command("verify_versions")
    assert capsys.readouterr().out == (
        f"note  passage {content.pk[:12]}: redacted: Osobní údaj\n"
        "3 versions are as they were frozen.\n"
    )


def test_the_command_fails_and_names_every_fault(versions, capsys):
    without_triggers("UPDATE concept_version SET label = '9.9' WHERE label = '0.2'")
    with pytest.raises(CommandError, match="1 faults in 3 versions"):
        call_command("verify_versions")
    assert capsys.readouterr().out == (
        "FAULT Koncepce 9.9: the version, its sections or its passages were altered\n"
    )


def test_a_missing_trigger_is_a_fault(versions):
    on_table = " ON concept_version" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP TRIGGER concept_version_no_update{on_table}")
    assert faults() == ["concept_version_no_update: the protecting trigger is missing"]
