"""Writes of reports: each edition is a frozen version of a document, made of what was cleared and nothing else.

What was taken back leaves the published report with an edition of its own on a fixed day (ADR 0022).
"""

import json
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from concept import actions as texts
from concept.enums import DocumentKind, VersionPurpose
from concept.models import DocumentPage, PassageHint, SectionPage, Version
from core.actions import log_event, raise_generation
from focus_groups.actions.checks import record_check
from focus_groups.actions.erasing import erase_repeated
from focus_groups.actions.series import PAGES
from focus_groups.models import (
    PublicationCheck,
    Quote,
    QuotePlacement,
    ReportEdition,
    Series,
    SourceLoss,
)
from focus_groups.queries import reports as queries
from focus_groups.queries.checks import standing_of
from focus_groups.report_text import Report, sections_of

LANGUAGE = "cs"


class NothingToReport(Exception):
    """A report tells of at least one published finding."""


class ReportTouched(Exception):
    """Somebody added a section to the report by hand: what stands there was not cleared."""


class EditionOutOfDate(Exception):
    """Something in the edition was taken back since it was made, or a newer one was."""


@transaction.atomic
def make_edition(*, series: Series, by: Any, at: datetime) -> ReportEdition:
    """Freeze the next edition of the report of a series; two people check it before it is published.

    Raises NothingToReport, ReportTouched, concept's FreezeRefused.
    """
    series = _lock(series)
    with translation.override(LANGUAGE):
        report = queries.report_of(series, number=_next_number(series), at=at, base=None)
    if not report.findings:
        raise NothingToReport(_("Publish a finding first: the report tells of published findings."))
    return _freeze(series, report, only_leaves_out=False, by=by, at=at)


@transaction.atomic
def check_edition(
    *,
    edition: ReportEdition,
    digest: str,
    answers: Mapping[str, bool],
    by: Any,
    at: datetime,
    reason: str = "",
) -> PublicationCheck:
    """Keep what a person found in an edition; the second one who finds nothing wrong publishes it.

    Both agree by it to later editions that only leave out what was taken back.
    Raises EditionOutOfDate, and what ``record_check`` raises.
    """
    series = _lock(edition.series)
    edition = series.editions.select_related("version").get(pk=edition.pk)
    newest = series.editions.aggregate(Max("number"))["number__max"]
    obstacles = queries.edition_obstacles(edition)
    if newest != edition.number or obstacles:
        raise EditionOutOfDate(
            " ".join(obstacles) or _("There is a newer edition. Check that one.")
        )
    made = record_check(
        subject=edition, digest=digest, answers=answers, by=by, at=at, reason=reason
    )
    standing = standing_of(edition)
    if standing.is_passed:
        first, second = standing.rows[0].by, standing.rows[-1].by
        _publish(series, edition, first=first, second=second, by=by, at=at)
    return made


@transaction.atomic
def issue_reduced(*, series: Series, at: datetime, by: Any = None) -> ReportEdition | None:
    """Take out of the published report what was taken back, by an edition that only leaves out; None when nothing is.

    It needs no new check: who checked the last edition agreed to it. ``by``: who asks for it before its day.
    """
    series = _lock(series)
    if not queries.needs_new_edition(series):
        return None
    base = queries.last_published(series)
    with translation.override(LANGUAGE):
        report = queries.report_of(series, number=_next_number(series), at=at, base=base)
    if base is None:
        # frozen for the check and never published: the draft and the frozen words go, no edition is made
        edition = series.editions.select_related("document").latest("number")
        with translation.override(LANGUAGE):
            _write(edition.document, report)
        _empty(series, by=by or edition.made_by, at=at)
        return None
    first, second = _checkers(series)
    edition = _freeze(series, report, only_leaves_out=True, by=by or first, at=at)
    _publish(series, edition, first=first, second=second, by=by or first, at=at)
    return edition


def issue_due(*, at: datetime) -> int:
    """Issue what was taken back before this month; answers how many editions were published. May run twice.

    That is on the first of the month, or on the day on which the worker runs again after it stood still.
    """
    today = timezone.localdate(at).replace(day=queries.ISSUE_DAY)
    month = timezone.make_aware(datetime.combine(today, time.min))
    issued = [issue_reduced(series=series, at=at) for series in queries.series_to_issue(month)]
    return len([edition for edition in issued if edition is not None])


def _lock(series: Series) -> Series:
    return (
        Series.objects.select_for_update(of=("self",))
        .select_related("record", "inside")
        .get(pk=series.pk)
    )


def _next_number(series: Series) -> int:
    return (series.editions.aggregate(Max("number"))["number__max"] or 0) + 1


