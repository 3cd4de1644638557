"""What rows of the permission table about a project speak of."""

from datetime import datetime, timedelta

from core.uploads import Upload
from evaluation.actions import participants, publicity
from tests.evaluation import project_build as projects
from website.monitoring.assembling import Assembled


def build(at: datetime) -> dict[str, str | int]:
    """A project with one of each thing; its change waits for the funder, its period is over and has a report."""
    by = projects.manager("Jiná Vedoucí")
    today = at.date()
    page = projects.page(starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=300))
    activity = projects.activity(page, by=by, at=at)
    milestone = projects.milestone(activity, by=by, at=at)
    projects.spent(activity, "100", today, by=by, at=at)
    projects.change(page, by=by, at=at)
    item = projects.item(page, by=by, at=at)
    publicity.edit_publicity_item(
        item=item,
        lock_version=1,
        requirement=item.requirement,
        basis="",
        done_on=today - timedelta(days=1),
        evidence_url="",
        evidence=Upload("plakat.pdf", "application/pdf", b"%PDF-1.4", "a" * 64),
        by=by,
        at=at,
    )
    output = projects.output(page, by=by, at=at)
    period = projects.period(
        page,
        by=by,
        at=at,
        starts_on=today - timedelta(days=200),
        ends_on=today - timedelta(days=20),
    )
    count = participants.enter_participants(
        period=period, code="6 00 00", name="Účastníci", count=5, source="Listiny", by=by, at=at
    )
    data = Assembled(period, with_backfilled=False).data
    projects.report(period, by=by, at=at, data={**data, "files": [], "failed": [], "records": []})
    return {
        "project_milestone": milestone.pk,
        "project_item": item.pk,
        "project_output": output.pk,
        "project_count": count.pk,
    }
