"""Rows of the permission table: indicators and their values."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public

PUBLIC, STAFF = "/hodnoceni/ukazatele/v1/", "/hodnoceni/ukazatele/n1/"
PERIOD = "/hodnoceni/obdobi/1-pololeti-2018/"


# the indicator for staff is one of the pilot, whose officers know of it
PILOT_KNOWS = {"pilot_officer": 403}


def of_the_pilot(path: str) -> Row:
    """A page for staff and for pilot officers."""
    return Row(path, everybody=404, staff=200, pilot_officer=200)


def kept(path: str, **answers: int) -> list[Row]:
    """A page of whoever keeps indicators: of a public one and one for staff."""
    return [
        Row(f"{PUBLIC}{path}", everybody=403, anonymous=302, evaluator=200),
        Row(
            f"{STAFF}{path}", everybody=404, staff=403, evaluator=200, **{**PILOT_KNOWS, **answers}
        ),
    ]


def entered(path: str, method: str = "get", status: int = 200) -> Row:
    """A step of whoever enters the draft, which only those who measure know of."""
    return Row(
        f"{PUBLIC}hodnoty/2/{path}",
        everybody=404,
        method=method,
        evaluator=status,
        project_manager=403,
    )


def decided(path: str, method: str = "get", status: int = 200) -> Row:
    """A step of whoever approves."""
    return Row(
        f"{PUBLIC}hodnoty/2/{path}",
        everybody=404,
        method=method,
        evaluator=status,
        project_manager=status,
    )


def at_the_desk(path: str, **answers: int) -> Row:
    """A page about no single indicator."""
    return Row(f"/hodnoceni/{path}", everybody=403, anonymous=302, evaluator=200, **answers)


def of_the_period(path: str, method: str = "get", status: int = 200, **answers: int) -> Row:
    """A page of a period, which only those who measure know of."""
    return Row(f"{PERIOD}{path}", everybody=404, method=method, evaluator=status, **answers)


ROWS: Mapping[str, list[Row]] = {
    "evaluation:indicator-list": [public("/hodnoceni/ukazatele/")],
    "evaluation:indicator-new": [at_the_desk("ukazatele/novy/")],
    "evaluation:indicator-detail": [public(PUBLIC), of_the_pilot(STAFF)],
    "evaluation:indicator-edit": kept("upravit/"),
    "evaluation:definition-list": [public(f"{PUBLIC}definice/"), of_the_pilot(f"{STAFF}definice/")],
    "evaluation:definition-new": kept("definice/nova/"),
    "evaluation:target-new": kept("cil/"),
    "evaluation:indicator-file": [
        public(f"{PUBLIC}soubor/csv/"),
        of_the_pilot(f"{STAFF}soubor/json/"),
        Row(f"{PUBLIC}soubor/doc/", everybody=404),
    ],
    # pilot officers enter values of the pilot
    "evaluation:value-new": kept("hodnoty/nova/", pilot_officer=200),
    "evaluation:value-detail": [
        public(f"{PUBLIC}hodnoty/1/"),
        Row(f"{PUBLIC}hodnoty/2/", everybody=404, evaluator=200, project_manager=200),
        of_the_pilot(f"{STAFF}hodnoty/1/"),
    ],
    "evaluation:value-edit": [entered("upravit/")],
    "evaluation:value-submit": [entered("predlozit/", "post", 302)],
    "evaluation:value-return": [decided("vratit/")],
    "evaluation:value-approve": [decided("schvalit/", "post", 302)],
    "evaluation:value-publish": [decided("zverejnit/", "post", 302)],
    "evaluation:value-correct": [
        Row(f"{PUBLIC}hodnoty/1/opravit/", everybody=403, anonymous=302, evaluator=200),
        Row(
            f"{STAFF}hodnoty/1/opravit/",
            everybody=404,
            staff=403,
            evaluator=200,
            pilot_officer=200,
        ),
    ],
    "evaluation:value-queue": [at_the_desk("ke-schvaleni/", project_manager=200)],
    "evaluation:period-list": [at_the_desk("obdobi/", project_manager=200, pilot_officer=200)],
    "evaluation:period-new": [at_the_desk("obdobi/nove/")],
    "evaluation:period-detail": [of_the_period("", project_manager=200, pilot_officer=200)],
    "evaluation:sheet-blank": [of_the_period("list.xlsx", pilot_officer=200)],
    "evaluation:sheet-import": [of_the_period("prevzit/", pilot_officer=200)],
    "evaluation:sheet-confirm": [of_the_period("prevzit/ulozit/", "post", 302, pilot_officer=302)],
    "evaluation_api:indicator-list": [public("/api/v1/indicators/")],
    "evaluation_api:indicator-detail": [
        public("/api/v1/indicators/v1/"),
        of_the_pilot("/api/v1/indicators/n1/"),
    ],
    "evaluation:period-lock": [of_the_period("zamknout/", "post", 302, project_manager=302)],
    "evaluation:period-reopen": [of_the_period("otevrit/", project_manager=200)],
    "evaluation:difference-list": [
        of_the_period("rozdily/", project_manager=200, pilot_officer=200)
    ],
    "evaluation:difference-file": [
        of_the_period("rozdily/csv/", project_manager=200, pilot_officer=200)
    ],
}
