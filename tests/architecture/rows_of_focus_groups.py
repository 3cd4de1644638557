"""Rows of the permission table: focus groups, their sessions, people, statements and what came of them."""

from collections.abc import Mapping

from tests.architecture.permission_rows import Row, public, staff_only

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
}
