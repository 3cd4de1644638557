"""Static files under hashed names, CSS imports and ES module imports included; one style sheet."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# written as one file for each component, sent as one: a telephone would ask for them one by one
JOINED = ("css/main.css",)
IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')
RELATIVE = re.compile(r'url\("(?!data:|https?:|/|#)(?P<path>[^"]+)"\)')


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; imports between ES modules are rewritten to hashed names too."""

    support_js_module_import_aggregation = True

    def post_process(
        self,
        paths: dict[str, tuple[StaticFilesStorage, str]],
        dry_run: bool = False,
        **options: Any,
    ) -> Iterator[tuple[str, str, bool]]:
        """Put imported style sheets in the place of their imports, then hash and compress all.

        ``paths`` gives for each collected name the storage and path it came from.
        """
        for name in JOINED:
            if name in paths and not dry_run:
                self.delete(name)
                self.save(name, ContentFile(join(name, paths).encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def join(name: str, paths: dict[str, tuple[StaticFilesStorage, str]]) -> str:
    """Return the style sheet ``name`` with each import of a layer replaced by what it imports.

    Addresses inside an imported file, relative to it, are made relative to ``name``.
    """
    folder = PurePosixPath(name).parent

    def read(path: str) -> str:
        storage, source = paths[path]
        with storage.open(source) as opened:
            return opened.read().decode()

    def imported(found: re.Match[str]) -> str:
        inner = PurePosixPath(found["path"]).parent
        text = RELATIVE.sub(
            lambda address: f'url("{normpath(inner / address["path"])}")',
            read(normpath(folder / found["path"])),
        )
        return f"@layer {found['layer']} {{\n{text}}}"

    return IMPORT.sub(imported, read(name))
