"""Reads of reports: what the next edition would say, what of the published one has to go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from concept.enums import Standing, StepKind
from concept.models import PassageContent, VersionPassage
from concept.phrases import remembered_phrases, said_phrases
from concept.queries import standings
from core.models import IssuedFile
from focus_groups.enums import Breadth, FindingState, SessionState, TranslatorKind
from focus_groups.models import (
    Finding,
    FindingText,
    Quote,
    QuotePlacement,
    Recommendation,
    ReportEdition,
    Series,
    Session,
    SourceLoss,
    SpokenStatement,
)
from focus_groups.models.publication import ReportEditionQuerySet
from focus_groups.outcomes import outcomes_of
from focus_groups.queries import checks
from focus_groups.queries.findings import public_texts
from focus_groups.queries.quotes import quotes_of
from focus_groups.report_text import (
    Report,
    ToldFinding,
    ToldQuote,
    ToldRecommendation,
    ToldSession,
    told_people,
)

ISSUE_DAY = 1  # of each month: the date of an edition tells nothing of when somebody asked


def published_editions(series: Series) -> ReportEditionQuerySet:
    """Editions that were published, oldest first."""
    return (
        series.editions.filter(version__steps__step=StepKind.PUBLISHED)
        .select_related("version__record", "document")
        .distinct()
        .order_by("number")
    )


def last_published(series: Series) -> ReportEdition | None:
    """The edition everybody reads, if there is one: one query."""
    return published_editions(series).last()


def report_path(series: Series) -> str:
    """Where everybody reads the report in its newest published edition; "" when there is none. One query."""
    edition = last_published(series)
    return f"/{edition.document.slug}/" if edition is not None else ""


def next_issue_on(at: datetime) -> date:
    """The next day on which what was taken back leaves published reports: the first of a month, after today."""
    today = timezone.localdate(at)
    return (today.replace(day=1) + timedelta(days=32)).replace(day=ISSUE_DAY)


def words_to_go(series: Series) -> list[PassageContent]:
    """Contents of passages that show quotes taken back and were not emptied yet: one query."""
    rows = QuotePlacement.objects.filter(
        quote__finding__series=series, quote__withdrawn_at__isnull=False
    )
    places = VersionPassage.objects.none()
    for version, uid in rows.values_list("version", "passage_uid"):
        places |= VersionPassage.objects.filter(version=version, passage_uid=uid)
    return list(
        PassageContent.objects.filter(
            pk__in=places.values("content") if rows else [], redactions=None
        ).order_by("pk")
    )


def findings_to_go(series: Series) -> list[Finding]:
    """Findings of the published edition that do not stand any more: retracted, or without anything they rest on."""
    edition = last_published(series)
    if edition is None:
        return []
    return [row for row in edition.findings.order_by("number") if not _stands(row)]


def needs_new_edition(series: Series) -> bool:
    """Whether something has to leave what was published or frozen of the report."""
    return bool(words_to_go(series) or findings_to_go(series) or untold_losses(series))


def untold_losses(series: Series) -> list[SourceLoss]:
    """Losses of findings in the published edition that readers were not told of yet: two queries."""
    edition = last_published(series)
    if edition is None:
        return []
    return list(SourceLoss.objects.filter(finding__in=edition.findings.all(), told_in=None))


def loss_is_told(row: Finding | Recommendation) -> bool:
    """Whether an edition told that part of what it rests on was taken back: from then on its page says so too.

    At most two queries.
    """
    if isinstance(row, Finding):
        losses = SourceLoss.objects.filter(finding=row)
    else:
        losses = SourceLoss.objects.filter(finding__in=row.findings.all())
    return losses.filter(told_in__isnull=False).exists()


def _stands(row: Finding | Recommendation) -> bool:
    return (
        row.public_number is not None
        and row.state != FindingState.RETRACTED
        and row.needs_review_since is None
    )


def edition_obstacles(edition: ReportEdition) -> list[str]:
    """What stands against publishing a frozen edition: something in it was taken back since it was made."""
    placed = QuotePlacement.objects.filter(version=edition.version_id).select_related(
        "quote__statement__participant", "quote__statement__session"
    )
    gone = any(not checks.passed(place.quote) for place in placed)
    findings = edition.findings.all()
    if gone or any(not _stands(row) for row in findings):
        return [_("Something in this edition was taken back since it was made. Make a new one.")]
    return []


def report_of(series: Series, *, number: int, at: datetime, base: ReportEdition | None) -> Report:
    """What an edition would say: everything cleared by now, or with ``base`` what of that edition still stands.

    Only published texts, quotes two people checked whose speakers consent now, and counts as they may be told.
    """
    findings, recommendations = _rows(series, base)
    texts, advice = public_texts(findings), public_texts(recommendations)
    secrets = {
        phrase for content in words_to_go(series) for phrase in remembered_phrases(content.text)
    }
    quotes = _cleared(findings, base, secrets)
    last = last_published(series)
    sessions = _sessions(series, at, base)
    people = _people(series, sessions, last)
    lost = set(SourceLoss.objects.filter(finding__series=series).values_list("finding", flat=True))
    behind = {
        row.pk: [(each.pk, each.record.reference) for each in row.findings.all()]
        for row in recommendations
    }
    outcomes = outcomes_of([row.pk for row in recommendations])
    told = [row for row in findings if row.pk in texts and not _repeats(texts[row.pk], secrets)]
    names = {row.pk for row in told}
    return Report(
        uid=series.record.uid,
        number=number,
        name=series.name,
        kind=str(series.get_kind_display()),
        purpose=series.purpose,
        lawful_basis=series.lawful_basis,
        minimum=series.minimum,
        mix=series.mix,
        sessions=[
            ToldSession(row.pk, row.number, row.held_on, row.place, row.topic, people[row.pk])
            for row in sessions
        ],
        findings=[_told_finding(row, texts[row.pk], row.pk in lost, quotes) for row in told],
        recommendations=[
            ToldRecommendation(
                key=row.pk,
                reference=row.record.reference,
                text=advice[row.pk].text,
                findings=tuple(reference for key, reference in behind[row.pk] if key in names),
                lost_source=any(key in lost for key, _reference in behind[row.pk]),
                outcomes=tuple(outcomes[row.pk]),
            )
            for row in recommendations
            if row.pk in advice
        ],
        has_interpreter=_told(last, "interpreter") or any(row.has_interpreter for row in sessions),
        has_relative=_told(last, "relative")
        or any(row.interpreter_is_relative for row in sessions)
        or SpokenStatement.objects.filter(
            session__in=sessions, translator=TranslatorKind.RELATIVE
        ).exists(),
        leaves_out=_told(last, "left_out") or (last is not None and needs_new_edition(series)),
    )


def facts_of(report: Report) -> dict[str, object]:
    """What of a report later editions repeat as it is."""
    return {
        "sessions": {str(session.key): session.people for session in report.sessions},
        "interpreter": report.has_interpreter,
        "relative": report.has_relative,
        "left_out": report.leaves_out,
    }


def _told(last: ReportEdition | None, name: str) -> bool:
    return last is not None and bool(last.facts.get(name))


def _rows(series: Series, base: ReportEdition | None) -> tuple[list[Finding], list[Recommendation]]:
    findings = series.findings.all() if base is None else base.findings.all()
    advice = series.recommendations.all() if base is None else base.recommendations.all()
    return (
        [
            row
            for row in findings.select_related("record", "theme").order_by("number")
            if _stands(row)
        ],
        [
            row
            for row in advice.select_related("record")
            .prefetch_related("findings__record")
            .order_by("number")
            # a recommendation is a decided public act: it stays while its findings are reviewed
            if row.public_number is not None and row.state != FindingState.RETRACTED
        ],
    )


def _cleared(
    findings: Iterable[Finding], base: ReportEdition | None, secrets: set[str]
) -> list[Quote]:
    rows = quotes_of(findings)
    if base is not None:
        placed = set(
            QuotePlacement.objects.filter(version=base.version_id).values_list("quote", flat=True)
        )
        rows = [row for row in rows if row.pk in placed]
    return [
        row for row in rows if checks.passed(row) and said_phrases(row.text).isdisjoint(secrets)
    ]


def _repeats(text: FindingText, secrets: set[str]) -> bool:
    words = f"{text.text}\n{text.plain_text}\n{text.limits}"
    return not said_phrases(words).isdisjoint(secrets)


def _sessions(series: Series, at: datetime, base: ReportEdition | None) -> list[Session]:
    rows = series.sessions.filter(held_on__lte=timezone.localdate(at)).exclude(
        state=SessionState.PLANNED, statements=None
    )
    if base is not None:
        rows = rows.filter(pk__in=[int(key) for key in base.facts["sessions"]])
    return list(rows.distinct().order_by("number"))


def _people(
    series: Series, sessions: list[Session], last: ReportEdition | None
) -> dict[int, int | None]:
    there = dict(
        Session.objects.filter(pk__in=[row.pk for row in sessions])
        .annotate(there=Count("participants"))
        .values_list("pk", "there")
    )
    # nobody written down is not nobody there
    counts = {row.pk: row.headcount or there[row.pk] for row in sessions}
    known = {key: count for key, count in counts.items() if count}
    before = {} if last is None else {int(k): v for k, v in last.facts["sessions"].items()}
    told = told_people(known, before, series.minimum)
    return {key: before.get(key, told.get(key)) for key in counts}


def _told_finding(
    row: Finding, text: FindingText, is_lost: bool, quotes: list[Quote]
) -> ToldFinding:
    return ToldFinding(
        key=row.pk,
        reference=row.record.reference,
        theme=text.theme,
        text=text.text,
        plain_text=text.plain_text,
        limits=text.limits,
        breadth=str(Breadth(text.breadth).label),
        supports=text.supports,
        lost_source=is_lost,
        quotes=tuple(
            ToldQuote(quote.uid, quote.text, quote.is_verbatim)
            for quote in quotes
            if quote.finding_id == row.pk
        ),
    )


def series_to_issue(before: datetime) -> list[Series]:
    """Series from whose report something has to go since before a moment."""
    rows = Series.objects.filter(Q(editions__isnull=False)).select_related("record").distinct()
    return [
        series
        for series in rows.order_by("pk")
        if needs_new_edition(series) and _waits_since(series) < before
    ]


def _waits_since(series: Series) -> datetime:
    """When the first of what has to go was taken back; of a retracted finding, when it last changed its state."""
    moments = [loss.at for loss in untold_losses(series)]
    for finding in findings_to_go(series):
        last = finding.record.events.aggregate(Max("recorded_at"))["recorded_at__max"]
        moments.append(finding.needs_review_since or last)
    shown = VersionPassage.objects.filter(
        version=OuterRef("version"), passage_uid=OuterRef("passage_uid"), content__redactions=None
    )
    moments += (
        QuotePlacement.objects.filter(Exists(shown), quote__finding__series=series)
        .exclude(quote__withdrawn_at=None)
        .values_list("quote__withdrawn_at", flat=True)
    )
    return min(moments)


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition in the list: what came of it and where it is read."""

    edition: ReportEdition
    state: str
    is_checked: bool


