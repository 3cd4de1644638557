"""Two versions compared for readers: totals, sections, places, formatting, redaction."""

from datetime import timedelta

import pytest

from concept import actions, comparing, reading
from tests.concept import build
from tests.conftest import TEST_NOW

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def compare(older, newer, *, with_formatting: bool = False) -> comparing.Comparison:
    return comparing.comparison(
        older,
        newer,
        old_base=reading.version_base(older),
        new_base=reading.version_base(newer),
        with_formatting=with_formatting,
    )


def changes(found: comparing.Comparison) -> list[tuple]:
    """(section, relation, replacements) of every change in order."""
    return [
        (
            section["title"],
            change["relation"],
            [(pair["old"], pair["new"]) for pair in change["replacements"]],
        )
        for section in found.sections
        for change in section["changes"]
    ]


LONG = "Město každý rok zjistí, kolik bytů mají obvody volných a v jakém jsou technickém stavu."
OTHER = "Výsledek zveřejní a projedná ho s obvody dřív, než rozhodne o opravách domů."


@pytest.fixture
def document():
    return build.document()


def test_words_replaced_added_and_left_out(document):
    section = build.section(document, "Byty", LONG, "Tohle zmizí beze stopy.", code="1")
    older = build.freeze(document, "1.0")
    build.rewrite(section, LONG.replace("obvody", "městské části"), "Dávky vyplácí Úřad práce.")
    newer = build.freeze(document, "2.0")

    found = compare(older, newer)

    assert sorted(changes(found)) == [
        ("Byty", "deleted", [("Tohle zmizí beze stopy.", "")]),
        ("Byty", "edited", [("obvody", "městské části")]),
        ("Byty", "new", [("", "Dávky vyplácí Úřad práce.")]),
    ]
    assert [(total["number"], str(total["label"])) for total in found.totals] == [
        (1, "doplněno"),
        (1, "vypuštěno"),
        (1, "upraveno"),
    ]


def test_same_versions_have_no_change(document):
    build.section(document, "Byty", LONG)
    version = build.freeze(document, "1.0")

    found = compare(version, version)

    assert (changes(found), found.totals, found.formatting_count) == ([], [], 0)


def test_moved_passage_is_shown_once_with_both_places(document):
    first = build.section(document, "Byty", LONG, OTHER, code="1")
    second = build.section(document, "Domy", "Domů je málo a jsou staré.", code="2")
    older = build.freeze(document, "1.0")
    build.rewrite(first, LONG)
    build.rewrite(second, "Domů je málo a jsou staré.", OTHER)
    newer = build.freeze(document, "2.0")

    found = compare(older, newer)

    assert changes(found) == [("Domy", "moved", [])]
    [change] = found.sections[1]["changes"]
    assert (change["old_label"], change["new_label"]) == ("1/2", "2/2")
    assert change["old_url"].startswith("/koncepce/verze/1-0/byty/#p-")
    assert change["new_url"].startswith("/koncepce/verze/2-0/domy/#p-")
    assert [place["url"] for place in change["places"]] == [change["old_url"]]


def test_split_and_merged_passages_are_shown_as_such(document):
    joined = build.section(document, "Byty", f"{LONG} {OTHER}", code="1")
    older = build.freeze(document, "1.0")
    build.rewrite(joined, LONG, OTHER)
    newer = build.freeze(document, "2.0")
    build.rewrite(joined, f"{LONG} {OTHER}")
    newest = build.freeze(document, "3.0")

    assert [(s, r) for s, r, _ in changes(compare(older, newer))] == [("Byty", "split")]
    assert [(s, r) for s, r, _ in changes(compare(newer, newest))] == [("Byty", "merged")]
    assert changes(compare(older, newest)) == []


def test_formatting_alone_is_counted_and_shown_only_when_asked_for(document):
    section = build.section(document, "Byty", LONG)
    older = build.freeze(document, "1.0")
    bold = LONG.replace("každý rok", "<b>každý rok</b>")
    build.rewrite(section, f'<p data-block-key="aaaaa">{bold}</p>')
    newer = build.freeze(document, "2.0")

    hidden, shown = compare(older, newer), compare(older, newer, with_formatting=True)

    assert (hidden.formatting_count, changes(hidden)) == (1, [])
    assert [(s, r) for s, r, _ in changes(shown)] == [("Byty", "same")]
    assert shown.sections[0]["changes"][0]["formatting_only"] is True


def test_a_heading_is_named_as_such_and_a_passage_without_code_by_its_number(document):
    section = build.section(document, "Byty", build.heading("Kde jsou"), LONG)
    older = build.freeze(document, "1.0")
    build.rewrite(section, build.heading("Kde leží"), LONG.replace("obvody", "městské části"))
    newer = build.freeze(document, "2.0")

    (found,) = compare(older, newer).sections

    assert [change["new_spoken"] for change in found["changes"]] == ["Byty, nadpis", "odst. 1"]
    assert [change["new_label"] for change in found["changes"]] == ["Byty, nadpis", "1"]


