"""Columns of spreadsheets of comments: those of the standards-body sheet and those of the Czech settlement table."""

from collections.abc import Mapping

from core.spreadsheets import Columns

# Headings, folded, by what the column holds. "observation" and the columns of the settlement are read and left alone.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("c", "cislo", "poradi", "poradove cislo", "number", "no", "nr", "id", "reference"),
    "date": ("datum", "date"),
    "who": (
        *("pripominkujici", "kdo", "organizace", "pripominkove misto", "subjekt", "autor", "jmeno"),
        *("mb nc", "mb", "nc", "who", "organisation", "organization", "commenter", "member body"),
    ),
    "clause": (
        *("cast dokumentu", "kapitola", "oddil", "misto", "misto v textu", "cast", "ustanoveni"),
        *("clause subclause", "clause", "subclause", "section", "clause no", "place"),
    ),
    "paragraph": (
        *("odstavec", "odst", "odstavec obrazek tabulka"),
        *("paragraph figure table", "paragraph", "paragraph figure", "figure table"),
    ),
    "line": ("radek", "line number", "line"),
    "type": ("typ", "zasadni doporucujici", "vaha", "type of comment", "type", "weight"),
    "nature": ("druh", "vecna formalni", "nature"),
    "text": (
        *("zneni pripominky", "pripominka", "pripominky", "text pripominky", "obsah pripominky"),
        *("comments", "comment", "comment justification for change", "comment text"),
    ),
    "wording": (
        *("navrhovana uprava", "navrhovane zneni", "navrh upravy", "navrh zneni", "navrh zmeny"),
        *("proposed change", "proposed wording", "proposed text"),
    ),
    "reason": ("oduvodneni", "duvod", "justification", "reason", "rationale"),
    "outcome": ("zpusob vyporadani", "outcome"),
    "answer": ("zduvodneni vyporadani", "zduvodneni", "answer"),
    "decided": ("vyporadal na jednani dne", "vyporadal", "decided"),
    "changed": ("uprava ve verzi", "changed in version"),
    "observation": (
        *("poznamka", "poznamky", "stanovisko"),
        *(
            "observations of the secretariat",
            "secretariat observations",
            "observation",
            "observations",
        ),
    ),
}
COLUMNS = Columns(
    headings=HEADINGS,
    needed=("text", "wording"),
    filling=("text", "wording", "who", "clause", "reason"),
)
