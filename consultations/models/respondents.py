"""Who speaks in a round, and under which name that may be shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.enums import PublishConsent, RespondentKind
from consultations.models.rounds import Round
from core.immutability import ImmutableModel, ImmutableQuerySet, immutable
from people.models import Organisation


class Respondent(models.Model):
    """Somebody who speaks in one round: a body, a person with an account, or the holder of a code.

    ``name`` and ``email`` are private. What is published follows ``publish_consent`` and is asked anew every time.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="respondents")
    kind = models.CharField(max_length=16, choices=RespondentKind.choices)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="respondents"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="respondents",
    )
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    represents = models.CharField(_("speaks for"), max_length=200, blank=True)
    mandate_checked = models.BooleanField(_("mandate checked"), default=False)
    publish_consent = models.CharField(
        _("publish"),
        max_length=18,
        choices=PublishConsent.choices,
        default=PublishConsent.ANONYMOUS,
    )
    wants_mail = models.BooleanField(_("send me the answer by e-mail"), default=False)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(max_length=10, default="cs")
    created_at = models.DateTimeField()
    contact_erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                condition=Q(organisation__isnull=False, user__isnull=True, token_digest=""),
                name="respondent_body_once_per_round",
            ),
            models.UniqueConstraint(
                fields=["round", "user"],
                condition=Q(user__isnull=False),
                name="respondent_person_once_per_round",
            ),
            models.UniqueConstraint(
                fields=["token_digest"],
                condition=~Q(token_digest=""),
                name="respondent_code_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.pk}"

    @property
    def is_body(self) -> bool:
        """Whether this is the joint voice of an organisation."""
        return self.organisation_id is not None and self.user_id is None


@immutable
class ConsentChange(ImmutableModel):
    """A change of the consent to publish a name, with its time."""

    respondent = models.ForeignKey(
        Respondent, on_delete=models.PROTECT, related_name="consent_changes"
    )
    former = models.CharField(max_length=18, choices=PublishConsent.choices)
    new = models.CharField(max_length=18, choices=PublishConsent.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = ImmutableQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.respondent_id}: {self.former} -> {self.new}"
