"""Risks: what they concern, how near they are, what is done about them, where they stand."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy

from people.enums import Role

# Whoever may raise a risk may answer for one.
RISK_ROLES = (
    Role.SECRETARY,
    Role.CHAIR,
    Role.MEMBER,
    Role.FACILITATOR,
    Role.EDITOR,
    Role.EVALUATOR,
    Role.PILOT_OFFICER,
    Role.MEASURE_OWNER,
    Role.PROJECT_MANAGER,
)


class RiskCategory(models.TextChoices):
    """What a risk concerns."""

    FLATS = "flats", pgettext_lazy("risk concerns", "Supply of flats")
    HOUSEHOLDS = "households", pgettext_lazy("risk concerns", "Households and their support")
    PUBLIC = "public", pgettext_lazy("risk concerns", "Neighbours and the public")
    STAFF = "staff", pgettext_lazy("risk concerns", "Staff")
    LAW = "law", pgettext_lazy("risk concerns", "Law")
    DATA = "data", pgettext_lazy("risk concerns", "Data")
    MONEY = "money", pgettext_lazy("risk concerns", "Money")
    OTHER = "other", pgettext_lazy("risk concerns", "Something else")


class Proximity(models.TextChoices):
    """When it could happen."""

    NOW = "now", pgettext_lazy("risk could happen", "At any moment")
    MONTHS = "months", pgettext_lazy("risk could happen", "Within three months")
    YEAR = "year", pgettext_lazy("risk could happen", "Within a year")
    LATER = "later", pgettext_lazy("risk could happen", "Later")


class RiskResponse(models.TextChoices):
    """What is done about a risk as a whole."""

    NONE = "", pgettext_lazy("response to a risk", "Not decided yet")
    AVOID = "avoid", pgettext_lazy("response to a risk", "Avoid it")
    REDUCE = "reduce", pgettext_lazy("response to a risk", "Reduce it")
    TRANSFER = "transfer", pgettext_lazy("response to a risk", "Pass it to somebody else")
    SHARE = "share", pgettext_lazy("response to a risk", "Share it")
    ACCEPT = "accept", pgettext_lazy("response to a risk", "Accept it")
    FALLBACK = "fallback", pgettext_lazy("response to a risk", "Have a fallback plan")


class RiskState(models.TextChoices):
    """Where a risk stands."""

    IDENTIFIED = "identified", pgettext_lazy("risk", "Raised")
    ASSESSED = "assessed", pgettext_lazy("risk", "Assessed")
    TREATED = "treated", pgettext_lazy("risk", "Something is done about it")
    WATCHED = "watched", pgettext_lazy("risk", "Watched")
    MATERIALISED = "materialised", pgettext_lazy("risk", "It happened")
    CLOSED = "closed", pgettext_lazy("risk", "Closed")


# A closed risk that comes back is assessed anew under its old number.
ALLOWED_RISK_MOVES: Mapping[str, frozenset[str]] = {
    RiskState.IDENTIFIED: frozenset({RiskState.ASSESSED, RiskState.CLOSED}),
    RiskState.ASSESSED: frozenset(
        {RiskState.TREATED, RiskState.WATCHED, RiskState.MATERIALISED, RiskState.CLOSED}
    ),
    RiskState.TREATED: frozenset({RiskState.WATCHED, RiskState.MATERIALISED, RiskState.CLOSED}),
    RiskState.WATCHED: frozenset({RiskState.TREATED, RiskState.MATERIALISED, RiskState.CLOSED}),
    RiskState.MATERIALISED: frozenset({RiskState.TREATED, RiskState.WATCHED, RiskState.CLOSED}),
    RiskState.CLOSED: frozenset({RiskState.ASSESSED}),
}


class ActionState(models.TextChoices):
    """How far an action against a risk is."""

    PLANNED = "planned", pgettext_lazy("action against a risk", "Planned")
    RUNNING = "running", pgettext_lazy("action against a risk", "Under way")
    DONE = "done", pgettext_lazy("action against a risk", "Done")
    DROPPED = "dropped", pgettext_lazy("action against a risk", "Dropped")


OPEN_ACTION_STATES = frozenset({ActionState.PLANNED, ActionState.RUNNING})


class Crossing(models.TextChoices):
    """On which side of its threshold a value warns."""

    ABOVE = "above", pgettext_lazy("a value warns", "When it reaches the limit or exceeds it")
    BELOW = "below", pgettext_lazy("a value warns", "When it falls to the limit or below it")


class AlertEnd(models.TextChoices):
    """How an alert ended."""

    RETURNED = "returned", pgettext_lazy("alert", "The value was returned")
    CHANGED = "changed", pgettext_lazy("alert", "The value was changed and does not warn any more")
    DEALT_WITH = "dealt_with", pgettext_lazy("alert", "The owner of the risk dealt with it")
