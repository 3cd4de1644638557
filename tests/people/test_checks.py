from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from config import preparation
from people.actions import create_demo_accounts
from people.checks import check_demo_accounts
from people.models import Invitation, User
from people.tokens import token_digest

pytestmark = pytest.mark.django_db


def errors():
    return [error.id for error in check_demo_accounts(databases=["default"])]


def test_demo_accounts_are_an_error_away_from_loopback_until_they_are_removed(settings, clock):

    create_demo_accounts(at=timezone.now())
    assert errors() == []

    settings.DEMO_ACCOUNTS_ALLOWED = False
    assert errors() == ["people.E001"]
    with pytest.raises(
        SystemExit, match=r"16 demonstration accounts exist .* remove_demo_accounts"
    ):
        preparation.refuse_demo_accounts()

    out = StringIO()
    call_command("remove_demo_accounts", stdout=out)
    assert out.getvalue() == "Closed demonstration accounts: 16.\n"
    assert errors() == []
    preparation.refuse_demo_accounts()


def test_first_administrator_gets_a_link_on_the_command_line():
    out = StringIO()
    call_command("make_administrator", "prvni@example.org", stdout=out)

    invitation = Invitation.objects.get()
    link = out.getvalue().splitlines()[-1]
    assert link.startswith("http://localhost:8000/ucet/pozvanka/")
    assert token_digest(link.split("/")[-2]) == invitation.token_digest
    assert invitation.roles == ["administrator"]


def test_existing_account_becomes_administrator_on_the_command_line():
    User.objects.create_user("prvni@example.org", name="Adam")
    out = StringIO()

    call_command("make_administrator", "prvni@example.org", stdout=out)

    assert out.getvalue() == "Adam is an administrator.\n"
