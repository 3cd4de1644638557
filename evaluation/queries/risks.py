"""Reads of the register of risks: the list, the heat map, one risk with its history, what waits for whom."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from concept.models import Measure
from core.extension import Waiting
from core.permissions import allowed
from core.templatetags.osnova import local_path
from evaluation.enums import OPEN_ACTION_STATES, RISK_ROLES, STANDING_STATES, RiskState
from evaluation.models import (
    Alert,
    AlertClosing,
    Indicator,
    Risk,
    RiskAction,
    RiskAssessment,
    RiskStep,
)
from evaluation.queries.shown import number_text
from evaluation.risk_levels import SCALE, Level, level_of
from people.models import RoleGrant, User

LEVELS: Mapping[Level, Any] = {
    Level.LOW: pgettext_lazy("risk", "low"),
    Level.MEDIUM: pgettext_lazy("risk", "medium"),
    Level.HIGH: pgettext_lazy("risk", "high"),
    Level.CRITICAL: pgettext_lazy("risk", "critical"),
}


@dataclass(frozen=True, slots=True)
class Size:
    """How large a risk is: probability and impact from 1 to 5."""

    probability: int
    impact: int

    @property
    def level(self) -> Level:
        """In one word, for the look."""
        return level_of(self.probability, self.impact)

    @property
    def label(self) -> str:
        """The level in the active language."""
        return str(LEVELS[self.level])

    @property
    def product(self) -> int:
        """Probability times impact."""
        return self.probability * self.impact


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk in the register; without an assessment it has no size."""

    risk: Risk
    residual: Size | None
    inherent: Size | None
    is_late: bool

    def size(self, which: str) -> Size | None:
        """The residual size, or the inherent one for ``puvodni``."""
        return self.inherent if which == INHERENT else self.residual


RESIDUAL, INHERENT = "soucasna", "puvodni"


def sizes_of(assessment: RiskAssessment) -> tuple[Size, Size]:
    """The residual and the inherent size an assessment found."""
    return (
        Size(assessment.residual_probability, assessment.residual_impact),
        Size(assessment.inherent_probability, assessment.inherent_impact),
    )


def rows_of(risks: QuerySet[Risk], on: date) -> list[RiskRow]:
    """Risks with their newest sizes, the largest first, those without an assessment before them: two queries."""
    found = list(risks.select_related("record", "owner").order_by("number"))
    newest: dict[int, RiskAssessment] = {}
    for row in RiskAssessment.objects.filter(risk__in=found).order_by("number") if found else ():
        newest[row.risk_id] = row
    rows = []
    for risk in found:
        residual, inherent = sizes_of(newest[risk.pk]) if risk.pk in newest else (None, None)
        rows.append(RiskRow(risk, residual, inherent, is_late(risk, on)))
    return sorted(
        rows, key=lambda row: (-row.residual.product if row.residual else -26, row.risk.number)
    )


def is_late(risk: Risk, on: date) -> bool:
    """Whether the risk was to be looked at again before the day. No query."""
    return risk.state != RiskState.CLOSED and risk.review_on is not None and risk.review_on < on


def risks_seen_by(user: Any) -> QuerySet[Risk]:
    """Risks the user may know of."""
    return Risk.objects.visible_to(user)


def risk_by_number(number: int, user: Any) -> Risk | None:
    """A risk the user may know of: one query."""
    found = Risk.objects.visible_to(user).filter(number=number)
    return found.select_related("record", "owner", "raised_by", "warning_indicator__record").first()


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One field of the heat map."""

    probability: int
    impact: int
    count: int

    @property
    def size(self) -> Size:
        """Its size as of a risk."""
        return Size(self.probability, self.impact)


def heat_map(rows: Iterable[RiskRow], which: str) -> list[list[HeatCell]]:
    """Counts of risks by size: rows from the most probable down, each from the least impact up. No query."""
    sizes = [row.size(which) for row in rows]
    counts = Counter((size.probability, size.impact) for size in sizes if size is not None)
    return [[HeatCell(p, i, counts[p, i]) for i in SCALE] for p in reversed(SCALE)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the history of a risk: a step or an assessment."""

    at: datetime
    step: RiskStep | None = None
    assessment: RiskAssessment | None = None

    @property
    def residual(self) -> Size | None:
        """The residual size of an assessment."""
        return sizes_of(self.assessment)[0] if self.assessment else None

    @property
    def inherent(self) -> Size | None:
        """The inherent size of an assessment."""
        return sizes_of(self.assessment)[1] if self.assessment else None


