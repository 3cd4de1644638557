"""Groups and who sits in them from when to when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Record
from people.models import Audience, Organisation
from working_groups.enums import GroupKind, GroupState, MembershipRole, PublicRoster, QuorumRule


class GroupQuerySet(models.QuerySet):
    """Reads of groups."""

    def visible_to(self, user) -> "GroupQuerySet":
        """Groups the user may know of: those whose record they may know of."""
        return self.filter(record__in=Record.objects.visible_to(user))


class Group(models.Model):
    """A working group: its mandate, its members by date, and the audience that follows them."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="working_group")
    audience = models.OneToOneField(
        Audience, on_delete=models.PROTECT, related_name="working_group"
    )
    name = models.CharField(pgettext_lazy("of a group", "name"), max_length=200, unique=True)
    code = models.CharField(_("short code"), max_length=20, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(
        pgettext_lazy("of a group", "kind"),
        max_length=8,
        choices=GroupKind.choices,
        default=GroupKind.WORKING,
    )
    mandate = models.TextField(_("mandate"), blank=True)
    appointed_by = models.CharField(_("appointed by"), max_length=200, blank=True)
    resolution = models.CharField(_("resolution number"), max_length=80, blank=True)
    appointed_on = models.DateField(_("appointed on"), null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=GroupState.choices, default=GroupState.PREPARATORY
    )
    public_roster = models.CharField(
        _("public list of members"),
        max_length=24,
        choices=PublicRoster.choices,
        default=PublicRoster.ORGANISATIONS_ONLY,
    )
    quorum_rule = models.CharField(
        _("quorum"), max_length=10, choices=QuorumRule.choices, default=QuorumRule.MAJORITY
    )
    quorum_count = models.PositiveSmallIntegerField(_("seats for a quorum"), null=True, blank=True)
    objection_days = models.PositiveSmallIntegerField(_("days for remarks to minutes"), default=7)
    reminder_days = models.PositiveSmallIntegerField(_("reminder before a meeting"), default=3)
    max_members = models.PositiveSmallIntegerField(_("most members"), null=True, blank=True)
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="successors"
    )
    lock_version = models.PositiveIntegerField(default=1, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        constraints = [
            models.CheckConstraint(
                condition=~Q(quorum_rule=QuorumRule.FIXED) | Q(quorum_count__gte=1),
                name="group_with_a_fixed_quorum_says_how_many",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JointAudience(models.Model):
    """The circle of everyone who sits in any of several groups: who may know of their joint meetings.

    ``key`` is the groups' primary keys, ascending, joined by "-": one circle for each combination.
    """

    key = models.CharField(max_length=200, unique=True)
    groups = models.ManyToManyField(Group, related_name="joint_audiences")
    audience = models.OneToOneField(
        Audience, on_delete=models.PROTECT, related_name="joint_meetings_of"
    )

    def __str__(self) -> str:
        return self.key


class MembershipQuerySet(models.QuerySet):
    """Reads of memberships."""

    def current(self, on: date) -> "MembershipQuerySet":
        """Memberships valid on the date: half-open interval [valid_from, valid_to)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


class Membership(models.Model):
    """A person in a group over [valid_from, valid_to), for an organisation or for themselves. Ended, never deleted."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_memberships"
    )
    role = models.CharField(
        max_length=16, choices=MembershipRole.choices, default=MembershipRole.MEMBER
    )
    on_behalf_of = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="group_memberships",
    )
    seat = models.CharField(_("seat"), max_length=120, blank=True)
    is_voting = models.BooleanField(_("votes"), default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    substitute_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="substitutes"
    )
    appointment = models.CharField(_("appointed by document"), max_length=120, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(valid_to__isnull=True, substitute_for__isnull=True),
                name="membership_open_once_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.user_id}"
