"""Sample data of the style guide: every component and screen without a database.

Facts and names follow the rules of the demonstration: real ones are labelled with their source,
everything else is by visibly fictitious bodies.
"""

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from consultations.models import HousingContact

CITY_PAGES = "https://socialnizaclenovani.ostrava.cz/"
PRAGUE = ZoneInfo("Europe/Prague")
DIGEST = "9f2c41d07be35a8816c0d4f7a95be2230d6a1f4e8c7b59a3e61d02f4b8a7c935"


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


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 15, tzinfo=PRAGUE)


def _frozen(html: str) -> str:
    """Sample words stand for frozen canonical html, which is our own and already clean."""
    return mark_safe(html)  # noqa: S308  a constant of this module


APPROVED = {
    "body": "Zastupitelstvo města",
    "occurred_on": date(2017, 11, 15),
    "resolution": "",
}
CURRENT = {
    "label": "1.0",
    "slug": "1-0",
    "url": "#",
    "standing": "published",
    "standing_label": "Platné znění",
    "approved": APPROVED,
    "frozen_at": _day(2017, 9, 21),
    "digest": DIGEST,
    "previous_digest": DIGEST[::-1],
    "language": "cs",
}
OLDER = {
    **CURRENT,
    "label": "0.9",
    "slug": "0-9",
    "standing": "superseded",
    "standing_label": "Nahrazeno",
    "approved": None,
    "frozen_at": _day(2017, 8, 18),
    "digest": DIGEST[8:] + DIGEST[:8],
}
DRAFT = {**OLDER, "label": "0.5", "slug": "0-5", "standing": "frozen", "standing_label": "Návrh"}
DOCUMENT = {
    "title": "Koncepce sociálního bydlení statutárního města Ostravy",
    "kind_label": "Koncepce",
    "summary": "Jak chce město pomáhat domácnostem v bytové nouzi k bydlení a jak jim pomůže "
    "bydlení udržet. Popisuje výchozí stav, stanoví čtyři priority a osmnáct opatření.",
    "url": "/styleguide/document-contents/",
    "language": "cs",
    "origin": "invented",
    "source": "",
}
PROJECT = {"title": "Příprava na sociální bydlení ve městě Ostrava", "url": "#"}
PUBLICITY = {
    "sentence": "Projekt je spolufinancován Evropskou unií.",
    "registration_number": "CZ.03.2.60/0.0/0.0/15_021/0000000",
    "logos": [],
}


def _node(code: str, title: str, *children: dict, changed: bool = False, current: bool = False):
    return {
        "code": code,
        "title": title,
        "url": "/styleguide/section-read/",
        "changed": changed,
        "current": current,
        "children": list(children),
    }


def _nodes(current: str = "") -> list[dict[str, Any]]:
    def node(code: str, title: str, *children: dict, changed: bool = False) -> dict:
        return _node(
            code, title, *children, changed=changed, current=bool(code) and code == current
        )

    return [
        node("", "Úvodní slovo a shrnutí"),
        node(
            "A",
            "Deskriptivní část",
            node(
                "A1",
                "Způsob zpracování dokumentu",
                node("A1.1", "Zapojení pracovních skupin"),
                node("A1.2", "Zapojení cílové skupiny – fokusní skupina", changed=True),
            ),
            node("A2", "Vymezení pojmů"),
            node("A3", "Charakteristika území"),
            node("A4", "Sociální vyloučení"),
            node(
                "A5",
                "Bytový fond",
                node("A5.1", "Obecní byty v městských obvodech", changed=True),
                node("A5.2", "Soukromí vlastníci a neziskové organizace"),
            ),
            node("A6", "Sociální práce a bydlení"),
            node("A7", "Sociální dávky v oblasti bydlení"),
            node("A8", "SWOT analýza"),
        ),
        node(
            "B",
            "Návrhová část",
            node(
                "B1",
                "Prevence ztráty bydlení",
                node("1.1", "Depistáž"),
                node("1.2", "Dluhové poradenství", changed=True),
                node("1.3", "Koordinace při neplacení nájemného"),
            ),
            node(
                "B2",
                "Dostupnost bytů",
                node("2.1", "Sociální byty v obecním fondu"),
                node("2.2", "Spolupráce se soukromými vlastníky"),
            ),
            node("B3", "Podpora domácností"),
            node("B4", "Řízení a údaje"),
        ),
        node("C", "Implementace, monitoring a vyhodnocení"),
        node("D", "Přílohy"),
    ]


