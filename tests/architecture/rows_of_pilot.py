"""Rows of the permission table: the housing pilot. Its inside is for pilot officers, and for evaluators to read; nobody
else, whatever their role, is told that there is anything.
"""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row

HOUSEHOLD = "/pilot/domacnosti/{household}/"
STAY = "/pilot/pobyty/{stay}/"


def read(path: str) -> list[Row]:
    """A page with rows of households."""
    return [Row(path, everybody=404, evaluator=200, pilot_officer=200)]


def write(path: str) -> list[Row]:
    """A form, and sending it empty, for pilot officers only."""
    return [
        Row(path, everybody=404, pilot_officer=200),
        Row(path, everybody=404, pilot_officer=200, method="post"),
    ]


ROWS: Mapping[str, list[Row]] = {
    "evaluation:pilot-month": read("/pilot/mesic/"),
    "evaluation:pilot-new": write("/pilot/zalozit/"),
    "evaluation:pilot-left": read("/pilot/nevyrizene/"),
    "evaluation:pilot-end": write("/pilot/konec/"),
    "evaluation:pilot-edit": write("/pilot/upravit/"),
    "evaluation:pilot-rules": read("/pilot/pravidla/"),
    "evaluation:pilot-rules-new": write("/pilot/pravidla/nova/"),
    "evaluation:pilot-keeping": write("/pilot/uchovani/"),
    "evaluation:pilot-plan-new": write("/pilot/pravidla/plan/"),
    "evaluation:pilot-import": [
        *write("/pilot/dovoz/byty/"),
        *write("/pilot/dovoz/domacnosti/"),
        Row("/pilot/dovoz/jine/", everybody=404),
    ],
    "evaluation:pilot-table": [
        Row("/pilot/dovoz/byty/tabulka.xlsx", everybody=404, pilot_officer=200)
    ],
    "evaluation:pilot-export": [
        *read("/pilot/export/byty.xlsx"),
        *read("/pilot/export/domacnosti.xlsx"),
    ],
    "evaluation:flat-list": read("/pilot/byty/"),
    "evaluation:flat-new": write("/pilot/byty/novy/"),
    "evaluation:flat-detail": read("/pilot/byty/K-1/"),
    "evaluation:flat-edit": write("/pilot/byty/K-1/upravit/"),
    "evaluation:flat-outage-new": write("/pilot/byty/K-1/mimo-provoz/"),
    "evaluation:flat-outage-end": write("/pilot/byty/mimo-provoz/{pilot_outage}/konec/"),
    "evaluation:household-list": read("/pilot/domacnosti/"),
    "evaluation:household-new": write("/pilot/domacnosti/nova/"),
    "evaluation:household-detail": read(HOUSEHOLD),
    "evaluation:household-edit": write(f"{HOUSEHOLD}upravit/"),
    "evaluation:household-size": write(f"{HOUSEHOLD}velikost/"),
    "evaluation:household-split": write(f"{HOUSEHOLD}rozdelit/"),
    "evaluation:stay-new": write(f"{HOUSEHOLD}nastehovat/"),
    "evaluation:support-decide": write(f"{HOUSEHOLD}podpora/"),
    "evaluation:household-review": write(f"{HOUSEHOLD}vyhodnoceni/"),
    "evaluation:household-status": write(f"{HOUSEHOLD}bydleni/"),
    "evaluation:stay-move": write(f"{STAY}prestehovat/"),
    "evaluation:stay-end": write(f"{STAY}konec/"),
    "evaluation:stay-limit": write(f"{STAY}limit/"),
    "evaluation:stay-correct": write(f"{STAY}opravit/"),
    "evaluation:stay-void": write(f"{STAY}omylem/"),
    "evaluation:support-correct": write("/pilot/podpora/{level}/opravit/"),
    "evaluation:review-correct": write("/pilot/vyhodnoceni/{review}/opravit/"),
}
