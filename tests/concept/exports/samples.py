"""A version that holds every kind of passage, Czech typography and text that tries to be code."""

from hashlib import sha256
from html import escape
from io import BytesIO

from PIL import Image, ImageDraw

HOSTILE = [
    '#strong[x] #include "/etc/passwd" #read("/etc/passwd") $x^2$ *bold* _em_ @label <label> `raw`',
    '<script>alert("x")</script> <img src=x onerror=alert(1)> &amp; &lt;b&gt; ]]> <!-- x -->',
    r"\input{/etc/passwd} \write18{id} {{ settings.SECRET_KEY }} {% load x %} ${HOME} %(page)s",
    '=HYPERLINK("http://example.org";"x") +1 -1 @SUM(A1) ![x](file:///etc/passwd) {=openxml}',
]
LONG_WORD = "Nejneobhospodařovávatelnějšímu" * 4
LONG_ADDRESS = "https://www.example.org/" + "bydleni/" * 14 + "?hledat=socialni_byty&strana=2"


def digest_of(content: bytes | str) -> str:
    """Return the SHA-256 of bytes or text."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def chart() -> bytes:
    """Return a PNG with transparency."""
    image = Image.new("RGBA", (900, 420), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    for index, height in enumerate((120, 180, 150, 260, 320)):
        draw.rectangle((60 + index * 165, 400 - height, 170 + index * 165, 400), fill=(23, 69, 107))
    target = BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def photograph() -> bytes:
    """Return a JPEG that carries a camera's orientation."""
    image = Image.linear_gradient("L").resize((1200, 500)).convert("RGB")
    exif = image.getexif()
    exif[0x0112] = 6
    target = BytesIO()
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


class VersionBuilder:
    """Collects sections and passages into the version JSON."""

    def __init__(
        self, title: str = "Koncepce sociálního bydlení statutárního města Ostravy"
    ) -> None:
        self.assets = {digest_of(content): content for content in (chart(), photograph())}
        self.chart, self.photograph = self.assets
        self.sections: list[dict] = []
        self.number = 0
        self.title = title

    def section(self, code: str, title: str, depth: int, uid: str = "") -> None:
        """Open a section; following passages belong to it."""
        uid = uid or f"section-{len(self.sections) + 1}"
        above = [section for section in self.sections if section["depth"] == depth - 1]
        self.sections.append(
            {
                "uid": uid,
                "address": uid,
                "code": code,
                "title": title,
                "depth": depth,
                "parent": above[-1]["uid"] if above else None,
                "passages": [],
            }
        )
        self.number = 0

    def passage(self, kind: str, html: str, value: dict | None = None, uid: str = "") -> str:
        """Add a passage and return its uid. The text is not what these tests are about."""
        section = self.sections[-1]
        uid = uid or f"{section['uid']}-{len(section['passages']) + 1}"
        label = ""
        if kind not in ("heading", "footnote"):
            self.number += 1
            label = f"{section['code']}/{self.number}"
        section["passages"].append(
            {
                "uid": uid,
                "kind": kind,
                "label": label,
                "html": html,
                "text": html,
                "value": value or {},
                "digest": digest_of(kind + html),
            }
        )
        return uid

    def paragraph(self, html: str, uid: str = "") -> str:
        """Add a paragraph of inline html."""
        return self.passage("paragraph", f"<p>{html}</p>", uid=uid)

    def build(self, *, notice: str = "", project: bool = True, language: str = "cs") -> dict:
        """Return the version JSON."""
        return {
            "schema": "osnova-version/1",
            "document": {
                "uid": "document-1",
                "slug": "koncepce",
                "title": self.title,
                "kind": "concept",
                "language": language,
                "level_names": ["Oblast", "Cíl"],
                "project": self.project() if project else None,
            },
            "version": {
                "number": 6,
                "slug": "1-0",
                "label": "1.0",
                "purpose": "approval",
                "reason": "Vypořádání připomínek ze společného jednání obou pracovních skupin.",
                "frozen_at": "2017-09-25T22:30:00+00:00",
                "digest": digest_of("the manifest of version 1.0"),
                "previous_digest": digest_of("the manifest of version 0.9"),
                "standing": "published",
                "steps": [
                    {
                        "step": "approved",
                        "body": "Zastupitelstvo města Ostravy",
                        "occurred_on": "2017-11-15",
                        "resolution": "2021/ZM1418/32",
                        "verb": "schvaluje",
                    },
                    {
                        "step": "published",
                        "body": "",
                        "occurred_on": "2017-11-20",
                        "resolution": "",
                        "verb": "",
                    },
                ],
            },
            "notice": notice,
            "sections": self.sections,
            "assets": {
                self.chart: {"mime": "image/png", "width": 900, "height": 420, "filename": "g.png"},
                self.photograph: {
                    "mime": "image/jpeg",
                    "width": 1200,
                    "height": 500,
                    "filename": "f.jpg",
                },
            },
        }

    def project(self) -> dict:
        """Return the project's card."""
        return {
            "title": "Koncepce bydlení a její pilotní ověření ve městě Ostrava",
            "registration_number": "CZ.03.2.60/0.0/0.0/15_026/0003526",
            "programme": "Operační program Zaměstnanost",
            "starts_on": "2016-10-01",
            "ends_on": "2019-09-30",
            "publicity_sentence": "Projekt je spolufinancován z Evropského sociálního fondu "
            "a ze státního rozpočtu České republiky.",
            "logos": [
                {"asset": self.chart, "alt": "Logo Evropské unie"},
                {"asset": self.photograph, "alt": "Logo města Ostravy"},
            ],
        }


