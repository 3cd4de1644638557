"""Writes of people: invitations, roles, accounts. Each is one act with its audit event and its
mail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from core import extension
from core.actions import create_record, log_event
from core.enums import Visibility
from core.models import Record
from people import groups, notifications
from people.enums import EXCLUSIVE_ROLES, Role
from people.models import Invitation, Organisation, RoleGrant, User
from people.personas import DEMO_PASSWORD, WITH_LOGIN
from people.tokens import new_token, token_digest

INVITATION_DAYS = 14
PERSON_KIND = "person"
INVITATION_KIND = "invitation"
ROLES_CHANGED = "roles_changed"  # announced with the person's primary key


class PersonAlreadyHasAccount(Exception):
    """An invitation to an address that signs in already; roles are granted to the account
    instead.
    """


class InvitationIsNotOpen(Exception):
    """The link is unknown, used, withdrawn or too old."""


class RolesExcludeEachOther(Exception):
    """The person holds a role that does not go together with the new one, and no reason was
    written.
    """


class LastAdministratorStays(Exception):
    """Without an administrator nobody could invite anyone any more."""


class AccountIsClosed(Exception):
    """The account was closed and gets no roles."""


class DemoAccountsNotAllowed(Exception):
    """Demonstration accounts work only while BASE_URL is a loopback address."""


def _person_record(user: User, *, by: User | None, at: datetime, verb: str) -> Record:
    """The record of an account, made with its first event. Its title names nobody: the log outlives
    the name.
    """
    if user.record_id is None:
        user.record = create_record(
            kind=PERSON_KIND,
            title=f"Účet {user.pk}",
            visibility=Visibility.RESTRICTED,
            by=by,
            at=at,
            verb=verb,
            state="active",
        )
        user.save(update_fields=["record"])
    return user.record


def _reject_exclusive_roles(held: frozenset[str], new: Sequence[str], reason: str) -> None:
    """A pair somebody holds already, by a reason written then, keeps no other role from them."""
    together = set(held) | set(new)
    if not reason and any(pair <= together and pair & set(new) for pair in EXCLUSIVE_ROLES):
        raise RolesExcludeEachOther


@transaction.atomic
def register_account(*, user: User, at: datetime) -> Record:
    """Log the account of somebody who signed up alone (open sign-up, OpenID Connect)."""
    return _person_record(user, by=user, at=at, verb="registered")


@transaction.atomic
def enrol_person(
    *, email: str, name: str, by: User | None, at: datetime, is_demo: bool = False
) -> User:
    """Make an account for somebody who was appointed to something and has not signed in yet; a known address answers
    its account as it is.

    Nobody can sign in to it until its owner sets a password: by an invitation (``invite_person``), whose link proves
    the address. ``is_demo`` marks somebody made up for the demonstration.
    """
    email = email.strip().lower()
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    user = User(email=email, name=name.strip(), is_demo=is_demo)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    _person_record(user, by=by, at=at, verb="enrolled")
    return user


def _waits_for_its_owner(user: User | None) -> bool:
    """An account made by ``enrol_person`` that nobody has taken over yet."""
    return (
        user is not None
        and user.is_active
        and not user.has_usable_password()
        and not EmailAddress.objects.filter(user=user).exists()
    )


@transaction.atomic
def invite_person(
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    at: datetime,
    by: User | None,
    organisation: Organisation | None = None,
) -> Invitation:
    """Invite somebody to an account with roles and mail the link. ``by`` is None on the command
    line.

    A waiting invitation of the address is withdrawn: only the newest link works. The link's token
    is on the answer as ``token`` and nowhere else but in the mail.

    Raises PersonAlreadyHasAccount, RolesExcludeEachOther.
    """
    email = email.strip().lower()
    roles = [Role(role).value for role in dict.fromkeys(roles)]
    known = User.objects.filter(email=email).first()
    if known is not None and not _waits_for_its_owner(known):
        raise PersonAlreadyHasAccount(email)
    _reject_exclusive_roles(frozenset(), roles, reason="")
    for older in Invitation.objects.waiting().filter(email=email).select_for_update():
        withdraw_invitation(invitation=older, by=by, at=at)
    record = create_record(
        kind=INVITATION_KIND,
        title="Pozvánka",
        visibility=Visibility.RESTRICTED,
        by=by,
        at=at,
        verb="invited",
        state="waiting",
    )
    token = new_token()
    invitation = Invitation(
        record=record,
        email=email,
        name=name.strip(),
        roles=roles,
        organisation=organisation,
        token_digest=token_digest(token),
        invited_by=by,
        created_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    invitation.full_clean()
    invitation.save()
    invitation.token = token
    notifications.invitation_sent(invitation, at=at)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User | None, at: datetime) -> None:
    """Make the link of a waiting invitation useless. A second call does nothing."""
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=at):
        return
    invitation.withdrawn_at = at
    log_event(
        record=invitation.record,
        verb="invitation_withdrawn",
        by=by,
        at=at,
        from_state="waiting",
        to_state="withdrawn",
    )


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, at: datetime) -> User:
    """Make the account an invitation offers, with its roles. The address counts as verified: the
    link came by mail.

    Raises InvitationIsNotOpen.
    """
    invitation = (
        Invitation.objects.open(at)
        .filter(token_digest=token_digest(token))
        .select_for_update(of=("self",))
        .select_related("record", "invited_by", "organisation")
        .first()
    )
    if invitation is None:
        raise InvitationIsNotOpen
    user = User.objects.select_for_update().filter(email=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name.strip())
    elif _waits_for_its_owner(user):
        user.name = name.strip()
        user.set_password(password)
        user.save(update_fields=["name", "password", "sort_key"])
    else:
        raise InvitationIsNotOpen
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if user.record is None:
        _person_record(user, by=user, at=at, verb="joined")
    else:
        log_event(record=user.record, verb="joined", by=user, at=at)
    for role in invitation.roles:
        _add_grant(
            user=user,
            role=role,
            organisation=invitation.organisation,
            by=invitation.invited_by,
            at=at,
        )
    groups.put_into_groups(user, at=at)
    invitation.accepted_by, invitation.accepted_at = user, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    log_event(
        record=invitation.record,
        verb="invitation_accepted",
        by=user,
        at=at,
        from_state="waiting",
        to_state="accepted",
    )
    return user


def _add_grant(
    *,
    user: User,
    role: str,
    organisation: Organisation | None,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> RoleGrant:
    grant = RoleGrant(
        user=user,
        role=role,
        organisation=organisation,
        valid_from=timezone.localdate(at),
        granted_by=by,
        granted_at=at,
    )
    grant.full_clean()
    grant.save()
    user.forget_roles()
    extension.announce(ROLES_CHANGED, user=user.pk)
    log_event(
        record=_person_record(user, by=by, at=at, verb="registered"),
        verb="role_granted",
        by=by,
        at=at,
        reason=reason,
        payload={"role": role, "organisation": organisation.pk if organisation else None},
    )
    return grant


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    by: User | None,
    at: datetime,
    organisation: Organisation | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give a person a role from today on and tell them. A role already held is answered as it is.

    Raises AccountIsClosed; RolesExcludeEachOther unless a ``reason`` for the exception is written,
    which is logged.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise AccountIsClosed
    today = timezone.localdate(at)
    held = user.role_grants.current(today).filter(role=role, organisation=organisation).first()
    if held:
        return held
    _reject_exclusive_roles(user.roles_on(today), [role], reason)
    grant = _add_grant(user=user, role=role, organisation=organisation, by=by, at=at, reason=reason)
    groups.put_into_groups(user, at=at)
    notifications.role_granted(grant, at=at)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User | None, at: datetime) -> None:
    """End a role today and tell the person. A second call does nothing.

    Raises LastAdministratorStays.
    """
    user = User.objects.select_for_update().get(pk=grant.user_id)
    end_grants(user, user.role_grants.filter(pk=grant.pk), by=by, at=at)
    groups.put_into_groups(user, at=at)


def end_grants(user: User, grants, *, by: User | None, at: datetime) -> None:
    """End those of the grants that are valid today, and tell the person; the caller locked the user.

    Raises LastAdministratorStays.
    """
    today = timezone.localdate(at)
    for grant in grants.current(today).select_related("user", "organisation"):
        if grant.role == Role.ADMINISTRATOR and not _other_administrators(user, today):
            raise LastAdministratorStays
        grant.valid_to = today
        grant.save(update_fields=["valid_to"])
        log_event(
            record=_person_record(user, by=by, at=at, verb="registered"),
            verb="role_ended",
            by=by,
            at=at,
            payload={"role": grant.role, "organisation": grant.organisation_id},
        )
        notifications.role_ended(grant, at=at)
    user.forget_roles()
    extension.announce(ROLES_CHANGED, user=user.pk)


def _other_administrators(user: User, today) -> bool:
    """Locks the role of every administrator: two who end each other's must not both find the other one still there."""
    grants = RoleGrant.objects.current(today).filter(role=Role.ADMINISTRATOR)
    everybody = grants.filter(user__is_active=True).order_by("pk").select_for_update(of=("self",))
    return any(grant.user_id != user.pk for grant in everybody)