def history_of(risk: Risk) -> list[Entry]:
    """Steps and assessments of a risk, the newest first: two queries."""
    entries = [Entry(row.at, step=row) for row in risk.steps.select_related("by")]
    entries += [Entry(row.at, assessment=row) for row in risk.assessments.select_related("by")]
    # a first assessment and the step it makes are of one moment: the step is told as what follows
    return sorted(entries, key=lambda entry: (entry.at, entry.step is not None), reverse=True)


def actions_of(risk: Risk, on: date) -> list[tuple[RiskAction, bool]]:
    """What is done against a risk, and whether each is overdue: one query."""
    return [
        (
            row,
            row.state in OPEN_ACTION_STATES and row.due_on is not None and row.due_on < on,
        )
        for row in risk.actions.order_by("number")
    ]


def action_of(risk: Risk, number: int) -> RiskAction | None:
    """One of them: one query."""
    return risk.actions.filter(number=number).first()


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An alert in words. ``is_provisional``: nobody approved the value yet."""

    alert: Alert
    closing: AlertClosing | None
    value: str
    threshold: str
    is_provisional: bool


def alerts_of(risk: Risk, user: Any) -> list[AlertRow]:
    """Alerts of a risk the user is told of, the newest first: one query."""
    rows = Alert.objects.visible_to(user).filter(risk=risk)
    rows = rows.select_related(
        "closing__by", "measurement__indicator__record", "measurement__period"
    )
    return [
        AlertRow(
            alert=alert,
            closing=getattr(alert, "closing", None),
            value=number_text(alert.value),
            threshold=number_text(alert.threshold),
            is_provisional=alert.measurement.state not in STANDING_STATES,
        )
        for alert in rows.order_by("-number")
    ]


def owners() -> QuerySet[User]:
    """Who may answer for a risk: open accounts with a role that may raise one today."""
    grants = RoleGrant.objects.current(timezone.localdate()).filter(role__in=RISK_ROLES)
    return User.objects.filter(is_active=True, pk__in=grants.values("user"))


def measures_by_code(codes: Iterable[str], user: Any) -> dict[str, Measure]:
    """Measures the user may know of by their permanent code, small letters: one query."""
    wanted = {code.casefold() for code in codes}
    found = {row.code.casefold(): row for row in Measure.objects.visible_to(user).order_by("pk")}
    return {code: row for code, row in found.items() if code in wanted}


def indicators_for(user: Any) -> QuerySet[Indicator]:
    """Indicators the user may know of, for a field of a form."""
    return Indicator.objects.visible_to(user).select_related("record")


def indicators_of(risk: Risk, user: Any) -> QuerySet[Indicator]:
    """Indicators a risk threatens, as far as the user may know of them."""
    return indicators_for(user).filter(threatening_risks=risk).order_by("code")


def risks_on(measure: Measure, user: Any, on: date) -> list[RiskRow]:
    """Open risks that threaten a measure: two queries."""
    return rows_of(risks_seen_by(user).open().filter(measures=measure), on)


def reviews_due(on: date) -> list[Risk]:
    """Risks whose day of review has come and that somebody answers for: one query."""
    rows = Risk.objects.review_due(on).filter(owner__isnull=False)
    return list(rows.select_related("record", "owner").order_by("number"))


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """Risks the person answers for: alerts, reviews; and those nobody answers for, of who may say who does.

    Two queries, one more for who may say.
    """
    on = timezone.localdate(at)
    alerts = Alert.objects.visible_to(person).open().select_related("risk__record", "measurement")
    mine = Risk.objects.review_due(on).filter(owner=person.pk).select_related("record")
    found = [
        Waiting(
            title=(
                _("A value warns of risk %(reference)s")
                if alert.measurement.state in STANDING_STATES
                else _("A value warns of risk %(reference)s, provisionally")
            )
            % {"reference": alert.risk.record.reference},
            url=local_path(alert.risk.record.path),
            button=_("Look at it"),
            due_on=timezone.localdate(alert.opened_at),
        )
        for alert in alerts.order_by("opened_at", "pk")
    ]
    found += [
        Waiting(
            title=_("Risk %(reference)s is to be looked at again")
            % {"reference": risk.record.reference},
            url=local_path(risk.record.path),
            button=_("Assess it"),
            due_on=risk.review_on,
        )
        for risk in mine.order_by("review_on", "number")
    ]
    if allowed(person, "evaluation.give_risks"):
        orphans = Risk.objects.open().filter(owner__isnull=True).select_related("record")
        found += [
            Waiting(
                title=_("Nobody answers for risk %(reference)s")
                % {"reference": risk.record.reference},
                url=reverse("evaluation:risk-give", args=[risk.number]),
                button=_("Say who does"),
            )
            for risk in orphans.order_by("number")
        ]
    return found
