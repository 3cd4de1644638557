"""How mails of consultations are written to the outbox, and where respondents are reached."""

from datetime import datetime
from functools import partial

from django.utils import timezone

from consultations.enums import RespondentKind
from consultations.models import Respondent
from consultations.queries.focus_recommendations import facilitators_behind
from core import mailing
from people.enums import Role

write_mail = partial(mailing.write_mail, folder="consultations")


def reachable(respondent: Respondent, at: datetime) -> list[tuple[str, str]]:
    """Addresses and languages at which a respondent wants to be told; a body's authorised persons, a series'
    facilitators.
    """
    if respondent.is_body:
        grants = respondent.organisation.role_grants.current(timezone.localdate(at)).filter(
            role=Role.AUTHORISED_PERSON, user__is_active=True
        )
        return sorted(set(grants.values_list("user__email", "user__mail_language")))
    if respondent.kind == RespondentKind.FOCUS_GROUP:
        return facilitators_behind(respondent, at)
    if respondent.email and respondent.wants_mail:
        return [(respondent.email, respondent.language)]
    return []
