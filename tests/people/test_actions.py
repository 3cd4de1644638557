from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from core.models import Event, OutboxMail, Record
from people import actions
from people.enums import Role
from people.models import Invitation, RoleGrant, User
from people.personas import DEMO_PASSWORD, WITH_LOGIN
from people.tokens import token_digest
from tests.factories.people import OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def administrator():
    return UserFactory(roles=[Role.ADMINISTRATOR])


def invite(by, **changes):
    given = {"email": "Nova@Example.org", "name": "Jana Nová", "roles": [Role.EDITOR]}
    return actions.invite_person(**given | changes, by=by, at=NOW)


def acts(record):
    """Verbs, actors and states of a record's events, in order."""
    events = Event.objects.filter(record=record).order_by("pk")
    return [(event.verb, event.actor, event.from_state, event.to_state) for event in events]


def mails():
    return [(mail.recipient, mail.kind) for mail in OutboxMail.objects.order_by("pk")]


# --- invitations


def test_invitation_is_kept_logged_and_mailed(administrator):
    organisation = OrganisationFactory()

    invitation = invite(administrator, organisation=organisation)

    kept = Invitation.objects.get()
    assert (kept.email, kept.name, kept.roles, kept.organisation) == (
        "nova@example.org",
        "Jana Nová",
        ["editor"],
        organisation,
    )
    assert (kept.invited_by, kept.created_at) == (administrator, NOW)
    assert kept.expires_at == NOW + timedelta(days=14)
    assert kept.token_digest == token_digest(invitation.token)
    assert acts(kept.record) == [("invited", administrator, "", "waiting")]
    assert mails() == [("nova@example.org", "invitation")]
    assert f"/ucet/pozvanka/{invitation.token}/" in OutboxMail.objects.get().text


def test_record_of_an_invitation_names_nobody(administrator):
    record = invite(administrator).record

    assert (record.title, record.visibility, str(record)) == (
        "Pozvánka",
        "restricted",
        f"invitation {record.uid}",
    )


def test_invitation_of_somebody_with_an_account_is_refused(administrator):
    UserFactory(email="nova@example.org")

    with pytest.raises(actions.PersonAlreadyHasAccount):
        invite(administrator)

    assert not Invitation.objects.exists()
    assert mails() == []


def test_second_invitation_makes_the_first_link_useless(administrator):
    first, second = invite(administrator), invite(administrator)

    with pytest.raises(actions.InvitationIsNotOpen):
        actions.accept_invitation(token=first.token, name="A", password="heslo", at=NOW)
    assert [i.token_digest for i in Invitation.objects.waiting()] == [second.token_digest]
    assert acts(first.record)[-1] == ("invitation_withdrawn", administrator, "waiting", "withdrawn")
    assert mails() == [("nova@example.org", "invitation")] * 2


def test_invitation_to_roles_that_exclude_each_other_is_refused(administrator):
    with pytest.raises(actions.RolesExcludeEachOther):
        invite(administrator, roles=[Role.FACILITATOR, Role.PILOT_OFFICER])


def test_invitation_to_an_unknown_role_or_a_wrong_address_is_refused(administrator):
    with pytest.raises(ValueError, match="emperor"):
        invite(administrator, roles=["emperor"])
    with pytest.raises(ValidationError, match="email"):
        invite(administrator, email="no address")


def test_accepted_invitation_makes_an_account_with_roles(administrator):
    organisation = OrganisationFactory()
    invitation = invite(
        administrator, organisation=organisation, roles=[Role.AUTHORISED_PERSON, Role.EDITOR]
    )

    later = NOW + timedelta(days=1)
    user = actions.accept_invitation(
        token=invitation.token, name=" Jana Nováková ", password="dlouhé heslo", at=later
    )

    assert (user.email, user.name, user.is_active) == ("nova@example.org", "Jana Nováková", True)
    assert user.check_password("dlouhé heslo")
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.primary, address.verified) == ("nova@example.org", True, True)
    grants = RoleGrant.objects.filter(user=user).order_by("pk")
    assert [(g.role, g.organisation, g.granted_by, g.valid_from, g.valid_to) for g in grants] == [
        ("authorised_person", organisation, administrator, date(2026, 3, 3), None),
        ("editor", organisation, administrator, date(2026, 3, 3), None),
    ]
    assert [group.name for group in user.groups.all()] == ["Redaktoři"]
    assert acts(user.record) == [
        ("joined", user, "", "active"),
        ("role_granted", administrator, "", ""),
        ("role_granted", administrator, "", ""),
    ]
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.accepted_at) == (user, later)
    assert acts(invitation.record)[-1] == ("invitation_accepted", user, "waiting", "accepted")


