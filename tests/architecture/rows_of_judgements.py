"""Rows of the permission table: the evaluation plan, findings, recommendations."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public, staff_only

PLAN = "/hodnoceni/plan/pilot/"


def of_the_plan(path: str) -> Row:
    """A form about the public plan, for evaluators."""
    return Row(f"{PLAN}{path}", everybody=403, anonymous=302, evaluator=200)


def about(part: str, path: str, **answers: int) -> list[Row]:
    """A form about a public one, a final one for staff and a draft."""
    base = f"/hodnoceni/{part}/"
    return [
        Row(f"{base}1/{path}", everybody=403, anonymous=302, evaluator=200, **answers),
        Row(f"{base}2/{path}", everybody=404, **{"staff": 403, "evaluator": 200, **answers}),
        Row(f"{base}3/{path}", everybody=404, evaluator=200),
    ]


def known(base: str) -> list[Row]:
    """Pages of a public one, a final one and a draft."""
    return [
        public(f"{base}1/"),
        staff_only(f"{base}2/"),
        Row(f"{base}3/", everybody=404, evaluator=200),
    ]


def begun(path: str) -> list[Row]:
    """A form for evaluators about nothing yet."""
    return [Row(path, everybody=403, anonymous=302, evaluator=200)]


PUBLISHING = {"editor": 200, "project_manager": 200}


def steps(part: str, noun: str) -> dict[str, list[Row]]:
    """Steps that findings and recommendations share."""
    rows = {
        f"evaluation:{noun}-{name}": about(part, path)
        for name, path in (
            ("edit", "upravit/"),
            ("discuss", "projednat/"),
            ("draft", "koncept/"),
            ("finish", "dokoncit/"),
            ("correct", "opravit/"),
        )
    }
    rows[f"evaluation:{noun}-publish"] = about(part, "zverejnit/", **PUBLISHING)
    rows[f"evaluation:{noun}-hide"] = about(part, "stahnout/", **PUBLISHING)
    rows[f"evaluation:{noun}-list"] = [public(f"/hodnoceni/{part}/")]
    rows[f"evaluation:{noun}-new"] = begun(f"/hodnoceni/{part}/nove/")
    rows[f"evaluation:{noun}-detail"] = known(f"/hodnoceni/{part}/")
    rows[f"evaluation_api:{noun}-list"] = [public(f"/api/v1/{noun}s/")]
    rows[f"evaluation_api:{noun}-detail"] = known(f"/api/v1/{noun}s/")
    return rows


def answering(path: str) -> list[Row]:
    """A form of who answers for the addressee, which is none of the personas; or editors and project managers."""
    base = "/hodnoceni/doporuceni/"
    return [
        Row(f"{base}1/{path}", everybody=403, anonymous=302, editor=200, project_manager=200),
        Row(f"{base}2/{path}", everybody=404, staff=403, editor=200, project_manager=200),
        Row(f"{base}3/{path}", everybody=404, evaluator=403),
    ]


ROWS: Mapping[str, list[Row]] = {
    "evaluation:plan-list": [public("/hodnoceni/plan/")],
    "evaluation:plan-new": begun("/hodnoceni/plan/novy/"),
    "evaluation:plan-detail": [public(PLAN)],
    "evaluation:plan-version": [public(f"{PLAN}1/"), staff_only(f"{PLAN}2/")],
    "evaluation:plan-compare": [staff_only(f"{PLAN}porovnani/1/2/")],
    "evaluation:plan-edit": [of_the_plan("upravit/")],
    "evaluation:plan-freeze": [of_the_plan("uzavrit/")],
    "evaluation:question-new": [of_the_plan("otazky/nova/")],
    "evaluation:question-edit": [of_the_plan("otazky/1/upravit/")],
    "evaluation:question-drop": [of_the_plan("otazky/1/vypustit/")],
    "evaluation:question-restore": [of_the_plan("otazky/1/vratit/")],
    "evaluation:plan-publish": [
        Row(f"{PLAN}1/zverejnit/", everybody=403, anonymous=302, evaluator=200, **PUBLISHING),
        Row(f"{PLAN}2/zverejnit/", everybody=404, staff=403, evaluator=200, **PUBLISHING),
    ],
    **steps("zjisteni", "finding"),
    **steps("doporuceni", "recommendation"),
    "evaluation:recommendation-file": [public("/hodnoceni/doporuceni/soubor/csv/")],
    "evaluation:recommendation-answer": answering("odpovedet/"),
    "evaluation:action-new": answering("kroky/novy/"),
    "evaluation:action-report": [
        Row(
            "/hodnoceni/doporuceni/1/kroky/1/",
            everybody=403,
            anonymous=302,
            editor=200,
            project_manager=200,
        )
    ],
    "evaluation:recommendation-link": [
        Row(
            "/hodnoceni/doporuceni/1/vazba/",
            everybody=403,
            anonymous=302,
            editor=200,
            evaluator=200,
        ),
        Row("/hodnoceni/doporuceni/2/vazba/", everybody=404, staff=403, editor=200, evaluator=200),
        Row("/hodnoceni/doporuceni/3/vazba/", everybody=404, evaluator=200),
    ],
}
