"""The measures of the action plan: what they carry out of the concept, who answers for them, what owners reported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from concept.actions import measures, owners, plan_reports, progress
from concept.models import DocumentPage, Measure, MeasureReport
from core.models import Record
from people.actions import grant_role
from people.enums import Role
from people.models import User
from people.personas import DEMO_DOMAIN
from website.demo.acts import PLAN, ZONE, Act
from website.demo.evaluation.world import EvaluationWorld

DERIVED_AT = datetime(2019, 6, 20, 10, tzinfo=ZONE)  # the day after the plan was approved
NAMED_AT = datetime(2019, 6, 25, 9, tzinfo=ZONE)
STEPS = ("draft", "submitted", "approved")


@dataclass(slots=True)
class PlanLoader:
    """What the people who follow the plan did with its measures."""

    world: EvaluationWorld

    def acts(self) -> Iterator[Act]:
        """From the approval of the plan on."""
        files = self.world.files
        yield Act(DERIVED_AT, self._derive)
        yield Act(NAMED_AT, self._name_owners)
        for row in files.reporting_dates:
            at = _morning(row["as_of"]) - timedelta(days=40)
            yield Act(at, partial(self._set_date, row, at))
        for index, row in enumerate(files.reporting_dates):
            yield from self._report_acts(index, row)
        if files.correction:
            at = datetime.fromisoformat(files.correction["at"])
            yield Act(at, partial(self._correct, files.correction, at))
        for row in files.plan_reports:
            yield Act(_morning(row["made"]), partial(self._make_plan_report, row))
            if "noted" in row:
                yield Act(_morning(row["noted"]), partial(self._note, row))

    # --- who and what -----------------------------------------------------------------------

    def _derive(self) -> None:
        for row in self.world.files.derivations:
            for source in row["sources"]:
                measures.derive_measure(
                    measure=self.world.measure(row["measure"]),
                    source=self.world.measure(source),
                    note=row.get("note", ""),
                    by=self.world.people["editor"],
                    at=DERIVED_AT,
                )

    @property
    def _document(self) -> DocumentPage:
        return DocumentPage.objects.get(slug=PLAN)

    def _owner(self, body: str) -> User:
        return User.objects.get(email=f"{self.world.files.owners[body]}@{DEMO_DOMAIN}")

    def _name_owners(self) -> None:
        manager = self.world.people["project_manager"]
        for body in self.world.files.owners:
            grant_role(user=self._owner(body), role=Role.MEASURE_OWNER, by=manager, at=NAMED_AT)
        for row in self.world.files.measures:
            measure = self.world.measure(row["code"])
            body = self.world.responsible(measure)
            self.world.bodies[row["code"]] = body
            owners.name_owner(
                measure=measure,
                user=self._owner(body),
                body=body,
                valid_from=NAMED_AT.date(),
                by=manager,
                at=NAMED_AT,
            )
        for row in self.world.files.dependencies:
            owners.add_dependency(
                measure=self.world.measure(row["measure"]),
                needed=self.world.measure(row["needs"]),
                note=row.get("note", ""),
                by=manager,
                at=NAMED_AT,
            )

    def _set_date(self, row: Mapping[str, Any], at: datetime) -> None:
        owners.set_reporting_date(
            document=self._document,
            as_of=date.fromisoformat(row["as_of"]),
            due_on=date.fromisoformat(row["due"]),
            by=self.world.people["project_manager"],
            at=at,
        )

    # --- reports ----------------------------------------------------------------------------

    def _report_acts(self, index: int, when: Mapping[str, Any]) -> Iterator[Act]:
        """Owners write and submit in January, the manager approves before the end of the month."""
        is_last = index == len(self.world.files.reporting_dates) - 1
        for number, row in enumerate(self.world.files.measures):
            at = _morning(when["as_of"]) + timedelta(days=5 + number % 9, hours=number % 6)
            as_of = date.fromisoformat(when["as_of"])
            steps = STEPS.index(row.get("last", STEPS[-1]) if is_last else STEPS[-1])
            returned = row.get("returned", "") if is_last else ""
            yield Act(at, partial(self._write, row, index, as_of, at))
            if steps >= STEPS.index("submitted"):
                yield Act(at, partial(self._submit, row["code"], as_of, returned, at))
            if steps >= STEPS.index("approved"):
                approved = at + timedelta(days=6)
                yield Act(approved, partial(self._approve, row["code"], as_of, approved))

    def _write(self, row: Mapping[str, Any], index: int, as_of: date, at: datetime) -> None:
        status, stage, sentence, spent, *reason = row["reports"][index]
        code = row["code"]
        self.world.reports[code, as_of] = progress.write_report(
            measure=self.world.measure(code),
            as_of=as_of,
            status=status,
            stage=stage,
            sentence=sentence,
            reason=reason[0] if reason else "",
            spent_czk=_crowns(spent),
            evidence=self._evidence(row),
            by=self._owner(self.world.bodies[code]),
            at=at,
        )

    @staticmethod
    def _evidence(row: Mapping[str, Any]) -> Sequence[Record]:
        if "evidence" not in row:
            return []
        return [Record.objects.get(kind="indicator", reference=row["evidence"])]

    def _report(self, code: str, as_of: date) -> MeasureReport:
        found = self.world.reports[code, as_of]
        found.refresh_from_db()
        return found

    def _submit(self, code: str, as_of: date, returned: str, at: datetime) -> None:
        owner = self._owner(self.world.bodies[code])
        progress.submit_report(report=self._report(code, as_of), by=owner, at=at)
        if not returned:
            return
        manager = self.world.people["project_manager"]
        at += timedelta(days=1)
        progress.return_report(report=self._report(code, as_of), reason=returned, by=manager, at=at)
        progress.submit_report(
            report=self._report(code, as_of), by=owner, at=at + timedelta(days=2)
        )

    def _approve(self, code: str, as_of: date, at: datetime) -> None:
        manager = self.world.people["project_manager"]
        progress.approve_report(report=self._report(code, as_of), by=manager, at=at)

    def _correct(self, row: Mapping[str, Any], at: datetime) -> None:
        code, as_of = row["measure"], date.fromisoformat(row["as_of"])
        owner = self._owner(self.world.bodies[code])
        made = progress.write_report(
            measure=Measure.objects.get(code=code),
            as_of=as_of,
            status=row["status"],
            stage=row["stage"],
            sentence=row["sentence"],
            spent_czk=_crowns(row["spent"]),
            corrects=self._report(code, as_of),
            by=owner,
            at=at,
        )
        progress.submit_report(report=made, by=owner, at=at)
        manager = self.world.people["project_manager"]
        progress.approve_report(report=made, by=manager, at=at + timedelta(days=1))

    # --- the whole plan ---------------------------------------------------------------------

    def _make_plan_report(self, row: Mapping[str, Any]) -> None:
        self.world.plan_reports[row["as_of"]] = plan_reports.make_plan_report(
            document=self._document,
            as_of=date.fromisoformat(row["as_of"]),
            by=self.world.people["project_manager"],
            at=_morning(row["made"]),
        )

    def _note(self, row: Mapping[str, Any]) -> None:
        plan_reports.record_plan_notice(
            report=self.world.plan_reports[row["as_of"]],
            body=row["body"],
            occurred_on=date.fromisoformat(row["noted"]),
            by=self.world.people["project_manager"],
            at=_morning(row["noted"]),
        )


def _morning(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(9), ZONE)


def _crowns(told: int | str) -> Decimal | None:
    """An amount of the files; "" where it is not known."""
    return None if told == "" else Decimal(told)