def test_link_works_once(administrator):
    invitation = invite(administrator)
    actions.accept_invitation(token=invitation.token, name="A", password="heslo", at=NOW)

    with pytest.raises(actions.InvitationIsNotOpen):
        actions.accept_invitation(token=invitation.token, name="B", password="heslo", at=NOW)
    assert User.objects.get(email="nova@example.org").name == "A"


@pytest.mark.parametrize(
    ("shift", "opens"), [(timedelta(days=14, seconds=-1), True), (timedelta(days=14), False)]
)
def test_link_works_until_it_expires(administrator, shift, opens):
    invitation = invite(administrator)

    if opens:
        actions.accept_invitation(
            token=invitation.token, name="A", password="heslo", at=NOW + shift
        )
    else:
        with pytest.raises(actions.InvitationIsNotOpen):
            actions.accept_invitation(
                token=invitation.token, name="A", password="heslo", at=NOW + shift
            )
    assert User.objects.filter(email="nova@example.org").exists() is opens


def test_unknown_token_opens_nothing(administrator):
    invite(administrator)

    with pytest.raises(actions.InvitationIsNotOpen):
        actions.accept_invitation(token="guess", name="A", password="heslo", at=NOW)


def test_withdrawn_invitation_is_withdrawn_once(administrator):
    invitation = invite(administrator)

    actions.withdraw_invitation(invitation=invitation, by=administrator, at=NOW)
    actions.withdraw_invitation(invitation=invitation, by=administrator, at=NOW)

    assert [verb for verb, *_ in acts(invitation.record)] == ["invited", "invitation_withdrawn"]


# --- roles


def test_granted_role_is_dated_logged_mailed_and_known_to_wagtail(administrator):
    user = UserFactory()

    grant = actions.grant_role(user=user, role=Role.EDITOR, by=administrator, at=NOW)

    assert (grant.user, grant.role, grant.valid_from, grant.valid_to) == (
        user,
        "editor",
        TODAY,
        None,
    )
    assert (grant.granted_by, grant.granted_at) == (administrator, NOW)
    user = User.objects.get(pk=user.pk)
    assert user.roles_on(TODAY) == {"editor"}
    assert user.roles_on(TODAY - timedelta(days=1)) == frozenset()
    assert [group.name for group in user.groups.all()] == ["Redaktoři"]
    assert acts(user.record)[-1] == ("role_granted", administrator, "", "")
    assert Event.objects.latest("pk").payload == {"role": "editor", "organisation": None}
    assert mails() == [(user.email, "role_granted")]


def test_role_is_granted_once(administrator):
    user = UserFactory()

    first = actions.grant_role(user=user, role=Role.EDITOR, by=administrator, at=NOW)
    again = actions.grant_role(user=user, role=Role.EDITOR, by=administrator, at=NOW)

    assert first == again
    assert mails() == [(user.email, "role_granted")]


def test_same_role_for_two_organisations_is_two_grants(administrator):
    user, one, two = UserFactory(), OrganisationFactory(), OrganisationFactory()

    for organisation in (one, two):
        actions.grant_role(
            user=user,
            role=Role.AUTHORISED_PERSON,
            organisation=organisation,
            by=administrator,
            at=NOW,
        )

    held = user.role_grants.current(TODAY).order_by("pk")
    assert [grant.organisation for grant in held] == [one, two]


def test_facilitator_becomes_pilot_officer_only_with_a_written_reason(administrator):
    user = UserFactory(roles=[Role.FACILITATOR])

    with pytest.raises(actions.RolesExcludeEachOther):
        actions.grant_role(user=user, role=Role.PILOT_OFFICER, by=administrator, at=NOW)
    actions.grant_role(
        user=user, role=Role.PILOT_OFFICER, by=administrator, at=NOW, reason="zástup v létě"
    )

    assert User.objects.get(pk=user.pk).roles_on(TODAY) == {"facilitator", "pilot_officer"}
    assert Event.objects.latest("pk").reason == "zástup v létě"
    actions.grant_role(
        user=user, role=Role.GUEST, by=administrator, at=NOW
    )  # has nothing to do with that pair


def test_closed_account_gets_no_role(administrator):
    user = UserFactory(is_active=False)

    with pytest.raises(actions.AccountIsClosed):
        actions.grant_role(user=user, role=Role.EDITOR, by=administrator, at=NOW)


def test_ended_role_counts_until_yesterday_and_is_logged_and_mailed(administrator):
    user = UserFactory(roles=[Role.EDITOR, Role.EVALUATOR])
    grant = user.role_grants.get(role=Role.EDITOR)

    actions.end_role(grant=grant, by=administrator, at=NOW)
    actions.end_role(grant=grant, by=administrator, at=NOW)

    user = User.objects.get(pk=user.pk)
    assert user.role_grants.get(role=Role.EDITOR).valid_to == TODAY
    assert user.roles_on(TODAY) == {"evaluator"}
    assert user.roles_on(TODAY - timedelta(days=1)) == {"editor", "evaluator"}
    assert [group.name for group in user.groups.all()] == ["Evaluátoři"]
    assert [verb for verb, *_ in acts(user.record)] == ["registered", "role_ended"]
    assert mails() == [(user.email, "role_ended")]


