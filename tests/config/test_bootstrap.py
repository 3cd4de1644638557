"""Set-up on machines that differ in what they bring: uv, pip, ensurepip or nothing."""

import sys

import pytest

from config import bootstrap


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Return a function that makes this machine look as if it had only the given tools."""
    monkeypatch.setattr(bootstrap, "INTERPRETER", tmp_path / "python")

    def has(*tools: str) -> None:
        monkeypatch.setattr(bootstrap, "working_uv", lambda: "uv" if "uv" in tools else None)
        monkeypatch.setattr(bootstrap, "module_exists", lambda name: name in tools)
        monkeypatch.setattr(bootstrap, "run", lambda *_: None)

    return has


def test_uv_installs_where_it_is_present(machine, tmp_path):
    machine("uv", "pip")
    command = bootstrap.install_command("base")
    assert command[:6] == ["uv", "pip", "install", "--quiet", "--python", tmp_path / "python"]
    assert command[-2:] == ["-r", "requirements/base.txt"]
    assert "--require-hashes" in command


def test_system_pip_installs_into_the_environment_where_ensurepip_is_missing(machine, tmp_path):
    machine("pip")
    command = bootstrap.install_command("dev")
    assert command[:5] == [sys.executable, "-m", "pip", "--python", tmp_path / "python"]
    assert "--require-hashes" in command


def test_pip_of_the_environment_installs_where_the_system_has_none(machine, tmp_path):
    machine("ensurepip")
    assert bootstrap.install_command("base")[:3] == [tmp_path / "python", "-m", "pip"]


def test_machine_without_any_installer_is_told_what_to_install(machine):
    machine()
    with pytest.raises(bootstrap.SetupFailed, match="apt-get install python3-pip"):
        bootstrap.install_command("base")


def test_locked_sets_pin_and_hash_everything_and_name_no_index():
    for name in ("base", "dev"):
        text = (bootstrap.ROOT / "requirements" / f"{name}.txt").read_text()
        requirements = text.replace("\\\n", "").splitlines()
        assert [line for line in requirements if "==" not in line or "--hash=" not in line] == []
        assert "://" not in text


def test_larger_set_contains_the_smaller_one_in_the_same_versions():
    def pins(name: str) -> set[str]:
        text = (bootstrap.ROOT / "requirements" / f"{name}.txt").read_text()
        return {line.removesuffix("\\").strip() for line in text.splitlines() if "==" in line}

    assert pins("base") - pins("dev") == set()
