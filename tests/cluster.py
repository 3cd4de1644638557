"""A throw-away PostgreSQL cluster in a temporary folder, reached by a socket in that folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.machine import find_postgresql

# a cluster that lives for minutes needs speed, not durability
SERVER_OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    # a shared world is a long transaction over hundreds of tables, each with its indexes
    "max_locks_per_transaction": "512",
    "shared_buffers": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Start a cluster, yield its ``DATABASE_URL``, stop and delete it.

    PostgreSQL refuses to run as root, so for root the server runs as ``postgres`` or ``nobody``.
    """
    programs = find_postgresql()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed; python -m tests installs it")
    folder = Path(tempfile.mkdtemp(prefix="osnova-pg-"))
    account = unprivileged_account()
    identity: dict[str, Any] = {}
    if account:
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(folder, account.pw_uid, account.pw_gid)
    data, log = folder / "data", folder / "log"

    def run(*command: str | Path) -> None:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **identity)
        if done.returncode:
            server_log = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{command[0]} failed\n{done.stdout}{done.stderr}{server_log}")

    control = programs / "pg_ctl"
    options = " ".join(f"-c {name}={value}" for name, value in SERVER_OPTIONS.items())
    try:
        run(
            programs / "initdb", "--no-sync", "--auth=trust", "--username=osnova",
            "--encoding=UTF8", "--locale=C.UTF-8", "-D", data,
        )  # fmt: skip
        run(control, "start", "-w", "-D", data, "-l", log, "-o", f"{options} -k {folder}")
        try:
            yield f"postgres://osnova@{quote(str(folder), safe='')}/postgres"
        finally:
            run(control, "stop", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged_account() -> pwd.struct_passwd | None:
    """Return the account the server runs under when we are root, else None (our own)."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]
