"""One tar file that holds the database and the media, and back again.

Left out: what lets somebody in (the secret key, sessions), caches, and the list of redactions, which must survive a
restore (docs/architecture.md, Redaction).
"""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection, connections

FORMAT = "osnova-backup/1"
SQLITE_NAME, POSTGRESQL_NAME = "database.sqlite3", "database.dump"
NOT_KEPT = ("django_session", "core_cache")


class BackupProblem(Exception):
    """The backup cannot be made or used; the message says why."""


def write_backup(path: Path, *, at: datetime) -> None:
    """Write database and media into a new tar file only its owner can read."""
    with tempfile.TemporaryDirectory(prefix="osnova-backup-") as folder:
        dump = Path(folder) / (SQLITE_NAME if connection.vendor == "sqlite" else POSTGRESQL_NAME)
        _dump_sqlite(dump) if connection.vendor == "sqlite" else _dump_postgresql(dump)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.partial")
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        about = {"format": FORMAT, "database": connection.vendor, "made_at": at.isoformat()}
        with tarfile.open(partial, "w") as tar:
            _add_text(tar, "backup.json", json.dumps(about), at)
            tar.add(dump, dump.name)
            if Path(settings.MEDIA_ROOT).is_dir():
                tar.add(settings.MEDIA_ROOT, "media")
        partial.rename(path)


def _add_text(tar: tarfile.TarFile, name: str, text: str, at: datetime) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(text.encode()), int(at.timestamp()), 0o600
    tar.addfile(info, io.BytesIO(text.encode()))


def _dump_sqlite(path: Path) -> None:
    """A consistent copy while others write (never a copy of the file: its log would be missing)."""
    source = f"file:{connection.settings_dict['NAME']}?mode=ro"
    with closing(sqlite3.connect(source, uri=True)) as live, closing(sqlite3.connect(path)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        for table in NOT_KEPT:
            copy.execute(f"DELETE FROM {table}")  # noqa: S608  a fixed list of names
        copy.commit()


def _dump_postgresql(path: Path) -> None:
    left_out = [f"--exclude-table-data={table}" for table in NOT_KEPT]
    _run_postgresql("pg_dump", "--format=custom", "--no-owner", *left_out, f"--file={path}")


def _run_postgresql(program: str, *options: str) -> None:
    """Run a PostgreSQL client program on our database; it must be on the PATH."""
    values = connection.settings_dict
    found = shutil.which(program) or _newest_program(program)
    if found is None:
        raise BackupProblem(f"{program} of PostgreSQL is not installed here.")
    server = {
        "PGHOST": values["HOST"],
        "PGPORT": str(values["PORT"]),
        "PGUSER": values["USER"],
        "PGPASSWORD": values["PASSWORD"],
        "PGDATABASE": values["NAME"],
    }
    environment = {
        "PATH": "/usr/bin:/bin",
        **{key: value for key, value in server.items() if value},
    }
    done = subprocess.run([found, *options], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise BackupProblem(f"{program} failed: {done.stderr.strip()}")


def _newest_program(program: str) -> str | None:
    """Debian keeps the programs of each version in a folder of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else None


def is_empty() -> bool:
    """Whether nobody has worked in this installation yet: no table of people, or nobody in it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        if "people_user" not in tables:
            return True
        cursor.execute("SELECT count(*) FROM people_user")
        return cursor.fetchone()[0] == 0


def read_backup(path: Path) -> None:
    """Put the backup in the place of database and media. Raises BackupProblem before anything is changed."""
    with tempfile.TemporaryDirectory(prefix="osnova-restore-") as name:
        folder = Path(name)
        try:
            with tarfile.open(path) as tar:
                _unpack(tar, folder)
            about: dict[str, Any] = json.loads((folder / "backup.json").read_text())
        except (OSError, KeyError, ValueError, tarfile.TarError) as error:
            raise BackupProblem(f"{path} is no backup of Osnova: {error}") from error
        if about.get("format") != FORMAT:
            raise BackupProblem(f"{path} has an unknown format.")
        if about.get("database") != connection.vendor:
            raise BackupProblem(
                f"The backup is of {about.get('database')}, this installation uses {connection.vendor}."
            )
        if connection.vendor == "sqlite":
            _load_sqlite(folder / SQLITE_NAME)
        else:
            _load_postgresql(folder / POSTGRESQL_NAME)
        _replace_media(folder / "media")


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Write files and folders of the archive below ``folder``. Raises TarError for anything else in it.

    The filter of the standard library that refuses the same came with Python 3.11.4; Debian 12 has 3.11.2.
    """
    for member in tar:
        name = PurePosixPath(member.name)
        if name.is_absolute() or ".." in name.parts or not (member.isreg() or member.isdir()):
            raise tarfile.TarError(f"{member.name} is no file or folder of a backup")
        target = folder / name
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        content = tar.extractfile(member)
        assert content is not None
        with content, target.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        os.utime(target, (member.mtime, member.mtime))


def _load_sqlite(dump: Path) -> None:
    if (
        not dump.is_file()
    ):  # or an empty database would be made of nothing and put in the place of the live one
        raise BackupProblem("There is no database in the backup.")
    connections.close_all()
    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(dump)) as copy,
        closing(sqlite3.connect(target, timeout=20)) as live,
    ):
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupProblem("The database in the backup is damaged.")
        copy.backup(live)


def _load_postgresql(dump: Path) -> None:
    _run_postgresql("pg_restore", "--list", str(dump))  # the program is here and can read the file
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connections.close_all()
    options: Sequence[str] = ("--no-owner", "--exit-on-error", "--single-transaction")
    _run_postgresql(
        "pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(dump)
    )


def _replace_media(media: Path) -> None:
    target = Path(settings.MEDIA_ROOT)
    shutil.rmtree(target, ignore_errors=True)
    if media.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(media, target)
