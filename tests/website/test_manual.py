"""Help: complete in both languages, true to the screens, found by its words, led to from the screens it is about."""

import re
from html import unescape
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.architecture.source import ROOT
from tests.browsers import signed_in
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.consultations.test_commenting import World
from tests.working_groups import meetings_build
from tests.working_groups.build import person_of, seated_group
from website import manual
from working_groups.enums import MembershipRole

SHAPE = re.compile(r'<(h1|h2 id="[^"]+"|p|ol|ul|li|b|a href="[^"]+")[ >]')


def rendered(slug: str, language: str) -> str:
    with translation.override("cs"):  # so that addresses are the same
        return render_to_string(f"help/{slug}.{language}.html")


def labels(slug: str, language: str) -> list[str]:
    return re.findall(r"<b>(.+?)</b>", rendered(slug, language))


def body(response) -> str:
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_every_page_has_both_languages_and_no_file_is_forgotten():
    found = sorted(path.name for path in Path(ROOT, "templates", "help").iterdir())
    languages = [code for code, _name in settings.LANGUAGES]
    assert found == sorted(f"{slug}.{code}.html" for slug in manual.SLUGS for code in languages)


@pytest.mark.parametrize("slug", manual.SLUGS)
def test_both_languages_say_the_same_piece_by_piece(slug):
    czech, english = (SHAPE.findall(rendered(slug, code)) for code in ("cs", "en"))
    assert czech == english
    assert len(czech) > 15


@pytest.mark.parametrize("slug", manual.SLUGS)
def test_names_of_the_screens_are_those_of_the_catalogue(slug):
    """What help calls a button is what stands on the button, in both languages."""
    with Path(ROOT, "locale/cs/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="cs")
    known: dict[str, set[str]] = {}
    for message in catalogue:
        if isinstance(message.id, str):
            known.setdefault(_name(message.id), set()).add(_name(message.string))
    wrong = [
        (english, czech)
        for english, czech in zip(labels(slug, "en"), labels(slug, "cs"), strict=True)
        if _name(czech) not in known.get(_name(english), set())
    ]
    assert wrong == []


def _name(words: str) -> str:
    return unescape(words).strip(" :.").replace("\N{NO-BREAK SPACE}", " ").casefold()


@pytest.mark.django_db
def test_index_lists_all_and_a_page_is_kept_for_visitors(client):
    index = body(client.get("/napoveda/"))
    for page in manual.help_pages("cs"):
        assert f'href="{page.path}"' in index
        assert page.title in index
    english = body(client.get("/en/napoveda/pripominky/"))
    assert "How to write a comment" in english
    assert 'href="/en/konzultace/"' in english
    for address in ("/napoveda/", "/napoveda/pripominky/"):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            kept = client.get(address)
        assert (kept.status_code, len(captured)) == (200, 1)
    assert client.get("/napoveda/neni/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("kodu", ["pripominky", "fokusni-skupiny"]),
        ("zapečetěte", ["kola"]),
        ("rozporu", ["clenove", "zmocnene-osoby", "vyporadani"]),
        ("velryba", []),
    ],
)
def test_help_is_searched_by_any_form_of_a_word(client, query, slugs):
    assert [page.slug for page in manual.find_help(query, "cs")] == slugs
    found = body(client.get("/napoveda/", {"q": query}))
    assert ("Nic jsme nenašli" in found or "Nic se nenašlo" in found) == (not slugs)
    everywhere = body(client.get("/hledat/", {"q": query}))
    assert ("V nápovědě" in everywhere) == bool(slugs)


@pytest.mark.slow
@pytest.mark.django_db
def test_screens_lead_to_the_help_about_them(client):
    world = World()
    group = build.group()
    write, send = "/napoveda/pripominky/", "/napoveda/zmocnene-osoby/"
    for address, leads_to in (
        ("/konzultace/", write),
        ("/konzultace/kolo/", write),
        (f"{world.new}?verze=0-1", write),
        (world.own, write),
        ("/konzultace/kolo/nalozeni/", f"{write}#odpoved"),
        (f"/skupiny/{group.slug}/", "/napoveda/clenove/"),
    ):
        assert f'href="{leads_to}"' in body(client.get(address)), address
    client.force_login(world.head)
    assert f'href="{send}"' in body(client.get(f"{world.own}?za={world.lipa.pk}"))

    desk = signed_in(person("editor"))
    (comment,) = build.sent(world.round, "Slova.")
    for address, slug in (
        (url("round-list"), "kola"),
        (url("round-create"), "kola"),
        (url("round-detail", world.round.pk), "kola"),
        (url("settlement-list", world.round.pk), "vyporadani"),
        (url("settlement-detail", comment.reference), "vyporadani"),
        (url("department-list", world.round.pk), "vyporadani"),
        (url("round-report", world.round.pk), "vyporadani"),
        (url("statement-list", world.round.pk), "tajemnici"),
        (url("statement-enter", world.round.pk), "tajemnici"),
        (url("import-list", world.round.pk), "tajemnici"),
        (url("moderation-queue"), "tajemnici"),
        (url("placement-versions"), "umisteni"),
        (url("placement-list", world.version.pk), "umisteni"),
        (url("check-list", world.version.pk), "umisteni"),
    ):
        page = body(desk.get(address))
        assert f'href="/napoveda/{slug}/">Nápověda</a>' in page, address


@pytest.mark.django_db
def test_pages_of_a_meeting_lead_each_person_to_the_help_for_them(client):
    group = seated_group(at=timezone.now())
    meeting = meetings_build.planned(group)
    page, sheet = meetings_build.address(meeting), meetings_build.address(meeting, "ucast/")
    for seat, address, leads_to in (
        (MembershipRole.SECRETARY, page, "zapisy/"),
        (MembershipRole.SECRETARY, sheet, "zapisy/#den"),
        (MembershipRole.SECRETARY, f"/skupiny/{group.slug}/", "zapisy/"),
        (MembershipRole.MEMBER, page, "jednani/"),
    ):
        client.force_login(person_of(group, seat))
        assert f'href="/napoveda/{leads_to}"' in body(client.get(address)), address
