"""Rights are asked by name; a superuser's flag and misspelt names open nothing."""

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from core.permissions import UnknownPermission, allowed, define, permission_names


@pytest.fixture
def own_permission():
    define("core.test_owner", rules.predicate(lambda user, obj: obj == "mine"))
    yield
    rules.remove_perm("core.test_owner")


def test_the_predicate_decides(own_permission):
    assert allowed(AnonymousUser(), "core.test_owner", "mine") is True
    assert allowed(AnonymousUser(), "core.test_owner", "yours") is False
    assert "core.test_owner" in permission_names()


def test_a_superuser_is_asked_like_everyone(own_permission):
    class Superuser(AnonymousUser):
        is_superuser = is_staff = is_active = True

    assert allowed(Superuser(), "core.test_owner", "yours") is False


def test_a_misspelt_name_is_an_error_and_no_silent_refusal():
    with pytest.raises(UnknownPermission, match="tset_owner"):
        allowed(AnonymousUser(), "core.tset_owner")


def test_a_permission_is_defined_once(own_permission):
    with pytest.raises(KeyError):
        define("core.test_owner", rules.always_true)
