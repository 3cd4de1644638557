"""Reads of checks before publication: who checked a text as it stands now, and whether it passed."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from focus_groups.enums import FindingState
from focus_groups.models import (
    Finding,
    PublicationCheck,
    Quote,
    Recommendation,
    ReportEdition,
    Series,
)
from focus_groups.queries.quotes import quote_obstacles, quotes_of

Subject = Finding | Recommendation | Quote | ReportEdition

NEEDED = 2


def name_of(subject: Subject) -> str:
    """Field of a check that names the subject."""
    return {
        Finding: "finding",
        Recommendation: "recommendation",
        Quote: "quote",
        ReportEdition: "edition",
    }[type(subject)]


def series_of(subject: Subject) -> Series:
    """The series the subject belongs to."""
    return subject.finding.series if isinstance(subject, Quote) else subject.series


def checked_text(subject: Subject) -> list[str]:
    """What of the subject would be published, part by part."""
    if isinstance(subject, Finding):
        theme = subject.theme.name if subject.theme else ""
        return [theme, subject.text, subject.plain_text, subject.limits]
    if isinstance(subject, Quote):
        return [subject.text, "verbatim" if subject.is_verbatim else "paraphrase"]
    if isinstance(subject, Recommendation):
        return [subject.text]
    return [subject.version.digest]


def digest_of(subject: Subject) -> str:
    """Digest of the text as it stands: a check counts for this one only."""
    words = json.dumps([name_of(subject), *checked_text(subject)], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CheckStanding:
    """How far the check of a text is: the newest word of each person who checked it, oldest first."""

    rows: tuple[PublicationCheck, ...]

    @property
    def is_refused(self) -> bool:
        """Somebody found something wrong with it as it stands."""
        return any(not row.is_passed for row in self.rows)

    @property
    def is_passed(self) -> bool:
        """Two people found nothing wrong with it."""
        return len(self.rows) >= NEEDED and not self.is_refused

    def has_word_of(self, user: Any) -> bool:
        """Whether the person checked it as it stands."""
        return any(row.by_id == user.pk for row in self.rows)


def standings_of(subjects: Sequence[Subject]) -> list[CheckStanding]:
    """How far the check of each subject is, in their order. All of one kind; one query."""
    if not subjects:
        return []
    name = name_of(subjects[0])
    rows = PublicationCheck.objects.filter(
        **{f"{name}__in": [subject.pk for subject in subjects]}
    ).select_related("by")
    found: dict[tuple[int, str], dict[int, PublicationCheck]] = {}
    for row in rows.order_by("pk"):
        by_person = found.setdefault((getattr(row, f"{name}_id"), row.digest), {})
        by_person.pop(row.by_id, None)
        by_person[row.by_id] = row
    return [
        CheckStanding(tuple(found.get((subject.pk, digest_of(subject)), {}).values()))
        for subject in subjects
    ]


def standing_of(subject: Subject) -> CheckStanding:
    """How far the check of one subject is: one query."""
    return standings_of([subject])[0]


def passed(subject: Subject) -> bool:
    """Whether the text may be published as it stands: two people checked it, and nothing behind it was lost since."""
    if getattr(subject, "needs_review_since", None) is not None:
        return False
    if isinstance(subject, Quote) and quote_obstacles(subject):
        return False
    return standing_of(subject).is_passed


@dataclass(frozen=True, slots=True)
class WaitingCheck:
    """A text of a series and how far its check is."""

    kind: str
    subject: Subject
    standing: CheckStanding


CHECKABLE = (FindingState.VALIDATED, FindingState.PUBLISHED)


def texts_to_check(*series: Series) -> list[WaitingCheck]:
    """Every text of the series that may be published once it is checked: a constant number of queries."""
    findings = list(
        Finding.objects.filter(series__in=series, state__in=CHECKABLE)
        .select_related("record", "theme", "series")
        .order_by("series", "number")
    )
    recommendations = list(
        Recommendation.objects.filter(series__in=series, state__in=CHECKABLE)
        .select_related("record", "series")
        .order_by("series", "number")
    )
    quotes = quotes_of(Finding.objects.filter(series__in=series))
    made = ReportEdition.objects.filter(series__in=series).select_related(
        "version__record", "series"
    )
    newest = {edition.series_id: edition for edition in made.order_by("number")}
    groups = (findings, quotes, recommendations, list(newest.values()))
    return [
        WaitingCheck(name_of(subject), subject, standing)
        for group in groups
        for subject, standing in zip(group, standings_of(group), strict=True)
    ]


def subject_by_key(series: Series, kind: str, key: int) -> Subject | None:
    """A text of a series to check, by its kind and primary key; None when it cannot be checked."""
    if kind == "quote":
        return (
            Quote.objects.standing()
            .select_related(
                "finding__series__inside", "statement__participant", "statement__session"
            )
            .filter(finding__series=series, pk=key)
            .first()
        )
    if kind == "edition":
        return (
            series.editions.select_related("series__inside", "version__record", "version__document")
            .filter(pk=key)
            .first()
        )
    rows = {"finding": series.findings, "recommendation": series.recommendations}.get(kind)
    if rows is None:
        return None
    related = ["record", "series__inside", *(["theme"] if kind == "finding" else [])]
    return rows.filter(state__in=CHECKABLE, pk=key).select_related(*related).first()


def title_of(subject: Subject) -> str:
    """What the subject is called."""
    if isinstance(subject, Quote):
        return _("Quote under %(finding)s") % {"finding": subject.finding.record.title}
    if isinstance(subject, ReportEdition):
        return f"{subject.version.title} {subject.version.label}"
    return subject.record.title


def parts_of(subject: Subject) -> list[tuple[str, str]]:
    """What would be published, as (name of the part, words); empty for an edition, which is read as a document."""
    if isinstance(subject, ReportEdition):
        return []
    if isinstance(subject, Quote):
        told = _("Word by word") if subject.is_verbatim else _("In other words")
        return [(told, subject.text)]
    if isinstance(subject, Recommendation):
        return [(_("Recommendation"), subject.text)]
    names = [_("Theme"), _("Finding"), _("In plain words"), _("Limits")]
    rows = zip(names, checked_text(subject), strict=True)
    return [(name, words) for name, words in rows if words]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A text of a series in the list of checks, as one person sees it."""

    kind: str
    key: int
    title: str
    words: str
    state: str
    waits_for_me: bool


