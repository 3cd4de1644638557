"""Settings from environment variables."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import environment as env


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("Yes", True), ("on ", True), ("0", False), ("", False)]
)
def test_flag_is_read(monkeypatch, value, expected):
    monkeypatch.setenv("A_FLAG", value)
    assert env.flag("A_FLAG", not expected) is expected


def test_flag_that_cannot_be_understood_names_its_variable(monkeypatch):
    monkeypatch.setenv("A_FLAG", "maybe")
    with pytest.raises(env.ConfigurationError, match="A_FLAG"):
        env.flag("A_FLAG", False)


def test_number_that_cannot_be_understood_names_its_variable(monkeypatch):
    monkeypatch.setenv("A_NUMBER", "ten")
    with pytest.raises(env.ConfigurationError, match="A_NUMBER"):
        env.number("A_NUMBER", 1)


def test_words_are_divided_by_commas_and_blanks(monkeypatch):
    monkeypatch.setenv("SOME_WORDS", "one, two three")
    assert env.words("SOME_WORDS") == ["one", "two", "three"]


@pytest.mark.parametrize("value", ["osnova.example.org", "ftp://osnova.example.org", "https://"])
def test_address_without_scheme_or_host_names_its_variable(monkeypatch, value):
    monkeypatch.setenv("AN_ADDRESS", value)
    with pytest.raises(env.ConfigurationError, match="AN_ADDRESS"):
        env.address("AN_ADDRESS", "http://localhost")


def test_address_has_no_slash_at_its_end_and_an_empty_one_is_the_default(monkeypatch):
    monkeypatch.setenv("AN_ADDRESS", "https://osnova.example.org/")
    assert env.address("AN_ADDRESS", "http://localhost") == "https://osnova.example.org"
    monkeypatch.setenv("AN_ADDRESS", "")
    assert env.address("AN_ADDRESS", "http://localhost") == "http://localhost"


def settings_on_https(*names: str, **environment: str) -> list[str]:
    """Values of settings as a process of their own reads them."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from config import settings; [print(getattr(settings, n)) for n in {names!r}]",
        ],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"BASE_URL": "https://osnova.example.org"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.splitlines()


def test_further_hosts_are_allowed_beside_that_of_the_address():
    hosts, preload, keys = settings_on_https(
        "ALLOWED_HOSTS",
        "SECURE_HSTS_PRELOAD",
        "SECRET_KEY_FALLBACKS",
        ALLOWED_HOSTS="www.osnova.example.org",
        SECRET_KEY_FALLBACKS="old older",
    )
    assert hosts == "['osnova.example.org', 'www.osnova.example.org']"
    assert preload == "False"  # the city decides about its whole domain
    assert keys == "['old', 'older']"


def test_the_list_of_browsers_is_asked_for_by_a_setting_only():
    assert settings_on_https("SECURE_HSTS_PRELOAD", SECURE_HSTS_PRELOAD="1") == ["True"]


def test_secret_is_made_once_for_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.delenv("A_SECRET", raising=False)
    path = tmp_path / "var" / "secret"
    first = env.secret("A_SECRET", path)
    assert len(first) >= 50
    assert env.secret("A_SECRET", path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secret_of_the_environment_goes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("A_SECRET", "from outside")
    assert env.secret("A_SECRET", tmp_path / "secret") == "from outside"
    assert not (tmp_path / "secret").exists()
