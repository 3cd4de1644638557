"""Text of the demonstration: operations on it, and how it becomes pages and frozen versions."""

import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import copy, copytree

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from concept import queries
from concept.models import DocumentPage, Lineage, SectionPage, Version, VersionAsset, VersionSection
from website.demo.content import ContentError, DocumentContent, read_documents
from website.demo.loader import DatabaseIsNotEmpty, load_demo
from website.demo.references import resolve_references
from website.models import StandardPage

CONTENT = Path(__file__).resolve().parents[2] / "website" / "demo" / "content"
VERSIONS = """
[[version]]
label = "0.1"
slug = "0-1"
frozen_on = "2017-01-01T12:00:00+01:00"
purpose = "working"
reason = "První"
steps = []

[[version]]
label = "1.0"
slug = "1-0"
frozen_on = "2017-09-21T17:00:00+02:00"
purpose = "approval"
origin = "real"
reason = "Druhá"

[[version.steps]]
step = "approved"
body = "Zastupitelstvo města"
occurred_on = "2017-11-15"
resolution = ""
verb = "schvaluje"

[[version.steps]]
step = "published"
body = ""
occurred_on = "2017-11-20"
resolution = ""
verb = ""
"""
FIRST = """
key = "A"
code = "A"
title = "První"
parent = ""
address = "prvni"
first_in = "0.1"
origin = "real"

[[blocks]]
key = "a"
type = "text"
html = '''<p>Byt je základ.<fn>Zdroj jedna.</fn> Viz <a section="B">druhý oddíl</a>.</p>'''

[[blocks]]
key = "b"
type = "text"
html = '''<p>Odstavec, který se přestěhuje do druhého oddílu.</p>'''
"""
SECOND = """
key = "B"
code = "B"
title = "Druhý"
parent = ""
address = "druhy"
first_in = "0.1"
origin = "invented"

[[blocks]]
key = "t"
type = "table"
caption = "Byty"
header_row = true
header_column = false
rows = [["Obvod", "Počet"], ["Lípa", "5"]]
"""
CHANGES = """
[[op]]
do = "replace"
section = "A"
block = "a"
html = '''<p>Byt je základ života.<fn>Zdroj nula.</fn> A dál.<fn>Zdroj jedna.</fn></p>'''
why = "Zpřesnění"
wording_only = true

[[op]]
do = "move"
section = "A"
block = "b"
to_section = "B"
after = ""
why = "Patří jinam"
wording_only = true

[[op]]
do = "retitle"
section = "B"
title = "Druhý, přejmenovaný"
why = "Název"
wording_only = true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A concept of two sections in two versions."""
    concept = tmp_path / "koncepce"
    (concept / "changes").mkdir(parents=True)
    (concept / "versions.toml").write_text(VERSIONS, encoding="utf-8")
    (concept / "100-A.toml").write_text(FIRST, encoding="utf-8")
    (concept / "200-B.toml").write_text(SECOND, encoding="utf-8")
    (concept / "changes" / "1.0-a.toml").write_text(CHANGES, encoding="utf-8")
    return tmp_path


def change(folder: Path, operations: str) -> DocumentContent:
    (folder / "koncepce" / "changes" / "1.0-a.toml").write_text(operations, encoding="utf-8")
    return read_documents(folder)[0]


def test_each_version_has_its_text(folder):
    states = [state for _, state in read_documents(folder)[0].states()]

    assert [
        {section.title: [block.key for block in section.blocks] for section in state.in_order()}
        for state in states
    ] == [
        {"První": ["a", "b"], "Druhý": ["t"]},
        {"První": ["a"], "Druhý, přejmenovaný": ["b", "t"]},
    ]


def test_blocks_and_notes_keep_their_identity(folder):
    (_, before), (_, after) = read_documents(folder)[0].states()

    assert after.sections["B"].blocks[0].uid == before.sections["A"].blocks[1].uid
    old, new = before.sections["A"].blocks[0], after.sections["A"].blocks[0]
    assert old.uid == new.uid
    assert [note.html for note in new.notes] == ["Zdroj nula.", "Zdroj jedna."]
    assert new.notes[1].uid == old.notes[0].uid
    assert new.notes[0].uid != old.notes[0].uid


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ('do = "insert"\nsection = "X"', "section 'X' is not in the text"),
        ('do = "dance"\nsection = "A"', "unknown operation 'dance'"),
        ('do = "remove"\nsection = "A"\nblock = "z"', "section A has no block 'z'"),
        (
            'do = "insert"\nsection = "A"\nafter = "a"\n[op.block]\nkey = "b"\ntype = "text"',
            "section A already has a block 'b'",
        ),
        (
            'do = "move_section"\nsection = "A"\nparent = "B"\nafter = "Q"',
            "section 'Q' is not under 'B'",
        ),
    ],
)
def test_a_change_that_does_not_fit_is_named_with_its_place(folder, operation, message):
    content = change(folder, f"[[op]]\n{operation}\n")

    with pytest.raises(ContentError) as error:
        list(content.states())

    assert str(error.value) == f"koncepce/changes/1.0-a.toml, op 1: {message}"


