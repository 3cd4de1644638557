"""Every address of a document: who gets what, in how many queries, how heavy, and for how long it is kept."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from concept import actions, queries
from concept.exports import downloads
from concept.models import DocumentPage, SectionAddress, SectionPage, VersionArtifact
from people.enums import Role
from tests.concept import build
from tests.conftest import TEST_NOW
from tests.factories.pages import ProjectPageFactory
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def body(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def open_to_all(version):
    actions.set_access(version=version, level="public", by=build.user("chair"), at=TEST_NOW)
    return version


class Library:
    """0.9 open for comments, 1.0 published, 1.1 for staff; 1.0 renamed a section's address and dropped another.

    The renamed section links to a section of another published document.
    """

    def __init__(self) -> None:
        self.analysis = build.document("analyza", title="Analýza")
        cited = build.section(self.analysis, "Ubytovny", "Lidé platí víc.")
        build.publish(build.freeze(self.analysis, "1.0"))
        self.document = build.document(title="Koncepce bydlení", level_names=["Oblast", "Cíl"])
        self.chapter = build.section(self.document, "Bytový fond", "Město má domy.", code="2")
        self.section = build.section(
            self.chapter, "Byty", "Město má devět bytů.", build.figure(build.image()), code="2.1"
        )
        self.renamed = build.section(
            self.document, "Služby", "Pomáhají lidem.", build.link(cited), code="3"
        )
        self.dropped = build.section(self.document, "Kolonie", "Domy u šachet.", code="4")
        self.first = open_to_all(build.freeze(self.document, "0.9", purpose="consultation"))
        build.rewrite(self.section, "Město má deset bytů.", build.figure(build.image()))
        SectionAddress.objects.create(
            document=self.document, address="pomoc", node_uid=self.renamed.node_uid
        )
        SectionPage.objects.get(pk=self.dropped.pk).delete()
        self.second = build.publish(build.freeze(self.document, "1.0"))
        build.rewrite(self.section, "Město má jedenáct bytů.", build.figure(build.image("blue")))
        self.third = build.freeze(self.document, "1.1")

    @staticmethod
    def asset(version) -> str:
        [digest] = {d for s in queries.read_version(version) for p in s.passages for d in p.assets}
        return digest


library = built_once(Library)


# --- every address answers, in both languages

PAGES = [
    ("/koncepce/", '<h1 lang="cs">Koncepce bydlení</h1>'),
    ("/koncepce/byty/", "Město má deset bytů."),
    ("/koncepce/bytovy-fond/", "Město má domy."),
    ("/koncepce/cele/", "Město má deset bytů."),
    ("/koncepce/verze/", 'href="{prefix}/koncepce/verze/0-9/"'),
    ("/koncepce/verze/1-0/", 'href="{prefix}/koncepce/byty/"'),
    ("/koncepce/verze/0-9/", 'href="{prefix}/koncepce/verze/0-9/byty/"'),
    ("/koncepce/verze/0-9/byty/", "Město má devět bytů."),
    ("/koncepce/verze/0-9/kolonie/", "Domy u šachet."),
    ("/koncepce/verze/0-9/cele/", "Domy u šachet."),
    ("/koncepce/verze/0-9/overeni/", "sha256sum manifest.json"),
    ("/koncepce/porovnani/0-9/1-0/", "<ins"),
    ("/koncepce/porovnani/0-9/1-0/?zobrazeni=columns", "deset"),
    ("/koncepce/porovnani/0-9/1-0/?zobrazeni=list", "devět"),
    ("/dokumenty/", 'href="{prefix}/koncepce/"'),
    ("/slovnicek/", "<h1"),
]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_address_answers_in_both_languages(client, library, prefix):
    missing = []
    for path, words in PAGES:
        response = client.get(prefix + path)
        language = "en" if prefix else "cs"
        page = body(response)
        if (
            response.status_code != 200
            or words.format(prefix=prefix) not in page
            or f'<html lang="{language}">' not in page
            or response["Content-Language"] != language
        ):
            missing.append((path, response.status_code))
    assert missing == []


def test_links_on_english_pages_stay_english(client, library):
    for path, _words in PAGES:
        page = body(client.get(f"/en{path}"))
        links = re.findall(r'href="(/[^"]*)"', page[page.index("<main") :])
        czech = [
            link for link in links if not link.startswith(("/en/", "/static/", "/api/", "/media/"))
        ]
        assert czech == [], path


def test_file_of_a_version_is_given_out_for_ever(client, library):
    response = client.get(f"/koncepce/verze/0-9/soubory/{library.asset(library.first)}/")

    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_form_of_comparison_leads_to_the_older_first(client, library):
    response = client.get("/koncepce/porovnani/?starsi=1-0&novejsi=0-9")

    assert (response.status_code, response.url) == (302, "/koncepce/porovnani/0-9/1-0/")


# --- what does not exist


def test_unknown_version_lists_what_there_is(client, library):
    for path in (
        "/koncepce/verze/9-9/",
        "/koncepce/verze/9-9/byty/",
        "/koncepce/verze/9-9/cele/",
        "/koncepce/porovnani/0-9/9-9/",
    ):
        response = client.get(path)
        assert response.status_code == 404
        assert 'href="/koncepce/verze/0-9/"' in body(response)
        assert 'href="/koncepce/verze/1-0/"' in body(response)
        assert "9-9" in body(response)


def test_unknown_section_format_and_file_are_not_found(client, library):
    for path in (
        "/koncepce/neni/",
        "/koncepce/verze/0-9/neni/",
        "/koncepce/verze/0-9/stahnout/exe/",
        f"/koncepce/verze/0-9/soubory/{'0' * 64}/",
        "/koncepce/porovnani/0-9/1-0/?zobrazeni=jinak",
        "/neni/",
        "/neni/verze/",
    ):
        assert client.get(path).status_code == 404, path


def test_former_address_of_a_section_leads_to_the_present_one(client, library):
    response = client.get("/koncepce/sluzby/")

    assert (response.status_code, response.url) == (302, "/koncepce/pomoc/")
    assert client.get("/en/koncepce/sluzby/").url == "/en/koncepce/pomoc/"


def test_dropped_section_says_where_it_can_be_read(client, library):
    response = client.get("/koncepce/kolonie/")

    assert response.status_code == 404
    assert 'href="/koncepce/verze/0-9/kolonie/"' in body(response)
    assert "Domy u šachet." in body(client.get("/koncepce/verze/0-9/kolonie/"))


def test_section_written_later_is_not_told_as_left_out(client, library):
    build.section(library.document, "Nájem", "Nájem se zvedá.")
    open_to_all(build.freeze(library.document, "1.2"))

    response = client.get("/koncepce/najem/")

    assert response.status_code == 404
    assert "Tato kapitola v textu ještě není" in body(response)
    assert "Verze 1.0 ji neobsahuje" in body(response)
    assert 'href="/koncepce/verze/1-2/najem/"' in body(response)


# --- who may read


def test_version_for_staff_does_not_exist_for_visitors(client, library):
    digest = library.asset(library.third)
    hidden = [
        "/koncepce/verze/1-1/",
        "/koncepce/verze/1-1/byty/",
        "/koncepce/verze/1-1/cele/",
        "/koncepce/verze/1-1/overeni/",
        "/koncepce/verze/1-1/stahnout/pdf/",
        f"/koncepce/verze/1-1/soubory/{digest}/",
        f"/koncepce/verze/1-0/soubory/{digest}/",
        "/koncepce/porovnani/1-0/1-1/",
        "/koncepce/porovnani/?starsi=1-0&novejsi=1-1",
        "/api/v1/documents/koncepce/versions/1-1/",
    ]
    open_pages = [path for path, _words in PAGES] + [
        "/",
        "/hledat/?q=jedenact",
        "/feeds/verze.atom",
        "/api/v1/documents/koncepce/versions/",
    ]

    assert [path for path in hidden if client.get(path).status_code != 404] == []
    told = [
        path
        for path in open_pages
        if "/1-1/" in body(client.get(path)) or "jedenáct" in body(client.get(path))
    ]
    assert told == []

    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    not_seen = [p for p in hidden if client.get(p).status_code not in {200, 202, 302}]
    assert not_seen == [f"/koncepce/verze/1-0/soubory/{digest}/"]


def test_answers_to_staff_are_not_kept_for_visitors(client, library):
    staff = UserFactory(roles=[Role.EDITOR], is_demo=True)
    client.force_login(staff)
    assert "/1-1/" in body(client.get("/koncepce/verze/"))

    client.logout()
    assert "/1-1/" not in body(client.get("/koncepce/verze/"))


def test_old_version_leads_to_the_same_place_in_the_newest(client, library):
    page = body(client.get("/en/koncepce/verze/0-9/byty/"))

    assert "You are reading version 0.9." in page
    assert 'href="/en/koncepce/byty/"' in page
    assert 'href="/koncepce/pomoc/"' in body(client.get("/koncepce/verze/0-9/sluzby/"))


@pytest.mark.parametrize("label", ["9-9", "1.0", 'ř">', "%00", "a" * 300])
def test_unknown_label_lists_the_versions_there_are(client, library, label):
    for path in (f"/koncepce/verze/{label}/", f"/koncepce/porovnani/{label}/1-0/"):
        response = client.get(path)

        assert response.status_code == 404
        assert 'href="/koncepce/verze/0-9/"' in body(response)
        assert label not in body(response) or '"' not in label


def test_download_whose_job_gave_up_says_so_and_does_not_reload(client, library):
    key = actions.pending_key(library.second.pk, "pdf", library.second.language)
    cache.set(key, "failed")

    response = client.get("/koncepce/verze/1-0/stahnout/pdf/")

    assert response.status_code == 202
    assert "Refresh" not in response.headers
    assert "<progress" not in body(response)


def test_download_already_held_is_answered_by_304(client, library):
    artifact = VersionArtifact.objects.create(
        version=library.second,
        format="json",
        language=library.second.language,
        generator=downloads.generator("json"),
        data=b"{}",
        digest="d" * 64,
        created_at=TEST_NOW,
    )
    path = "/koncepce/verze/1-0/stahnout/json/"

    assert client.get(path).content == b"{}"
    assert client.get(path)["Cache-Control"] == "no-cache"
    held = client.get(path, headers={"if-none-match": f'"{artifact.digest}"'})
    assert (held.status_code, held.content) == (304, b"")


def test_comparison_without_labels_leads_to_the_form(client, library):
    response = client.get("/koncepce/porovnani/")

    assert (response.status_code, response["Location"]) == (302, "/koncepce/verze/")


@pytest.mark.parametrize(
    "path",
    [
        "/koncepce/",
        "/koncepce/byty/",
        "/slovnicek/",
        "/hledat/",
        "/dokumenty/",
        "/api/v1/documents/",
    ],
)
def test_reading_pages_answer_no_other_method(library, path):
    client = Client(enforce_csrf_checks=True)

    assert [client.generic(method, path).status_code for method in ("POST", "PUT", "DELETE")] == [
        405
    ] * 3


def test_each_version_has_its_own_title(client, library):
    titles = [
        re.search("<title>(.*?)</title>", body(client.get(path)))[1]
        for path in (
            "/koncepce/",
            "/koncepce/verze/0-9/",
            "/koncepce/byty/",
            "/koncepce/verze/0-9/byty/",
        )
    ]

    assert titles == [
        "Koncepce bydlení – Osnova",
        "Koncepce bydlení, verze 0.9 – Osnova",
        "2.1 Byty – Koncepce bydlení – Osnova",
        "2.1 Byty – Koncepce bydlení, verze 0.9 – Osnova",
    ]


def test_section_says_where_its_text_comes_from(client, library):
    SectionPage.objects.filter(pk=library.section.pk).update(demo_origin="real", demo_source="S9")

    assert 'nadpis podle zdroje, text napsaný pro ukázku (<span lang="cs">S9</span>)' in body(
        client.get("/koncepce/byty/")
    )


def test_project_page_leads_to_its_documents_and_says_who_pays(client, library):
    project = ProjectPageFactory(parent=build.home())
    DocumentPage.objects.filter(pk=library.document.pk).update(project=project)

    page = body(client.get(f"/{project.slug}/"))

    assert 'href="/koncepce/"' in page[page.index("dokumenty-projektu") :]
    assert project.publicity_sentence in page


# --- how much it costs

COLD = {
    "/koncepce/": 6,
    "/koncepce/byty/": 6,
    "/koncepce/verze/0-9/": 5,
    "/koncepce/verze/0-9/byty/": 7,
    "/koncepce/pomoc/": 7,  # links to another document
    "/koncepce/verze/0-9/sluzby/": 7,  # the same in an old version: the most a section can cost
    "/koncepce/verze/": 2,
    "/koncepce/cele/": 5,
    "/dokumenty/": 2,
    "/slovnicek/": 2,
}


def test_cold_pages_cost_at_most_eight_queries(client, library):
    # what a process asks once: kinds of content, and once a minute, whether this is a demonstration
    client.get("/en/")

    found = {}
    for path in COLD:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        found[path] = len(captured)

    assert found == COLD
    assert max(COLD.values()) + 1 <= 8  # once a minute: whether this is a demonstration


@pytest.mark.parametrize("path", COLD)
def test_kept_page_costs_one_query_and_answers_304(
    client, library, django_assert_num_queries, path
):
    first = client.get(path)

    with django_assert_num_queries(1):
        second = client.get(path)
    with django_assert_num_queries(1):
        third = client.get(path, headers={"if-none-match": first["ETag"]})

    assert second.content == first.content
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in first.headers
    assert (third.status_code, third.content) == (304, b"")


def test_publication_makes_kept_pages_out_of_date(client, library):
    before = client.get("/koncepce/byty/")
    build.publish(library.third)

    after = client.get("/koncepce/byty/", headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert "Město má jedenáct bytů." in body(after)


def test_no_page_asks_another_host_for_anything(client, library):
    for path, _words in PAGES:
        page = body(client.get(path))
        loaded = re.findall(r'<(?:link|script|img)[^>]+(?:src|href)="(https?:)?//', page)
        assert loaded == [], path
