"""Rows of the permission table: the action plan: reports of measures, its public pages."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public

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
}
