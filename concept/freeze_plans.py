"""What a prepared freeze holds while it is made: the plan and the findings about it. Nothing is stored here."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

ERROR = "error"
WARNING = "warning"


@dataclass(slots=True)
class Issue:
    """A finding of the preflight with a link to its place. Errors stop the freeze.

    ``code`` and ``params`` make its words (``concept.findings``) when somebody reads it.
    """

    severity: str
    code: str
    page_id: int | None = None
    block_id: str = ""
    params: dict[str, str | int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the plan; ``url`` opens the section in the editor, at the block if it is known."""
        url = reverse("wagtailadmin_pages:edit", args=[self.page_id]) if self.page_id else ""
        if url and self.block_id not in ("", "footnote"):  # footnotes are no block
            url += f"#:w:contentpath=body.{self.block_id}"  # Wagtail's way to name a place
        return {
            "severity": self.severity,
            "code": self.code,
            "params": self.params,
            "page_id": self.page_id,
            "url": url,
        }


@dataclass(slots=True)
class Plan:
    """What a freeze would store.

    ``sections``: node_uid, page_id, parent, order, depth, code, title, address.
    ``passages``: key, answer_key, section, kind, html, text, value, assets, lookup, block_id, block_key, uid,
    taken_uid, label, order, relation, old_uids, score, is_moved, is_certain.
    ``deleted``: uids of the previous version without a descendant.
    ``assets``: placeholder name ("image:12") -> digest. ``released``: page id -> fingerprint of the released text.
    """

    sections: list[dict[str, Any]] = field(default_factory=list)
    passages: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    assets: dict[str, str] = field(default_factory=dict)
    released: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The stored form."""
        return {
            "sections": self.sections,
            "passages": self.passages,
            "deleted": self.deleted,
            "assets": self.assets,
            "released": self.released,
        }