@transaction.atomic
def deactivate_user(*, user: User, by: User | None, at: datetime) -> None:
    """Close an account: all roles end, nobody can sign in with it, open sessions stop. What the
    person did stays.

    Raises LastAdministratorStays. A second call does nothing.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        return
    end_grants(user, user.role_grants.all(), by=by, at=at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    groups.put_into_groups(user, at=at)
    log_event(
        record=_person_record(user, by=by, at=at, verb="registered"),
        verb="account_closed",
        by=by,
        at=at,
        from_state="active",
        to_state="closed",
    )
    notifications.account_closed(user, at=at)


@transaction.atomic
def change_profile(*, user: User, name: str, mail_language: str, at: datetime) -> None:
    """Change what people set themselves: the name and the language of mails."""
    user.name, user.mail_language = name.strip(), mail_language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "sort_key", "mail_language"])
    record = _person_record(user, by=user, at=at, verb="registered")
    log_event(record=record, verb="profile_changed", by=user, at=at)


@transaction.atomic
def make_administrator(*, email: str, at: datetime) -> Invitation | RoleGrant:
    """Make the first administrator: a role for an existing account, else an invitation to one."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user:
        return grant_role(user=user, role=Role.ADMINISTRATOR, by=None, at=at)
    return invite_person(email=email, name="", roles=[Role.ADMINISTRATOR], by=None, at=at)


