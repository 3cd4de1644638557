"""Lists of the demonstration: organisations and terms of the glossary."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from concept.models import (
    GlossaryTerm,
)
from core.czech import sort_key
from core.enums import DemoOrigin
from people.models import Organisation
from website.demo.content import (
    read_list,
)


def load_lists(folder: Path, progress: Callable[[str], Any]) -> None:
    """Store organisations and terms of the glossary."""
    rows = read_list(folder / "organisations.toml", "organisation")
    for row in rows:
        organisation = Organisation(
            name=row["name"],
            kind=row["kind"],
            sort_key=sort_key(row["name"]),
            demo_origin=row.get("origin", DemoOrigin.INVENTED),
            demo_source=row.get("source", ""),
        )
        organisation.full_clean()
        organisation.save()
    terms = read_list(folder / "glossary.toml", "term")
    for row in terms:
        term = GlossaryTerm(
            term=row["term"],
            forms="\n".join(row["forms"]),
            definition=row["definition"],
            english=row.get("english", ""),
            source=row.get("source", ""),
        )
        term.full_clean()
        term.save()
    progress(f"Organisations: {len(rows)}, terms of the glossary: {len(terms)}")
