"""Rows of the permission table: focus groups, their sessions, people, statements and what came of them."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public, staff_only

UID = "5e1c8a34-0000-4000-8000-000000000005"

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
    ],
    "focus_groups:statement-transcribe": [
        Row("/fokusni-skupiny/fs/1/prepis/", everybody=404, anonymous=302),
    ],
    "focus_groups:entry-account": [public("/fokusni-skupiny/zapis/ucet/")],
    "focus_groups:entry-receive": [
        # an empty batch is none
        Row("/fokusni-skupiny/zapis/odeslat/", everybody=400, anonymous=401, method="post"),
    ],
    "focus_groups:entry-pack": [Row("/fokusni-skupiny/fs/balik/", everybody=404)],
    "focus_groups:entry-import": [Row("/fokusni-skupiny/fs/dovoz/", everybody=404)],
    "focus_groups:recovery-key": [Row("/fokusni-skupiny/fs/obnova/", everybody=404)],
    "focus_groups:statement-blank": [Row("/fokusni-skupiny/fs/1/tiskopis/", everybody=404)],
}
