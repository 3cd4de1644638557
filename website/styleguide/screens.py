"""Components and screens of the style guide, drawn from sample data without a database."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from consultations.models import HousingContact
from website.styleguide.comparing import COMPARED, compare
from website.styleguide.samples import (
    CURRENT,
    DIGEST,
    DOCUMENT,
    DOWNLOADS,
    DRAFT,
    FOOTNOTES,
    OLDER,
    PASSAGES,
    PROJECT,
    PUBLICITY,
    TERMS,
    VERSIONS,
    base,
    day,
    frozen,
    nodes_of_contents,
    section_link,
)


class SampleForm(forms.Form):
    """Fields of every sort, so that each state can be seen."""

    name = forms.CharField(label=_("Name and surname"))
    email = forms.EmailField(label=_("E-mail"), help_text=_("For the confirmation only."))
    organisation = forms.CharField(label=_("Organisation"), required=False)
    area = forms.ChoiceField(label=_("Area"), choices=[("1", "B1"), ("2", "B2")])
    weight = forms.ChoiceField(
        label=_("Weight of the comment"),
        widget=forms.RadioSelect,
        choices=[("essential", _("Essential")), ("recommending", _("Recommending"))],
    )
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 4}))
    agreed = forms.BooleanField(label=_("I have read how my data are used."))


def components() -> dict[str, Any]:
    """Context of the page of components."""
    return {
        **base("Přehled prvků"),
        "form": SampleForm(),
        "invalid_form": SampleForm(
            {"invalid-email": "jana@", "invalid-name": "Jana Nováková", "invalid-area": "1"},
            prefix="invalid",
        ),
        "screens": list(SCREENS),
        "sample_messages": [
            SimpleNamespace(level_tag="success", text="Změny jsou uloženy."),
            SimpleNamespace(level_tag="error", text="Soubor se nepodařilo nahrát."),
        ],
        "older": OLDER,
        "draft": DRAFT,
        "newest": {"label": "1.0", "url": "#"},
        "passages": PASSAGES[:2],
        "footnotes": FOOTNOTES[:1],
        "nodes": nodes_of_contents("A5")[:2],
        "page_obj": Paginator(range(200), 10).page(5),
        "tabs": [
            {"label": "V textu", "url": "#", "current": True},
            {"label": "Dva sloupce", "url": "#", "current": False},
            {"label": "Seznam změn", "url": "#", "current": False},
        ],
        "steps": [
            {"label": "Příprava", "state": "done"},
            {"label": "Kontrola", "state": "current"},
            {"label": "Uzavření", "state": ""},
        ],
        "facts": [("Programové období", "2014–2020"), ("Trvání", "1. 8. 2016 – 31. 10. 2019")],
        "tasks": [
            {
                "title": "K vypořádání máte přiděleny 3 připomínky",
                "note": "2. kolo připomínek; 1 po termínu",
                "due_on": date(2017, 6, 2),
                "is_late": True,
                "url": "#",
                "button": "Vypořádat připomínky",
            },
            {
                "title": "Městský obvod Lípa",
                "note": "Rozepsáno, neodesláno: 2 připomínky",
                "due_on": date(2017, 9, 8),
                "is_late": False,
                "url": "#",
                "button": "Zkontrolovat a odeslat",
            },
        ],
        "downloads": DOWNLOADS,
        "segments": COMPARED[0]["changes"][0]["segments"],
    }


def _document_contents() -> dict[str, Any]:
    return {
        **base("Koncepce"),
        "nodes": nodes_of_contents(),
        "whole_url": "/styleguide/document-whole/",
        "changes": {"since": "0.9", "url": "/styleguide/compare/"},
        "downloads": DOWNLOADS,
        "other_versions": VERSIONS[1:],
        "project": PROJECT,
    }


def _section_read(version: dict[str, Any] = CURRENT) -> dict[str, Any]:
    return {
        **base("Koncepce", "A5 Bytový fond"),
        "version": version,
        "newest": {"label": "1.0", "url": "#"} if version is OLDER else None,
        "section": {
            "code": "A5",
            "title": "Bytový fond",
            "level_name": "Kapitola",
            "changed": version is CURRENT,
            "changes_url": "/styleguide/compare/",
            "origin": "real",
            "source": "S1, S2, S8",
        },
        "nodes": nodes_of_contents("A5"),
        "passages": PASSAGES,
        "footnotes": FOOTNOTES,
        "terms": TERMS,
        "subsections": nodes_of_contents()[1]["children"][4]["children"],
        "previous": section_link("A4", "Sociální vyloučení"),
        "next": section_link("A5.1", "Obecní byty v městských obvodech"),
    }


def _document_whole() -> dict[str, Any]:
    return {
        **_document_contents(),
        "sections": [
            {"address": "cast-a", "code": "A", "title": "Deskriptivní část", "depth": 1},
            {
                "address": "bytovy-fond",
                "code": "A5",
                "title": "Bytový fond",
                "depth": 2,
                "passages": PASSAGES,
            },
        ],
        "footnotes": FOOTNOTES,
        "terms": TERMS,
    }


def _home() -> dict[str, Any]:
    return {
        **base(),
        "breadcrumbs": [],
        "page": SimpleNamespace(
            title="Jak bude Ostrava pomáhat lidem k bydlení",
            introduction="<p>Přečtěte si koncepci sociálního bydlení, podívejte se, jak vznikala, "
            "a co se v ní od první verze změnilo a proč.</p>",
        ),
        "concept": {
            **DOCUMENT,
            "version": CURRENT,
            "changes": {"since": "0.9", "url": "/styleguide/compare/"},
        },
        "open_rounds": [],
        "planned_rounds": [],
        "contact": HousingContact(),
        "latest": [
            {
                "on": date(2017, 11, 20),
                "title": "Zveřejněna verze 1.0",
                "url": "#",
                "note": "Schválilo ji Zastupitelstvo města 15. 11. 2017.",
            },
            {"on": date(2017, 9, 21), "title": "Uzavřena verze 1.0", "url": "#"},
            {"on": date(2017, 8, 18), "title": "Uzavřena verze 0.9", "url": "#"},
        ],
        "documents": _documents(),
    }


def _documents() -> list[dict[str, Any]]:
    return [
        {
            "title": "Koncepce sociálního bydlení",
            "url": "#",
            "kind_label": "Koncepce",
            "summary": "Čtyři priority a osmnáct opatření.",
            "version_label": "1.0",
            "standing": "published",
            "standing_label": "Platné znění",
        },
        {
            "title": "Podkladová analýza",
            "url": "#",
            "kind_label": "Podkladová analýza",
            "summary": "Co se vědělo o bytové nouzi ve městě před psaním koncepce.",
            "version_label": "1.0",
            "standing": "published",
            "standing_label": "Platné znění",
        },
        {
            "title": "Metodika sociální práce v bytech",
            "url": "#",
            "kind_label": "Metodika",
            "summary": "Jak pracovat s domácností v prvních měsících.",
            "version_label": "0.2",
            "standing": "frozen",
            "standing_label": "Návrh",
        },
    ]


def _search(query: str = "byty") -> dict[str, Any]:
    results = [
        {
            "title": f"A5 Bytový fond, A5/{number}",
            "url": "#",
            "where": DOCUMENT["title"],
            "version_label": "1.0",
            "snippet": frozen(
                "Pro potřeby koncepce dělíme <mark>byty</mark> podle toho, kdo je vlastní a kdo je "
                "spravuje. U obecních <mark>bytů</mark> jde často o dva různé úřady…"
            ),
        }
        for number in range(1, 35)
    ]
    return {
        **base("Hledat"),
        "query": query,
        "total": len(results) if query == "byty" else 0,
        "tabs": [
            {"label": f"V textech ({len(results)})", "url": "#", "current": True},
            {"label": "V připomínkách a jejich vypořádání (2)", "url": "#", "current": False},
        ],
        "page_obj": Paginator(results, 5).page(2),
        "page_query": f"q={query}&",
        "language": "cs",
    }


SCREENS: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "home": ("website/home_page.html", _home),
    "document-list": (
        "concept/document_list.html",
        lambda: {**base("Dokumenty"), "documents": _documents()},
    ),
    "document-contents": ("concept/document_contents.html", _document_contents),
    "section-read": ("concept/section_read.html", _section_read),
    "section-older": ("concept/section_read.html", lambda: _section_read(OLDER)),
    "document-whole": ("concept/document_whole.html", _document_whole),
    "version-list": (
        "concept/version_list.html",
        lambda: {**base("Koncepce", "Verze"), "versions": VERSIONS},
    ),
    "version-verify": (
        "concept/version_verify.html",
        lambda: {
            **base("Koncepce", "Verze", "Ověření"),
            "downloads": DOWNLOADS[2:],
            "steps": [
                {
                    "title": "Stáhněte soubor s otiskem",
                    "text": "Soubor obsahuje všechna slova verze v pevném pořadí.",
                },
                {
                    "title": "Spočítejte otisk",
                    "text": "Na Linuxu a na macOS:",
                    "command": "sha256sum koncepce-1.0.manifest.json",
                    "expected": DIGEST,
                },
            ],
        },
    ),
    "download-waiting": (
        "concept/download_waiting.html",
        lambda: {**base(), "format_label": "PDF", "percent": 40, "retry_url": "#"},
    ),
    "download-failed": (
        "concept/download_waiting.html",
        lambda: {**base(), "format_label": "PDF", "state": "failed", "retry_url": "#"},
    ),
    "compare-text": ("concept/compare.html", compare("text")),
    "compare-columns": ("concept/compare.html", compare("columns")),
    "compare-list": ("concept/compare.html", compare("list")),
    "glossary": (
        "concept/glossary.html",
        lambda: {
            **base("Slovníček"),
            "letters": [
                {
                    "letter": "B",
                    "terms": [
                        {
                            "id": "pojem-2",
                            "term": "bytová nouze",
                            "definition": "Domácnost nemá kde bydlet, o bydlení přijde, nebo bydlí "
                            "v místě, které k bydlení není.",
                            "english": "housing need",
                        }
                    ],
                },
                {"letter": "M", "terms": TERMS},
            ],
        },
    ),
    "project": (
        "concept/project_page.html",
        lambda: {
            **base("Projekt"),
            "documents": _documents()[:2],
            "page": SimpleNamespace(
                title=PROJECT["title"],
                registration_number=PUBLICITY["registration_number"],
                programme="Operační program Zaměstnanost",
                starts_on=date(2016, 8, 1),
                ends_on=date(2019, 10, 31),
                introduction="<p>Projekt připravil koncepci a ověřil ji v pilotu.</p>",
                body="<h2>O čem projekt je</h2><p>Město v něm s lidmi, kterých se to týká, napsalo "
                "koncepci sociálního bydlení.</p>",
                demo_origin="invented",
                demo_source="",
            ),
        },
    ),
    "standard-page": (
        "website/standard_page.html",
        lambda: {
            **base("Prohlášení o přístupnosti"),
            "page": SimpleNamespace(
                title="Prohlášení o přístupnosti",
                introduction="Komu a jak tyto stránky slouží a co dělat, když něco nefunguje.",
                demo_origin="invented",
                body="<p>Město se zavazuje zpřístupnit tyto stránky v souladu se zákonem "
                "č. 99/2019 Sb.</p><h2>Stav souladu</h2><p>Stránky jsou v souladu.</p>",
                last_published_at=day(2017, 9, 1),
            ),
        },
    ),
    "search": ("website/search.html", _search),
    "search-empty": ("website/search.html", lambda: _search("xyz")),
    "not-found": (
        "404.html",
        lambda: {**base(), "breadcrumbs": [], "choices": [{"title": "Verze 1.0", "url": "#"}]},
    ),
    "forbidden": ("403.html", lambda: {**base(), "breadcrumbs": []}),
    "server-error": ("500.html", lambda: {**base(), "breadcrumbs": []}),
}