def _checkers(series: Series) -> tuple[Any, Any]:
    """Who checked the newest edition that two people checked."""
    for edition in queries.published_editions(series).reverse():
        rows = standing_of(edition).rows
        if len(rows) > 1:
            return rows[0].by, rows[-1].by
    raise EditionOutOfDate(_("No edition was checked by two people."))


def _freeze(
    series: Series, report: Report, *, only_leaves_out: bool, by: Any, at: datetime
) -> ReportEdition:
    with translation.override(LANGUAGE):
        document = _document(series, by=by)
        _write(document, report)
        label = _("Edition %(number)d") % {"number": report.number}
        reason = _("Edition %(number)d of the report of the series %(series)s.") % {
            "number": report.number,
            "series": series.code,
        }
    plan = texts.prepare_plan(plan=texts.start_plan(document=document, by=by, at=at))
    if texts.uncertain_passages(plan):
        plan = texts.confirm_lineage(plan=plan, lock_version=plan.lock_version)
    version = texts.seal_version(
        plan=plan,
        label=label,
        purpose=VersionPurpose.WORKING,
        reason=reason,
        by=by,
        at=at,
        demo_origin=series.record.demo_origin,
        demo_source=series.record.demo_source,
    )
    edition = ReportEdition(
        series=series,
        document=document,
        version=version,
        number=report.number,
        facts=queries.facts_of(report),
        only_leaves_out=only_leaves_out,
        made_by=by,
        made_at=at,
    )
    edition.full_clean()
    edition.save()
    edition.findings.set([finding.key for finding in report.findings])
    edition.recommendations.set([row.key for row in report.recommendations])
    _place_quotes(version, report)
    log_event(record=series.record, verb="report_edition_made", by=by, at=at)
    return edition


def _document(series: Series, *, by: Any) -> DocumentPage:
    edition = series.editions.order_by("number").first()
    if edition is not None:
        return edition.document
    document = DocumentPage(
        title=_("Report: %(series)s") % {"series": series.name},
        slug=f"zprava-{series.slug}",
        kind=DocumentKind.REPORT,
        summary=_(
            "What people said at the sessions, what was found and recommended, and how it was used."
        ),
        demo_origin=series.record.demo_origin,
        demo_source=series.record.demo_source,
    )
    Site.objects.get(is_default_site=True).root_page.specific.add_child(instance=document)
    # facilitators release it here without any right in the editor
    document.save_revision().publish()
    return DocumentPage.objects.get(pk=document.pk)


def _write(document: DocumentPage, report: Report) -> None:
    """Bring the sections of the draft to what the report says, and release them. Raises ReportTouched."""
    sections = sections_of(report)
    pages = {page.code: page for page in SectionPage.objects.child_of(document)}
    known = {section.code for section in sections}
    if set(pages) - known or SectionPage.objects.descendant_of(document).count() != len(pages):
        raise ReportTouched(
            _("Somebody added a section to the report in the editor. Delete it there first.")
        )
    for section in sections:
        page = pages.get(section.code)
        if page is None:
            page = SectionPage(code=section.code, slug=section.address, live=False)
            page.title = section.title
            document.refresh_from_db()
            document.add_child(instance=page)
        draft = page.get_latest_revision_as_object()
        draft.title, draft.body = section.title, json.dumps(section.blocks)
        draft.save_revision(clean=False).publish()


def _place_quotes(version: Version, report: Report) -> None:
    uids = {str(quote.uid) for finding in report.findings for quote in finding.quotes}
    keys = {str(row.uid): row.pk for row in Quote.objects.filter(uid__in=uids)}
    hints = PassageHint.objects.filter(version=version, block_id__in=uids)
    QuotePlacement.objects.bulk_create(
        [
            QuotePlacement(
                quote_id=keys[hint.block_id], version=version, passage_uid=hint.passage_uid
            )
            for hint in hints
        ]
    )


def _publish(
    series: Series, edition: ReportEdition, *, first: Any, second: Any, by: Any, at: datetime
) -> None:
    texts.propose_publication(version=edition.version, by=first, at=at)
    texts.agree_publication(version=edition.version, by=second, at=at)
    log_event(record=series.record, verb="report_edition_published", by=by, at=at)
    # also those of findings it leaves out: recommendations that rest on them say so
    SourceLoss.objects.filter(finding__series=series, told_in=None).update(told_in=edition)
    _empty(series, by=by, at=at)
    raise_generation("site", PAGES)


def _empty(series: Series, *, by: Any, at: datetime) -> None:
    """Empty the passages of all versions that show quotes taken back, and what repeats them inside."""
    with translation.override(LANGUAGE):
        reason = _("Left out with an edition of the report.")
    contents = queries.words_to_go(series)
    words = [content.text for content in contents]
    for content in contents:
        texts.redact_passage(content=content, reason=reason, by=by, at=at)
    if words:
        erase_repeated(series=series, words=words, at=at)