def edition_rows(series: Series) -> list[EditionRow]:
    """Editions of a series, newest first."""
    editions = list(
        series.editions.select_related("version__record", "version__document").order_by("-number")
    )
    where = standings([edition.version for edition in editions])
    return [
        EditionRow(
            edition=edition,
            state=str(Standing(where[edition.version_id]).label),
            is_checked=where[edition.version_id] in (Standing.PUBLISHED, Standing.SUPERSEDED)
            or position > 0,
        )
        for position, edition in enumerate(editions)
    ]


@dataclass(frozen=True, slots=True)
class QuotedFinding:
    """A finding in the report's page with how many quotes stand under it."""

    finding: Finding
    quotes: int


def findings_with_quotes(series: Series) -> list[QuotedFinding]:
    """Findings that were not retracted, with their quotes counted: one query."""
    rows = series.findings.standing().select_related("record").order_by("number")
    counted = rows.annotate(
        standing_quotes=Count("quotes", filter=Q(quotes__withdrawn_at=None), distinct=True)
    )
    return [QuotedFinding(row, row.standing_quotes) for row in counted]


def files_given_out(series: Series) -> list[IssuedFile]:
    """Files of the report given out before words were removed from it, newest first: who has one is told by hand."""
    records = series.editions.values("version__record")
    rows = IssuedFile.objects.filter(record__in=records, outdated_at__isnull=False)
    return list(rows.select_related("record").order_by("-issued_at", "-pk"))
