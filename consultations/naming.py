"""Under which name a respondent is shown: the one place that applies the consent to publish."""

from consultations.enums import PublishConsent, RespondentKind
from consultations.models import Respondent


def public_name(respondent: Respondent) -> str:
    """The name everyone may read now; needs ``organisation`` loaded. Without consent the kind of respondent."""
    kind = str(RespondentKind(respondent.kind).label)
    if respondent.publish_consent == PublishConsent.ANONYMOUS:
        return kind
    organisation = respondent.organisation.name if respondent.organisation_id else ""
    if respondent.publish_consent == PublishConsent.ORGANISATION_ONLY or not respondent.name:
        return organisation or kind
    return f"{respondent.name}, {organisation}" if organisation else respondent.name


def staff_name(respondent: Respondent) -> str:
    """The name those who run rounds see; needs ``organisation`` loaded."""
    organisation = respondent.organisation.name if respondent.organisation_id else ""
    kind = str(RespondentKind(respondent.kind).label)
    return ", ".join(filter(None, [respondent.name, organisation])) or kind
