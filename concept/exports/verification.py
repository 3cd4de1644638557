"""The package by which anyone checks a version with tools that every computer has."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

DIGEST = re.compile(r"[0-9a-f]{64}")
#: The earliest moment a zip can hold; the package says nothing about when it was made.
MOMENT = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o644 << 16
GUIDES = Path(__file__).parent / "verification_guides"


def verification_zip(
    manifest: bytes, contents: Mapping[str, bytes], *, redacted: Sequence[str] = ()
) -> bytes:
    """Return the verification package of a version; the same input gives the same bytes.

    ``manifest`` is the exact text whose SHA-256 is the digest of the version; ``contents`` maps
    the digest of a passage's content -> its canonical JSON, whose SHA-256 is that digest;
    ``redacted`` are the digests whose words were removed. Raises ValueError when bytes and digest
    do not belong together or the manifest names neither: a wrong package is never made.
    """
    digest = sha256(manifest).hexdigest()
    named = set(DIGEST.findall(manifest.decode()))
    for name in [*contents, *redacted]:
        if name not in named:
            raise ValueError(f"The manifest does not name {name}")
    for name, content in contents.items():
        if sha256(content).hexdigest() != name:
            raise ValueError(f"The content of {name} has another digest")

    passages = {f"passages/{name}.json": contents[name] for name in sorted(contents)}
    sums = [f"{digest}  manifest.json\n", *(f"{_stem(path)}  {path}\n" for path in passages)]
    files = {
        "CTI-ME.txt": _guide("cs.txt", digest, len(passages)),
        "README.txt": _guide("en.txt", digest, len(passages)),
        "manifest.json": manifest,
        "SHA256SUMS": "".join(sums).encode(),
        **passages,
    }
    if redacted:
        files["REDACTED"] = "".join(f"{name}\n" for name in sorted(redacted)).encode()

    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, MOMENT)
            entry.external_attr = READABLE_BY_ALL
            entry.create_system = 3  # Unix, whatever machine makes the package
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return target.getvalue()


def _stem(path: str) -> str:
    return Path(path).stem


def _guide(name: str, digest: str, count: int) -> bytes:
    text = (GUIDES / name).read_text(encoding="utf-8")
    return text.replace("{digest}", digest).replace("{count}", str(count)).encode()
