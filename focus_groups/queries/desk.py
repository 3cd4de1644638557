"""What a facilitator has before them: a series with what is missing in it, and what waits for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.extension import Waiting
from core.templatetags.osnova import local_path
from focus_groups.enums import Recording, SeriesKind, SeriesState, SessionState
from focus_groups.models import Consent, ConsentSheet, Participant, Series, Session, TopicGuide
from focus_groups.queries.checks import waiting_counts
from focus_groups.queries.people import Person, people_of
from focus_groups.queries.retention import recordings_due
from focus_groups.queries.series import (
    NOT_ENTERED,
    guides_of,
    own_series,
    sessions_of,
    sheets_of,
)
from people.models import User


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next in a series, and the page where it is done."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A series as its facilitators work on it."""

    sessions: Sequence[Session]
    people: Sequence[Person]
    sheets: Sequence[ConsentSheet]
    guides: Sequence[TopicGuide]
    steps: Sequence[Step]

    @property
    def without_notes(self) -> list[Person]:
        """Whose words may not be written down now."""
        return [
            row for row in self.people if not row.may_be_noted and row.participant.left_on is None
        ]


def desk_of(series: Series, user: Any, on: date) -> Desk:
    """Everything of a series for one of its facilitators: six queries."""
    sessions = list(sessions_of(series, user))
    people = people_of(series, user)
    sheets, guides = list(sheets_of(series)), list(guides_of(series))
    desk = Desk(sessions, people, sheets, guides, [])
    return Desk(sessions, people, sheets, guides, _steps(series, desk, on))


def _steps(series: Series, desk: Desk, on: date) -> list[Step]:
    """What is to be done, in the order in which it is done in life."""

    def at(name: str, *args: Any) -> str:
        return reverse(f"focus_groups:{name}", args=[series.slug, *args])

    steps = []
    if not desk.sheets:
        steps.append(Step(_("Write the information sheet people consent to"), at("sheet-new")))
    if not desk.guides:
        steps.append(Step(_("Write the topic guide"), at("guide-new")))
    if not desk.people and series.kind == SeriesKind.STANDING_PANEL:
        steps.append(Step(_("Draw pseudonyms for the people you invited"), at("participant-list")))
    missing = [row for row in desk.people if not row.has_papers and row.participant.left_on is None]
    if missing and desk.sheets:
        text = ngettext(
            "Record the consent of %(count)d person",
            "Record the consent of %(count)d people",
            len(missing),
        )
        steps.append(Step(text % {"count": len(missing)}, at("participant-list")))
    if not desk.sessions:
        steps.append(Step(_("Plan the first session"), at("session-new")))
    for session in desk.sessions:
        steps += _session_steps(session, on, at("session-detail", session.number))
    if series.state == SeriesState.PLANNED and any(
        session.state != SessionState.PLANNED for session in desk.sessions
    ):
        steps.append(Step(_("Say that sessions are being held"), at("series-move")))
    if (
        series.retention_until is not None
        and series.retention_until <= on
        and series.state != SeriesState.ANONYMISED
    ):
        steps.append(
            Step(_("The day until which the series is kept has come: close it"), at("series-move"))
        )
    return steps


def _session_steps(session: Session, on: date, url: str) -> list[Step]:
    facts = {"reference": session.record.reference}
    steps = []
    if session.state in NOT_ENTERED and session.held_on <= on:
        steps.append(Step(_("Enter what was said in session %(reference)s") % facts, url))
    if session.state == SessionState.ENTERING:
        steps.append(Step(_("Finish and check what was said in %(reference)s") % facts, url))
    if _recording_is_due(session, on):
        steps.append(Step(_("Delete the recording of session %(reference)s") % facts, url))
    return steps


def _recording_is_due(session: Session, on: date) -> bool:
    until = session.recording_until
    return session.recording == Recording.KEPT and until is not None and until <= on


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """What waits for a facilitator: sessions to enter, people without papers, recordings to delete, texts to check.

    A constant number of queries, one for whoever facilitates nothing. Who took a consent back is not told here: this
    goes to mails too.
    """
    on = timezone.localdate(at)
    mine = own_series(person, on)
    if not mine:
        return []
    names = {series.pk: series.name for series in mine}
    return [
        *_not_entered(names, on),
        *_without_papers(mine),
        *_recordings(names, at),
        *_checks(mine, person),
    ]


def _checks(mine: Sequence[Series], person: User) -> list[Waiting]:
    counts = waiting_counts(mine, person)
    return [
        Waiting(
            title=ngettext(
                "%(count)d text waits for your check before publication",
                "%(count)d texts wait for your check before publication",
                counts[series.pk],
            )
            % {"count": counts[series.pk]},
            url=reverse("focus_groups:check-list", args=[series.slug]),
            button=_("Check"),
            note=series.name,
        )
        for series in mine
        if series.pk in counts
    ]


def _not_entered(names: dict[int, str], on: date) -> list[Waiting]:
    rows = Session.objects.filter(series__in=names, state__in=NOT_ENTERED, held_on__lte=on)
    return [
        Waiting(
            title=_("Session %(reference)s") % {"reference": row.record.reference},
            url=local_path(row.record.path),
            button=_("Enter what was said"),
            note=names[row.series_id],
            due_on=row.held_on,
        )
        for row in rows.select_related("record").order_by("held_on", "pk")
    ]


def _without_papers(mine: Sequence[Series]) -> list[Waiting]:
    has_papers = Exists(Consent.objects.filter(participant=OuterRef("pk")))
    counts = dict(
        Participant.objects.filter(~has_papers, series__in=mine, left_on=None)
        .values_list("series")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return [
        Waiting(
            title=ngettext(
                "The consent of %(count)d person is not recorded",
                "The consent of %(count)d people is not recorded",
                counts[series.pk],
            )
            % {"count": counts[series.pk]},
            url=reverse("focus_groups:participant-list", args=[series.slug]),
            button=_("Record consents"),
            note=series.name,
        )
        for series in mine
        if series.pk in counts
    ]


def _recordings(names: dict[int, str], at: datetime) -> list[Waiting]:
    return [
        Waiting(
            title=_("Recording of session %(reference)s") % {"reference": row.record.reference},
            url=local_path(row.record.path),
            button=_("Delete it and say so"),
            note=names[row.series_id],
            due_on=row.recording_until,
        )
        for row in recordings_due(at)
        if row.series_id in names
    ]
