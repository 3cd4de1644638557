"""A funded project with its key activities and periods for tests, made by the actions that make them in life."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from concept.models import ProjectPage
from evaluation.actions import monitoring, project, project_changes, publicity, spending
from evaluation.enums import ActivityArea
from evaluation.models import (
    KeyActivity,
    Milestone,
    MonitoringPeriod,
    MonitoringReport,
    ProjectChange,
    ProjectOutput,
    PublicityItem,
    Spending,
)
from people.enums import Role
from people.models import User
from tests.concept import build
from tests.factories.pages import ProjectPageFactory
from tests.factories.people import UserFactory


def manager(name: str = "Vojtěch Vedoucí") -> User:
    """A project manager, who signs in without a second factor."""
    return UserFactory(name=name, roles=[Role.PROJECT_MANAGER], is_demo=True)


def page(slug: str = "projekt", **fields: Any) -> ProjectPage:
    """A project from October 2016 to September 2019."""
    return ProjectPageFactory(
        parent=build.home(),
        title="Koncepce bydlení a její pilotní ověření",
        slug=slug,
        **{"starts_on": date(2016, 10, 1), "ends_on": date(2019, 9, 30), **fields},
    )


def activity(
    made: ProjectPage, code: str = "KA1", *, by: User, at: datetime, **fields: Any
) -> KeyActivity:
    """A key activity about the concept that lasts as long as the project."""
    return project.add_activity(
        project=made,
        code=code,
        by=by,
        at=at,
        **{
            "title": f"Aktivita {code}",
            "area": ActivityArea.CONCEPT,
            "starts_on": made.starts_on,
            "ends_on": made.ends_on,
            "approved_czk": Decimal("1000000.00"),
            **fields,
        },
    )


def milestone(made: KeyActivity, *, by: User, at: datetime, **fields: Any) -> Milestone:
    """A milestone planned for the end of 2017."""
    return project.add_milestone(
        activity=made,
        by=by,
        at=at,
        **{"title": "Koncepce schválena", "planned_on": date(2017, 12, 31), **fields},
    )


def spent(
    made: KeyActivity, amount: str, on: date, *, by: User, at: datetime, **fields: Any
) -> Spending:
    """An amount in Kč spent on a day."""
    return spending.add_spending(
        activity=made,
        spent_on=on,
        amount_czk=Decimal(amount),
        by=by,
        at=at,
        **{"document_number": f"FV-{on:%y%m%d}", "purpose": "Mzdy", **fields},
    )


def corrected(row: Spending, amount: str, *, by: User, at: datetime, **fields: Any) -> Spending:
    """The row with another amount in its place."""
    kept = {
        "activity": row.activity,
        "spent_on": row.spent_on,
        "document_number": row.document_number,
        "purpose": row.purpose,
    }
    return spending.correct_spending(
        spending=row,
        amount_czk=Decimal(amount),
        by=by,
        at=at,
        **{**kept, "reason": "Špatně opsáno.", **fields},
    )


def change(made: ProjectPage, *, by: User, at: datetime, **fields: Any) -> ProjectChange:
    """A change that waits for the funder."""
    return project_changes.record_change(
        project=made,
        by=by,
        at=at,
        **{
            "what": "Přesun úspory do mezd.",
            "why": "Nákupy vyšly levněji.",
            "changed_on": date(2017, 3, 1),
            **fields,
        },
    )


def item(made: ProjectPage, *, by: User, at: datetime, **fields: Any) -> PublicityItem:
    """A poster that is required."""
    return publicity.add_publicity_item(
        project=made, by=by, at=at, **{"requirement": "Plakát A3 v místě realizace", **fields}
    )


def output(made: ProjectPage, *, by: User, at: datetime, **fields: Any) -> ProjectOutput:
    """An output that is waited for."""
    return publicity.add_output(project=made, by=by, at=at, **{"title": "Koncepce", **fields})


def period(made: ProjectPage, *, by: User, at: datetime, **fields: Any) -> MonitoringPeriod:
    """The first half-year of the project."""
    return monitoring.add_period(
        project=made,
        by=by,
        at=at,
        **{"starts_on": date(2016, 10, 1), "ends_on": date(2017, 3, 31), **fields},
    )


def report(
    made: MonitoringPeriod, *, by: User, at: datetime, corrects_what: str = "", data: Any = None
) -> MonitoringReport:
    """A report with files that hold nothing of the kind, and with these data."""
    making = monitoring.ask_for_report(
        period=made,
        with_backfilled=False,
        corrects_what=corrects_what,
        by=by,
        at=at,
        today=at.date(),
    )
    making = monitoring.begin_making(making_id=making.pk)
    return monitoring.keep_report(
        making=making,
        data=data or {"schema": "test"},
        files={"docx": b"docx", "zip": b"zip"},
        at=at,
    )
