"""An action plan with followed measures, their owners and reports, for tests."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from concept import actions
from concept.enums import AccessLevel, MeasureStage, MeasureStatus
from concept.models import Measure, MeasureReport, Version
from people.enums import Role
from tests.concept import build

BODY = "Odbor sociálních věcí"


def block(code: str, title: str, **fields: Any) -> dict[str, Any]:
    """A measure as an editor writes it."""
    value = {
        "code": code,
        "title": title,
        "description": f'<p data-block-key="aaaaa">{title} se provede.</p>',
        "responsible": BODY,
        "partners": [],
        "due_kind": "date" if "due_on" in fields else "ongoing",
        "due_on": None,
        "due_text": "",
        "budget_czk": None,
        "funding_sources": [],
        "indicator_note": "",
        **fields,
    }
    return build.block("measure", value)


def plan(
    *measures: dict[str, Any],
    slug: str = "plan",
    title: str = "Akční plán",
    is_public: bool = True,
) -> Version:
    """A document with the measures, approved and open to everyone."""
    document = build.document(slug, title=title, kind="action_plan")
    build.section(document, "Priorita 1", *measures, code="1")
    return approve(build.freeze(document, "1.0"), is_public=is_public)


def approve(version: Version, *, is_public: bool = True) -> Version:
    """Approve a version and let everyone read it."""
    at = timezone.now()
    actions.record_approval(
        version=version,
        body="Zastupitelstvo města",
        resolution="1234/ZM1418/56",
        occurred_on=timezone.localdate(),
        verb="approve",
        by=build.editor(),
        at=at,
    )
    if is_public:
        actions.set_access(
            version=version, level=AccessLevel.PUBLIC, by=build.user("second", Role.CHAIR), at=at
        )
    return Version.objects.get(pk=version.pk)


def measure(code: str) -> Measure:
    """A followed measure."""
    return Measure.objects.select_related("record", "document").get(code=code)


def owner(code: str, name: str = "garantka", *, since: date = date(2017, 1, 1)) -> Any:
    """A person who answers for a measure."""
    person = build.user(name, Role.MEASURE_OWNER)
    actions.name_owner(
        measure=measure(code),
        user=person,
        body=BODY,
        valid_from=since,
        by=manager(),
        at=timezone.now(),
    )
    return person


def manager() -> Any:
    """Who approves reports."""
    return build.user("vedouci", Role.PROJECT_MANAGER)


def written(code: str, by: Any, *, at: datetime | None = None, **fields: Any) -> MeasureReport:
    """A report being written."""
    at = at or timezone.now()
    values = {
        "as_of": timezone.localdate(at),
        "status": MeasureStatus.ONGOING,
        "stage": MeasureStage.REALISATION,
        "sentence": "Práce pokračují.",
        **fields,
    }
    return actions.write_report(measure=measure(code), by=by, at=at, **values)


def submitted(code: str, by: Any, *, at: datetime | None = None, **fields: Any) -> MeasureReport:
    """A report that waits for approval."""
    report = written(code, by, at=at, **fields)
    return actions.submit_report(report=report, by=by, at=at or timezone.now())


def approved(code: str, by: Any, *, at: datetime | None = None, **fields: Any) -> MeasureReport:
    """A report that counts."""
    report = submitted(code, by, at=at, **fields)
    return actions.approve_report(report=report, by=manager(), at=at or timezone.now())


def verbs(record: Any) -> Sequence[str]:
    """What happened to a record, in order."""
    return list(record.events.order_by("pk").values_list("verb", flat=True))