@transaction.atomic
def create_demo_accounts(*, at: datetime) -> dict[str, User]:
    """Accounts of all personas: mapping persona key -> User. Those that exist are left as they are.

    Raises DemoAccountsNotAllowed.
    """
    if not settings.DEMO_ACCOUNTS_ALLOWED:
        raise DemoAccountsNotAllowed
    password = make_password(DEMO_PASSWORD)  # one slow hash instead of one each
    accounts = {}
    for persona in WITH_LOGIN:
        user, is_new = User.objects.get_or_create(
            email=persona.email,
            defaults={"name": persona.name, "password": password, "is_demo": True},
        )
        accounts[persona.key] = user
        if not is_new:
            continue
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        _person_record(user, by=None, at=at, verb="joined")
        for role in persona.roles:
            _add_grant(user=user, role=role, organisation=None, by=None, at=at)
        groups.put_into_groups(user, at=at)
    return accounts


@transaction.atomic
def remove_demo_accounts(*, at: datetime) -> int:
    """Close every demonstration account for good before the site moves to a public address; how
    many there were.

    The rows stay, since acts in the log point to them, but they cannot sign in and hold no role.
    """
    accounts = User.objects.filter(is_demo=True, is_active=True).select_for_update()
    for user in accounts:
        user.role_grants.current(timezone.localdate(at)).update(valid_to=timezone.localdate(at))
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        groups.put_into_groups(user, at=at)
        log_event(
            record=_person_record(user, by=None, at=at, verb="registered"),
            verb="account_closed",
            by=None,
            at=at,
            from_state="active",
            to_state="closed",
        )
    return len(accounts)