@pytest.mark.parametrize(
    ("segments", "shown"),
    [
        ([("delete", "Celý rámeček.\n")], [("delete", "Celý rámeček.")]),
        (
            [("equal", "a "), ("delete", "b\n"), ("insert", "c\n")],
            [("equal", "a "), ("delete", "b"), ("insert", "c")],
        ),
        ([("insert", "a\nb"), ("equal", "\n")], [("insert", "a\nb")]),
        (
            [("insert", "a\n"), ("equal", "b"), ("delete", "c")],
            [("insert", "a\n"), ("equal", "b"), ("delete", "c")],
        ),
    ],
)
def test_the_break_that_ends_a_passage_is_not_shown(segments, shown):
    assert comparing.shown_segments(segments) == shown


def test_dropped_section_stands_where_it_was_and_a_new_one_says_so(document):
    build.section(document, "Úvod", LONG)
    dropped = build.section(document, "Kolonie", OTHER)
    build.section(document, "Závěr", "Děkujeme všem, kdo se na koncepci podíleli.")
    older = build.freeze(document, "1.0")
    dropped.delete()
    build.section(document, "Slovníček", "Pojmy jsou vysvětleny na konci textu.")
    newer = build.freeze(document, "2.0")

    found = compare(older, newer)

    assert [(s["title"], s["status_label"]) for s in found.sections] == [
        ("Úvod", ""),
        ("Kolonie", "vypuštěno"),
        ("Závěr", ""),
        ("Slovníček", "nová kapitola"),
    ]


def test_comparison_is_kept_until_words_are_redacted(document, django_assert_num_queries):
    section = build.section(document, "Byty", LONG)
    older = build.freeze(document, "1.0")
    build.rewrite(section, LONG.replace("obvody", "tajná osoba"))
    newer = build.freeze(document, "2.0")
    before = compare(older, newer)
    with django_assert_num_queries(2):  # redactions of both, lineage between them
        assert compare(older, newer) == before

    content = newer.passages.get().content
    build.rewrite(section, LONG)
    actions.redact_passage(content=content, reason="Osobní údaj", by=build.editor(), at=TEST_NOW)

    assert "tajná osoba" not in str(compare(older, newer))


def test_comparison_is_made_anew_when_an_origin_is_corrected(document):
    section = build.section(document, "Byty", LONG)
    older = build.freeze(document, "1.0")
    build.rewrite(section, LONG.replace("obvody", "městské části"))
    newer = build.freeze(document, "2.0")
    assert [t["label"] for t in compare(older, newer).totals] == ["upraveno"]

    uid = newer.passages.get().passage_uid
    actions.correct_lineage(
        version=newer,
        old_uid=None,
        new_uid=str(uid),
        relation="new",
        by=build.editor(),
        at=newer.frozen_at + timedelta(hours=1),
    )

    assert [t["label"] for t in compare(older, newer).totals] == ["doplněno", "vypuštěno"]


def test_compared_table_keeps_its_headings(document):
    def table(flats: str) -> dict:
        return build.block(
            "table",
            {
                "table": {
                    "caption": "Byty",
                    "columns": [{"type": "text", "heading": h} for h in ("Rok", "Byty")],
                    "rows": [{"values": ["2016", flats]}],
                },
                "header_column": True,
            },
            block_id="5f2f6f0c-7a0b-4a3e-9a53-0a4a1c1d2e3f",
        )

    section = build.section(document, "Byty", table("9"))
    older = build.freeze(document, "1.0")
    build.rewrite(section, table("10"))
    newer = build.freeze(document, "2.0")

    [change] = [c for s in compare(older, newer).sections for c in s["changes"]]

    assert [[cell["scope"] for cell in row] for row in change["rows"]] == [
        ["col", "col"],
        ["row", ""],
    ]


def test_page_marks_changes_by_elements_and_words(client, document):
    section = build.section(document, "Byty", LONG, code="3.2")
    first = build.freeze(document, "1.0")
    actions.set_access(version=first, level="public", by=build.user("chair"), at=TEST_NOW)
    build.rewrite(section, LONG.replace("obvody", "městské části"))
    build.publish(build.freeze(document, "2.0"))

    text = client.get("/koncepce/porovnani/1-0/2-0/").content.decode()
    listing = client.get("/koncepce/porovnani/1-0/2-0/?zobrazeni=list").content.decode()

    assert "<del" in text
    assert "<ins" in text
    assert "Upraveno" in text
    assert "3.2, odst. 1" in listing