def _passage(uid: str, kind: str, label: str, html: str, tools: str = "") -> dict[str, str]:
    return {
        "uid": uid,
        "kind": kind,
        "label": label,
        "html": _frozen(html),
        "tools": _frozen(tools),
    }


PASSAGES = [
    _passage(
        "a1",
        "paragraph",
        "A5/1",
        "<p>Tato kapitola popisuje, jaké byty ve městě jsou a kdo o nich rozhoduje. Neuvádí "
        'celkový počet bytů. Spolehlivý a mezi <a class="term" href="#pojem-1">městskými obvody</a> '
        "srovnatelný údaj při psaní tohoto textu k dispozici nebyl. Jeho získání patří mezi úkoly "
        '<a href="#">návrhové části</a>.</p>',
    ),
    _passage(
        "a2",
        "paragraph",
        "A5/2",
        "<p>Pro potřeby koncepce dělíme byty podle toho, kdo je <strong>vlastní</strong> a kdo je "
        "<strong>spravuje</strong>. Vlastník rozhoduje o tom, zda se byt bude pronajímat. Správce "
        "rozhoduje o tom, komu a za jakých podmínek. U obecních bytů jde často o dva různé úřady."
        '<sup class="footnote-mark"><a id="z-n1" href="#p-n1" data-number="1" '
        'aria-label="Poznámka pod čarou 1"></a></sup></p>',
    ),
    _passage("a3", "heading", "", "<h3>Druhy bytů a jejich možné využití</h3>"),
    _passage(
        "a4",
        "table",
        "A5/3",
        "<table><caption>Druhy bytů podle vlastníka a možnosti jejich využití</caption>\n<thead>"
        '<tr><th scope="col">Druh bytu</th>\n<th scope="col">Kdo o něm rozhoduje</th>\n'
        '<th scope="col">Možné využití pro sociální bydlení</th>\n</tr>\n</thead><tbody>'
        '<tr><th scope="row">Obecní byt spravovaný obvodem</th>\n<td>městský obvod</td>\n'
        "<td>ano, po dohodě s obvodem</td>\n</tr>\n"
        '<tr><th scope="row">Obecní byt spravovaný magistrátem</th>\n<td>magistrát</td>\n'
        "<td>ano</td>\n</tr>\n"
        '<tr><th scope="row">Byt soukromého vlastníka</th>\n<td>vlastník</td>\n'
        "<td>ano, při jasných zárukách</td>\n</tr>\n</tbody></table>",
    ),
    _passage(
        "a5",
        "list",
        "A5/4",
        "<ul><li>pět krizových bytů pro domácnosti v akutní nouzi,</li>\n"
        '<li>sto bytů sociálních a dostupných<sup class="footnote-mark"><a id="z-n2" href="#p-n2" '
        'data-number="2" aria-label="Poznámka pod čarou 2"></a></sup>,</li>\n'
        "<li>sociální práce v každé domácnosti nejméně po dobu prvních tří měsíců.</li>\n</ul>",
    ),
    _passage(
        "a6",
        "callout",
        "A5/5",
        '<aside data-tone="note"><p><strong>Co text neříká</strong></p>\n<p>Kolik bytů je '
        "neobsazených, se v době psaní nevedlo jednotně. Obvody údaj posílají v různém tvaru.</p>\n</aside>",
    ),
    _passage(
        "a7",
        "definition",
        "A5/6",
        "<dl><dt>Sociální byt</dt>\n<dd>Byt pro domácnost v bytové nouzi, s nájmem úměrným jejím "
        "příjmům a s podporou sociálního pracovníka.</dd>\n</dl>",
    ),
    _passage(
        "a8",
        "quote",
        "A5/7",
        "<blockquote><p>Bez bytu se nic jiného nedá začít řešit.</p>\n<footer>účastnice setkání "
        "fokusní skupiny (vymyšleno pro ukázku)</footer>\n</blockquote>",
    ),
    _passage(
        "a9",
        "measure",
        "A5/8",
        "<dl><dt>Opatření 2.1</dt>\n<dd><strong>Sociální byty v obecním fondu</strong></dd>\n"
        "<dt>Odpovídá</dt>\n<dd>odbor A magistrátu</dd>\n<dt>Spolupracují</dt>\n<dd>Městský obvod "
        "Lípa, Městský obvod Vrba, Spolek Práh</dd>\n<dt>Termín</dt>\n<dd>průběžně</dd>\n"
        "<dt>Rozpočet</dt>\n<dd>14\u00a0605\u00a0116,00\u00a0Kč</dd>\n</dl>",
        '<p class="passage__reasons">Proč je to v textu: <a href="#">doporučení fokusní skupiny</a> '
        'a <a href="#">dvě připomínky 2. kola</a></p>',
    ),
    _passage(
        "a10",
        "paragraph",
        "A5/9",
        "<p>Samostatně stojí byty, které si pronajaly neziskové organizace a dále je podnajímají "
        "domácnostem spolu s doprovodným sociálním programem. Pro část domácností je to jediná "
        "cesta k bytu. Právní postavení podnájemce je však slabší než postavení nájemce. Podrobnosti "
        'uvádí <a href="https://socialnizaclenovani.ostrava.cz/">stránka města</a>.</p>',
    ),
]
FOOTNOTES = [
    {
        "uid": "n1",
        "number": 1,
        "back": "z-n1",
        "html": _frozen("<p>Statut města svěřuje správu většiny obecních bytů obvodům.</p>"),
    },
    {
        "uid": "n2",
        "number": 2,
        "back": "z-n2",
        "html": _frozen("<p>Zdroj: stránka „Počátek realizace projektu města“ (S2).</p>"),
    },
]
TERMS = [
    {
        "id": "pojem-1",
        "term": "městský obvod",
        "definition": "Část Ostravy s vlastním úřadem a zastupitelstvem. Spravuje většinu obecních "
        "bytů na svém území.",
        "english": "municipal district",
        "source": "",
    },
]
DOWNLOADS = [
    {"label": "PDF k tisku", "url": "#", "hint": "88 stran, 640 kB"},
    {"label": "Word (docx)", "url": "#", "hint": "210 kB"},
    {"label": "Data (JSON)", "url": "#", "hint": "se schématem"},
]
VERSIONS = [
    {
        **CURRENT,
        "is_newest": True,
        "purpose_label": "Ke schválení",
        "origin": "real",
        "source": "S8, S12",
        "reason": "Znění po vypořádání posledních připomínek na společném jednání obou pracovních "
        "skupin 21. 9. 2017. Předkládá se ke schválení Zastupitelstvu města.",
        "steps": [
            {"label": "Zveřejněno", "occurred_on": date(2017, 11, 20), "origin": "invented"},
            {"label": "Schváleno", **APPROVED, "origin": "real", "source": "S8"},
        ],
        "compare_url": "/styleguide/compare/",
    },
    {
        **OLDER,
        "purpose_label": "K připomínkám",
        "origin": "invented",
        "reason": "Návrh po 2. kole, určený ke 3. kolu připomínek veřejnosti a členů skupin "
        "(21. 8. – 8. 9. 2017). Zapracovány závěry všech deseti setkání fokusní skupiny.",
        "compare_url": "/styleguide/compare/",
    },
    {
        **DRAFT,
        "purpose_label": "K připomínkám",
        "origin": "invented",
        "frozen_at": _day(2017, 3, 31),
        "reason": "Deskriptivní část k 1. kolu připomínek členů pracovních skupin.",
    },
]
PICKER = {"action": "#", "versions": VERSIONS, "old": "0-9", "new": "1-0"}


