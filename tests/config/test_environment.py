"""Settings from environment variables."""

import stat

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
