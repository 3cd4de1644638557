"""A small published document with every kind of passage, for stories of reading and comparing."""

from django.utils import timezone

from concept import actions
from concept.models import GlossaryTerm, Version
from tests.concept import build
from tests.conftest import TEST_NOW

NOTE = "5e1c8a34-0000-4000-8000-000000000001"
KINDS = [
    "callout",
    "definition",
    "figure",
    "footnote",
    "heading",
    "list",
    "measure",
    "paragraph",
    "quote",
    "table",
]


def rich(html: str) -> str:
    return f'<p data-block-key="aaaaa">{html}</p>'


def every_kind(words: str) -> list[dict]:
    """Blocks of a section that holds every kind of passage."""
    return [
        build.text(
            f'{words}<footnote id="{NOTE}">[1]</footnote> Každý <b>sociální byt</b> 🏠 má správce.',
            '<ul><li data-block-key="bbbbb">první</li><li data-block-key="ccccc">druhý</li></ul>',
        ),
        build.heading("Kde byty jsou"),
        build.block(
            "table",
            {
                "table": {
                    "caption": "Byty v obvodech",
                    "columns": [
                        {"type": "text", "heading": "Obvod"},
                        {"type": "text", "heading": "Počet"},
                    ],
                    "rows": [{"values": ["Poruba", "7"]}, {"values": ["Vítkovice", "9"]}],
                },
                "header_column": True,
            },
        ),
        build.figure(build.image()),
        build.block("callout", {"title": "Pozor", "tone": "note", "body": rich("Byty ubývají.")}),
        build.block(
            "quote", {"body": rich("Bez bytu to nejde."), "attribution": "Služba", "source": ""}
        ),
        build.block("definition", {"term": "Bytová nouze", "body": rich("Život bez bytu.")}),
        build.block(
            "measure",
            {
                "code": "2.1",
                "title": "Spočítat byty",
                "description": rich("Každý rok."),
                "responsible": "Odbor sociálních věcí",
                "partners": ["obvody"],
                "due_kind": "ongoing",
                "due_on": None,
                "due_text": "",
                "budget_czk": "120000.00",
                "funding_sources": ["rozpočet města"],
                "indicator_note": "",
            },
        ),
    ]


def fill() -> tuple[Version, Version]:
    """0.9 open for comments and 1.0 approved and published; answers both."""
    GlossaryTerm.objects.create(
        term="sociální byt", definition="Byt pro domácnost v nouzi.", forms="", sort_key="1"
    )
    document = build.document(
        title="Koncepce bydlení", summary="Jak získat byt.", level_names=["Oblast", "Cíl"]
    )
    chapter = build.section(document, "Bytový fond", "Město má domy.", code="2")
    section = build.section(
        chapter,
        "Byty",
        *every_kind("Město má devět bytů."),
        code="2.1",
        notes=[(NOTE, rich("Sčítání 2016."))],
    )
    build.section(document, "Služby", "Pomáhají lidem udržet byt.", code="3")
    first = build.freeze(document, "0.9", purpose="consultation")
    actions.set_access(version=first, level="public", by=build.user("chair"), at=TEST_NOW)
    raw = every_kind("Město má deset bytů.")
    old = section.body.get_prep_value()
    for block, before in zip(raw, old, strict=True):
        block["id"] = before["id"]
        if block["type"] == "figure":
            block["value"] = before["value"]
    build.rewrite(section, *raw)
    second = build.freeze(document, "1.0")
    actions.record_approval(
        version=second,
        body="Zastupitelstvo",
        occurred_on=timezone.localdate(second.frozen_at),
        verb="approve",
        by=build.editor(),
        at=second.frozen_at,
    )
    return first, build.publish(second)
