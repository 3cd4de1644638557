"""What is made again at a start, and what is left alone."""

import os

import pytest

from config import preparation
from people.models import User


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project folder with one style sheet and one module."""
    monkeypatch.setattr(preparation, "ROOT", tmp_path)
    monkeypatch.delenv("RELEASE")
    for name in ("static/main.css", "core/models.py", "var/static/main.css"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("one")
    return tmp_path


def touch(path) -> None:
    """Change the time of a file, as an editor does that saves the same length again."""
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1))


def test_fingerprint_of_static_files_changes_with_them_alone(project):
    before = preparation.fingerprint(preparation.STATIC_PATTERNS)
    touch(project / "core/models.py")
    touch(project / "var/static/main.css")
    assert preparation.fingerprint(preparation.STATIC_PATTERNS) == before
    touch(project / "static/main.css")
    assert preparation.fingerprint(preparation.STATIC_PATTERNS) != before


def test_release_changes_with_code_and_stays_with_what_is_made(project):
    before = preparation.release()
    touch(project / "var/static/main.css")
    assert preparation.release() == before
    touch(project / "core/models.py")
    assert preparation.release() != before


def test_release_of_the_environment_goes_first(project, monkeypatch):
    monkeypatch.setenv("RELEASE", "2017-11-15")
    assert preparation.release() == "2017-11-15"


def test_empty_site_is_told_how_the_first_administrator_is_made(db, capsys):
    preparation.show_logins()
    assert "manage.py make_administrator" in capsys.readouterr().out


@pytest.fixture
def bare_environment(monkeypatch):
    for name in preparation.SETTINGS_OF_SITE:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_settings_the_command_needs_are_named_and_their_values_are_not(
    db, capsys, bare_environment
):
    bare_environment.setenv("DATABASE_URL", "postgres://mesto:tajemstvi@databaze/osnova")
    bare_environment.setenv("PORT", "8124")
    preparation.show_logins()
    told = capsys.readouterr().out
    assert "set DATABASE_URL, PORT as here" in told
    assert "tajemstvi" not in told


def test_usual_settings_are_not_named(db, capsys, bare_environment):
    bare_environment.setenv("PORT", "8000")
    preparation.show_logins()
    told = capsys.readouterr().out
    assert "make_administrator" in told
    assert "as here" not in told


def test_site_with_accounts_of_its_own_is_left_in_peace(db, capsys):
    User.objects.create_user(email="jana@example.org", password=None, name="Jana")
    preparation.fill_empty_database()
    preparation.show_logins()
    assert capsys.readouterr().out == ""
    assert User.objects.count() == 1


def test_site_outside_loopback_gets_no_demo(db, settings, capsys):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    preparation.fill_empty_database()
    assert capsys.readouterr().out == ""
    assert User.objects.count() == 0
