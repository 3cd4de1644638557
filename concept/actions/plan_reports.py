"""Writes of yearly reports on action plans: made of what is known and kept as they were, taken note of by a body."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.actions.measures import PAGES
from concept.digests import canonical_json
from concept.enums import ResolutionVerb
from concept.models import DocumentPage, PlanReport, PlanReportNotice
from concept.queries.plan_reports import plan_content, widest_of_measures
from core.actions import create_record, log_event, raise_generation
from core.enums import Visibility
from core.sanitizing import clean_plain


class NothingToReport(Exception):
    """No measure of the document stood in an approved version on that day, or the day is yet to come."""


class NoticeRefused(Exception):
    """A notice names the body, and a day that has come."""


@transaction.atomic
def make_plan_report(*, document: DocumentPage, as_of: date, by: Any, at: datetime) -> PlanReport:
    """Make the report on a document's measures as of a day, from what was approved until now, and keep it for good.

    Staff read it; everybody does once a body took note of it. Raises NothingToReport.
    """
    document = DocumentPage.objects.select_for_update().get(pk=document.pk)
    if as_of > timezone.localdate(at):
        raise NothingToReport(_("A report cannot speak of a day that is yet to come."))
    content = plan_content(document, on=as_of, known_at=at)
    if not content["measures"]:
        raise NothingToReport(_("No measure of the document was approved by that day."))
    number = (document.plan_reports.aggregate(Max("number"))["number__max"] or 0) + 1
    text = canonical_json(content)
    report = PlanReport(
        document=document,
        number=number,
        as_of=as_of,
        content=text.decode(),
        digest=hashlib.sha256(text).hexdigest(),
        made_by=by,
        made_at=at,
    )
    report.record = create_record(
        kind="plan_report",
        reference=f"{document.slug}/Z{number}",
        title=f"Zpráva č. {number} o plnění: {document.title}",
        path=f"/opatreni/vyrocni-zpravy/{document.slug}/{number}/",
        visibility=Visibility.STAFF,
        occurred_on=as_of,
        by=by,
        at=at,
        verb="plan_report_made",
        demo_origin=document.demo_origin,
        demo_source=document.demo_source,
    )
    report.full_clean(exclude=["record"])
    report.save()
    return report


@transaction.atomic
def record_plan_notice(
    *,
    report: PlanReport,
    body: str,
    occurred_on: date,
    by: Any,
    at: datetime,
    verb: str = ResolutionVerb.TAKE_NOTE,
    resolution: str = "",
) -> PlanReportNotice:
    """Record that a body dealt with a yearly report; whoever may read its measures reads it from then on.

    Recording the same again changes nothing. Raises NoticeRefused.
    """
    rows = PlanReport.objects.select_for_update(of=("self",)).select_related("record", "document")
    report = rows.get(pk=report.pk)
    body = clean_plain(body).strip()[:200]
    if not body:
        raise NoticeRefused(_("Say which body dealt with the report."))
    if not report.as_of <= occurred_on <= timezone.localdate(at):
        raise NoticeRefused(
            _("A body deals with a report after the day it speaks of, and not in the future.")
        )
    known = report.notices.filter(body=body, occurred_on=occurred_on).first()
    if known is not None:
        return known
    notice = PlanReportNotice(
        report=report,
        body=body,
        occurred_on=occurred_on,
        verb=verb,
        resolution=clean_plain(resolution).strip()[:80],
        by=by,
        at=at,
    )
    notice.full_clean(exclude=["report"])
    notice.save()
    widest = widest_of_measures(report)
    if widest is not None:
        report.record.visibility, report.record.audience_id = widest.visibility, widest.audience_id
        report.record.save(update_fields=["visibility", "audience"])
    log_event(record=report.record, verb="plan_report_noted", by=by, at=at, occurred_on=occurred_on)
    raise_generation(*PAGES, report.document.slug)
    return notice
