"""Rows of the permission table: the register of risks."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public, staff_only

RISK = "/hodnoceni/rizika/1/"
SHOWN = "/hodnoceni/rizika/2/"


def of_risks(path: str, *, others: int = 403, **answers: int) -> list[Row]:
    """A form about a risk for staff, and about one everybody may know of; ``others`` of the staff may not use it."""
    return [
        Row(f"{RISK}{path}", everybody=404, staff=others, **answers),
        Row(f"{SHOWN}{path}", everybody=403, anonymous=302, **answers),
    ]


ROWS: Mapping[str, list[Row]] = {
    "evaluation:risk-list": [public("/hodnoceni/rizika/")],
    "evaluation:risk-detail": [staff_only(RISK), public(SHOWN)],
    "evaluation_api:risk-list": [public("/api/v1/risks/")],
    "evaluation_api:risk-detail": [staff_only("/api/v1/risks/1/"), public("/api/v1/risks/2/")],
    "evaluation:risk-new": [
        Row(
            "/hodnoceni/rizika/nove/",
            everybody=200,
            anonymous=302,
            guest=403,
            authorised_person=403,
            data_protection_officer=403,
            administrator=403,
        )
    ],
    "evaluation:risk-edit": of_risks("upravit/", evaluator=200),
    "evaluation:risk-assess": of_risks("posoudit/", evaluator=200),
    "evaluation:risk-respond": of_risks("reakce/", evaluator=200),
    "evaluation:risk-watch": of_risks("vcasne-varovani/", evaluator=200),
    "evaluation:risk-give": of_risks("garant/", evaluator=200, chair=200),
    "evaluation:risk-move": of_risks("stav/", evaluator=200, chair=200),
    "evaluation:risk-action-new": of_risks("kroky/novy/", evaluator=200),
    "evaluation:risk-action-edit": [
        Row(f"{RISK}kroky/1/", everybody=404, staff=403, evaluator=200),
        Row(f"{RISK}kroky/2/", everybody=404),
    ],
    "evaluation:risk-show": [
        Row(f"{RISK}verejne/", everybody=404, method="post", staff=403, evaluator=302, chair=302),
    ],
    # that there is an alert is known to who answers for the risk, which is nobody of the personas
    "evaluation:risk-alert": [Row(f"{RISK}varovani/1/", everybody=404)],
}
