"""People, organisations, roles, audiences."""

from datetime import UTC, date, datetime

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from people import groups
from people.enums import OrganisationKind, Role
from people.models import Audience, AudienceMember, Organisation, RoleGrant, User

PASSWORD = "housle-a-kamna-7"
LONG_AGO = date(2020, 1, 1)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organizace {n}")
    kind = OrganisationKind.NGO
    sort_key = factory.LazyAttribute(lambda made: made.name.lower())


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified address; ``roles=[Role.EDITOR]`` grants roles since long ago."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Osoba {n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))

    @factory.post_generation
    def address(self, create, _extracted, **_kwargs):
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=True)

    @factory.post_generation
    def roles(self, create, extracted, **_kwargs):
        for role in extracted or ():
            RoleGrantFactory(user=self, role=role)
        if extracted:
            groups.put_into_groups(self, at=datetime.now(UTC))


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    role = Role.EDITOR
    valid_from = LONG_AGO
    granted_at = datetime(2020, 1, 1, 12, tzinfo=UTC)


class AudienceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Audience

    name = factory.Sequence(lambda n: f"Okruh {n}")


class AudienceMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AudienceMember

    audience = factory.SubFactory(AudienceFactory)
    valid_from = datetime(2020, 1, 1, tzinfo=UTC)
