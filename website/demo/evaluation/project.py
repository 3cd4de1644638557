"""The funded project of the demonstration: activities, money, changes, publicity, outputs, a report to the funder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from concept.models import DocumentPage, ProjectPage
from core.actions import label_demo
from core.enums import DemoOrigin
from core.models import Record
from evaluation.actions import (
    monitoring,
    participants,
    project,
    project_changes,
    publicity,
    spending,
)
from evaluation.enums import ChangeState
from evaluation.models import (
    KeyActivity,
    MonitoringPeriod,
    ProjectLedger,
    PublicityItem,
    Spending,
)
from website.demo.acts import ZONE, Act
from website.demo.evaluation.world import EvaluationWorld
from website.monitoring.making import ask_for_report

OPENED_AT = datetime(2016, 10, 3, 9, tzinfo=ZONE)
OUTPUTS_AT = datetime(2019, 9, 30, 12, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class ProjectLoader:
    """What the project manager kept. Rows of the real project that are made up say so."""

    world: EvaluationWorld

    def acts(self) -> Iterator[Act]:
        """From the first day of the project on."""
        told = self.world.files.project
        if not told:
            return
        yield Act(OPENED_AT, self._open)
        for row in told["spending"]["rows"]:
            yield Act(_at(row[1]), partial(self._spend, row))
        document, amount, why, day = told["spending"]["correction"]
        yield Act(_at(day), partial(self._correct, document, amount, why, _at(day)))
        for row in told["change"]:
            yield Act(_at(row["recorded"]), partial(self._change, row, _at(row["recorded"])))
        for row in told["period"]:
            at = _at(row["ends"]) + timedelta(days=3)
            yield Act(at, partial(self._period, row, at))
            if "report" in row:
                yield Act(_at(row["report"]), partial(self._report, row, _at(row["report"])))
        yield Act(OUTPUTS_AT, self._outputs)

    @property
    def _manager(self) -> Any:
        return self.world.people["project_manager"]

    @property
    def _project(self) -> ProjectPage:
        return ProjectPage.objects.get()

    def _made_up(self, record: Record, what: str) -> None:
        source = self.world.files.project["label"][what]
        label_demo(record=record, demo_origin=DemoOrigin.INVENTED, demo_source=source)

    def _open(self) -> None:
        """The total is real, how it divides is not known; activities have their real names."""
        card = self.world.files.card
        project.set_approved_total(
            project=self._project,
            approved_czk=Decimal(card["project"]["total_czk"]),
            lock_version=1,
            by=self._manager,
            at=OPENED_AT,
        )
        self._made_up(ProjectLedger.objects.get().record, "money")
        named = {row["code"]: row for row in card["project"]["activity"]}
        for row in self.world.files.project["activity"]:
            made = project.add_activity(
                project=self._project,
                code=row["code"],
                title=named[row["code"]]["title"],
                description=named[row["code"]]["description"],
                area=row["area"],
                starts_on=date.fromisoformat(row["starts"]),
                ends_on=date.fromisoformat(row["ends"]),
                by=self._manager,
                at=OPENED_AT,
            )
            self._made_up(made.record, "activities")
            for title, planned, reached, note in row["milestones"]:
                project.add_milestone(
                    activity=made,
                    title=title,
                    planned_on=date.fromisoformat(planned),
                    reached_on=date.fromisoformat(reached),
                    note=note,
                    by=self._manager,
                    at=OPENED_AT,
                )
        for row in self.world.files.project["publicity"]:
            publicity.add_publicity_item(
                project=self._project,
                requirement=row["requirement"],
                basis=row["basis"],
                by=self._manager,
                at=OPENED_AT,
            )

    def _activity(self, code: str) -> KeyActivity:
        return KeyActivity.objects.select_related("project", "record").get(code=code)

    def _spend(self, row: list[str]) -> None:
        code, day, amount, document, purpose = row
        spending.add_spending(
            activity=self._activity(code),
            spent_on=date.fromisoformat(day),
            amount_czk=Decimal(amount),
            document_number=document,
            purpose=purpose,
            by=self._manager,
            at=_at(day),
        )

    def _correct(self, document: str, amount: str, why: str, at: datetime) -> None:
        wrong = Spending.objects.select_related("activity__project").get(document_number=document)
        spending.correct_spending(
            spending=wrong,
            activity=wrong.activity,
            spent_on=wrong.spent_on,
            amount_czk=Decimal(amount),
            document_number=wrong.document_number,
            purpose=wrong.purpose,
            reason=why,
            by=self._manager,
            at=at,
        )

    def _change(self, row: Mapping[str, Any], at: datetime) -> None:
        """Only announced: no answer of the funder is made up."""
        made = project_changes.record_change(
            project=self._project,
            activity=self._activity(row["activity"]),
            what=row["what"],
            why=row["why"],
            changed_on=date.fromisoformat(row["on"]),
            by=self._manager,
            at=at,
        )
        self._made_up(made.record, "changes")
        project_changes.answer_change(
            change=made,
            state=ChangeState.NOTICE,
            decided_on=at.date(),
            decided_where="",
            by=self._manager,
            at=at,
        )

    def _period(self, row: Mapping[str, Any], at: datetime) -> None:
        by = self._manager
        period = monitoring.add_period(
            project=self._project,
            starts_on=date.fromisoformat(row["starts"]),
            ends_on=date.fromisoformat(row["ends"]),
            due_on=date.fromisoformat(row["due"]),
            by=by,
            at=at,
        )
        self._made_up(period.record, "periods")
        for code, text in row.get("notes", {}).items():
            monitoring.write_note(
                period=period,
                activity=self._activity(code),
                text=text,
                lock_version=0,
                by=by,
                at=at,
            )
        for counted in row.get("participants", ()):
            entered = participants.enter_participants(
                period=period,
                code=counted["code"],
                name=counted["name"],
                count=counted["count"],
                source=counted["source"],
                by=by,
                at=at,
            )
            participants.approve_participants(
                participants=entered, by=self.world.people["evaluator"], at=at
            )

    def _report(self, row: Mapping[str, Any], at: datetime) -> None:
        """Asked for; the job makes it as soon as jobs run."""
        ask_for_report(
            period=MonitoringPeriod.objects.get(starts_on=row["starts"]),
            with_backfilled=False,
            corrects_what="",
            by=self._manager,
            at=at,
            today=at.date(),
        )

    def _outputs(self) -> None:
        """The five outputs, each with the document that is read here."""
        for row in self.world.files.project["output"]:
            publicity.add_output(
                project=self._project,
                title=row["title"],
                document=DocumentPage.objects.filter(slug=row["document"]).first(),
                by=self._manager,
                at=OUTPUTS_AT,
            )
        told = zip(
            self.world.files.project["publicity"],
            PublicityItem.objects.order_by("position"),
            strict=True,
        )
        for row, item in told:
            if "done" in row:
                publicity.edit_publicity_item(
                    item=item,
                    lock_version=item.lock_version,
                    requirement=item.requirement,
                    basis=item.basis,
                    done_on=date.fromisoformat(row["done"]),
                    evidence_url=row["url"],
                    by=self._manager,
                    at=OUTPUTS_AT,
                )


def _at(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(14), ZONE)
