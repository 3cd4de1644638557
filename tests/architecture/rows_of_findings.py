"""Rows of the permission table: work on what was said in focus groups, from statements to recommendations."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public, staff_only


def inside(path: str, path_of_ft: str = "", method: str = "get") -> list[Row]:
    """A page of the facilitators of a series, which none of the personas is: nobody else may know of it."""
    return [
        Row(f"/fokusni-skupiny/fs/{path}", everybody=404, method=method),
        Row(f"/fokusni-skupiny/ft/{path_of_ft or path}", everybody=404, method=method),
    ]


def of_the_series(path: str) -> list[Row]:
    """A page for whoever may know of the series."""
    return [public(f"/fokusni-skupiny/fs/{path}"), staff_only(f"/fokusni-skupiny/ft/{path}")]


def confirmed(path: str) -> list[Row]:
    """A text participants confirmed: for staff and members of working groups."""
    return [
        Row(
            f"/fokusni-skupiny/{code}/{path}",
            everybody=404,
            staff=200,
            member=200,
            other_member=200,
        )
        for code in ("fs", "ft")
    ]


ROWS: Mapping[str, list[Row]] = {
    # what was said, codes, and work on findings: the facilitators of the series only
    "focus_groups:statement-list": inside("vyroky/"),
    "focus_groups:statement-check": inside("vyroky/{said_FS}/", "vyroky/{said_FT}/"),
    "focus_groups:coding-new": inside("vyroky/{said_FS}/kody/", "vyroky/{said_FT}/kody/"),
    "focus_groups:coding-remove": inside(
        "vyroky/{said_FS}/kody/{coding_FS}/odebrat/",
        "vyroky/{said_FT}/kody/{coding_FT}/odebrat/",
        method="post",
    ),
    "focus_groups:code-list": inside("kody/"),
    "focus_groups:code-new": inside("kody/novy/"),
    "focus_groups:code-file": inside("kody.qdc"),
    "focus_groups:code-detail": inside("kody/fs-deti/", "kody/ft-deti/"),
    "focus_groups:code-edit": inside("kody/fs-deti/upravit/", "kody/ft-deti/upravit/"),
    "focus_groups:code-merge": inside("kody/fs-deti/sloucit/", "kody/ft-deti/sloucit/"),
    "focus_groups:finding-list": of_the_series("zjisteni/"),
    "focus_groups:finding-new": inside("zjisteni/nove/"),
    "focus_groups:finding-detail": [*inside("zjisteni/1/"), *confirmed("zjisteni/2/")],
    "focus_groups:finding-edit": inside("zjisteni/2/upravit/"),
    "focus_groups:finding-drop": inside(
        "zjisteni/1/vyroky/{said_FS}/odebrat/",
        "zjisteni/1/vyroky/{said_FT}/odebrat/",
        method="post",
    ),
    "focus_groups:finding-read": inside("zjisteni/2/precteno/"),
    "focus_groups:finding-confirm": inside("zjisteni/2/potvrzeno/"),
    "focus_groups:finding-retract": inside("zjisteni/2/odvolat/"),
    "focus_groups:finding-anew": inside("zjisteni/2/znovu/", method="post"),
    "focus_groups:recommendation-list": of_the_series("doporuceni/"),
    "focus_groups:recommendation-new": inside("doporuceni/nove/"),
    "focus_groups:recommendation-detail": [*inside("doporuceni/1/"), *confirmed("doporuceni/2/")],
    "focus_groups:recommendation-edit": inside("doporuceni/2/upravit/"),
    "focus_groups:recommendation-read": inside("doporuceni/2/precteno/"),
    "focus_groups:recommendation-confirm": inside("doporuceni/2/potvrzeno/"),
    "focus_groups:recommendation-retract": inside("doporuceni/2/odvolat/"),
    "focus_groups:recommendation-anew": inside("doporuceni/2/znovu/", method="post"),
    "focus_groups:recommendation-report": inside("doporuceni/2/vraceno/"),
    "consultations:recommendation-send": inside("doporuceni/2/do-kola/"),
}
