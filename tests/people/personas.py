"""Every persona of the permission table, as users for tests."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from people.models import TokenHolder
from people.personas import PERSONAS
from tests.factories.people import UserFactory

TOKEN = "a token from a mailed link"
WITHOUT_ACCOUNT = ("visitor", "token_holder")
KEYS = (*WITHOUT_ACCOUNT, *(persona.key for persona in PERSONAS))


def make(key: str):
    """The persona: a user with its roles, an anonymous visitor or the holder of ``TOKEN``."""
    if key == "visitor":
        return AnonymousUser()
    if key == "token_holder":
        return TokenHolder(TOKEN)
    persona = next(persona for persona in PERSONAS if persona.key == key)
    return UserFactory(email=persona.email, name=persona.name, roles=persona.roles, is_demo=True)


def make_with_all_roles_of(keys: Iterable[str]):
    """One user who holds the roles of all these personas."""
    roles = {role for persona in PERSONAS if persona.key in set(keys) for role in persona.roles}
    return UserFactory(roles=sorted(roles), is_demo=True)
