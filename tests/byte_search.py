"""The files of a database searched byte by byte, as whoever gets hold of them would."""

from contextlib import suppress
from pathlib import Path

from django.db import connection


def database_files() -> list[Path]:
    """Files of the test database, its log included."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        return [Path(f"{name}{suffix}") for suffix in ("", "-wal", "-journal")]
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        (folder,) = cursor.fetchone()
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = cursor.fetchone()
    return [Path(folder) / "base" / str(oid)]


def found_in(folders: list[Path], needles: list[bytes]) -> list[str]:
    """Files that hold one of the byte strings."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
    files = [f for folder in folders for f in ([folder] if folder.is_file() else folder.rglob("*"))]
    hits = []
    for file in files:
        with suppress(FileNotFoundError, IsADirectoryError):
            content = file.read_bytes()
            hits += [f"{file.name}: {needle!r}" for needle in needles if needle in content]
    return hits
