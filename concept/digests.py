"""Digests of content over canonical JSON."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8, no NaN.

    Raises ValueError for NaN, infinities and lone surrogates, TypeError for keys that are no text.
    """
    _refuse_keys_other_than_text(value)
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode("utf-8")


def content_digest(
    *,
    schema: str,
    kind: str,
    value: Any,
    html: str,
    text: str,
    assets: Sequence[str],
    salt: str,
) -> str:
    """Return the sha256 (hex) under which a passage's content is stored.

    The salt keeps a redacted content from being guessed from its digest.
    """
    content = _content(schema, kind, value, html, text, assets)
    return hashlib.sha256(canonical_json({**content, "salt": salt})).hexdigest()


def lookup_digest(
    *, schema: str, kind: str, value: Any, html: str, text: str, assets: Sequence[str]
) -> str:
    """Return the sha256 (hex) of a content without its salt, by which equal content is found."""
    return hashlib.sha256(
        canonical_json(_content(schema, kind, value, html, text, assets))
    ).hexdigest()


def _content(
    schema: str, kind: str, value: Any, html: str, text: str, assets: Sequence[str]
) -> dict[str, Any]:
    return {
        "schema": schema,
        "kind": kind,
        "value": value,
        "html": html,
        "text": text,
        "assets": list(assets),
    }


def _refuse_keys_other_than_text(value: Any) -> None:
    """``json`` turns 1, True and None into text keys; two different values would become one."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key of canonical JSON must be text, not {key!r}")
            _refuse_keys_other_than_text(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_keys_other_than_text(item)
