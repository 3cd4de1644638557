"""Sealing: one short transaction, numbers without gaps, nothing half stored."""

import pytest

from tests.concept import build

pytestmark = pytest.mark.django_db


def test_a_sealed_version_holds_the_released_text_in_order_with_printed_labels():
    document = build.document()
    first = build.section(document, "Úvod", "První odstavec.", "Druhý odstavec.", code="A1")
    build.section(first, "Pojmy", build.heading("Byt"), "Třetí odstavec.", code="A1.1")
    version = build.freeze(document, "0.1")
    assert [(label, text) for _uid, label, text in build.passages(version)] == [
        ("A1/1", "První odstavec."),
        ("A1/2", "Druhý odstavec."),
        ("", "Byt"),
        ("A1.1/1", "Třetí odstavec."),
    ]
    sections = version.sections.order_by("order")
    assert [(s.order, s.depth, s.code, s.title, s.address) for s in sections] == [
        (1, 1, "A1", "Úvod", "uvod"),
        (2, 2, "A1.1", "Pojmy", "pojmy"),
    ]
    assert sections[1].parent == sections[0]
    assert (version.number, version.slug, version.previous) == (1, "0-1", None)
