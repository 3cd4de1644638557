"""Set-up on machines that differ in what they bring: uv, pip, ensurepip or nothing."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

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


@pytest.fixture
def two_pythons(machine, monkeypatch, tmp_path):
    """Return a function that compiles this Python with ``options`` beside a system's that runs ``script``."""

    def are(options: str, script: str, *tools: str) -> Path:
        system = tmp_path / "python3"
        system.write_text(f"#!/bin/sh\n{script}\n")
        system.chmod(0o700)
        monkeypatch.setattr(bootstrap, "SYSTEM_PYTHON", system)
        monkeypatch.setattr(sysconfig, "get_config_var", lambda _: options)
        machine(*(tools or ("pip",)))
        return system

    return are


def test_python_of_the_system_is_taken_before_one_compiled_without_optimisations(two_pythons):
    system = two_pythons("'--enable-shared'", "echo 3 11")
    assert bootstrap.chosen_python() == str(system)


@pytest.mark.parametrize(
    ("options", "script", "tools"),
    [
        ("'--enable-optimizations' '--with-lto'", "echo 3 11", ["pip"]),
        ("", "echo 3 9", ["pip"]),
        ("", "echo 3 15", ["pip"]),
        ("", "echo no module named venv >&2; exit 1", ["pip"]),
        ("", "echo 3 11", ["ensurepip"]),
    ],
)
def test_python_of_the_system_is_left_where_it_is_no_better(two_pythons, options, script, tools):
    two_pythons(options, script, *tools)
    assert bootstrap.chosen_python() == sys.executable


@pytest.mark.parametrize("options", [[], ["--this-python"]])
def test_python_that_is_named_is_taken_as_it_is(two_pythons, monkeypatch, options):
    system = two_pythons("", "echo 3 11")
    taken = []
    monkeypatch.setattr(bootstrap, "bring_up_to_date", lambda _, python: taken.append(python))
    assert bootstrap.main(["base", *options]) == 0
    assert taken == [sys.executable if options else str(system)]


@pytest.mark.parametrize(("words", "option"), [([], ""), (["PYTHON=python3"], " --this-python")])
def test_make_tells_a_python_that_is_named(words, option):
    asked = ["make", "--dry-run", "base", *words]
    bare = {"PATH": os.environ["PATH"]}  # not the flags of a make that runs the tests
    told = subprocess.run(asked, cwd=bootstrap.ROOT, capture_output=True, text=True, env=bare)
    assert told.stdout == f"python3 config/bootstrap.py base{option or ' '}\n"


def test_environment_is_made_of_the_chosen_python_and_without_pip(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(bootstrap, "INTERPRETER", tmp_path / "bin" / "python")
    assert not bootstrap.interpreter_answers()
    bootstrap.create_environment(sys.executable)
    assert bootstrap.interpreter_answers()
    asked = [bootstrap.INTERPRETER, "-c", "import sys; print(sys.prefix); import pip"]
    answer = subprocess.run(asked, capture_output=True, text=True)
    assert answer.stdout.strip() == str(tmp_path)
    assert "No module named 'pip'" in answer.stderr


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
