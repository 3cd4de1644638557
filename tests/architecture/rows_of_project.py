"""Rows of the permission table: the project and its reports."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, staff_only

PROJECT = "/projekt/projekt/"
PERIOD = f"{PROJECT}obdobi/1/"
REPORT = f"{PERIOD}podklad/1/"


def for_manager(path: str) -> list[Row]:
    """A form of the manager about what everybody may know of."""
    return [Row(f"{PROJECT}{path}", everybody=403, anonymous=302, project_manager=200)]


def of_staff(path: str) -> list[Row]:
    """A form of the manager about what only staff may know of."""
    others = {"editor": 403, "secretary": 403, "chair": 403, "evaluator": 403}
    return [Row(f"{PROJECT}{path}", everybody=404, project_manager=200, **others)]


ROWS: Mapping[str, list[Row]] = {
    "evaluation:project-desk": [Row(PROJECT, everybody=403, anonymous=302, staff=200)],
    "evaluation:project-total": for_manager("castka/"),
    "evaluation:activity-new": for_manager("aktivity/nova/"),
    "evaluation:activity-edit": for_manager("aktivity/KA1/"),
    "evaluation:milestone-new": for_manager("aktivity/KA1/milniky/novy/"),
    "evaluation:milestone-edit": for_manager("milniky/{project_milestone}/"),
    "evaluation:milestone-remove": for_manager("milniky/{project_milestone}/odebrat/"),
    "evaluation:spending-new": for_manager("vydaje/novy/"),
    "evaluation:spending-correct": of_staff("vydaje/1/opravit/"),
    "evaluation:change-new": for_manager("zmeny/nova/"),
    "evaluation:change-edit": of_staff("zmeny/1/"),
    "evaluation:change-answer": of_staff("zmeny/1/odpoved/"),
    "evaluation:publicity-new": for_manager("publicita/nova/"),
    "evaluation:publicity-edit": of_staff("publicita/{project_item}/"),
    "evaluation:publicity-remove": of_staff("publicita/{project_item}/odebrat/"),
    "evaluation:publicity-file": [staff_only(f"{PROJECT}publicita/{{project_item}}/soubor/")],
    "evaluation:output-new": for_manager("vystupy/novy/"),
    "evaluation:output-edit": for_manager("vystupy/{project_output}/"),
    "evaluation:output-remove": for_manager("vystupy/{project_output}/odebrat/"),
    "evaluation:monitoring-new": for_manager("obdobi/nove/"),
    "evaluation:monitoring-edit": of_staff("obdobi/1/upravit/"),
    "evaluation:monitoring-participants": of_staff("obdobi/1/podporene-osoby/"),
    # whoever entered a count is told by the action that somebody else approves it
    "evaluation:monitoring-participants-approve": [
        Row(
            f"{PERIOD}podporene-osoby/{{project_count}}/schvalit/",
            everybody=404,
            **{**dict.fromkeys(("editor", "secretary", "chair"), 403), "evaluator": 200},
            project_manager=200,
        )
    ],
    "evaluation:monitoring-note": of_staff("obdobi/1/aktivity/KA1/"),
    "website:monitoring-scope": for_manager("zarazeni/"),
    "website:monitoring-period": [staff_only(PERIOD)],
    "website:monitoring-report-new": of_staff("obdobi/1/podklad/novy/"),
    "website:monitoring-report": [staff_only(REPORT)],
    # names of people stand in the annexes
    "website:monitoring-docx": [
        Row(f"{REPORT}podklad.docx", everybody=404, project_manager=200),
    ],
    "website:monitoring-zip": [Row(f"{REPORT}prilohy.zip", everybody=404, project_manager=200)],
}
