"""Search follows publication: exactly the sections of the published version can be found."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from concept import actions
from concept.models import DocumentPage, SectionPage
from core.models import SearchEntry
from core.search import find, snippet
from tests.concept import build
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


@built_once
def version():
    document = build.document()
    build.section(document, "Sociální byty", "Město nabízí ubytování v obvodech.", code="A1")
    build.section(document, "Závěr", "Bydlení je právo. Počet bytů poroste.", code="B")
    return build.publish(build.freeze(document, "1.0"))


def titles(query: str) -> list[str]:
    return [entry.title for entry in find(query, AnonymousUser())]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bydleni", ["B Závěr"]),
        ("BYDLENÍ", ["B Závěr"]),
        ("byty", ["A1 Sociální byty", "B Závěr"]),  # a hit in a title comes first
        ("bytů počet", ["B Závěr"]),
        ("sociální bydlení", []),
        ("nic takového", []),
        ("%", []),
        ("", []),
    ],
)
def test_words_are_found_without_accents_and_in_other_forms(version, query, expected):
    assert titles(query) == expected


def test_one_query_whatever_is_found(version, django_assert_num_queries):
    with django_assert_num_queries(1):
        titles("byty")


def test_a_draft_and_an_unpublished_version_are_not_found(version):
    document = DocumentPage.objects.get()
    build.section(document, "Tajné", "Rozpracovaný azyl.")
    build.freeze(document, "1.1")
    assert titles("azyl") == []


def test_the_next_published_version_takes_the_place_of_the_last(version):
    document = DocumentPage.objects.get()
    build.rewrite(SectionPage.objects.get(title="Závěr"), "Azyl je krátký.")
    build.publish(build.freeze(document, "1.1"))
    assert (titles("azyl"), titles("právo")) == (["B Závěr"], [])


def test_a_withdrawn_version_is_not_found(version):
    actions.withdraw_version(version=version, note="Omyl", by=build.editor(), at=timezone.now())
    assert SearchEntry.objects.count() == 0


def test_a_snippet_shows_the_hit_in_its_words_and_adds_none():
    text = "Začátek věty. " * 20 + "Zde je bydlení pro všechny. " + "A konec. " * 40
    parts = snippet(text, ["bydl"])
    assert [piece for piece, is_hit in parts if is_hit] == ["bydlení"]
    shown = "".join(piece for piece, _hit in parts)
    assert shown.removeprefix("… ").removesuffix(" …") in text
    assert len(shown) < 320
