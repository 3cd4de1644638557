"""Rows of the permission table: the action plan: reports of measures, its public pages."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, own_account, public, staff_only

MEASURE = "/opatreni/7.1/"
YEARLY = "/opatreni/vyrocni-zpravy/"


def following(path: str) -> Row:
    """A screen of editors and project managers; who is not signed in is asked to."""
    return Row(path, everybody=403, anonymous=302, editor=200, project_manager=200)


def of_the_author(path: str) -> list[Row]:
    """A step of whoever wrote a report, which is nobody of the personas: of an approved one and of a draft."""
    return [
        Row(f"{MEASURE}zpravy/1/{path}", everybody=403, anonymous=302),
        Row(f"{MEASURE}zpravy/2/{path}", everybody=404, staff=403),
    ]


def of_approvers(path: str) -> list[Row]:
    """A step of whoever approves reports."""
    return [
        Row(
            f"{MEASURE}zpravy/3/{path}",
            everybody=404,
            staff=403,
            editor=200,
            project_manager=200,
        )
    ]


ROWS: Mapping[str, list[Row]] = {
    "concept:measure-report-feed": [public("/feeds/opatreni.atom")],
    "concept:measure-table": [public("/opatreni/tabulka/")],
    "concept:measure-timeline": [public("/opatreni/casova-osa/")],
    "concept:measure-download": [
        public("/opatreni/stahnout/csv/"),
        public("/opatreni/stahnout/json/"),
        Row("/opatreni/stahnout/exe/", everybody=404),
    ],
    "concept_api:plan-schema": [public("/api/v1/plan.schema.json")],
    "concept:own-measures": [own_account("/opatreni/moje/")],
    "concept:report-queue": [following("/opatreni/ke-schvaleni/")],
    "concept:measure-states": [public("/opatreni/stav/"), public("/opatreni/stav/?ke=2020-01-01")],
    "concept:reporting-date-list": [following("/opatreni/terminy/")],
    "concept:reporting-date-cancel": [
        following("/opatreni/terminy/{reporting_date}/zrusit/"),
        Row("/opatreni/terminy/0/zrusit/", everybody=404),
    ],
    "concept:plan-report-list": [public(YEARLY)],
    "concept:plan-report-new": [following(f"{YEARLY}nova/")],
    "concept:plan-report-detail": [
        public(f"{YEARLY}sledovany-plan/1/"),
        staff_only(f"{YEARLY}sledovany-plan/2/"),
    ],
    "concept:plan-report-download": [
        public(f"{YEARLY}sledovany-plan/1/stahnout/csv/"),
        staff_only(f"{YEARLY}sledovany-plan/2/stahnout/csv/"),
        Row(f"{YEARLY}sledovany-plan/1/stahnout/exe/", everybody=404),
    ],
    "concept:plan-report-notice-new": [
        following(f"{YEARLY}sledovany-plan/1/projednani/"),
        Row(
            f"{YEARLY}sledovany-plan/2/projednani/",
            everybody=404,
            staff=403,
            editor=200,
            project_manager=200,
        ),
    ],
    # nobody of the personas answers for the measure
    "concept:report-new": [
        Row(f"{MEASURE}zprava/", everybody=403, anonymous=302),
        Row(f"{MEASURE}zprava/", everybody=403, method="post"),
        Row("/opatreni/neni/zprava/", everybody=404),
    ],
    "concept:report-detail": [
        public(f"{MEASURE}zpravy/1/"),
        staff_only(f"{MEASURE}zpravy/2/"),
        Row(f"{MEASURE}zpravy/9/", everybody=404),
    ],
    "concept:report-edit": of_the_author("upravit/"),
    "concept:report-submit": of_the_author("odeslat/"),
    "concept:report-discard": of_the_author("zahodit/"),
    "concept:report-correct": of_the_author("opravit/"),
    "concept:report-return": of_approvers("vratit/"),
    "concept:report-approve": of_approvers("schvalit/"),
    "concept:remove-words": [
        Row(
            "/odstranit-udaje/{approved_report}/",
            everybody=403,
            anonymous=302,
            editor=200,
            project_manager=200,
            data_protection_officer=200,
        ),
        Row(
            "/odstranit-udaje/{draft_report}/",
            everybody=404,
            staff=403,
            editor=200,
            project_manager=200,
        ),
        Row("/odstranit-udaje/00000000-0000-4000-8000-000000000000/", everybody=404),
    ],
    "concept:owner-list": [following(f"{MEASURE}garanti/")],
    "concept:owner-end": [following(f"{MEASURE}garanti/{{owner_seat}}/konec/")],
    "concept:link-list": [following(f"{MEASURE}vazby/")],
    "concept:derivation-end": [following(f"{MEASURE}vazby/{{derivation}}/zrusit/")],
    "concept:dependency-new": [following(f"{MEASURE}vazby/ceka-na/")],
    "concept:dependency-end": [following(f"{MEASURE}vazby/{{dependency}}/konec/")],
}