def representative() -> VersionBuilder:
    """Return a version with every kind of passage."""
    made = VersionBuilder()
    made.section("", "Úvod", 1, uid="uvod")
    made.paragraph(
        "Koncepce popisuje, jak chce město v\u00a0letech 2017–2025 předcházet "
        "<strong>bytové nouzi</strong> a\u00a0jak chce lidem, kteří o\u00a0bydlení přišli, "
        "pomoci k\u00a0<em>trvalému domovu</em>. Vychází z\u00a0podkladové analýzy"
        '<sup data-footnote="note-1"></sup> a\u00a0z\u00a0práce dvou pracovních skupin; '
        'souvisí s\u00a0kapitolou <a data-node="depistaz">Depistáž</a> '
        'a\u00a0s\u00a0<a data-passage="measure-1">opatřením 1.1.1</a>.\n'
    )
    made.passage(
        "footnote",
        "<p>Podkladová analýza ke Koncepci bydlení, kap. 3, "
        '<a href="https://www.ostrava.cz/">www.ostrava.cz</a>.</p>\n',
        {"for": "uvod-1"},
        uid="note-1",
    )
    made.passage(
        "list",
        "<ul><li>předcházet ztrátě bydlení,\n</li><li>zajistit dostatek bytů:\n"
        "<ol><li>obecních,\n</li><li>nájemních, a\u00a0to\n<ul><li>malých,\n</li>"
        '<li>velkých<sup data-footnote="note-2"></sup>;\n</li></ul>\n</li></ol>\n</li>'
        "<li>nastavit pravidla, kterým lidé rozumějí.\n</li></ul>",
    )
    made.passage("footnote", "<p>Nad 80\u00a0m<sup>2</sup>.</p>", {"for": "uvod-3"}, uid="note-2")
    made.passage("heading", "<h3>Jak text vznikal</h3>", {"level": 3}, uid="jak-text-vznikal")
    made.paragraph(
        "Poslední připomínky byly vypořádány 21.\u00a09.\u00a02017 na společném jednání obou "
        "skupin. „Nikdo nesmí zůstat bez střechy nad hlavou,“ zaznělo tam; voda je H<sub>2</sub>O"
        "<br>\na\u00a0plocha se uvádí v\u00a0m<sup>2</sup>. Totéž říká i\u00a0poznámka výše"
        '<sup data-footnote="note-1"></sup>.'
    )
    made.section("1", "Prevence ztráty bydlení", 1)
    made.paragraph(
        "Ztrátě bydlení lze předejít tehdy, ví-li město o\u00a0ohrožené domácnosti včas. " * 6
    )
    made.section("1.1", "Depistáž", 2, uid="depistaz")
    made.passage("heading", "<h5>Přeskočená úroveň nadpisu</h5>", {"level": 5})
    made.paragraph("Sociální pracovníci vyhledávají ohrožené domácnosti v\u00a0terénu. " * 9)
    made.passage(
        "measure",
        "<dl><dt>1.1.1 Mobilní tým depistáže</dt></dl>",
        {
            "code": "1.1.1",
            "title": "Mobilní tým depistáže",
            "description": "<p>Město zřídí mobilní tým <strong>čtyř</strong> sociálních pracovníků."
            "</p>\n<ul><li>kontakt do tří dnů,\n</li><li>návštěva do týdne.\n</li></ul>",
            "responsible": "Odbor sociálních věcí a zdravotnictví",
            "partners": ["městské obvody", "Úřad práce ČR", "neziskové organizace"],
            "due_kind": "date",
            "due_on": "2018-12-31",
            "due_text": "",
            "budget_czk": "14605116.00",
            "funding_sources": ["OP Zaměstnanost", "rozpočet města"],
            "indicator_note": "počet domácností, které si bydlení udržely",
        },
        uid="measure-1",
    )
    made.passage(
        "measure",
        "<dl><dt>1.1.2 Průběžně</dt></dl>",
        {
            "code": "1.1.2",
            "title": "Přehled ohrožených domácností",
            "description": "<p>Vede se přehled.</p>",
            "responsible": "",
            "partners": [],
            "due_kind": "ongoing",
            "due_on": None,
            "due_text": "",
            "budget_czk": None,
            "funding_sources": [],
            "indicator_note": "",
        },
    )
    made.section("2.9", "Bytový fond", 1)
    made.passage(
        "table",
        "<table></table>",
        {
            "caption": "Obecní byty podle velikosti",
            "header_row": True,
            "header_column": True,
            "rows": [
                ["Velikost", "Počet bytů", "Podíl (%)"],
                ["do 40\u00a0m<sup>2</sup>", "1\u00a0204", "<strong>12,4</strong>"],
                [
                    'nad 40\u00a0m<sup>2</sup><sup data-footnote="note-3"></sup>',
                    "8\u00a0517",
                    'viz <a href="https://www.ostrava.cz/byty">přehled</a><br>\nbytů',
                ],
                ["celkem", "9\u00a0721", ""],
            ],
        },
    )
    made.passage("footnote", "<p>Včetně bytů s\u00a0pečovatelskou službou.</p>", uid="note-3")
    made.passage(
        "figure",
        "<figure></figure>",
        {
            "asset": made.chart,
            "alt": "Sloupcový graf: počet nájemních bytů roste ze 120 na 320.",
            "caption": "Nájemní byty v\u00a0letech 2013–2017",
            "source": "Magistrát města Ostravy",
        },
    )
    made.passage(
        "figure",
        "<figure></figure>",
        {"asset": made.photograph, "alt": "Dům po opravě", "caption": "", "source": ""},
    )
    for tone, title in (("note", ""), ("warning", "Lhůta"), ("example", "Paní Nováková")):
        made.passage(
            "callout",
            "<aside></aside>",
            {
                "tone": tone,
                "title": title,
                "body": "<p>Žádost se podává na úřadu obvodu.</p>\n<ul><li>osobně,\n</li></ul>",
            },
        )
    made.passage(
        "quote",
        "<blockquote></blockquote>",
        {
            "body": "<p>Bydlení je základ, bez něj se práce ani škola nedaří.</p>",
            "attribution": "účastnice fokusní skupiny",
            "source": "závěrečná zpráva 2018",
        },
    )
    made.passage(
        "definition",
        "<dl><dt>Sociální byt</dt></dl>",
        {"term": "Sociální byt", "body": "<p>Byt, který město pronajímá podle pravidel.</p>"},
    )
    made.passage("paragraph", "", {}, uid="redacted-1")
    made.section("2.9.1", "Zkouška odolnosti", 2)
    for text in HOSTILE:
        made.paragraph(escape(text, quote=False))
    made.paragraph(f'{LONG_WORD} a\u00a0<a href="{LONG_ADDRESS}">{LONG_ADDRESS}</a>')
    made.paragraph("Šipka →, nerovnost ≥, emotikon 😀, řídicí znak \x07 a\u00a0japonsky 住宅.")
    made.paragraph('<a href="javascript:alert(1)">odkaz skriptem</a>, <a data-node="x">mrtvý</a>')
    return made


