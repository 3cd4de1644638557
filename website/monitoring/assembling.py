"""The data of a report to the funder: per key activity what happened, the figures of the whole, what is missing.

One description (``assemble``) for the preview, for the frozen report and for its files; words of the interface come
later (``telling``), so that the data say the same in every language. Its shape is told by ``SCHEMA``.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from core.enums import DemoOrigin
from evaluation.enums import MeasurementState
from evaluation.models import (
    Indicator,
    KeyActivity,
    Measurement,
    MonitoringPeriod,
    PublicityItem,
    Risk,
    RiskAssessment,
    Spending,
)
from evaluation.queries.indicators import WITH, current_definitions
from evaluation.queries.monitoring import last_report_before, notes_of, waiting_counts
from evaluation.queries.project import ledger_of, spent_by_activity
from evaluation.queries.shown import Targets, shown
from website.monitoring.gathering import (
    Happened,
    change_rows,
    czk,
    milestone_rows,
    span_of,
)
from website.monitoring.scope import OPEN, Scope

SCHEMA = "osnova-monitoring/1"
NONE = Decimal(0)


class Assembled:
    """The data of a period, and what they were made of, for the annexes."""

    def __init__(self, period: MonitoringPeriod, *, with_backfilled: bool) -> None:
        self.period, self.span = period, span_of(period)
        project = period.project
        self.activities = list(
            KeyActivity.objects.filter(project=project).order_by("position", "pk")
        )
        self.scope = Scope(project, self.activities)
        self.happened = Happened(self.scope, self.span, with_backfilled=with_backfilled)
        self.publicity = list(
            PublicityItem.objects.filter(project=project).defer("data").order_by("position", "pk")
        )
        self.waiting_counts = waiting_counts(period)
        self.data = self._data()

    def code_of(self, activity: int | None) -> str:
        """The code of an activity by its key."""
        return next((row.code for row in self.activities if row.pk == activity), "")

    def _data(self) -> dict[str, Any]:
        period, project, happened = self.period, self.period.project, self.happened
        parts = {
            "meetings": happened.meeting_rows(),
            "conclusions": happened.decision_rows(),
            "sessions": happened.session_rows(),
            "versions": happened.version_rows(),
            "rounds": happened.round_rows(),
            "milestones": milestone_rows(self.activities, self.span),
        }
        done = happened.done_tasks()
        notes = notes_of(period)
        spent = spent_by_activity(project, since=self.span.since, until=self.span.until)
        so_far = spent_by_activity(project, until=self.span.until)
        activities = [
            {
                "code": row.code,
                "title": row.title,
                "from": row.starts_on.isoformat(),
                "to": row.ends_on.isoformat(),
                "note": notes[row.pk].text if row.pk in notes else "",
                "tasks_done": done[row.pk],
                "money": {
                    "period": czk(spent.get(row.pk, NONE)),
                    "so_far": czk(so_far.get(row.pk, NONE)),
                    "approved": czk(row.approved_czk),
                },
                **{name: rows.get(row.pk, []) for name, rows in parts.items()},
            }
            for row in self.activities
        ]
        indicators, without_value = self._indicators()
        data = {
            "schema": SCHEMA,
            "project": {
                "title": project.title,
                "registration_number": project.registration_number,
                "programme": project.programme,
                "publicity": project.publicity_sentence,
                "is_demo": project.demo_origin != DemoOrigin.NONE,
            },
            "period": {
                "number": period.number,
                "from": self.span.since.isoformat(),
                "to": self.span.until.isoformat(),
                "reference": period.record.reference,
            },
            "with_backfilled": happened.with_backfilled,
            "backfilled_meetings": happened.backfilled_count,
            "activities": activities,
            "money": self._money(spent, so_far),
            "corrections": self._corrections(),
            "changes": change_rows(project, self.span),
            "indicators": indicators,
            "risks": self._risks(),
            "participants": self._participants(),
            "publicity": [
                {
                    "requirement": row.requirement,
                    "done": row.done_on.isoformat() if row.done_on else "",
                    "evidence": row.filename or row.evidence_url,
                }
                for row in self.publicity
            ],
        }
        return data | {"missing": self._missing(data, without_value)}

    def _money(self, spent: dict[int, Decimal], so_far: dict[int, Decimal]) -> dict[str, str]:
        ledger = ledger_of(self.period.project)
        approved = [row.approved_czk for row in self.activities]
        total = ledger.approved_czk if ledger is not None else None
        if total is None and approved and None not in approved:
            total = sum(approved, NONE)
        return {
            "period": czk(sum(spent.values(), NONE)),
            "so_far": czk(sum(so_far.values(), NONE)),
            "approved": czk(total),
        }

    def _corrections(self) -> list[dict[str, str]]:
        """Corrections of what a former report may have told: entered after the last of them was made."""
        former = last_report_before(self.period)
        if former is None:
            return []
        rows = Spending.objects.filter(
            activity__project=self.period.project,
            corrects__spent_on__lt=self.span.since,
            entered_at__gt=former.made_at,
        ).select_related("activity", "corrects__activity")
        return [
            {
                "activity": row.activity.code,
                "document": row.document_number,
                "day": row.corrects.spent_on.isoformat(),
                "before": czk(row.corrects.amount_czk),
                "after": czk(row.amount_czk),
                "reason": row.reason,
            }
            for row in rows.order_by("number")
        ]

    def _indicators(self) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
        """Approved values of periods that end in these days, and indicators of the funder without any."""
        last_days = (self.span.since + timedelta(days=1), self.span.until + timedelta(days=1))
        values = (
            Measurement.objects.standing()
            .filter(
                period__end_on__range=last_days,
                period__start_on__gte=self.span.since,
                indicator__record__visibility__in=OPEN,
            )
            .select_related(*WITH)
            .order_by("indicator__code", "period__start_on", "definition__number", "pk")
        )
        rows = list(values)
        targets = Targets(row.definition_id for row in rows)
        told = []
        for row in rows:
            value = shown(row, targets)
            told.append(
                {
                    "code": row.indicator.code,
                    "title": row.definition.title,
                    "period": row.period.label,
                    "value": "" if value.value is None else _plain(value.value),
                    "narrative": value.narrative,
                    "part": _plain(value.numerator),
                    "whole": _plain(value.denominator),
                    "unit": value.unit,
                    "target": _plain(value.target),
                    "is_published": str(row.state == MeasurementState.PUBLISHED).lower(),
                }
            )
        measured = {row.indicator_id for row in rows}
        silent = list(
            Indicator.objects.filter(is_funders=True, record__visibility__in=OPEN)
            .exclude(pk__in=measured)
            .order_by("code")
        )
        definitions = current_definitions(silent)
        return told, [
            {
                "code": row.code,
                "title": definitions[row.pk].title if row.pk in definitions else "",
            }
            for row in silent
        ]

    def _risks(self) -> list[dict[str, Any]]:
        """Risks staff may know of that were open at the end of the period, as they were last assessed by then."""
        rows = (
            RiskAssessment.objects.filter(
                risk__in=Risk.objects.open_before(self.span.end),
                risk__record__visibility__in=OPEN,
                assessed_on__lte=self.span.until,
            )
            .select_related("risk__record")
            .order_by("risk__number", "number")
        )
        last = {row.risk_id: row for row in rows}
        return [
            {
                "reference": row.risk.record.reference,
                "title": row.risk.title,
                "path": row.risk.record.path,
                "assessed": row.assessed_on.isoformat(),
                "probability": row.residual_probability,
                "impact": row.residual_impact,
                "response": row.risk.response_text,
            }
            for row in last.values()
        ]

    def _participants(self) -> list[dict[str, Any]]:
        rows = self.period.participants.all().standing().order_by("code")
        return [
            {"code": row.code, "name": row.name, "count": row.count, "source": row.source}
            for row in rows
        ]

    def _missing(
        self, data: dict[str, Any], without_value: list[dict[str, str]]
    ) -> list[dict[str, str]]:
        """What a report would not be whole without: ``{"what", "about", "activity"}``."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)

        def miss(what: str, about: str, activity: str = "", path: str = "") -> None:
            found[what].append({"what": what, "about": about, "activity": activity, "path": path})

        for activity in data["activities"]:
            code = activity["code"]
            for row in activity["meetings"]:
                if not row["minutes_approved"]:
                    miss("minutes", row["reference"], code, row["path"])
                if row["unknown"] or not (row["present"] or row["excused"] or row["absent"]):
                    miss("attendance", row["reference"], code, row["path"])
                if not row["has_scan"]:
                    miss("scan", row["reference"], code, row["path"])
            for row in activity["milestones"]:
                if not row["reached"] and row["planned"] <= data["period"]["to"]:
                    miss("milestone", row["title"], code)
            runs = (
                activity["from"] <= data["period"]["to"]
                and activity["to"] >= data["period"]["from"]
            )
            if runs and not activity["note"]:
                miss("note", f"{code} {activity['title']}", code)
        for indicator in without_value:
            miss("indicator", f"{indicator['code']} {indicator['title']}".strip())
        for row in data["changes"]:
            if row["state"] == "waiting":
                miss("answer", str(row["number"]))
        for row in data["publicity"]:
            if not row["done"]:
                miss("publicity", row["requirement"])
        if not (data["participants"] or self.waiting_counts):
            miss("participants", "")
        for row in self.waiting_counts:
            miss("approval", f"{row.code} {row.name}")
        order = ("minutes", "attendance", "indicator", "participants", "approval", "note", "milestone",
                 "answer", "publicity", "scan")  # fmt: skip
        return [row for what in order for row in found[what]]


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
