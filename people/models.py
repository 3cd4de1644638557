"""Users, invitations, organisations, roles by date, and audiences (who may know of rows for a
group).
"""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.enums import DemoOrigin
from core.models import Record
from core.sorting import SortKeyField
from people.enums import STAFF_ROLES, OrganisationKind, Role
from people.tokens import token_digest


class UserManager(BaseUserManager):
    """Creates users by e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """An active user without any role. Without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """A person who signs in. Nobody is a superuser: rights come from roles alone."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150)
    sort_key = SortKeyField(of="name", max_length=460)
    mail_language = models.CharField(
        _("language of mails"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    is_demo = models.BooleanField(default=False, editable=False)
    record = models.OneToOneField(
        Record,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="person",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_is_no_superuser"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @property
    def may_sign_in(self) -> bool:
        """Open accounts may; those of the demonstration only on a loopback address."""
        return self.is_active and (not self.is_demo or settings.DEMO_ACCOUNTS_ALLOWED)

    def roles_on(self, day: date) -> frozenset[str]:
        """Roles valid on the day; asks the database once per day and object. Empty for a closed
        account.
        """
        return frozenset(role for role, _organisation in self._grants_on(day))

    def organisations_on(self, day: date, *roles: str) -> set[int]:
        """Primary keys of organisations the person has a role for on the day (of the named roles, if any is named).

        Asks the database as ``roles_on`` does, and not again after it.
        """
        return {
            organisation
            for role, organisation in self._grants_on(day)
            if organisation is not None and (not roles or role in roles)
        }

    def _grants_on(self, day: date) -> list[tuple[str, int | None]]:
        known = self.__dict__.setdefault("_grants_by_day", {})
        if day not in known:
            grants = self.role_grants.current(day) if self.is_active and self.pk else ()
            known[day] = [(grant.role, grant.organisation_id) for grant in grants]
        return known[day]

    def forget_roles(self) -> None:
        """Ask the database again at the next question, after a change of roles."""
        self.__dict__.pop("_grants_by_day", None)

    def sees_staff_rows(self, at: datetime) -> bool:
        """Whether rows with the visibility "staff" are for this person (asked by
        ``core.visibility``).
        """
        return bool(self.roles_on(timezone.localdate(at)) & STAFF_ROLES)


class NotificationChoices(models.Model):
    """Which mails a person wants, and up to when the daily digest has told them what happened.

    The last digest tells of (``told_from``, ``told_until``]; ``looked_on`` is the last day on which it was asked
    whether there is anything to tell, so that it is asked once a day.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="notification_choices")
    wants_digest = models.BooleanField(default=True)
    unwanted_parts = models.JSONField(default=list, blank=True)
    told_from = models.DateTimeField()
    told_until = models.DateTimeField()
    looked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(told_until__gte=F("told_from")),
                name="digest_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"


class TokenHolder(AnonymousUser):
    """A visitor without an account who opened a link with a token: may know of one audience's
    rows.
    """

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token_digest = token_digest(token)


class Organisation(models.Model):
    """A body that takes part: a department, a district, a non-profit organisation."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    is_active = models.BooleanField(_("active"), default=True)
    sort_key = models.CharField(max_length=400, editable=False)
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        verbose_name=_("taken over by"),
    )
    record = models.OneToOneField(
        Record,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="organisation",
    )
    demo_origin = models.CharField(
        max_length=10, choices=DemoOrigin.choices, default=DemoOrigin.NONE, blank=True
    )
    demo_source = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(is_active=False),
                name="organisation_with_a_successor_is_not_active",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleGrantQuerySet(models.QuerySet):
    """Reads of granted roles."""

    def current(self, on) -> "RoleGrantQuerySet":
        """Grants valid on the date: half-open interval [valid_from, valid_to)."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


class RoleGrant(models.Model):
    """A role of a person from a date, possibly for an organisation. Ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="role_grants",
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="role_grant_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(valid_to__isnull=True, organisation__isnull=False),
                name="role_for_organisation_granted_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(valid_to__isnull=True, organisation__isnull=True),
                name="role_granted_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet):
    """Reads of invitations."""

    def waiting(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; they may have expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def open(self, at: datetime) -> "InvitationQuerySet":
        """Invitations that can be accepted at the moment: [created_at, expires_at)."""
        return self.waiting().filter(expires_at__gt=at)


class Invitation(models.Model):
    """An offer of an account with roles, sent by mail. Only the digest of its token is kept."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="invitation")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150, blank=True)
    roles = models.JSONField(_("roles"), default=list, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations_sent",
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitation",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waits_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_is_not_accepted_and_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def role_names(self) -> list[str]:
        """Names of the offered roles for people."""
        return [str(Role(role).label) for role in self.roles]


class Audience(models.Model):
    """A named circle of people who may know of rows with the visibility "group"."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class AudienceMember(models.Model):
    """A person (or the holder of a token) in an audience over [valid_from, valid_to)."""

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="audience_memberships",
    )
    token_digest = models.CharField(max_length=64, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, token_digest="")
                | (Q(user__isnull=True) & ~Q(token_digest="")),
                name="audience_member_is_a_user_or_a_token",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="audience_membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience}"
