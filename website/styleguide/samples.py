"""What several screens of the style guide show: versions of a document, its contents, passages, terms, files.

Facts and names follow the rules of the demonstration: real ones are labelled with their source, everything else is by
visibly fictitious bodies.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import mark_safe

CITY_PAGES = "https://socialnizaclenovani.ostrava.cz/"
PRAGUE = ZoneInfo("Europe/Prague")
DIGEST = "9f2c41d07be35a8816c0d4f7a95be2230d6a1f4e8c7b59a3e61d02f4b8a7c935"


def day(year: int, month: int, day: int) -> datetime:
    """Three in the afternoon of a day, when samples happen."""
    return datetime(year, month, day, 15, tzinfo=PRAGUE)


def frozen(html: str) -> str:
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
    "frozen_at": day(2017, 9, 21),
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
    "frozen_at": day(2017, 8, 18),
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


def section_link(
    code: str, title: str, *children: dict, changed: bool = False, current: bool = False
):
    """A section as a link in contents."""
    return {
        "code": code,
        "title": title,
        "url": "/styleguide/section-read/",
        "changed": changed,
        "current": current,
        "children": list(children),
    }


def nodes_of_contents(current: str = "") -> list[dict[str, Any]]:
    """Contents of the sample document; ``current`` is the code of the section being read."""

    def node(code: str, title: str, *children: dict, changed: bool = False) -> dict:
        return section_link(
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
        "html": frozen(html),
        "tools": frozen(tools),
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
        "html": frozen("<p>Statut města svěřuje správu většiny obecních bytů obvodům.</p>"),
    },
    {
        "uid": "n2",
        "number": 2,
        "back": "z-n2",
        "html": frozen("<p>Zdroj: stránka „Počátek realizace projektu města“ (S2).</p>"),
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
        "frozen_at": day(2017, 3, 31),
        "reason": "Deskriptivní část k 1. kolu připomínek členů pracovních skupin.",
    },
]
PICKER = {"action": "#", "versions": VERSIONS, "old": "0-9", "new": "1-0"}


def base(*crumbs: str) -> dict[str, Any]:
    """What every screen shows around its own; ``crumbs`` are the titles above it."""
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
