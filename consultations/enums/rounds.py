"""Values of rounds: whom they are for, what was decided about them, and their rules."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoundKind(models.TextChoices):
    """Who a round is meant for."""

    WORKING_GROUP = "working_group", _("Working groups")
    DEPARTMENTS_DISTRICTS = "departments_districts", _("Departments and districts")
    EXPERTS = "experts", _("Experts")
    FOCUS_GROUP = "focus_group", _("Focus group")
    PUBLIC = "public", pgettext_lazy("round for", "The public")


class RoundStage(models.TextChoices):
    """What people decided about a round. Whether it is open follows from its times (``RoundState``)."""

    PREPARED = "prepared", pgettext_lazy("round", "Being prepared")
    PROPOSED = "proposed", _("Waiting for a second person")
    ANNOUNCED = "announced", _("Announced")
    SEALED = "sealed", _("Sealed")
    SETTLED = "settled", pgettext_lazy("round", "Settled")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")


ALLOWED_ROUND_MOVES: dict[str, frozenset[str]] = {
    RoundStage.PREPARED: frozenset(
        {RoundStage.PROPOSED, RoundStage.ANNOUNCED, RoundStage.CANCELLED}
    ),
    RoundStage.PROPOSED: frozenset(
        {RoundStage.PREPARED, RoundStage.ANNOUNCED, RoundStage.CANCELLED}
    ),
    RoundStage.ANNOUNCED: frozenset({RoundStage.SEALED, RoundStage.CANCELLED}),
    RoundStage.SEALED: frozenset({RoundStage.SETTLED}),
    RoundStage.SETTLED: frozenset({RoundStage.REPORTED, RoundStage.SEALED}),
    RoundStage.REPORTED: frozenset(),
    RoundStage.CANCELLED: frozenset(),
}

# Nothing is said in them any more.
ENDED_ROUNDS = frozenset({RoundStage.REPORTED, RoundStage.CANCELLED})


class RoundState(models.TextChoices):
    """Where a round stands at a moment, computed from its stage and its times."""

    PREPARED = "prepared", pgettext_lazy("round", "Being prepared")
    PLANNED = "planned", pgettext_lazy("round", "Planned")
    OPEN = "open", pgettext_lazy("round", "Open")
    CLOSED = "closed", pgettext_lazy("round", "Closed")
    SETTLING = "settling", _("Comments are being settled")
    SETTLED = "settled", pgettext_lazy("round", "Settled")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")


class RoundStepKind(models.TextChoices):
    """What happened to a round; changes of its rules are shown to everyone with their time."""

    PROPOSED = "proposed", _("Opening proposed")
    RETURNED = "returned", _("Returned for changes")
    ANNOUNCED = "announced", _("Announced")
    EXTENDED = "extended", _("Extended")
    RULES_CHANGED = "rules_changed", _("Rules changed")
    REMINDED = "reminded", _("Bodies without an answer reminded")
    SEALED = "sealed", _("Sealed")
    SETTLED = "settled", pgettext_lazy("round", "Settled")
    REOPENED = "reopened", _("Settling resumed")
    REPORTED = "reported", _("Reported")
    CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")


PUBLIC_ROUND_STEPS = frozenset(
    {
        RoundStepKind.ANNOUNCED,
        RoundStepKind.EXTENDED,
        RoundStepKind.RULES_CHANGED,
        RoundStepKind.SEALED,
        RoundStepKind.SETTLED,
        RoundStepKind.REPORTED,
        RoundStepKind.CANCELLED,
    }
)


class LatePolicy(models.TextChoices):
    """What becomes of a comment that comes after closing."""

    REJECT = "reject", _("Late comments are not accepted")
    ACCEPT_FLAGGED = "accept_flagged", _("Late comments are accepted and marked as late")


class DecidingDay(models.TextChoices):
    """Which day counts for a letter."""

    SENT = "sent", _("The day of sending decides")
    DELIVERED = "delivered", _("The day of delivery decides")


class OthersVisible(models.TextChoices):
    """When commenters see the comments of others."""

    AT_ONCE = "at_once", _("At once")
    AFTER_CHECK = "after_check", _("After a check")
    AFTER_CLOSING = "after_closing", _("After the round closes")


class AskedFor(models.TextChoices):
    """Whether somebody without an account is asked for a name or an address."""

    NOTHING = "nothing", _("Not asked for")
    OPTIONAL = "optional", _("May be given")
    REQUIRED = "required", _("Must be given")