def _base(*crumbs: str) -> dict[str, Any]:
    return {
        "demo_notice_url": CITY_PAGES,
        "breadcrumbs": [{"title": title, "url": "#"} for title in crumbs],
        "document": DOCUMENT,
        "version": CURRENT,
        "publicity": PUBLICITY,
        "picker": PICKER,
        "verify_url": "/styleguide/version-verify/",
        "versions_url": "/styleguide/version-list/",
    }


def components() -> dict[str, Any]:
    """Context of the page of components."""
    return {
        **_base("Přehled prvků"),
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
        "nodes": _nodes("A5")[:2],
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
        **_base("Koncepce"),
        "nodes": _nodes(),
        "whole_url": "/styleguide/document-whole/",
        "changes": {"since": "0.9", "url": "/styleguide/compare/"},
        "downloads": DOWNLOADS,
        "other_versions": VERSIONS[1:],
        "project": PROJECT,
    }


def _section_read(version: dict[str, Any] = CURRENT) -> dict[str, Any]:
    return {
        **_base("Koncepce", "A5 Bytový fond"),
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
        "nodes": _nodes("A5"),
        "passages": PASSAGES,
        "footnotes": FOOTNOTES,
        "terms": TERMS,
        "subsections": _nodes()[1]["children"][4]["children"],
        "previous": _node("A4", "Sociální vyloučení"),
        "next": _node("A5.1", "Obecní byty v městských obvodech"),
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


def _change(relation: str, label: str, segments: list[tuple[str, str]] = (), **rest: Any) -> dict:
    labels = {
        "same": "Beze změny",
        "edited": "Upraveno",
        "moved": "Přesunuto",
        "split": "Rozděleno",
        "merged": "Sloučeno",
        "new": "Nové",
        "deleted": "Vypuštěno",
    }
    code, _slash, number = label.partition("/")
    change = {
        "anchor": f"zmena-{code.replace('.', '-')}-{number}",
        "relation": relation,
        "relation_label": labels[relation],
        "old_label": "" if relation == "new" else label,
        "new_label": "" if relation == "deleted" else label,
        "old_spoken": f"{code}, odst. {number}",
        "new_spoken": "" if relation == "deleted" else f"{code}, odst. {number}",
        "old_url": "#",
        "new_url": "" if relation == "deleted" else "#",
        "segments": segments,
        "places": [],
    }
    return {**change, **rest}


COMPARED = [
    {
        "anchor": "oddil-a5-1",
        "code": "A5.1",
        "title": "Obecní byty v městských obvodech",
        "status_label": "",
        "counts": [{"label": "upraveno", "number": 2}, {"label": "rozděleno", "number": 1}],
        "changes": [
            _change(
                "edited",
                "A5.1/1",
                [
                    ("equal", "Obecní byty ve městě spravují "),
                    ("delete", "převážně"),
                    ("insert", "z větší části"),
                    ("equal", " městské obvody. Každý obvod má vlastní pravidla pronájmu"),
                    ("insert", " a vlastní pořadník žadatelů"),
                    ("equal", ". Žadatel, kterého jeden obvod odmítne, musí "),
                    ("delete", "zkusit štěstí"),
                    ("insert", "podat novou žádost"),
                    ("equal", " jinde."),
                ],
                replacements=[
                    {"old": "převážně", "new": "z větší části"},
                    {"old": "", "new": "a vlastní pořadník žadatelů"},
                    {"old": "zkusit štěstí", "new": "podat novou žádost"},
                ],
            ),
            _change(
                "same",
                "A5.1/2",
                [("equal", "Město jako celek proto nemá jeden seznam volných bytů.")],
            ),
            _change(
                "split",
                "A5.1/3",
                [
                    ("equal", "Opravy bytů platí obvody ze svého rozpočtu."),
                    ("delete", " "),
                    ("insert", "\n"),
                    ("equal", "Na rozsáhlé rekonstrukce často nestačí."),
                ],
                new_label="A5.1/3",
                places=[{"text": "pokračuje v A5.1, odst. 4", "url": "#"}],
                replacements=[],
            ),
            _change(
                "edited",
                "A5.1/5",
                rows=[
                    [
                        {"header": True, "segments": [("equal", "Obvod")]},
                        {"header": True, "segments": [("equal", "Volné byty")]},
                    ],
                    [
                        {"header": True, "segments": [("equal", "Městský obvod Lípa")]},
                        {"segments": [("delete", "12"), ("insert", "14")]},
                    ],
                ],
                replacements=[{"old": "12", "new": "14"}],
            ),
        ],
    },
    {
        "anchor": "oddil-1-2",
        "code": "1.2",
        "title": "Dluhové poradenství",
        "status_label": "přesunuto",
        "counts": [
            {"label": "přesunuto", "number": 1},
            {"label": "doplněno", "number": 1},
            {"label": "vypuštěno", "number": 1},
        ],
        "changes": [
            _change(
                "moved",
                "1.2/1",
                [("equal", "Poradce pomůže sestavit splátkový kalendář.")],
                old_label="3.1/4",
                replacements=[],
            ),
            _change(
                "new",
                "1.2/2",
                [
                    (
                        "insert",
                        "Poradenství je bezplatné a město o něm informuje s každou upomínkou.",
                    )
                ],
                replacements=[
                    {
                        "old": "",
                        "new": "Poradenství je bezplatné a město o něm informuje s každou "
                        "upomínkou.",
                    }
                ],
            ),
            _change(
                "deleted",
                "1.2/3",
                [("delete", "O úhradě nákladů rozhodne samostatný materiál.")],
                replacements=[{"old": "O úhradě nákladů rozhodne samostatný materiál.", "new": ""}],
            ),
        ],
    },
]


def _compare(view: str) -> Callable[[], dict[str, Any]]:
    views = [("text", "V textu"), ("columns", "Dva sloupce"), ("list", "Seznam změn")]

    def context() -> dict[str, Any]:
        return {
            **_base("Koncepce", "Porovnání"),
            "old": OLDER,
            "new": CURRENT,
            "view": view,
            "views": [
                {
                    "label": label,
                    "url": f"/styleguide/compare-{name}/",
                    "current": name == view,
                }
                for name, label in views
            ],
            "formatting": {"hidden_count": 3, "shown": False, "toggle_url": "#"},
            "totals": [
                {"number": 1, "label": "doplněno"},
                {"number": 1, "label": "vypuštěno"},
                {"number": 2, "label": "upraveno"},
                {"number": 1, "label": "přesunuto"},
                {"number": 1, "label": "rozděleno"},
            ],
            "sections": COMPARED,
        }

    return context


def _home() -> dict[str, Any]:
    return {
        **_base(),
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
            "snippet": _frozen(
                "Pro potřeby koncepce dělíme <mark>byty</mark> podle toho, kdo je vlastní a kdo je "
                "spravuje. U obecních <mark>bytů</mark> jde často o dva různé úřady…"
            ),
        }
        for number in range(1, 35)
    ]
    return {
        **_base("Hledat"),
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
        lambda: {**_base("Dokumenty"), "documents": _documents()},
    ),
    "document-contents": ("concept/document_contents.html", _document_contents),
    "section-read": ("concept/section_read.html", _section_read),
    "section-older": ("concept/section_read.html", lambda: _section_read(OLDER)),
    "document-whole": ("concept/document_whole.html", _document_whole),
    "version-list": (
        "concept/version_list.html",
        lambda: {**_base("Koncepce", "Verze"), "versions": VERSIONS},
    ),
    "version-verify": (
        "concept/version_verify.html",
        lambda: {
            **_base("Koncepce", "Verze", "Ověření"),
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
        lambda: {**_base(), "format_label": "PDF", "percent": 40, "retry_url": "#"},
    ),
    "download-failed": (
        "concept/download_waiting.html",
        lambda: {**_base(), "format_label": "PDF", "state": "failed", "retry_url": "#"},
    ),
    "compare-text": ("concept/compare.html", _compare("text")),
    "compare-columns": ("concept/compare.html", _compare("columns")),
    "compare-list": ("concept/compare.html", _compare("list")),
    "glossary": (
        "concept/glossary.html",
        lambda: {
            **_base("Slovníček"),
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
            **_base("Projekt"),
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
            **_base("Prohlášení o přístupnosti"),
            "page": SimpleNamespace(
                title="Prohlášení o přístupnosti",
                introduction="Komu a jak tyto stránky slouží a co dělat, když něco nefunguje.",
                demo_origin="invented",
                body="<p>Město se zavazuje zpřístupnit tyto stránky v souladu se zákonem "
                "č. 99/2019 Sb.</p><h2>Stav souladu</h2><p>Stránky jsou v souladu.</p>",
                last_published_at=_day(2017, 9, 1),
            ),
        },
    ),
    "search": ("website/search.html", _search),
    "search-empty": ("website/search.html", lambda: _search("xyz")),
    "not-found": (
        "404.html",
        lambda: {**_base(), "breadcrumbs": [], "choices": [{"title": "Verze 1.0", "url": "#"}]},
    ),
    "forbidden": ("403.html", lambda: {**_base(), "breadcrumbs": []}),
    "server-error": ("500.html", lambda: {**_base(), "breadcrumbs": []}),
}
