"""Figures in a text: taken from their source while a version is frozen, and never again."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from concept import actions, comparing, drafts, queries, reading
from concept.actions import drafting
from concept.blocks import SectionBody
from concept.exports.downloads import SCHEMA_FILE
from concept.findings import message
from concept.verification import verify
from core import extension
from core.extension import FreezeSource, SourcedTable, SourceUnresolved
from tests.concept import build

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BLOCK = "6f0c2e6a-6a63-4f0e-9d0e-1f3f6f1f0a22"


class Register:
    """Approved numbers of flats by the day they speak of, as a source of figures."""

    def __init__(self) -> None:
        self.counts = {date(2015, 12, 31): 412, date(2016, 12, 31): 439}
        self.definition = "definice 1"

    def resolve(self, reference: str, as_of: date) -> SourcedTable:
        known = {day: count for day, count in self.counts.items() if day <= as_of}
        if reference != "U-1" or not known:
            raise SourceUnresolved("Takový ukazatel není.")
        return SourcedTable(
            title="Sociální byty & obvody",
            columns=["Rok", "Počet"],
            rows=[[str(day.year), f"{count}"] for day, count in sorted(known.items())],
            as_of=max(known),
            path="/hodnoceni/ukazatele/U-1/",
            note="Bez bytů <neziskových> organizací.",
            definition=self.definition,
        )


@pytest.fixture
def register(monkeypatch):
    monkeypatch.setattr(extension, "_freeze_sources", {})
    found = Register()
    source = FreezeSource("indicator", "ukazatel", "kód, např. U-1", found.resolve)
    extension.add_freeze_source(source)
    return found


def figures(reference: str = "U-1", as_of: str = "2017-01-31", kind: str = "indicator") -> dict:
    return build.block("figures", {"kind": kind, "reference": reference, "as_of": as_of}, BLOCK)


@pytest.fixture
def document():
    return build.document(title="Zpráva o hodnocení")


def test_a_frozen_version_keeps_the_figures_their_day_and_definition(document, register):
    build.section(document, "Byty", "Úvodem.", figures(), code="1")
    version = build.freeze(document, "1.0")
    (section,) = queries.read_version(version)
    _, table, note = section.passages
    assert (table.kind, table.label, note.kind, note.label) == (
        "table",
        "1/2",
        "paragraph",
        "1/3",
    )
    assert table.value == {
        "caption": "Sociální byty & obvody",
        "header_row": True,
        "header_column": True,
        "rows": [["Rok", "Počet"], ["2015", "412"], ["2016", "439"]],
        "figures": {
            "kind": "indicator",
            "reference": "U-1",
            "as_of": "2016-12-31",
            "definition": "definice 1",
            "path": "/hodnoceni/ukazatele/U-1/",
        },
    }
    assert note.text == (
        "Zdroj údajů: ukazatel U-1. Stav ke dni 31.\u00a012.\u00a02016, definice 1. "
        "Bez bytů <neziskových> organizací."
    )
    assert list(verify()) == []


def test_a_later_correction_changes_the_next_version_only(document, register):
    build.section(document, "Byty", figures(), code="1")
    first = build.publish(build.freeze(document, "1.0"))
    before = queries.version_json(first)
    register.counts[date(2016, 12, 31)] = 441
    register.definition = ""
    second = build.freeze(document, "2.0")
    assert queries.version_json(first) == before
    assert [text for _uid, _label, text in build.passages(second)] == [
        "Sociální byty & obvody\nRok\nPočet\n\n\n2015\n412\n\n2016\n441\n\n\n",
        "Zdroj údajů: ukazatel U-1. Stav ke dni 31.\u00a012.\u00a02016. Bez bytů <neziskových> organizací.",
    ]
    assert [uid for uid, *_ in build.passages(second)] == [uid for uid, *_ in build.passages(first)]
    found = comparing.comparison(
        first,
        second,
        old_base=reading.version_base(first),
        new_base=reading.version_base(second),
        with_formatting=False,
    )
    replaced = [
        (pair["old"], pair["new"])
        for section in found.sections
        for change in section["changes"]
        for pair in change["replacements"]
    ]
    assert ("439", "441") in replaced
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"reference": "U-9"}, "U-9 – Takový ukazatel není."),
        ({"as_of": "2014-12-31"}, "U-1 – Takový ukazatel není."),
        ({"kind": "pilot_figures"}, "U-1 – Není řečeno, které údaje ukázat."),
        ({"reference": " "}, " – Není řečeno, které údaje ukázat."),
        ({"as_of": ""}, "U-1 – Není řečeno, k jakému dni."),
        ({"as_of": "2300-01-01"}, "U-1 – Den teprve nastane."),
    ],
)
def test_figures_nobody_can_find_stop_the_freeze_and_name_their_place(
    document, register, asked, why
):
    page = build.section(document, "Byty", figures(**asked), code="1")
    plan = build.plan(document)
    (issue,) = plan.issues
    assert (issue["severity"], issue["code"], issue["params"]) == (
        "error",
        "unresolved_figures",
        {"detail": why},
    )
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert issue["url"] == f"{edit}#:w:contentpath=body.{BLOCK}"
    assert message(issue["code"], issue["params"]).endswith(f"({why})")
    with pytest.raises(actions.FreezeRefused):
        build.seal(plan)


def test_readers_follow_the_figures_to_their_source(client, document, register):
    build.section(document, "Byty", figures(), code="1", address="byty")
    build.publish(build.freeze(document, "1.0"))
    page = client.get("/koncepce/byty/").content.decode()
    assert page.count('<a href="/hodnoceni/ukazatele/U-1/">Odkud tyto údaje jsou</a>') == 1
    assert "<caption>Sociální byty &amp; obvody</caption>" in page


def test_the_description_of_the_data_knows_figures(document, register):
    build.section(document, "Byty", figures(), code="1")
    told = queries.version_json(build.freeze(document, "1.0"))
    Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))).validate(told)


def test_a_preview_shows_the_figures_of_now_and_says_what_is_missing(document, register):
    build.section(document, "Byty", figures(), figures("U-9"), code="1")
    (section,) = drafts.draft_document(document).sections
    assert [(p["kind"], p["label"]) for p in section.passages] == [
        ("table", "1/1"),
        ("paragraph", "1/2"),
        ("table", "1/3"),
    ]
    assert [issue.code for issue in section.issues] == ["unresolved_figures"]


def test_editors_choose_among_the_sources_there_are(register):
    choices = SectionBody().child_blocks["figures"].child_blocks["kind"].field.choices
    assert list(choices) == [
        ("", "---------"),
        ("indicator", "ukazatel (kód, např. U-1)"),
    ]


def test_words_beside_figures_are_found_in_the_draft_without_asking_the_source(document, register):
    build.section(document, "Byty", "Tři slova tady.", figures(), code="1")
    version = build.freeze(document, "1.0")
    extension.add_freeze_source(FreezeSource("indicator", "ukazatel", "kód", None))
    place = drafting.find_in_draft(version, build.uid_of(version, "Tři slova"))
    assert (place.text, place.is_same) == ("Tři slova tady.", True)


def test_rows_as_long_as_their_headings():
    day = timezone.localdate()
    with pytest.raises(ValueError, match="a cell for every column"):
        SourcedTable("Byty", ["Rok", "Počet"], [["2016"]], day, "/")
    with pytest.raises(ValueError, match="a cell for every column"):
        SourcedTable("Byty", ["Rok", "Počet"], [], day, "/")
