"""Names follow the consent, whoever asks."""

import pytest

from consultations.enums import PublishConsent, RespondentKind
from consultations.models import Respondent
from consultations.naming import public_name, staff_name
from people.models import Organisation

LIPA = Organisation(pk=1, name="Spolek Práh")


@pytest.mark.parametrize(
    ("consent", "name", "organisation", "shown"),
    [
        (PublishConsent.FULL, "Jana Nováková", None, "Jana Nováková"),
        (PublishConsent.FULL, "Jana Nováková", LIPA, "Jana Nováková, Spolek Práh"),
        (PublishConsent.FULL, "", None, "Nezisková organizace"),
        (PublishConsent.ORGANISATION_ONLY, "Jana Nováková", LIPA, "Spolek Práh"),
        (PublishConsent.ORGANISATION_ONLY, "Jana Nováková", None, "Nezisková organizace"),
        (PublishConsent.ANONYMOUS, "Jana Nováková", LIPA, "Nezisková organizace"),
    ],
)
def test_public_name_says_no_more_than_the_consent(consent, name, organisation, shown):
    respondent = Respondent(
        kind=RespondentKind.NGO, name=name, organisation=organisation, publish_consent=consent
    )
    assert public_name(respondent) == shown


def test_staff_see_the_name():
    respondent = Respondent(
        kind=RespondentKind.NGO,
        name="Jana Nováková",
        organisation=LIPA,
        publish_consent=PublishConsent.ANONYMOUS,
    )
    assert staff_name(respondent) == "Jana Nováková, Spolek Práh"
