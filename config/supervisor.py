"""Run the web server and one job worker together, until one is told to stop or the server dies.

``make run`` calls ``python -m config.supervisor``. With systemd or containers run the last two of
``commands()`` as two services instead.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from config import environment as env
from config import preparation

LONGEST_PAUSE = 30  # seconds between two starts of a worker that keeps dying
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What HOST says for all addresses of this machine, and where it is asked then.
LOOPBACK = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  only compared with
PATIENCE = 20  # seconds for requests and jobs to end after we asked them to


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent TERM."""


def commands() -> dict[str, list[str]]:
    """Return the command of each process by its name."""
    return {
        "preparation": [sys.executable, "-m", "config.preparation"],
        "web": [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"],
        "worker": [sys.executable, "manage.py", "run_jobs", "--watch"],
    }


def main() -> int:
    """Prepare, start both processes, watch them, stop both. Returns the exit code."""
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000)
    if in_use(host, port):
        print(f"Port {port} is in use. Choose another one: make run PORT={port + 1}")
        return 1
    for name in SIGNALS:
        signal.signal(name, raise_stopped)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["RELEASE"] = preparation.release()
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        running["preparation"] = start("preparation")
        if running["preparation"].wait():
            return 1
        del running["preparation"]
        running["web"] = start("web")
        if answers(running["web"], host, port):
            running["worker"] = start("worker")
            address = env.address("BASE_URL", f"http://localhost:{port}")
            print(f"\nOsnova answers at {address}/\nCtrl-C stops it.", flush=True)
        return watch(running)
    except Stopped:
        print("\nStopping", flush=True)
        return 0
    finally:
        stop(running)


def raise_stopped(_signal_number: int, _frame: FrameType | None) -> None:
    """Turn the first signal into an exception; later ones no longer disturb the stopping."""
    ignore_signals()
    raise Stopped


def ignore_signals() -> None:
    for name in SIGNALS:
        signal.signal(name, signal.SIG_IGN)


def in_use(host: str, port: int) -> bool:
    """Tell whether another process listens on the port already. ``host`` is a name, an IPv4 or an IPv6 address."""
    with socket.socket(family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bare(host), port))
        except OSError:
            return True
    return False


def bare(host: str) -> str:
    """The address without the brackets gunicorn wants around IPv6 ("[::1]")."""
    return host.removeprefix("[").removesuffix("]")


def family(host: str) -> socket.AddressFamily:
    """The kind of address ``host`` is; a name is looked up as IPv4."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def start(name: str) -> subprocess.Popen[bytes]:
    """Start one process in a group of its own, so that Ctrl-C reaches it only through us."""
    return subprocess.Popen(commands()[name], cwd=preparation.ROOT, process_group=0)


def answers(web: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Wait until the site answers whatever it likes, a refusal or a redirect to https too; return False if the web
    server ends before.
    """
    where = LOOPBACK.get(bare(host), bare(host))
    while web.poll() is None:
        asking = http.client.HTTPConnection(where, port, timeout=5)
        try:
            asking.request("GET", "/zdravi/live")
            asking.getresponse()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return True
        finally:
            asking.close()
    return False


def watch(running: dict[str, subprocess.Popen[bytes]]) -> int:
    """Watch until the web server ends; start a dead worker again after a growing pause."""
    pause, due = 1, 0.0
    while True:
        if (code := running["web"].poll()) is not None:
            print(f"The web server ended with code {code}", flush=True)
            return code or 1
        if "worker" not in running:
            if time.monotonic() >= due:
                running["worker"] = start("worker")
                started = time.monotonic()
        elif (code := running["worker"].poll()) is not None:
            del running["worker"]
            print(f"The job worker ended with code {code}; again in {pause} s", flush=True)
            due = time.monotonic() + pause
            pause = min(2 * pause, LONGEST_PAUSE)
        elif pause > 1 and time.monotonic() - started > 2 * LONGEST_PAUSE:
            pause = 1
        time.sleep(0.2)


def stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask every process to end, wait, and kill what has not ended."""
    ignore_signals()
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running.values():
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
