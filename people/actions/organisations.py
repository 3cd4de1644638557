"""Writes of organisations: added, renamed, no longer used, taken over by another. What names one keeps naming it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import create_record, log_event, raise_generation
from core.czech import fold, sort_key
from core.enums import Visibility
from core.models import Record
from core.sanitizing import clean_plain
from people import groups, queries
from people.actions.accounts import end_grants
from people.models import Organisation, User

ORGANISATION_KIND = "organisation"
SITE = "site"  # names of bodies stand on many kept pages


class OrganisationIsKnown(Exception):
    """There is one of this name already; ``known`` is it. Capitals, accents and blanks make no other name."""

    def __init__(self, message: str, known: Organisation) -> None:
        super().__init__(message)
        self.known = known


class OrganisationIsNamed(Exception):
    """Something stored names the organisation: it can only be put out of use."""


class SuccessorDoesNotFit(Exception):
    """An organisation cannot take over from itself, nor while it is out of use."""


def _record_of(organisation: Organisation, *, by: Any, at: datetime, verb: str) -> Record:
    """Its record, made with its first event: those of the demonstration begin without one."""
    if organisation.record_id is None:
        organisation.record = create_record(
            kind=ORGANISATION_KIND,
            title=organisation.name,
            visibility=Visibility.STAFF,
            by=by,
            at=at,
            verb=verb,
            state="active",
        )
        organisation.save(update_fields=["record"])
    return organisation.record


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _free_name(name: str, *, but: int | None = None) -> str:
    name = " ".join(clean_plain(name).split())
    wanted = fold(name)
    for other in Organisation.objects.exclude(pk=but):
        if fold(other.name) == wanted:
            raise OrganisationIsKnown(_("There is an organisation of this name already."), other)
    return name


@transaction.atomic
def create_organisation(*, name: str, kind: str, by: Any, at: datetime) -> Organisation:
    """Add an organisation to the list. Raises OrganisationIsKnown, ValidationError."""
    name = _free_name(name)
    organisation = Organisation(name=name, kind=kind, sort_key=sort_key(name))
    organisation.full_clean(exclude=["record"])
    organisation.save()
    _record_of(organisation, by=by, at=at, verb="organisation_added")
    return organisation


@transaction.atomic
def edit_organisation(
    *, organisation: Organisation, name: str, kind: str, by: Any, at: datetime
) -> Organisation:
    """Change its name or kind; a new name stands everywhere at once but in what is frozen.

    Raises OrganisationIsKnown, ValidationError.
    """
    organisation = _locked(organisation)
    former = {"name": organisation.name, "kind": organisation.kind}
    name = _free_name(name, but=organisation.pk)
    new = {"name": name, "kind": kind}
    if new == former:
        return organisation
    record = _record_of(organisation, by=by, at=at, verb="organisation_registered")
    organisation.name, organisation.kind, organisation.sort_key = name, kind, sort_key(name)
    organisation.full_clean(exclude=["record"])
    organisation.save()
    record.title = name
    record.save(update_fields=["title"])
    log_event(
        record=record,
        verb="organisation_edited",
        by=by,
        at=at,
        payload={"former": former, "new": new},
    )
    raise_generation(SITE)
    return organisation


@transaction.atomic
def retire_organisation(
    *, organisation: Organisation, by: Any, at: datetime, successor: Organisation | None = None
) -> Organisation:
    """Put an organisation out of use: it is offered nowhere any more and roles held on its behalf end today.

    What it said and decided stays under its name, also when a ``successor`` took over from it: nothing is rewritten.
    A repeat does no harm. Raises SuccessorDoesNotFit, LastAdministratorStays.
    """
    organisation = _locked(organisation)
    if not organisation.is_active:
        return organisation
    if successor is not None:
        successor = _locked(successor)
        if successor.pk == organisation.pk or not successor.is_active:
            raise SuccessorDoesNotFit(_("Choose another organisation that is in use."))
    for user in User.objects.select_for_update().filter(
        pk__in=queries.acting_for(organisation, at).values("user")
    ):
        end_grants(user, user.role_grants.filter(organisation=organisation), by=by, at=at)
        groups.put_into_groups(user, at=at)
    record = _record_of(organisation, by=by, at=at, verb="organisation_registered")
    organisation.is_active, organisation.successor = False, successor
    organisation.save(update_fields=["is_active", "successor"])
    _move(record, "active", "retired", by=by, at=at, successor=successor.pk if successor else None)
    return organisation


@transaction.atomic
def restore_organisation(*, organisation: Organisation, by: Any, at: datetime) -> Organisation:
    """Use an organisation again, without a successor; roles are to be granted anew. A repeat does no harm."""
    organisation = _locked(organisation)
    if organisation.is_active:
        return organisation
    record = _record_of(organisation, by=by, at=at, verb="organisation_registered")
    organisation.is_active, organisation.successor = True, None
    organisation.save(update_fields=["is_active", "successor"])
    _move(record, "retired", "active", by=by, at=at)
    return organisation


def _move(
    record: Record, former: str, state: str, *, by: Any, at: datetime, **payload: Any
) -> None:
    record.state = state
    record.save(update_fields=["state"])
    log_event(
        record=record,
        verb=f"organisation_{'retired' if state == 'retired' else 'restored'}",
        by=by,
        at=at,
        from_state=former,
        to_state=state,
        payload=payload,
    )


@transaction.atomic
def delete_organisation(*, organisation: Organisation, by: Any, at: datetime) -> None:
    """Remove an organisation nothing names, such as one added by mistake; the log keeps that it was there.

    Raises OrganisationIsNamed.
    """
    organisation = _locked(organisation)
    if queries.names_count(organisation):
        raise OrganisationIsNamed(
            _("Something names this organisation. It can only be put out of use.")
        )
    record = _record_of(organisation, by=by, at=at, verb="organisation_registered")
    organisation.delete()
    record.state = "deleted"
    record.save(update_fields=["state"])
    log_event(record=record, verb="organisation_deleted", by=by, at=at, to_state="deleted")
