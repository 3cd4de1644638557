"""Stored secrets of second factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from people.encryption import SecretLost, decrypt, encrypt


@transaction.atomic
def encrypt_second_factors() -> tuple[int, int]:
    """Encrypt every stored secret with the newest key; answers how many were written and how many are lost.

    A lost one was encrypted with a key nobody gave us: its owner sets up the second factor anew.
    """
    written = lost = 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        try:
            row.data, has_secret = encrypted_again(row.data)
        except SecretLost:
            lost += 1
            continue
        if has_secret:
            row.save(update_fields=["data"])
            written += 1
    return written, lost


def encrypted_again(data: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """What allauth keeps of an authenticator, its secrets encrypted with the newest key, and whether it has any."""
    found = dict(data)
    for name in ("secret", "seed"):
        if name in found:
            found[name] = encrypt(decrypt(found[name]))
    if "migrated_codes" in found:
        found["migrated_codes"] = [encrypt(decrypt(code)) for code in found["migrated_codes"]]
    return found, not {"secret", "seed", "migrated_codes"}.isdisjoint(found)
