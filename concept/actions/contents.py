"""What a new version stores beside its rows: contents of passages and original bytes of files."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from concept import manifest
from concept.actions.freezing import PlanOutOfDate
from concept.digests import content_digest
from concept.live_files import read_asset
from concept.models import FreezePlan, PassageContent, VersionAsset

BATCH = 500


def read_assets(plan: FreezePlan) -> list[VersionAsset]:
    """Original bytes of the plan's images and files, read before the lock is taken."""
    found = {}
    for name, digest in plan.content.get("assets", {}).items():
        if not digest:
            continue  # could not be read in the preflight, whose error refuses the plan below
        try:
            item, data = read_asset(name)
        except (OSError, ObjectDoesNotExist) as error:
            raise PlanOutOfDate(
                _("An image was deleted in the meantime. Prepare again.")
            ) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise PlanOutOfDate(_("An image was replaced in the meantime. Prepare again."))
        found[digest] = version_asset(item, digest, data)
    return list(found.values())


def version_asset(item: Any, digest: str, data: bytes) -> VersionAsset:
    """A file of the live side as a version keeps it; not stored."""
    return VersionAsset(
        digest=digest,
        mime=_mime(data),
        filename=item.filename,
        width=getattr(item, "width", None),
        height=getattr(item, "height", None),
        data=data,
    )


def _mime(data: bytes) -> str:
    starts = {
        b"\x89PNG": "image/png",
        b"\xff\xd8\xff": "image/jpeg",
        b"GIF8": "image/gif",
        b"%PDF": "application/pdf",
    }
    for magic, mime in starts.items():
        if data.startswith(magic):
            return mime
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "application/octet-stream"


def store_assets(assets: list[VersionAsset]) -> None:
    """Insert the files no version has yet."""
    assets = list({asset.digest: asset for asset in assets}.values())
    known = set(
        VersionAsset.objects.filter(digest__in=[a.digest for a in assets]).values_list(
            "digest", flat=True
        )
    )
    # A simultaneous seal of another document may store the same bytes: then its row serves both.
    VersionAsset.objects.bulk_create(
        [a for a in assets if a.digest not in known], ignore_conflicts=True
    )


def new_contents(plan: FreezePlan) -> dict[str, PassageContent]:
    """Contents not stored yet by their lookup, salted and hashed before the lock is taken."""
    passages = {p["lookup"]: p for p in plan.content.get("passages", [])}
    stored = stored_digests(list(passages))
    return {key: _content(p) for key, p in passages.items() if key not in stored}


def _content(passage: Mapping[str, Any]) -> PassageContent:
    words = {key: passage[key] for key in ("kind", "value", "html", "text", "assets")}
    words |= {"schema": manifest.PASSAGE_SCHEMA, "salt": secrets.token_hex(16)}
    return PassageContent(digest=content_digest(**words), lookup=passage["lookup"], **words)


def store_contents(plan: FreezePlan, made: Mapping[str, PassageContent]) -> dict[str, str]:
    """Insert what is still not stored; answers lookup -> digest for all passages of the plan."""
    passages = {p["lookup"]: p for p in plan.content["passages"]}
    digests = stored_digests(list(passages))
    fresh = [made.get(key) or _content(p) for key, p in passages.items() if key not in digests]
    # A simultaneous seal of another document may store the same words: then its row serves both.
    PassageContent.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    return digests | stored_digests([content.lookup for content in fresh])


def stored_digests(lookups: list[str]) -> dict[str, str]:
    """Digests of contents stored already, by their lookup."""
    digests: dict[str, str] = {}
    for start in range(0, len(lookups), BATCH):
        rows = PassageContent.objects.filter(lookup__in=lookups[start : start + BATCH])
        digests.update(rows.values_list("lookup", "digest"))
    return digests