def test_section_with_sections_below_is_not_removed(folder):
    (folder / "koncepce" / "210-B1.toml").write_text(
        SECOND.replace('"B"', '"B1"', 1).replace('parent = ""', 'parent = "B"'), encoding="utf-8"
    )
    content = change(folder, '[[op]]\ndo = "remove_section"\nsection = "B"\n')

    with pytest.raises(ContentError, match="still has sections below it"):
        list(content.states())


def test_links_by_key_become_links_by_page():
    html = resolve_references(
        '<a section="B">b</a> <a document="jiny">j</a>',
        "koncepce",
        {("koncepce", "B"): 7},
        {"koncepce": 1, "jiny": 2},
        "A/a",
    )

    assert html == '<a linktype="page" id="7">b</a> <a linktype="page" id="2">j</a>'


@pytest.mark.parametrize("link", ['<a section="Z">', '<a document="nic" section="B">'])
def test_link_to_nowhere_is_named(link):
    with pytest.raises(ContentError, match="A/a: link to the unknown"):
        resolve_references(link, "koncepce", {}, {"koncepce": 1}, "A/a")


def notes_in_reading_order(version: Version) -> list[str]:
    """What the marks in the text lead to, in their order."""
    passages = [p for section in queries.read_version(version) for p in section.passages]
    marks = re.findall(r'<sup data-footnote="([^"]+)">', "".join(p.html for p in passages))
    return [next(p.text.strip() for p in passages if p.uid == uid) for uid in marks]


@pytest.mark.django_db
def test_demo_becomes_pages_and_frozen_versions(folder):
    said = []

    load_demo(folder, progress=said.append)

    document = DocumentPage.objects.get(slug="koncepce")
    first, last = Version.objects.filter(document=document).order_by("number")
    relations = Lineage.objects.filter(to_version=last).values_list("relation", "is_moved")
    titles = VersionSection.objects.filter(version=last).order_by("order")
    assert [first.label, last.label] == ["0.1", "1.0"]
    assert list(titles.values_list("code", "title", "address")) == [
        ("A", "První", "prvni"),
        ("B", "Druhý, přejmenovaný", "druhy"),
    ]
    assert ("moved", True) in set(relations)
    assert [notes_in_reading_order(version) for version in (first, last)] == [
        ["Zdroj jedna."],
        ["Zdroj nula.", "Zdroj jedna."],
    ]
    assert [step.step for step in last.steps.order_by("pk")] == [
        "approved",
        "publication_proposed",
        "publication_agreed",
        "published",
    ]
    assert SectionPage.objects.filter(live=True).count() == 2
    assert [page.title for page in SectionPage.objects.search("přejmenovaný")] == [
        "Druhý, přejmenovaný"
    ]
    assert said[-1] == "koncepce 1.0: 2 sections, 2 changed"


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
def test_every_version_carries_the_publicity_drawn_for_the_demonstration(folder):
    copy(CONTENT / "project.toml", folder)
    copytree(CONTENT / "logos", folder / "logos")

    load_demo(folder, progress=lambda _: None)

    drawn = (CONTENT / "logos" / "evropska-unie.png").read_bytes()
    cards = [version.project for version in Version.objects.order_by("number")]
    assert [card["registration_number"] for card in cards] == [
        "CZ.03.2.60/0.0/0.0/15_026/0003526"
    ] * 2
    assert [[logo["asset"] for logo in card["logos"]] for card in cards] == [
        [sha256(drawn).hexdigest()]
    ] * 2
    alt = cards[0]["logos"][0]["alt"]
    assert alt.startswith("Znak Evropské unie")
    assert alt.endswith("(nakresleno pro ukázku)")
    assert bytes(VersionAsset.objects.get().data) == drawn


@pytest.mark.django_db
def test_demo_refuses_a_database_with_documents(folder):
    load_demo(folder, progress=lambda _: None)

    with pytest.raises(DatabaseIsNotEmpty, match="There are documents in the database"):
        load_demo(folder, progress=lambda _: None)


@pytest.mark.django_db
def test_failed_demo_leaves_nothing_behind(folder):
    change(folder, '[[op]]\ndo = "remove"\nsection = "A"\nblock = "z"\n')

    with pytest.raises(ContentError):
        load_demo(folder, progress=lambda _: None)

    assert DocumentPage.objects.count() == 0
    assert StandardPage.objects.count() == 0
    # what is left out while it loads is done again
    Group.objects.create(name="Zkouška")
    with pytest.raises(ValidationError):
        Group(name="Zkouška").full_clean()
    with suppress(ValueError), transaction.atomic():
        Group.objects.create(name="Druhá")
        raise ValueError
    assert not Group.objects.filter(name="Druhá").exists()


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
def test_scale_repeats_the_sections_under_their_own_addresses(folder):
    load_demo(folder, progress=lambda _: None, scale=3)

    last = Version.objects.get(label="1.0")
    sections = VersionSection.objects.filter(version=last).order_by("order")
    assert list(sections.values_list("address", flat=True)) == [
        "prvni",
        "druhy",
        "prvni-2",
        "druhy-2",
        "prvni-3",
        "druhy-3",
    ]
