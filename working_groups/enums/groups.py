"""Values of working groups and their allowed order."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GroupKind(models.TextChoices):
    """What sort of group it is."""

    WORKING = "working", pgettext_lazy("kind of group", "Working group")
    STEERING = "steering", _("Steering group")
    OTHER = "other", _("Other group")


class QuorumRule(models.TextChoices):
    """How many of the voting seats must be present for a valid conclusion."""

    NONE = "none", _("No quorum")
    MAJORITY = "majority", _("More than half of the seats")
    TWO_THIRDS = "two_thirds", _("Two thirds of the seats")
    FIXED = "fixed", _("A fixed number of seats")


class GroupState(models.TextChoices):
    """Where a group stands."""

    PREPARATORY = "preparatory", _("Being set up")
    ACTIVE = "active", pgettext_lazy("group", "Active")
    SUSPENDED = "suspended", _("Suspended")
    CONCLUDED = "concluded", _("Concluded")
    MERGED = "merged", pgettext_lazy("group", "Merged")


ALLOWED_GROUP_MOVES: dict[str, frozenset[str]] = {
    GroupState.PREPARATORY: frozenset({GroupState.ACTIVE, GroupState.CONCLUDED}),
    GroupState.ACTIVE: frozenset({GroupState.SUSPENDED, GroupState.CONCLUDED, GroupState.MERGED}),
    GroupState.SUSPENDED: frozenset({GroupState.ACTIVE, GroupState.CONCLUDED, GroupState.MERGED}),
    GroupState.CONCLUDED: frozenset(),
    GroupState.MERGED: frozenset(),
}


class MembershipRole(models.TextChoices):
    """What somebody is in a group."""

    CHAIR = "chair", pgettext_lazy("in a group", "Chair")
    VICE_CHAIR = "vice_chair", _("Vice-chair")
    SECRETARY = "secretary", pgettext_lazy("in a group", "Secretary")
    MEMBER = "member", pgettext_lazy("in a group", "Member")
    PERMANENT_GUEST = "permanent_guest", _("Permanent guest")


class PublicRoster(models.TextChoices):
    """What the public learns of who sits in a group."""

    ORGANISATIONS_ONLY = "organisations_only", _("Organisations only")
    NAMES_AND_ORGANISATIONS = "names_and_organisations", _("Names and organisations")
