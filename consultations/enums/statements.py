"""Values of respondents and their statements."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.enums import OrganisationKind


class RespondentKind(models.TextChoices):
    """Who somebody is in a round."""

    MEMBER = "member", _("Member of a working group")
    DEPARTMENT = "department", _("Department")
    DISTRICT = "district", _("District")
    NGO = "ngo", _("Non-profit organisation")
    EXPERT = "expert", _("Expert")
    OTHER_BODY = "other_body", _("Other body")
    PUBLIC_PERSON = "public_person", _("Member of the public")
    FOCUS_GROUP = "focus_group", _("Focus group")
    ANONYMOUS = "anonymous", _("Anonymous")


RESPONDENT_KIND_OF = {
    OrganisationKind.CITY_DEPARTMENT: RespondentKind.DEPARTMENT,
    OrganisationKind.DISTRICT: RespondentKind.DISTRICT,
    OrganisationKind.NGO: RespondentKind.NGO,
    OrganisationKind.ACADEMIC: RespondentKind.EXPERT,
    OrganisationKind.STATE_BODY: RespondentKind.OTHER_BODY,
    OrganisationKind.PRIVATE_OWNER: RespondentKind.OTHER_BODY,
    OrganisationKind.OTHER: RespondentKind.OTHER_BODY,
}


class PublishConsent(models.TextChoices):
    """Under which name comments may be published. It can change at any time and takes effect at once."""

    FULL = "full", _("Under my name")
    ORGANISATION_ONLY = "organisation_only", _("Under the name of the organisation only")
    ANONYMOUS = "anonymous", _("Without a name")


class Channel(models.TextChoices):
    """How a statement came in."""

    WEB = "web", _("On this site")
    EMAIL = "email", _("By e-mail")
    LETTER = "letter", _("By post")
    DATA_BOX = "data_box", _("Data box")
    FILING_OFFICE = "filing_office", _("Filing office")
    HEARING = "hearing", _("At a hearing or meeting")
    ASSISTED = "assisted", _("With help")
    SPREADSHEET = "spreadsheet", _("From a spreadsheet")


class StatementState(models.TextChoices):
    """How far a statement is."""

    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Sent")
    WITHDRAWN = "withdrawn", pgettext_lazy("statement", "Withdrawn")


ALLOWED_STATEMENT_MOVES: dict[str, frozenset[str]] = {
    StatementState.DRAFT: frozenset({StatementState.SUBMITTED, StatementState.WITHDRAWN}),
    StatementState.SUBMITTED: frozenset({StatementState.WITHDRAWN}),
    StatementState.WITHDRAWN: frozenset(),
}


class BodyStanding(models.TextChoices):
    """Whether an invited body has answered, computed from its joint statement."""

    SILENT = "silent", _("Has not answered")
    DRAFTING = "drafting", _("Being written")
    NO_COMMENTS = "no_comments", _("No comments")
    COMMENTED = "commented", _("Commented")