def waiting_counts(series: Sequence[Series], user: Any) -> dict[int, int]:
    """How many texts of each series (primary key) wait for the person's check: a constant number of queries."""
    waiting = Counter(
        series_of(row.subject).pk
        for row in texts_to_check(*series)
        if not (row.standing.is_passed or row.standing.has_word_of(user))
    )
    return dict(waiting)


def check_rows(series: Series, user: Any) -> list[CheckRow]:
    """Texts of a series with the state of their check, those that wait for the person first."""
    rows = [
        CheckRow(
            kind=row.kind,
            key=row.subject.pk,
            title=title_of(row.subject),
            words=" ".join(words for _name, words in parts_of(row.subject)),
            state=_state(row.standing, user),
            waits_for_me=not (row.standing.is_passed or row.standing.has_word_of(user)),
        )
        for row in texts_to_check(series)
    ]
    return sorted(rows, key=lambda row: not row.waits_for_me)


def _state(standing: CheckStanding, user: Any) -> str:
    if standing.is_passed:
        return _("Checked by two people")
    if standing.is_refused:
        # not before the person said their own word
        return (
            _("Something is wrong: change the text")
            if standing.has_word_of(user)
            else _("Checked by one person")
        )
    if standing.rows:
        return _("Checked by one person")
    return _("Nobody checked it yet")


def is_alone(series: Series, *, on: datetime) -> bool:
    """Whether only one person facilitates the series, so that nobody could be the second one: one query."""
    return series.facilitators.current(timezone.localdate(on)).values("user").distinct().count() < 2
