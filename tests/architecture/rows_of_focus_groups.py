"""Rows of the permission table: focus groups, their sessions, people, statements and what came of them."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public, staff_only
from tests.architecture.rows_of_findings import ROWS as WORKED_OUT

UID = "5e1c8a34-0000-4000-8000-000000000005"


def for_facilitators(path: str = "") -> list[Row]:
    """A page of whoever facilitates the series, which is nobody of the personas: others must not know of it."""
    return [Row(f"/fokusni-skupiny/{series}/{path}", everybody=404) for series in ("fs", "ft")]


def of_a_person(path: str = "") -> list[Row]:
    """A page about one participant, for the facilitators of their series."""
    return [
        Row(f"/fokusni-skupiny/{code.lower()}/lide/{{person_{code}}}/{path}", everybody=404)
        for code in ("FS", "FT")
    ]


ROWS: Mapping[str, list[Row]] = {
    "focus_groups:series-list": [public("/fokusni-skupiny/")],
    "focus_groups:series-detail": [
        public("/fokusni-skupiny/fs/"),
        staff_only("/fokusni-skupiny/ft/"),
    ],
    # staff may know that a session of a public series took place
    "focus_groups:session-detail": [
        staff_only("/fokusni-skupiny/fs/1/"),
        staff_only("/fokusni-skupiny/ft/1/"),
    ],
    # entering what was said: none of the personas facilitates these series; who is not signed in is asked to
    "focus_groups:statement-write": [
        Row("/fokusni-skupiny/fs/1/zapis/", everybody=404, anonymous=302),
        Row("/fokusni-skupiny/fs/1/zapis/", everybody=404, anonymous=403, method="post"),
        Row("/fokusni-skupiny/neni/1/zapis/", everybody=404, anonymous=302),
    ],
    "focus_groups:statement-edit": [
        Row(f"/fokusni-skupiny/fs/1/zapis/{UID}/", everybody=404, anonymous=302),
        Row("/fokusni-skupiny/fs/1/zapis/{focus_uid}/", everybody=404, anonymous=302),
        Row("/fokusni-skupiny/fs/1/zapis/{focus_uid}/", everybody=404, anonymous=302),
    ],
    "focus_groups:statement-transcribe": [
        Row("/fokusni-skupiny/fs/1/prepis/", everybody=404, anonymous=302),
    ],
    # the page for work without network is the same for everybody and holds nobody's data
    "focus_groups:entry-shell": [public("/fokusni-skupiny/zapis/")],
    "focus_groups:entry-worker": [public("/fokusni-skupiny/zapis/sw.js")],
    "focus_groups:entry-account": [public("/fokusni-skupiny/zapis/ucet/")],
    "focus_groups:entry-receive": [
        # an empty batch is none
        Row("/fokusni-skupiny/zapis/odeslat/", everybody=400, anonymous=401, method="post"),
    ],
    "focus_groups:entry-pack": [Row("/fokusni-skupiny/fs/balik/", everybody=404)],
    "focus_groups:entry-import": [Row("/fokusni-skupiny/fs/dovoz/", everybody=404)],
    "focus_groups:recovery-key": [Row("/fokusni-skupiny/fs/obnova/", everybody=404)],
    "focus_groups:statement-merge": [Row("/fokusni-skupiny/fs/1/shodne/", everybody=404)],
    "focus_groups:statement-blank": [Row("/fokusni-skupiny/fs/1/tiskopis/", everybody=404)],
    "focus_groups:series-new": [
        Row(
            "/fokusni-skupiny/nova/",
            everybody=403,
            anonymous=302,
            facilitator=200,
            other_facilitator=200,
        )
    ],
    "focus_groups:series-edit": for_facilitators("upravit/"),
    "focus_groups:series-move": for_facilitators("stav/"),
    "focus_groups:facilitator-list": for_facilitators("facilitatori/"),
    "focus_groups:read-list": for_facilitators("pristupy/"),
    "focus_groups:participant-list": for_facilitators("lide/"),
    "focus_groups:participant-transcribe": for_facilitators("lide/z-papiru/"),
    "focus_groups:sheet-new": for_facilitators("pouceni/nove/"),
    "focus_groups:sheet-detail": for_facilitators("pouceni/1/"),
    "focus_groups:guide-new": for_facilitators("scenare/novy/"),
    "focus_groups:guide-detail": for_facilitators("scenare/1/"),
    "focus_groups:session-new": for_facilitators("setkani/nove/"),
    "focus_groups:session-edit": for_facilitators("1/upravit/"),
    "focus_groups:session-move": for_facilitators("1/stav/"),
    "focus_groups:session-attendance": for_facilitators("1/ucast/"),
    "focus_groups:attendance-sheet": for_facilitators("1/ucast/tisk/"),
    "focus_groups:session-notes": for_facilitators("1/poznamky/"),
    "focus_groups:session-recording": for_facilitators("1/nahravka/"),
    "focus_groups:session-show": for_facilitators("1/verejne/"),
    "focus_groups:facilitator-end": [
        Row("/fokusni-skupiny/fs/facilitatori/{lead_FS}/konec/", everybody=404),
        Row("/fokusni-skupiny/ft/facilitatori/{lead_FT}/konec/", everybody=404),
    ],
    "focus_groups:participant-detail": of_a_person(),
    "focus_groups:participant-edit": of_a_person("upravit/"),
    "focus_groups:consent-new": of_a_person("souhlas/"),
    "focus_groups:consent-limit": of_a_person("souhlas/{consent}/omezit/"),
    **WORKED_OUT,
    # checks, quotes and editions: for who facilitates the series, and nobody is told that there are any
    "focus_groups:check-list": [Row("/fokusni-skupiny/fs/kontrola/", everybody=404)],
    "focus_groups:check-detail": [
        Row("/fokusni-skupiny/fs/kontrola/finding/{focus_finding}/", everybody=404),
        Row("/fokusni-skupiny/fs/kontrola/quote/{focus_quote}/", everybody=404),
        Row(
            "/fokusni-skupiny/fs/kontrola/quote/{focus_quote}/",
            everybody=404,
            method="post",
        ),
    ],
    "focus_groups:text-publish": [
        Row("/fokusni-skupiny/fs/kontrola/finding/{focus_finding}/zverejnit/", everybody=404)
    ],
    "focus_groups:report": [Row("/fokusni-skupiny/fs/zprava/", everybody=404)],
    "focus_groups:edition-new": [
        Row("/fokusni-skupiny/fs/zprava/sestavit/", everybody=404),
        Row("/fokusni-skupiny/fs/zprava/sestavit/", everybody=404, method="post"),
    ],
    "focus_groups:edition-early": [Row("/fokusni-skupiny/fs/zprava/vydat-drive/", everybody=404)],
    "focus_groups:quote-list": [Row("/fokusni-skupiny/fs/zprava/citace/1/", everybody=404)],
    "focus_groups:quote-new": [
        Row("/fokusni-skupiny/fs/zprava/citace/1/{focus_statement}/", everybody=404)
    ],
    "focus_groups:quote-edit": [
        Row("/fokusni-skupiny/fs/zprava/citace/{focus_quote}/upravit/", everybody=404)
    ],
    "focus_groups:quote-remove": [
        Row("/fokusni-skupiny/fs/zprava/citace/{focus_quote}/odebrat/", everybody=404)
    ],
}
