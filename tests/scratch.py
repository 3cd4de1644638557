"""The folder for all that the tests write and throw away: databases, uploads, profiles of browsers.

In memory where the machine has the room. Copying the database of PostgreSQL makes some thousand small files, which took
a virtual disk 1 to 2 s of the kernel's time each, and takes memory 0.2 s.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
# bytes; a whole run takes up to half a gigabyte. Half of the memory is the usual size of the file system.
ROOM = 4 * 2**30


def has_room(folder: Path, room: int) -> bool:
    """Tell whether files can be written to ``folder``, ``room`` bytes of them, and programs started from it."""
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return False
    forbids_programs = bool(os.statvfs(folder).f_flag & os.ST_NOEXEC)
    return not forbids_programs and shutil.disk_usage(folder).free >= room


@contextmanager
def scratch_folder(memory: Path = MEMORY) -> Iterator[Path | None]:
    """Make a folder in ``memory`` the one for temporary files, here and in every process begun here; delete it then.

    Yields None, and changes nothing, where there is no room or the environment names a folder by ``TMPDIR``.
    """
    if "TMPDIR" in os.environ or not has_room(memory, ROOM):
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="osnova-tests-", dir=memory))
    # the server of PostgreSQL runs under an account of its own, in a folder of its own inside
    folder.chmod(0o711)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None
    try:
        yield folder
    finally:
        del os.environ["TMPDIR"]
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)
