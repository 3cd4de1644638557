"""Pages of documents built for one test each: what they hide, weigh and where the navigation leads."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from concept import actions, queries
from people.enums import Role
from tests.concept import build
from tests.concept.test_views import body, open_to_all
from tests.conftest import TEST_NOW
from tests.factories.pages import StandardPageFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


def test_note_whose_mark_was_removed_has_no_number_and_leads_nowhere(client):
    note = "7d1c63f6-9a2f-4d3b-8a77-0a3c7f9f6b10"
    marked = f'<p>Paní Nová čeká.<footnote id="{note}">[1]</footnote></p>'
    document = build.document()
    section = build.section(
        document, "Úvod", build.text(marked), notes=[(note, "<p>Statistika města.</p>")]
    )
    version = build.publish(build.freeze(document, "1.0"))
    build.rewrite(section, "Domácnosti čekají.")
    content = version.passages.get(content__text="Paní Nová čeká.").content
    actions.redact_passage(content=content, reason="Údaj", by=build.editor(), at=TEST_NOW)

    page = body(client.get("/koncepce/uvod/"))

    assert "Statistika města." in page
    assert f"#z-{note}" not in page
    assert "None" not in page


def test_contents_mark_changes_only_against_a_version_the_reader_may_read(client):
    document = build.document()
    section = build.section(document, "Byty", "Město má devět bytů.")
    hidden = build.freeze(document, "0.9")
    build.rewrite(section, "Město má deset bytů.")
    build.publish(build.freeze(document, "1.0"))

    assert "změněno" not in body(client.get("/koncepce/"))
    open_to_all(hidden)
    assert "změněno" in body(client.get("/koncepce/"))


def test_document_without_versions_is_seen_only_by_who_may_freeze(client):
    build.document("plan", "Akční plán")

    assert client.get("/plan/").status_code == 404
    client.force_login(UserFactory(roles=[Role.MEMBER], is_demo=True))
    assert client.get("/plan/").status_code == 404
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    response = client.get("/plan/")
    assert response.status_code == 200
    assert "Akční plán" in body(response)


@pytest.mark.parametrize("count", [1, 3])
def test_whole_document_is_read_in_three_queries(django_assert_num_queries, count):
    document = build.document()
    for number in range(count):
        build.section(document, f"Oddíl {number}", *[f"Odstavec {n}." for n in range(count)])
    build.publish(build.freeze(document, "1.0"))

    with django_assert_num_queries(3):  # versions with the document; sections; passages
        [version] = queries.readable_versions("koncepce", AnonymousUser())
        sections = queries.read_version(version)

    assert sum(len(section.passages) for section in sections) == count * count


# --- how much it weighs

MOST_BYTES = 60 * 1024


def transferred(client, path: str) -> int:
    """Bytes of a page, its style sheets, modules and preloaded font, compressed as the server sends them."""
    response = client.get(path, headers={"accept-encoding": "gzip"})
    html = gzip.decompress(response.content).decode()
    wanted = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|woff2))"', html)
    seen: set[str] = set()
    total = len(response.content)
    while wanted:
        address = wanted.pop()
        if address in seen:
            continue
        seen.add(address)
        file = Path(settings.STATIC_ROOT) / address.removeprefix("/static/")
        raw = file.read_bytes()
        if file.suffix == ".woff2":
            total += len(raw)
            continue
        total += len(gzip.compress(raw, compresslevel=9))
        for found in re.findall(
            r'(?:@import\s+(?:url\()?|from\s*|import\s*\(?)"([^"]+)"', raw.decode()
        ):
            target = (file.parent / found).resolve()
            wanted.append(
                "/static/" + target.relative_to(Path(settings.STATIC_ROOT).resolve()).as_posix()
            )
    assert any(address.endswith(".css") for address in seen)
    assert any(address.endswith(".js") for address in seen)
    return total


def test_home_contents_and_section_weigh_at_most_sixty_kilobytes(client):
    document = build.document(summary="Jak získat a udržet byt. " * 8)
    words = "Město pomáhá domácnostem získat a udržet byt a předchází jeho ztrátě v každém obvodu "
    for number in range(40):
        paragraphs = [f"{words}{number} {n}, {'a dále ' * 40}." for n in range(8)]
        build.section(document, f"Oddíl číslo {number}", *paragraphs, code=f"{number}")
    build.publish(build.freeze(document, "1.0"))

    weights = {
        path: transferred(client, path) for path in ("/", "/koncepce/", "/koncepce/oddil-cislo-7/")
    }

    assert {path: size for path, size in weights.items() if size > MOST_BYTES} == {}


# --- where the main navigation leads


def nav_target(client, prefix: str = "") -> str:
    """Where the first link of the main navigation leads."""
    page = body(client.get(f"{prefix}/"))
    return re.search(r'class="site-nav__link" href="([^"]+)"', page)[1]


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "Zatím není zveřejněné žádné znění koncepce."),
        ("/en", "No wording of the concept has been published yet."),
    ],
)
def test_main_navigation_of_an_empty_site_leads_to_an_honest_page(client, prefix, words):
    build.home()
    target = nav_target(client, prefix)

    response = client.get(target)

    assert (target, response.status_code) == (f"{prefix}/koncepce/", 200)
    assert words in body(response)
    assert client.get(f"{target}byty/").status_code == 404
    assert client.get(f"{target}verze/").status_code == 404


def test_unpublished_or_withdrawn_concept_is_told_as_none(client):
    document = build.document(title="Tajný název")
    build.section(document, "Byty", "Město má devět bytů.")
    version = build.freeze(document, "1.0")
    pages = [body(client.get("/koncepce/"))]
    build.publish(version)
    assert "Tajný název" in body(client.get("/koncepce/"))
    actions.withdraw_version(version=version, note="Chyba", by=build.editor(), at=TEST_NOW)
    pages.append(body(client.get("/koncepce/")))

    assert ["Zatím není zveřejněné žádné znění koncepce." in page for page in pages] == [True, True]
    assert "Tajný název" not in pages[0]


def test_main_navigation_leads_to_a_concept_with_another_address(client):
    plan = build.document("plan", kind="action_plan")
    document = build.document("bydleni-2030")
    for page in (plan, document):
        build.section(page, "Byty", "Město má devět bytů.")
        version = build.freeze(page, "1.0")
        if page is document:
            assert client.get("/koncepce/").status_code == 200  # nothing is told before
        build.publish(version)

    assert client.get("/koncepce/").url == "/bydleni-2030/"
    assert client.get("/en/koncepce/").url == "/en/bydleni-2030/"


def test_ordinary_page_whose_address_begins_like_a_language_is_found(client):
    StandardPageFactory(parent=build.home(), slug="energie", title="Energie")

    assert "<h1" in body(client.get("/energie/"))
    assert client.get("/en/energie/").status_code == 200
