"""Rows of the permission table: figures of the housing pilot, public ones and those behind them."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public


def read(path: str) -> list[Row]:
    """A page for who reads households; nobody else is told that there is anything."""
    return [Row(path, everybody=404, evaluator=200, pilot_officer=200)]


ROWS: Mapping[str, list[Row]] = {
    "evaluation:pilot-home": [public("/pilot/")],
    "evaluation:pilot-half-year": [public("/pilot/2017-1/"), Row("/pilot/2017-2/", everybody=404)],
    "evaluation:pilot-half-year-csv": [public("/pilot/2017-1/cisla.csv")],
    "evaluation:pilot-half-year-json": [public("/pilot/2017-1/cisla.json")],
    "evaluation_api:half-year-list": [public("/api/v1/pilot/")],
    "evaluation_api:half-year-detail": [
        public("/api/v1/pilot/2017-1/"),
        Row("/api/v1/pilot/2017-2/", everybody=404),
    ],
    "evaluation:pilot-figures": read("/pilot/cisla/"),
    "evaluation:pilot-figure": [
        *read("/pilot/cisla/left/?ke=2017-06-30"),
        Row("/pilot/cisla/nic/", everybody=404),
    ],
    "evaluation:pilot-prepare": read("/pilot/zverejneni/nove/"),
    "evaluation:pilot-preparation": read("/pilot/zverejneni/{pilot_preparation}/"),
    # what is published already is published once
    "evaluation:pilot-agree": [
        Row(
            "/pilot/zverejneni/{pilot_preparation}/souhlas/",
            everybody=404,
            method="post",
            evaluator=302,
            pilot_officer=302,
        )
    ],
}
