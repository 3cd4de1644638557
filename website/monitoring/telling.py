"""A report to the funder in words of the active language: the same parts for the preview page and for the docx.

A part is ``{"level", "anchor", "heading", "texts": [str], "tables": [Table]}``, a table ``{"caption", "columns":
[[heading, width]], "rows": [[cell]]}`` whose first column says what its row is, a cell ``{"text", "path"}``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from concept.enums import StepKind
from consultations.enums import Channel
from evaluation.crowns import crowns
from evaluation.enums import ChangeState
from evaluation.queries.shown import number_text

Json = dict[str, Any]


def day(told: str) -> str:
    """A day of the data as it is read; "" for none."""
    return date_format(date.fromisoformat(told), "SHORT_DATE_FORMAT") if told else ""


def days_of(period: Mapping[str, str]) -> str:
    """The days of a period."""
    return f"{day(period['from'])} – {day(period['to'])}"


def title_of(data: Mapping[str, Any]) -> str:
    """The title of the report."""
    return _("Base of the report on monitoring period %(number)d") % {
        "number": data["period"]["number"]
    }


def facts_of(data: Mapping[str, Any]) -> list[list[str]]:
    """What the report is about."""
    rows = [
        [_("Project"), data["project"]["title"]],
        [_("Registration number"), data["project"]["registration_number"]],
        [_("Programme"), data["project"]["programme"]],
        [_("Days"), days_of(data["period"])],
    ]
    count = data["backfilled_meetings"]
    if count and data["with_backfilled"]:
        rows.append([_("Entered afterwards"), _backfilled_in(count)])
    elif count:
        rows.append([_("Entered afterwards"), _backfilled_out(count)])
    return rows


def _backfilled_in(count: int) -> str:
    return ngettext(
        "%(count)d meeting entered afterwards is counted.",
        "%(count)d meetings entered afterwards are counted.",
        count,
    ) % {"count": count}


def _backfilled_out(count: int) -> str:
    return ngettext(
        "%(count)d meeting entered afterwards is not counted.",
        "%(count)d meetings entered afterwards are not counted.",
        count,
    ) % {"count": count}


def parts_of(data: Mapping[str, Any]) -> list[Json]:
    """The whole report but its head."""
    parts = [_part(1, "aktivity", _("Key activities"), [_summary(data)])]
    for activity in data["activities"]:
        parts += _activity(activity, data)
    parts.append(_money(data))
    for tell in (_changes, _indicators, _risks, _participants, _publicity, _missing):
        parts.append(tell(data))
    return parts


def _part(
    level: int,
    anchor: str,
    heading: str,
    texts: Iterable[str] = (),
    tables: Iterable[Json | None] = (),
) -> Json:
    return {
        "level": level,
        "anchor": anchor,
        "heading": heading,
        "texts": [text for text in texts if text],
        "tables": [table for table in tables if table],
    }


def _table(
    caption: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Any]]
) -> Json | None:
    if not rows:
        return None
    return {
        "caption": caption,
        "columns": [list(column) for column in columns],
        "rows": [[_cell(value) for value in row] for row in rows],
    }


def _cell(value: Any) -> Json:
    if isinstance(value, tuple):
        text, path = value
        return {"text": str(text), "path": path}
    return {"text": str(value), "path": ""}


def _summary(data: Mapping[str, Any]) -> str:
    meetings = sum(len(row["meetings"]) for row in data["activities"])
    sessions = sum(one["sessions"] for row in data["activities"] for one in row["sessions"])
    rounds = sum(len(row["rounds"]) for row in data["activities"])
    told = [
        ngettext("%(count)d meeting", "%(count)d meetings", meetings) % {"count": meetings},
        ngettext(
            "%(count)d session of a focus group", "%(count)d sessions of focus groups", sessions
        )
        % {"count": sessions},
        ngettext("%(count)d round of comments", "%(count)d rounds of comments", rounds)
        % {"count": rounds},
    ]
    return _("In this period: %(what)s.") % {"what": ", ".join(told)}


def _activity(activity: Mapping[str, Any], data: Mapping[str, Any]) -> list[Json]:
    code = activity["code"].lower()
    money = activity["money"]
    texts = [
        activity["note"],
        _("Period of the activity: %(days)s.") % {"days": days_of(activity)},
        _("Spent in this period: %(amount)s. So far: %(total)s of %(approved)s approved.")
        % {
            "amount": crowns(money["period"]),
            "total": crowns(money["so_far"]),
            "approved": crowns(money["approved"]),
        },
    ]
    if activity["tasks_done"]:
        count = activity["tasks_done"]
        texts.append(
            ngettext(
                "%(count)d task of the groups was checked as done.",
                "%(count)d tasks of the groups were checked as done.",
                count,
            )
            % {"count": count}
        )
    tables = [
        _milestones(activity["milestones"]),
        _meetings(activity["meetings"]),
        _conclusions(activity["conclusions"]),
        _sessions(activity["sessions"]),
        _versions(activity["versions"]),
        _rounds(activity["rounds"]),
    ]
    if not any(tables):
        texts.append(_("Nothing that is kept here happened in this activity in these days."))
    return [_part(2, f"aktivita-{code}", f"{activity['code']} {activity['title']}", texts, tables)]


def _milestones(rows: Sequence[Mapping[str, Any]]) -> Json | None:
    return _table(
        _("Milestones"),
        [(_("Milestone"), 40), (_("Planned for"), 15), (_("Reached on"), 15), (_("Note"), 30)],
        [
            [
                row["title"],
                day(row["planned"]),
                day(row["reached"]) or _("not reached"),
                row["note"],
            ]
            for row in rows
        ],
    )


def _meetings(rows: Sequence[Mapping[str, Any]]) -> Json | None:
    if not rows:
        return None
    told = [
        [
            (row["reference"], row["path"]),
            day(row["day"]),
            ", ".join(row["groups"]),
            row["present"],
            row["excused"],
            row["guests"],
            row["conclusions"],
            row["tasks"],
            _("approved") if row["minutes_approved"] else _("not approved"),
        ]
        for row in rows
    ]
    sums = [sum(row[name] for row in rows) for name in ("present", "excused", "guests")]
    told.append(
        [
            _("Total"),
            "",
            "",
            *sums,
            sum(row["conclusions"] for row in rows),
            sum(row["tasks"] for row in rows),
            "",
        ]
    )
    return _table(
        _("Meetings of working groups"),
        [
            (_("Meeting"), 17),
            (_("Day"), 13),
            (pgettext("of a meeting", "Groups"), 12),
            (_("Present"), 10),
            (_("Excused"), 10),
            (_("Guests"), 8),
            (_("Conclusions"), 9),
            (_("Tasks"), 8),
            (_("Minutes"), 13),
        ],
        told,
    )


def _conclusions(rows: Sequence[Mapping[str, Any]]) -> Json | None:
    return _table(
        _("Conclusions of working groups"),
        [(_("Conclusion"), 100)],
        [[(row["reference"], row["path"])] for row in rows],
    )


def _sessions(rows: Sequence[Mapping[str, Any]]) -> Json | None:
    return _table(
        _("Focus groups"),
        [(_("Series"), 75), (_("Sessions held"), 25)],
        [[(f"{row['code']} {row['title']}", row["path"]), row["sessions"]] for row in rows],
    )


def _versions(rows: Sequence[Mapping[str, Any]]) -> Json | None:
    names = {
        "frozen": pgettext("what happened to a version", "Frozen"),
        StepKind.APPROVED.value: pgettext("what happened to a version", "Approved"),
        StepKind.PUBLISHED.value: pgettext("what happened to a version", "Published"),
    }
    return _table(
        _("Versions of documents"),
        [(_("Version"), 50), (_("Day"), 15), (_("What happened"), 35)],
        [
            [
                (f"{row['document']}, {row['label']}", row["path"]),
                day(row["day"]),
                ", ".join(filter(None, [names[row["what"]], row["body"], row["resolution"]])),
            ]
            for row in rows
        ],
    )


def _rounds(rows: Sequence[Mapping[str, Any]]) -> Json | None:
    return _table(
        _("Rounds of comments"),
        [
            (_("Round"), 35),
            (_("Open"), 20),
            (_("Statements"), 10),
            (pgettext("on a text", "Comments"), 10),
            (_("How they came"), 25),
        ],
        [
            [
                (f"{row['reference']} {row['title']}", row["path"]),
                f"{day(row['opens'])} – {day(row['closes'])}",
                row["statements"],
                row["comments"],
                ", ".join(
                    f"{Channel(name).label}: {count}"
                    for name, count in sorted(row["channels"].items())
                ),
            ]
            for row in rows
        ],
    )


def _money(data: Mapping[str, Any]) -> Json:
    rows = [
        [row["code"] + " " + row["title"], *_amounts(row["money"])] for row in data["activities"]
    ]
    rows.append([_("Total"), *_amounts(data["money"])])
    corrections = _table(
        _("Corrections of former periods"),
        [
            (pgettext("of spending", "Document"), 20),
            (_("Day"), 14),
            (pgettext("of a correction", "Before"), 20),
            (pgettext("of a correction", "After"), 20),
            (_("Reason"), 26),
        ],
        [
            [
                f"{row['activity']} {row['document']}",
                day(row["day"]),
                crowns(row["before"]),
                crowns(row["after"]),
                row["reason"],
            ]
            for row in data["corrections"]
        ],
    )
    columns = [
        (_("Key activity"), 40),
        (_("In this period"), 20),
        (_("So far"), 20),
        (_("Approved"), 20),
    ]
    heading = _("Spending")
    return _part(1, "cerpani", heading, [], [_table(heading, columns, rows), corrections])


def _amounts(money: Mapping[str, str]) -> list[str]:
    return [crowns(money[name]) for name in ("period", "so_far", "approved")]


def _changes(data: Mapping[str, Any]) -> Json:
    rows = [
        [
            row["number"],
            day(row["day"]),
            " ".join(filter(None, [row["activity"], row["what"]])),
            row["why"],
            ", ".join(
                filter(
                    None, [str(ChangeState(row["state"]).label), day(row["decided"]), row["where"]]
                )
            ),
        ]
        for row in data["changes"]
    ]
    heading = _("Changes of the project")
    columns = [
        (pgettext("heading of a column", "No."), 6),
        (_("In force from"), 14),
        (_("What changes"), 30),
        (_("Why"), 25),
        (_("What the funder said"), 25),
    ]
    texts = [] if rows else [_("The project did not change in these days.")]
    return _part(1, "zmeny", heading, texts, [_table(heading, columns, rows)])


def _indicators(data: Mapping[str, Any]) -> Json:
    rows = [
        [
            f"{row['code']} {row['title']}".strip(),
            row["period"],
            _value(row),
            number_text(Decimal(row["target"]), row["unit"]) if row["target"] else "",
        ]
        for row in data["indicators"]
    ]
    heading = _("Indicators")
    columns = [
        (_("Indicator"), 45),
        (pgettext("of a value", "Period"), 17),
        (_("Value"), 23),
        (_("Target"), 15),
    ]
    texts = [] if rows else [_("No value of these days is approved.")]
    return _part(1, "ukazatele", heading, texts, [_table(heading, columns, rows)])


def _value(row: Mapping[str, str]) -> str:
    if not row["value"]:
        return row["narrative"]
    told = number_text(Decimal(row["value"]), row["unit"])
    if row["part"] and row["whole"]:
        parts = {
            "part": number_text(Decimal(row["part"])),
            "whole": number_text(Decimal(row["whole"])),
        }
        told += " (" + pgettext("of a share", "%(part)s of %(whole)s") % parts + ")"
    return told


def _risks(data: Mapping[str, Any]) -> Json:
    rows = [
        [
            (f"{row['reference']} {row['title']}", row["path"]),
            f"{row['probability']} × {row['impact']} = {row['probability'] * row['impact']}",
            day(row["assessed"]),
            row["response"],
        ]
        for row in data["risks"]
    ]
    heading = _("Risks")
    columns = [
        (pgettext("evaluation", "Risk"), 40),
        (_("Probability × impact with what is done"), 18),
        (_("Assessed on"), 14),
        (_("What is done about it"), 28),
    ]
    texts = [] if rows else [_("No open risk was assessed by the end of these days.")]
    return _part(1, "rizika", heading, texts, [_table(heading, columns, rows)])


def _participants(data: Mapping[str, Any]) -> Json:
    heading = _("Participants supported by the fund")
    columns = [
        (_("Indicator"), 45),
        (pgettext("of people", "Count"), 15),
        (_("Where the count comes from"), 40),
    ]
    rows = [
        [f"{row['code']} {row['name']}", row["count"], row["source"]]
        for row in data["participants"]
    ]
    texts = [] if rows else [_("No count was entered.")]
    return _part(1, "podporene-osoby", heading, texts, [_table(heading, columns, rows)])


def _publicity(data: Mapping[str, Any]) -> Json:
    heading = _("Publicity")
    columns = [
        (_("What is required"), 50),
        (_("Done on"), 20),
        (_("What shows it"), 30),
    ]
    rows = [
        [row["requirement"], day(row["done"]) or _("not done yet"), row["evidence"]]
        for row in data["publicity"]
    ]
    texts = [] if rows else [_("The checklist of publicity is empty.")]
    return _part(1, "publicita", heading, texts, [_table(heading, columns, rows)])


def _missing(data: Mapping[str, Any]) -> Json:
    heading = _("What is missing")
    rows = missing_rows(data["missing"])
    columns = [(_("What is missing"), 50), (pgettext("of what is missing", "Where"), 50)]
    texts = [] if rows else [_("Nothing that can be told by a machine is missing.")]
    told = [[what, (about, path)] for what, about, path in rows]
    return _part(1, "chybi", heading, texts, [_table(heading, columns, told)])


def missing_rows(missing: Sequence[Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """What is missing in words: (what, about what, where it is mended)."""
    names = {
        "minutes": _("Approved minutes"),
        "attendance": _("Attendance that is not recorded for everybody"),
        "scan": _("Scan of the signed attendance sheet"),
        "milestone": _("Milestone whose day has passed"),
        "note": _("What the manager says of the activity"),
        "indicator": _("Approved value of an indicator of the funder"),
        "answer": _("Answer of the funder to a change"),
        "publicity": _("Publicity that was not done"),
        "participants": _("Counts of participants"),
        "approval": _("Approval of a count of participants by somebody else"),
    }
    changed = pgettext("of the project", "Change %(number)s")
    return [
        (
            names[row["what"]],
            changed % {"number": row["about"]} if row["what"] == "answer" else row["about"],
            row["path"],
        )
        for row in missing
    ]
