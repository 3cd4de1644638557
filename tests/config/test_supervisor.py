"""The whole start: prepare, web server and worker together, stopped together."""

import http.server
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from config import preparation, supervisor
from tests.database import copy_of_sqlite_template


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def children(pid: int) -> dict[int, str]:
    """Return command lines of the direct children of a process by process number.

    A process that has only just been started, or has just ended, has no command line.
    """
    found = {}
    for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            command = Path(f"/proc/{number}/cmdline").read_text()
        except FileNotFoundError:
            command = ""
        found[int(number)] = command.replace("\0", " ")
    return found


def both(pid: int) -> dict[int, str]:
    """Wait until web server and worker are there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        running = children(pid)
        if len(running) == 2 and all(running.values()):
            return running
        time.sleep(0.1)
    raise AssertionError(running)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_port_in_use_is_noticed():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert supervisor.in_use("127.0.0.1", listener.getsockname()[1])
    assert not supervisor.in_use("127.0.0.1", free_port())


@pytest.mark.parametrize("host", ["::1", "[::1]", "::"])
def test_a_free_port_of_an_ipv6_address_is_free_until_somebody_listens(host):
    port = free_port()
    assert not supervisor.in_use(host, port)
    with socket.socket(socket.AF_INET6) as listener:
        listener.bind((host.strip("[]"), port))
        listener.listen()
        assert supervisor.in_use(host, port)


@pytest.mark.parametrize(
    ("host", "bound"),
    [
        ("::1", "[::1]:8000"),
        ("[::1]", "[::1]:8000"),
        ("127.0.0.1", "127.0.0.1:8000"),
        ("", ":8000"),
    ],
)
def test_the_server_is_told_where_to_listen(monkeypatch, host, bound):
    monkeypatch.setenv("HOST", host)
    monkeypatch.delenv("PORT", raising=False)
    assert runpy.run_path(str(preparation.ROOT / "config" / "gunicorn.py"))["bind"] == bound


class ToHttps(http.server.BaseHTTPRequestHandler):
    """What our site says to plain HTTP while BASE_URL is on https."""

    def do_GET(self):
        self.send_response(301)
        self.send_header("Location", "https://127.0.0.1:9/zdravi/live")
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.mark.parametrize(
    ("host", "address"), [("0.0.0.0", "127.0.0.1"), ("localhost", "localhost")]
)
def test_a_redirect_is_an_answer_and_is_asked_where_the_site_listens(host, address):
    server = http.server.HTTPServer((address, 0), ToHttps)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    web = subprocess.Popen(["sleep", "60"])
    try:
        assert supervisor.answers(web, host, server.server_port)
    finally:
        web.kill()
        web.wait()
        server.shutdown()
        server.server_close()


def test_a_web_server_that_ends_never_answers():
    web = subprocess.Popen(["true"])
    web.wait()
    assert not supervisor.answers(web, "127.0.0.1", free_port())


@pytest.fixture
def site(tmp_path):
    """Start the supervisor on an empty migrated database and wait until the site answers."""
    copy_of_sqlite_template(tmp_path / "osnova.sqlite3")
    # with the stamp that says of which files: collecting them takes longer than all else here
    collected = Path(settings.STATIC_ROOT)
    shutil.copytree(collected, tmp_path / collected.name)
    shutil.copy2(collected.with_suffix(".stamp"), tmp_path)
    port = free_port()
    environment = {
        **os.environ,
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "PORT": str(port),
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "config.supervisor"],
        cwd=preparation.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ctrl-C"):
            break
    else:
        pytest.fail("".join(lines))
    yield process, port
    process.terminate()
    output = process.communicate()[0]
    print("".join(lines), output)


@pytest.mark.slow
def test_web_server_and_worker_start_and_stop_together(site):
    process, port = site
    running = both(process.pid)
    assert sorted("run_jobs" in command for command in running.values()) == [False, True]
    urllib.request.urlopen(f"http://127.0.0.1:{port}/zdravi/live").close()
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert [pid for pid in running if alive(pid)] == []


@pytest.mark.slow
def test_worker_that_dies_is_started_again_and_a_dead_web_server_ends_everything(site):
    process, _port = site
    running = {"run_jobs" in command: pid for pid, command in both(process.pid).items()}
    os.kill(running[True], signal.SIGKILL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        workers = [pid for pid, line in children(process.pid).items() if "run_jobs" in line]
        if workers and workers != [running[True]]:
            break
        time.sleep(0.1)
    assert len(workers) == 1
    os.kill(running[False], signal.SIGKILL)
    assert process.wait(30) != 0
    assert not alive(workers[0])