def long_version(words: int = 40_000) -> VersionBuilder:
    """Return a version of about ``words`` words for benchmarks."""
    made = VersionBuilder()
    sentence = (
        "Město soustavně vyhledává domácnosti ohrožené ztrátou bydlení, nabízí jim podporu "
        "sociálních pracovníků a\u00a0spolupracuje s\u00a0městskými obvody, Úřadem práce "
        "i\u00a0neziskovými organizacemi. "
    )
    per_paragraph = 2 * len(sentence.split())
    for index in range(words // per_paragraph + 1):
        if index % 60 == 0:
            made.section(str(index // 60 + 1), f"Kapitola {index // 60 + 1}", 1)
        if index % 10 == 0:
            made.section(f"{index // 60 + 1}.{index // 10 % 6 + 1}", f"Oddíl {index}", 2)
        if index % 12 == 5:
            made.passage("footnote", f"<p>Poznámka {index}.</p>", uid=f"note-{index}")
        mark = f'<sup data-footnote="note-{index}"></sup>' if index % 12 == 5 else ""
        made.paragraph(sentence * 2 + mark)
        if index % 80 == 7:
            made.passage(
                "table",
                "<table></table>",
                {
                    "caption": f"Tabulka {index}",
                    "header_row": True,
                    "header_column": False,
                    "rows": [["Rok", "Byty"]]
                    + [[str(2010 + row), str(row * 31)] for row in range(8)],
                },
            )
        if index % 110 == 9:
            made.passage(
                "figure",
                "<figure></figure>",
                {"asset": made.chart, "alt": f"Graf {index}", "caption": "Graf", "source": "Město"},
            )
    return made
