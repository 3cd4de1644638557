"""A copied section is a new text: new ids of blocks and footnotes, in the page and its revisions.

Wagtail's ``Page.copy`` keeps the ids of blocks. Two sections of one document would then hold the
same ids, and the hints by which passages find their ancestors would point at both.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from wagtail.models import Page

FOOTNOTE_ID = re.compile(r"""(<footnote\b[^>]*?\bid=["'])([^"']+)(["'])""")


def renew_ids(value: Any, new_ids: Mapping[str, str]) -> Any:
    """Return raw StreamField data with every block id and footnote mark replaced. Pure.

    ``new_ids`` maps old to new (a defaultdict makes them up and remembers them).
    """
    if isinstance(value, str):
        if "<footnote" not in value:
            return value
        return FOOTNOTE_ID.sub(lambda m: f"{m[1]}{new_ids[m[2]]}{m[3]}", value)
    if isinstance(value, list):
        return [renew_ids(item, new_ids) for item in value]
    if isinstance(value, dict):
        renewed = {key: renew_ids(item, new_ids) for key, item in value.items()}
        if "type" in value and "value" in value and value.get("id"):
            renewed["id"] = new_ids[value["id"]]
        return renewed
    return value


def renew_copied_identity(page: Page) -> None:
    """Give the blocks and footnotes of a freshly copied page, and of all below it, new ids.

    Revisions of the copy are changed with the same mapping, so that restoring one keeps identity.
    """
    copies = page.get_descendants(inclusive=True).specific().order_by("path")
    for copy in copies.iterator(chunk_size=100):
        if not hasattr(copy, "node_uid"):
            continue
        new_ids: defaultdict[str, str] = defaultdict(lambda: str(uuid4()))
        field = copy._meta.get_field("body")
        copy.body = field.to_python(json.dumps(renew_ids(list(copy.body.raw_data), new_ids)))
        copy.save(update_fields=["body"], clean=False)
        for footnote in copy.footnotes.all():
            type(footnote).objects.filter(pk=footnote.pk).update(uuid=new_ids[str(footnote.uuid)])
        for revision in copy.revisions.all():
            content = revision.content
            content["body"] = json.dumps(renew_ids(json.loads(content["body"]), new_ids))
            for footnote in content.get("footnotes", []):
                footnote["uuid"] = new_ids[str(footnote["uuid"])]
            revision.save(update_fields=["content"])
    page.refresh_from_db()
