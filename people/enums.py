"""Values of people's fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What sort of body an organisation is."""

    CITY_DEPARTMENT = "city_department", _("City department")
    DISTRICT = "district", _("City district")
    NGO = "ngo", _("Non-profit organisation")
    STATE_BODY = "state_body", _("State body")
    ACADEMIC = "academic", _("University or research body")
    PRIVATE_OWNER = "private_owner", _("Private owner")
    OTHER = "other", _("Other organisation")


class Role(models.TextChoices):
    """Roles that are not bound to one group. Roles in a group belong to memberships."""

    EDITOR = "editor", _("Editor")
    SECRETARY = "secretary", _("Secretary")
    CHAIR = "chair", _("Chair")
    MEMBER = "member", _("Working group member")
    GUEST = "guest", _("Guest")
    AUTHORISED_PERSON = "authorised_person", _("Authorised person of an organisation")
    FACILITATOR = "facilitator", _("Facilitator")
    EVALUATOR = "evaluator", _("Evaluator")
    PILOT_OFFICER = "pilot_officer", _("Pilot officer")
    MEASURE_OWNER = "measure_owner", _("Measure owner")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


# Roles whose holders work for the city on the documents and may see rows for staff.
STAFF_ROLES = frozenset(
    {
        Role.EDITOR,
        Role.SECRETARY,
        Role.CHAIR,
        Role.EVALUATOR,
        Role.PROJECT_MANAGER,
    }
)
# Roles that must use a second factor outside the demonstration.
SECOND_FACTOR_ROLES = STAFF_ROLES | {
    Role.FACILITATOR,
    Role.PILOT_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
    Role.ADMINISTRATOR,
}
# Roles whose holders work in the administration (pages, lists, logs), each with what it lets them
# do there.
ADMIN_ROLES = STAFF_ROLES | {Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR}
# Pairs nobody holds at once without a written reason: whoever hears focus groups does not keep the
# pilot's households.
EXCLUSIVE_ROLES = (frozenset({Role.FACILITATOR, Role.PILOT_OFFICER}),)
