"""Sample of a comparison of two versions: every relation of passages once."""

from collections.abc import Callable
from typing import Any

from website.styleguide.samples import (
    CURRENT,
    OLDER,
    base,
)


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


def compare(view: str) -> Callable[[], dict[str, Any]]:
    """Makes the context of one of the three views of the comparison."""
    views = [("text", "V textu"), ("columns", "Dva sloupce"), ("list", "Seznam změn")]

    def context() -> dict[str, Any]:
        return {
            **base("Koncepce", "Porovnání"),
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
