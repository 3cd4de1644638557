"""A pilot with flats and households for tests, made by the actions that make them in life."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evaluation.actions import flats, households, pilot, support, tenancies
from evaluation.enums.pilot import (
    Decider,
    EnergyHolder,
    EntryRoute,
    EntrySituation,
    FlatSize,
    Level,
    LevelReason,
    Programme,
)
from evaluation.models import Flat, Household, Pilot, SupportLevel, Tenancy
from evaluation.stays import StayRules
from people.enums import OrganisationKind, Role
from people.models import Organisation, User
from tests.factories.people import OrganisationFactory, UserFactory

OSTRAVA = StayRules()


def officer(name: str = "Pavla Pilotní") -> User:
    """A pilot officer, who signs in without a second factor."""
    return UserFactory(name=name, roles=[Role.PILOT_OFFICER], is_demo=True)


def evaluator(name: str = "Eva Evaluátorová") -> User:
    """An evaluator, who signs in without a second factor."""
    return UserFactory(name=name, roles=[Role.EVALUATOR], is_demo=True)


def district(name: str = "Městský obvod Lípa") -> Organisation:
    """A district, the same for the same name."""
    found = Organisation.objects.filter(name=name).first()
    return found or OrganisationFactory(name=name, kind=OrganisationKind.DISTRICT)


def a_pilot(by: User, **fields: Any) -> Pilot:
    """The pilot of 2017-2019 with the rules of Ostrava."""
    return pilot.create_pilot(
        by=by,
        at=timezone.now(),
        **{
            "name": "Pilotní ověření bydlení",
            "slug": "pilot-2017",
            "starts_on": date(2017, 1, 1),
            **fields,
        },
    )


def flat(
    of: Pilot, code: str, by: User, programme: str = Programme.SOCIAL_AFFORDABLE, **facts: Any
) -> Flat:
    """A flat in the pilot from its first day on."""
    return flats.add_flat(
        pilot=of,
        code=code,
        by=by,
        at=timezone.now(),
        **{
            "programme": programme,
            "district": district(),
            "size": FlatSize.TWO,
            "is_furnished": programme == Programme.CRISIS,
            "energy_holder": EnergyHolder.DISTRICT,
            "available_from": of.starts_on,
            **facts,
        },
    )


def household(of: Pilot, by: User, **facts: Any) -> Household:
    """Two adults and a child who entered on the first day."""
    return households.add_household(
        pilot=of,
        by=by,
        at=timezone.now(),
        **{
            "entry_situation": EntrySituation.HOUSELESS,
            "entry_route": EntryRoute.APPLICATION,
            "entered_on": of.starts_on,
            "adults": 2,
            "children": 1,
            **facts,
        },
    )


def stay(
    who: Household,
    where: Flat,
    start: date,
    by: User,
    end: date | None = None,
    *,
    at: datetime | None = None,
    contract_end: date | None = None,
    **of_end: Any,
) -> Tenancy:
    """A stay, ended where ``end`` is given: to family or friends, in temporary housing."""
    at = at or timezone.now()
    made = tenancies.move_in(
        household=who, flat=where, start=start, contract_end=contract_end, by=by, at=at
    )
    if end is None:
        return made
    return tenancies.end_stay(
        tenancy=made,
        on=end,
        by=by,
        at=at,
        **{"reason": "family_friends", "destination": "temporary", **of_end},
    )


def decision(who: Household, by: User, decided_on: date, **fields: Any) -> SupportLevel:
    """Light support after a meeting on the day of the decision, from then on."""
    return support.decide_support(
        household=who,
        by=by,
        at=timezone.now(),
        rules=OSTRAVA,
        decided_on=decided_on,
        **{
            "level": Level.LIGHT,
            "valid_from": decided_on,
            "decided_by": Decider.SOCIAL_WORKER,
            "reason": LevelReason.ASSESSED,
            "held_on": decided_on,
            **fields,
        },
    )