def test_last_administrator_stays(administrator):
    grant = administrator.role_grants.get()

    with pytest.raises(actions.LastAdministratorStays):
        actions.end_role(grant=grant, by=None, at=NOW)
    with pytest.raises(actions.LastAdministratorStays):
        actions.deactivate_user(user=administrator, by=None, at=NOW)

    assert User.objects.get(pk=administrator.pk).roles_on(TODAY) == {"administrator"}
    UserFactory(roles=[Role.ADMINISTRATOR])
    actions.end_role(grant=grant, by=None, at=NOW)
    assert User.objects.get(pk=administrator.pk).roles_on(TODAY) == frozenset()


def test_closed_account_loses_roles_groups_and_entry(administrator):
    user = UserFactory(roles=[Role.EDITOR])

    actions.deactivate_user(user=user, by=administrator, at=NOW)
    actions.deactivate_user(user=user, by=administrator, at=NOW)

    user = User.objects.get(pk=user.pk)
    assert user.is_active is False
    assert user.role_grants.get().valid_to == TODAY
    assert list(user.groups.all()) == []
    assert [verb for verb, *_ in acts(user.record)] == [
        "registered",
        "role_ended",
        "account_closed",
    ]
    assert mails() == [(user.email, "role_ended"), (user.email, "account_closed")]


def test_roles_of_a_closed_account_do_not_count_whatever_the_rows_say():
    user = UserFactory(roles=[Role.EDITOR], is_active=False)

    assert user.roles_on(TODAY) == frozenset()


def test_profile_is_changed_and_logged():
    user = UserFactory(name="Stará")

    actions.change_profile(user=user, name=" Nová ", mail_language="en", at=NOW)

    user = User.objects.get(pk=user.pk)
    assert (user.name, user.mail_language) == ("Nová", "en")
    assert acts(user.record)[-1] == ("profile_changed", user, "", "")


def test_mails_are_written_in_the_language_of_the_person(administrator):
    user = UserFactory(mail_language="en")

    actions.grant_role(user=user, role=Role.EDITOR, by=administrator, at=NOW)

    mail = OutboxMail.objects.get()
    assert (mail.language, mail.subject) == ("en", "You have a new role")
    assert "you have a new role on Osnova: Editor." in mail.text


# --- first administrator, demonstration


def test_first_administrator_is_invited_or_promoted():
    invitation = actions.make_administrator(email="Prvni@Example.org", at=NOW)
    assert (invitation.email, invitation.roles, invitation.invited_by) == (
        "prvni@example.org",
        ["administrator"],
        None,
    )

    user = UserFactory(email="druha@example.org")
    grant = actions.make_administrator(email="druha@example.org", at=NOW)
    assert (grant.user, grant.role) == (user, "administrator")


def test_demo_accounts_are_made_once_for_every_persona():
    accounts = actions.create_demo_accounts(at=NOW)
    actions.create_demo_accounts(at=NOW)

    assert list(accounts) == [persona.key for persona in WITH_LOGIN]
    assert User.objects.filter(is_demo=True).count() == 16
    editor = accounts["editor"]
    assert editor.check_password(DEMO_PASSWORD)
    assert editor.roles_on(TODAY) == {"editor"}
    assert EmailAddress.objects.get(user=editor).verified is True
    assert mails() == []


def test_demo_accounts_are_refused_on_a_public_address(settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False

    with pytest.raises(actions.DemoAccountsNotAllowed):
        actions.create_demo_accounts(at=NOW)

    assert not User.objects.exists()


def test_removed_demo_accounts_hold_nothing_and_keep_their_log():
    accounts = actions.create_demo_accounts(at=NOW)
    events = Event.objects.count()

    assert actions.remove_demo_accounts(at=NOW) == 16
    assert actions.remove_demo_accounts(at=NOW) == 0

    editor = User.objects.get(pk=accounts["editor"].pk)
    assert (editor.is_active, editor.has_usable_password()) == (False, False)
    assert not RoleGrant.objects.current(TODAY).exists()
    assert Event.objects.count() == events + 16


def test_records_of_accounts_name_nobody():
    accounts = actions.create_demo_accounts(at=NOW)
    words = {word for user in accounts.values() for word in (user.email, *user.name.split())}

    for record in Record.objects.all():
        assert record.visibility == "restricted"
        assert not [word for word in words if word in f"{record.title} {record.search_stems}"]
