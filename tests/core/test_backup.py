"""Backup and restore: everything comes back but secrets, and redactions stay redactions."""

import json
import os
import tarfile
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.images import get_image_model

from concept import actions
from concept.models import PassageContent, Redaction, Version
from concept.verification import verify
from core import backup
from people.models import User
from tests.concept import build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

UNCOUNTED = {"django_session", "core_cache", "django_tasks_database_dbtaskresult"}


def counts() -> dict[str, int]:
    return {
        model._meta.db_table: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed and model._meta.db_table not in UNCOUNTED
    }


@pytest.fixture
def saved(tmp_path) -> Path:
    """A backup of an installation with a version that has an image and a sentence about a person."""
    settings.REDACTION_LIST.unlink(missing_ok=True)
    document = build.document()
    section = build.section(
        document, "Úvod", "Marie čeká na byt osmnáct měsíců.", "Zůstane.",
        build.figure(build.image()),
    )  # fmt: skip
    build.freeze(document)
    build.rewrite(section, "Zůstane.")
    path = tmp_path / "backup.tar"
    call_command("backup", output=path, stdout=StringIO())
    return path


def test_a_backup_holds_database_and_media_and_no_secret(saved):
    with tarfile.open(saved) as tar:
        names = tar.getnames()
        about = json.loads(tar.extractfile("backup.json").read())
    assert about["format"] == "osnova-backup/1"
    assert names[:2] in (["backup.json", "database.sqlite3"], ["backup.json", "database.dump"])
    assert all(name.split("/")[0] in {*names[:2], "media"} for name in names)
    assert any(name.startswith("media/original_images/") for name in names)
    assert os.stat(saved).st_mode & 0o077 == 0


def test_an_existing_file_is_not_written_over(saved):
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", output=saved)


def test_a_restore_brings_everything_back(saved):
    before = counts()
    image = Path(get_image_model().objects.get().file.path)
    content = image.read_bytes()
    image.write_bytes(b"broken")
    build.user("later")
    document = Version.objects.get().document
    build.section(document, "Později", "Text.")
    build.freeze(document, "0.2")
    out = StringIO()
    call_command("restore", saved, replace=True, stdout=out)
    assert counts() == before
    assert image.read_bytes() == content
    assert list(verify()) == []
    assert out.getvalue() == "1 versions are as they were frozen.\n"


def test_a_restore_refuses_to_throw_data_away_unasked(saved):
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", saved)
    assert Version.objects.count() == 1


def test_an_installation_without_users_counts_as_empty(transactional_db):
    assert backup.is_empty()
    build.editor()
    assert not backup.is_empty()


def test_what_was_redacted_after_the_backup_is_redacted_again(saved):
    content = PassageContent.objects.get(text__startswith="Marie")
    at = timezone.now()
    actions.redact_passage(content=content, reason="Osobní údaj", by=build.editor(), at=at)
    (line,) = settings.REDACTION_LIST.read_text().splitlines()
    assert "Marie" not in line
    out = StringIO()
    call_command("restore", saved, replace=True, stdout=out)
    assert out.getvalue() == (
        f"Redaction repeated: {content.pk[:12]}, Osobní údaj\n"
        f"note  passage {content.pk[:12]}: redacted: Osobní údaj\n"
        "1 versions are as they were frozen.\n"
    )
    redaction = Redaction.objects.get()
    assert (redaction.reason, redaction.by, redaction.at) == ("Osobní údaj", build.editor(), at)
    assert PassageContent.objects.get(pk=content.pk).text == ""


def test_a_redaction_by_somebody_the_backup_does_not_know_is_repeated_too(saved):
    content = PassageContent.objects.get(text__startswith="Marie")
    newcomer = build.user("newcomer")
    actions.redact_passage(content=content, reason="Osobní údaj", by=newcomer, at=timezone.now())
    call_command("restore", saved, replace=True, stdout=StringIO())
    assert Redaction.objects.get().by == build.editor()
    assert not User.objects.filter(email=newcomer.email).exists()


def test_a_file_that_is_no_backup_changes_nothing(saved, tmp_path):
    other = tmp_path / "other.tar"
    other.write_bytes(b"nothing")
    with pytest.raises(CommandError, match="no backup"):
        call_command("restore", other, replace=True)
    assert Version.objects.count() == 1


def test_a_backup_without_its_database_changes_nothing(saved, tmp_path):
    other = tmp_path / "other.tar"
    with tarfile.open(saved) as old, tarfile.open(other, "w") as new:
        about = old.getmember("backup.json")
        new.addfile(about, old.extractfile(about))
    with pytest.raises(CommandError):
        call_command("restore", other, replace=True)
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../outside", tarfile.REGTYPE),
        ("/outside", tarfile.REGTYPE),
        ("media/link", tarfile.SYMTYPE),
        ("media/link", tarfile.LNKTYPE),
        ("media/pipe", tarfile.FIFOTYPE),
    ],
)
def test_an_archive_with_more_than_files_and_folders_is_refused(saved, tmp_path, name, kind):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/hostname"
    with tarfile.open(saved, "a") as tar:
        tar.addfile(member)
    with pytest.raises(CommandError, match=f"{name} is no file or folder of a backup"):
        call_command("restore", saved, replace=True)
    assert Version.objects.count() == 1
