"""Reads of the funded project: activities, money, changes, publicity, outputs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from concept.models import DocumentPage, ProjectPage, Version
from evaluation.models import (
    KeyActivity,
    Milestone,
    ProjectChange,
    ProjectLedger,
    ProjectOutput,
    PublicityItem,
    Spending,
)

NONE = Decimal(0)


def project_by_slug(slug: str) -> ProjectPage | None:
    """The project at an address, if its page is shown: one query."""
    return ProjectPage.objects.live().filter(slug=slug).first()


def ledger_of(project: ProjectPage) -> ProjectLedger | None:
    """What is kept beside the page, if anything was written yet: one query."""
    return ProjectLedger.objects.filter(project=project).select_related("record").first()


def activities_of(project: ProjectPage, user: Any) -> list[KeyActivity]:
    """Key activities in their order: one query, two with their rules of visibility."""
    rows = KeyActivity.objects.visible_to(user).filter(project=project)
    return list(rows.select_related("record").order_by("position", "pk"))


def activity_of(project: ProjectPage, code: str, user: Any) -> KeyActivity | None:
    """A key activity by its code: one query."""
    rows = KeyActivity.objects.visible_to(user).filter(project=project, code=code)
    return rows.select_related("record", "project").first()


@dataclass(frozen=True, slots=True)
class ToldMilestone:
    """A milestone and how it stands on a day: reached, late or ahead."""

    milestone: Milestone
    days_late: int
    is_overdue: bool


def milestones_of(activities: Iterable[KeyActivity], today: date) -> dict[int, list[ToldMilestone]]:
    """Milestones by their activity's key, in the order they are planned: one query."""
    found: dict[int, list[ToldMilestone]] = defaultdict(list)
    rows = Milestone.objects.filter(activity__in=list(activities)).order_by("planned_on", "pk")
    for row in rows:
        late = ((row.reached_on or today) - row.planned_on).days
        found[row.activity_id].append(
            ToldMilestone(row, max(late, 0), is_overdue=row.reached_on is None and late > 0)
        )
    return dict(found)


def milestone_of(project: ProjectPage, pk: int) -> Milestone | None:
    """A milestone: one query."""
    rows = Milestone.objects.filter(pk=pk, activity__project=project)
    return rows.select_related("activity__record", "activity__project").first()


@dataclass(frozen=True, slots=True)
class Money:
    """What was spent of what was approved, in Kč; ``percent`` is None where the approved amount is not known or zero.

    ``bar_percent`` is its share of the length of a bar, which ends at the whole.
    """

    spent: Decimal
    approved: Decimal | None

    @property
    def percent(self) -> int | None:
        """Whole per cent, over 100 when more was spent than approved."""
        return int(100 * self.spent / self.approved) if self.approved else None

    @property
    def bar_percent(self) -> int:
        """Whole per cent, 100 at most."""
        return min(self.percent or 0, 100)

    @property
    def left(self) -> Decimal | None:
        """What is left; below zero when more was spent than approved."""
        return None if self.approved is None else self.approved - self.spent

    @property
    def is_over(self) -> bool:
        """Whether more was spent than approved."""
        return self.approved is not None and self.spent > self.approved


def spent_by_activity(
    project: ProjectPage, *, since: date | None = None, until: date | None = None
) -> dict[int, Decimal]:
    """Sums of standing rows spent in [since, until] by the activity's key: one query."""
    rows = Spending.objects.standing().filter(activity__project=project)
    if since is not None:
        rows = rows.filter(spent_on__gte=since)
    if until is not None:
        rows = rows.filter(spent_on__lte=until)
    sums = rows.values_list("activity").annotate(total=Sum("amount_czk")).order_by("activity")
    return dict(sums)


@dataclass(frozen=True, slots=True)
class ProjectMoney:
    """Spending against the approved amounts: of the whole project and of each activity by its key."""

    whole: Money
    by_activity: dict[int, Money]
    is_split: bool  # every activity has its approved amount


def money_of(
    project: ProjectPage,
    activities: Sequence[KeyActivity],
    ledger: ProjectLedger | None,
) -> ProjectMoney:
    """Spending of the project up to now: one query.

    The approved total is what the funder approved; without it, the sum of activities, if all are known.
    """
    spent = spent_by_activity(project)
    by_activity = {row.pk: Money(spent.get(row.pk, NONE), row.approved_czk) for row in activities}
    known = [row.approved_czk for row in activities if row.approved_czk is not None]
    is_split = bool(activities) and len(known) == len(activities)
    approved = ledger.approved_czk if ledger is not None else None
    if approved is None and is_split:
        approved = sum(known, NONE)
    return ProjectMoney(Money(sum(spent.values(), NONE), approved), by_activity, is_split)


def spending_rows(project: ProjectPage, user: Any) -> list[Spending]:
    """Every row, also replaced ones, the latest day first: one query."""
    rows = Spending.objects.visible_to(user).filter(activity__project=project)
    rows = rows.select_related("activity", "corrects", "corrected_by", "entered_by")
    return list(rows.order_by("-spent_on", "-number"))


def spending_of(project: ProjectPage, number: int, user: Any) -> Spending | None:
    """A row by its number: one query."""
    rows = Spending.objects.visible_to(user).filter(activity__project=project, number=number)
    return rows.select_related("activity__project", "corrected_by").first()


def changes_of(project: ProjectPage, user: Any) -> list[ProjectChange]:
    """Changes the user may know of, the latest first: one query."""
    rows = ProjectChange.objects.visible_to(user).filter(project=project)
    return list(rows.select_related("record", "activity").order_by("-changed_on", "-number"))


def change_of(project: ProjectPage, number: int, user: Any) -> ProjectChange | None:
    """A change by its number: one query."""
    rows = ProjectChange.objects.visible_to(user).filter(project=project, number=number)
    return rows.select_related("record", "project", "activity").first()


@dataclass(frozen=True, slots=True)
class ToldOutput:
    """An output and where it is read: ``path`` is "" while there is no version its reader may know of."""

    output: ProjectOutput
    path: str


def outputs_of(project: ProjectPage, user: Any) -> list[ToldOutput]:
    """Outputs in their order, with the documents the user can read: two queries."""
    rows = list(project.project_outputs.select_related("document").order_by("position", "pk"))
    documents = [row.document_id for row in rows if row.document_id]
    readable = set(
        Version.objects.visible_to(user)
        .filter(document__in=documents)
        .values_list("document", flat=True)
    )
    return [
        ToldOutput(row, f"/{row.document.slug}/" if row.document_id in readable else "")
        for row in rows
    ]


def output_of(project: ProjectPage, pk: int) -> ProjectOutput | None:
    """An output: one query."""
    return project.project_outputs.filter(pk=pk).select_related("project", "document").first()


def publicity_of(project: ProjectPage, user: Any) -> list[PublicityItem]:
    """The checklist in its order, without the bytes of files: one query."""
    rows = PublicityItem.objects.visible_to(user).filter(project=project)
    return list(rows.defer("data").order_by("position", "pk"))


def publicity_item(project: ProjectPage, pk: int, user: Any) -> PublicityItem | None:
    """An item of the checklist: one query."""
    rows = PublicityItem.objects.visible_to(user).filter(project=project, pk=pk)
    return rows.select_related("project").first()


def documents_for_outputs() -> Any:
    """Documents an output can lead to; a form puts them in Czech order."""
    return DocumentPage.objects.all()
