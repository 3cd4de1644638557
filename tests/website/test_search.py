"""Searching published texts: Czech forms on the demonstration's own words, and the page of results."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from concept.actions import follow_measures
from concept.models import DocumentPage, GlossaryTerm
from core.enums import Visibility
from core.models import Generation, SearchEntry
from core.search import find, padded_stems, snippet
from people.enums import Role
from tests.concept import build
from tests.consultations.test_situations_traceability import approve, measure, opened
from tests.factories.people import UserFactory
from website.demo.content import Block, read_documents

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CONTENT = Path(__file__).parents[2] / "website" / "demo" / "content"
TAG = re.compile(r"<[^>]+>")

# what a person types, the other form in the text, a section of the concept that holds it
FOUND = [
    ("bydleni", "bydlením", "system-socialniho-bydleni"),
    ("byty", "bytů", "depistaz"),
    ("dum", "domů", "socialni-byty"),
    ("domacnosti", "domácností", "charakteristika-uzemi"),
    ("mesto", "městem", "socialni-vylouceni"),
    ("obvody", "obvodů", "socialni-prace-a-bydleni"),
    ("socialni", "sociálního", "financovani"),
    ("sluzba", "služeb", "hodnoceni-bytove-nouze"),
    ("najem", "nájmu", "informovani-o-financovani"),
    ("najemne", "nájemného", "obecni-byty-v-mestskych-obvodech"),
    ("smlouva", "smlouvy", "pilotni-overeni"),
    ("deti", "dětí", "socialni-vylouceni"),
    ("dluhy", "dluhů", "socialni-prace"),
    ("clen", "členů", "zapojeni-pracovnich-skupin"),
    ("prace", "práci", "bytovy-fond"),
    ("pracovnik", "pracovníci", "depistaz"),
    ("magistrat", "magistrátu", "hodnoceni-bytove-nouze"),
    ("priorita", "priority", "pracovni-skupina"),
    ("pilot", "pilotní", "charakteristika-uzemi"),
    ("skupina", "skupin", "navrhova-cast"),
    ("vlastnik", "vlastníků", "kapacita-bytoveho-fondu"),
    ("davka", "dávek", "deskriptivni-cast"),
    ("penize", "peněz", "socialni-prace"),
    ("azylovy", "azylových", "vymezeni-pojmu"),
    ("vylouceni", "vyloučených", "depistaz"),
    ("pripominka", "připomínek", "prilohy"),
    ("investice", "investic", "financovani"),
    ("kulaty stul", "stoly", "kulate-stoly"),
    ("pravidlo", "pravidel", "hodnoceni-bytove-nouze"),
    ("lide", "lidí", "zapojeni-cilove-skupiny"),
    ("clovek", "člověka", "vymezeni-pojmu"),
    ("potreba", "potřeb", "mapovani-investic"),
    ("mistnost", "místnosti", "velikost-a-struktura-fondu"),
    ("vystehovani", "vystěhování", "prevence-ztraty-bydleni"),
    ("dohoda", "dohody", "socialni-prace-v-systemu"),
    ("SOUSEDÉ", "sousedy", "informacni-kampan"),
]
# what a person types, a word that only begins alike, a section that holds it
NOT_FOUND = [
    ("dum", "domácností", "depistaz"),
    ("bytost", "bytů", "depistaz"),
    ("najemnice", "nájmu", "informovani-o-financovani"),
    ("uradovna", "úřadů", "spoluprace-uvnitr-uradu-obvodu"),
    ("sociolog", "sociálního", "financovani"),
    ("koncert", "koncepce", "pilotni-overeni"),
    ("dluhopis", "dluhů", "socialni-prace"),
    ("sluzebna", "služeb", "depistaz"),
    ("davkovac", "dávek", "deskriptivni-cast"),
    ("clenstvi", "členů", "zapojeni-pracovnich-skupin"),
    ("mestys", "městem", "socialni-vylouceni"),
    ("financnik", "financování", "financovani"),
]


def words_of(block: Block) -> str:
    """All texts of a block without tags."""

    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield TAG.sub(" ", value)
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from texts(inner)

    return "\n".join(texts(block.fields))


def demo_entries() -> list[SearchEntry]:
    """The last version of every document of the demonstration, as the index holds it."""
    entries = []
    for document in read_documents(CONTENT):
        *_, (_version, state) = document.states()
        for order, section in enumerate(state.in_order()):
            title = f"{section.code} {section.title}".strip()
            text = "\n".join(words_of(block) for block in section.blocks)
            entries.append(entry(title, text, f"/{document.slug}/{section.address}/", order=order))
    return entries


def entry(title: str, text: str, path: str = "/koncepce/byty/", **fields) -> SearchEntry:
    values = {"visibility": Visibility.PUBLIC, "group": "koncepce", "kind": "section", **fields}
    return SearchEntry(
        title=title,
        text=text,
        path=path,
        context="Koncepce",
        title_stems=padded_stems(title),
        stems=padded_stems(f"{title} {text}"),
        **values,
    )


@pytest.fixture(scope="module")
def demo_texts() -> dict[str, SearchEntry]:
    return {made.path: made for made in demo_entries()}


@pytest.fixture
def demo(demo_texts) -> dict[str, SearchEntry]:
    for made in demo_texts.values():
        made.pk = None
    SearchEntry.objects.bulk_create(demo_texts.values())
    return demo_texts


def paths(query: str) -> set[str]:
    return {found.path for found in find(query, AnonymousUser())}


def test_every_form_of_a_word_is_found_without_accents(demo):
    not_in_text = [row for row in FOUND if row[1] not in demo[f"/koncepce/{row[2]}/"].text]
    missed = [row for row in FOUND if f"/koncepce/{row[2]}/" not in paths(row[0])]

    assert len(FOUND) >= 30
    assert not_in_text == []
    assert missed == []


def test_words_that_only_begin_alike_are_not_found(demo):
    not_in_text = [row for row in NOT_FOUND if row[1] not in demo[f"/koncepce/{row[2]}/"].text]
    found = [row for row in NOT_FOUND if f"/koncepce/{row[2]}/" in paths(row[0])]

    assert len(NOT_FOUND) >= 10
    assert not_in_text == []
    assert found == []


def test_every_word_must_be_there_and_hits_in_titles_come_first():
    SearchEntry.objects.bulk_create(
        [
            entry("1 Úvod", "Město má byty a dluhy.", "/koncepce/uvod/", order=1),
            entry("2 Byty", "O dluzích se nepíše.", "/koncepce/byty/", order=2),
            entry("3 Dluhy", "Jen dluhy.", "/koncepce/dluhy/", order=3),
        ]
    )

    assert [e.path for e in find("byt", AnonymousUser())] == ["/koncepce/byty/", "/koncepce/uvod/"]
    assert paths("byty dluh") == {"/koncepce/uvod/", "/koncepce/byty/"}
    assert paths("byty dluhy kraj") == set()
    assert paths("být") == paths("") == paths("…") == set()


def test_snippet_begins_near_the_first_hit_and_marks_every_hit():
    text = "Slovo " * 40 + "a potom byty, které má město, a další byt."

    parts = snippet(text, ["byt"])

    assert parts[0] == ("… ", False)
    assert [part for part, is_hit in parts if is_hit] == ["byty", "byt"]
    assert "".join(part for part, _ in parts)[2:] in text


# --- the page


def published(title: str = "Byty", words: str = "Město má devět bytů <b>pro</b> rodiny & seniory."):
    document = build.document()
    build.section(document, title, words.replace("<b>", "").replace("</b>", ""), code="2.1")
    return build.publish(build.freeze(document, "1.0"))


def a_measure(code: str, title: str, *, is_public: bool) -> None:
    """An approved version with one measure."""
    section = build.section(
        build.document(), "Opatření", measure(code, title, "Poradí s dluhy.", "aaaaaaa1"), code="3"
    )
    version = build.freeze(DocumentPage.objects.get(pk=section.get_parent().pk), "1.0")
    if is_public:
        version = opened(version)
    approve(version)
    follow_measures(version=version, by=build.editor(), at=timezone.now())


def body(response) -> str:
    return response.content.decode()


def test_rows_of_a_table_are_parted_in_the_result_and_sentences_are_not(client):
    document = build.document()
    build.section(document, "Byty", build.heading("Druhy"), "Město má byty.", "Obvody také.")
    build.publish(build.freeze(document, "1.0"))

    page = body(client.get("/hledat/?q=byty"))

    assert "Druhy · Město má <mark>byty</mark>. Obvody také." in page


def test_result_leads_to_the_section_and_says_where_it_stands(client):
    published()

    page = body(client.get("/hledat/?q=byty"))

    assert '<a href="/koncepce/byty/">2.1 Byty</a>' in page
    assert "<mark>bytů</mark>" in page
    assert "verze 1.0" in page
    assert "Nalezeno 1 místo" in page


def test_markup_in_a_text_and_in_a_query_is_escaped(client):
    entry("Byty", "Byt <script>alert(1)</script> & dům").save()

    page = body(client.get("/hledat/", {"q": 'byt "><script>'}))
    assert "<script>alert" not in page
    assert 'value="byt &quot;&gt;&lt;script&gt;"' in page

    page = body(client.get("/hledat/", {"q": "byt"}))
    assert "<mark>Byt</mark> &lt;script&gt;alert(1)&lt;/script&gt; &amp; dům" in page


def test_english_page_leads_to_the_english_address(client):
    published()

    page = body(client.get("/en/hledat/?q=byty"))

    assert '<html lang="en">' in page
    assert "1 place found" in page
    assert '<article class="result" lang="cs">' in page
    assert '<a href="/en/koncepce/byty/">' in page


def test_pages_of_results_keep_the_query(client):
    SearchEntry.objects.bulk_create(
        [entry(f"Byt {n}", "Byt.", f"/koncepce/byt-{n}/", order=n) for n in range(45)]
    )

    page = body(client.get("/hledat/?q=byty&strana=2"))

    assert page.count('<article class="result"') == 20
    assert "Byt 20</a>" in page
    assert "Byt 39</a>" in page
    assert 'href="?q=byty&amp;strana=3"' in page or 'href="?q=byty&strana=3"' in page
    assert body(client.get("/hledat/?q=byty&strana=nic")).count('<article class="result"') == 20


def test_nothing_found_says_what_to_try(client):
    page = body(client.get("/hledat/?q=velbloud"))

    assert "Nic jsme nenašli." in page
    assert "Na háčcích, čárkách a koncovkách nezáleží." in page


def test_empty_search_shows_only_the_form(client):
    for address in ("/hledat/", "/hledat/?q=", "/hledat/?q=%20"):
        page = body(client.get(address))
        assert 'name="q" value=""' in page
        assert "Nic jsme nenašli" not in page


def test_visitor_does_not_find_what_is_for_staff(client):
    entry("Byty", "Byty pro zaměstnance.", visibility=Visibility.STAFF).save()
    assert "pro zaměstnance" not in body(client.get("/hledat/?q=byty"))

    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert "pro zaměstnance" in body(client.get("/hledat/?q=byty"))


@pytest.mark.parametrize("query", ["3.2.1", "opatření 3.2.1", "Opatreni č. 3.2.1", "measure 3.2.1"])
def test_a_measure_is_found_by_its_permanent_code(client, query):
    a_measure("3.2.1", "Kontaktní místo", is_public=True)

    page = body(client.get("/hledat/", {"q": query}))

    assert '<a href="/opatreni/3.2.1/">Opatření 3.2.1: ' in page
    assert "Kontaktní místo" in page
    assert "Nic jsme nenašli" not in page


@pytest.mark.parametrize("query", ["3.2", "3.2.1.1", "kontaktní místo 3.2.1", "opatření"])
def test_a_part_of_a_code_or_other_words_are_no_code_of_a_measure(client, query):
    a_measure("3.2.1", "Kontaktní místo", is_public=True)

    assert client.get("/hledat/", {"q": query}).context["measures"] == []


def test_a_measure_a_visitor_may_not_know_of_is_not_found(client):
    a_measure("3.2.1", "Kontaktní místo", is_public=False)

    assert "/opatreni/" not in body(client.get("/hledat/?q=3.2.1"))

    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert "/opatreni/3.2.1/" in body(client.get("/hledat/?q=3.2.1"))


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_the_same_for_one_result_and_for_many(
    client, django_assert_num_queries, count
):
    SearchEntry.objects.bulk_create(
        [entry(f"Byt {n}", "Byt.", f"/koncepce/byt-{n}/", order=n) for n in range(count)]
    )
    published()
    client.get("/hledat/")

    # generations for the kept page, numbers in texts and in seven other parts, results, versions with their steps
    with django_assert_num_queries(11):
        client.get("/hledat/?q=byty")


def test_results_are_not_kept(client):
    published()

    assert "ETag" not in client.get("/hledat/?q=byty").headers


def test_document_under_a_new_address_is_found_there(client, django_capture_on_commit_callbacks):
    document = DocumentPage.objects.get(pk=published().document_id)
    document.slug = "nova-koncepce"
    with django_capture_on_commit_callbacks(execute=True):
        document.save_revision().publish()

    page = body(client.get("/hledat/?q=byty"))

    assert '<a href="/nova-koncepce/byty/">2.1 Byty</a>' in page
    assert "/koncepce/byty/" not in page


def test_new_term_makes_kept_pages_out_of_date(client):
    before = Generation.objects.filter(key="site").values_list("number", flat=True).first() or 1
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))

    answer = client.post(
        reverse("wagtailsnippets_concept_glossaryterm:add"),
        {
            "term": "depistáž",
            "forms": "",
            "definition": "Vyhledávání.",
            "english": "",
            "source": "",
        },
    )

    assert answer.status_code == 302
    assert GlossaryTerm.objects.get().term == "depistáž"
    assert Generation.objects.get(key="site").number == before + 1
