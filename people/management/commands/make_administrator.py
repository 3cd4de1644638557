"""``manage.py make_administrator EMAIL``: the first administrator of an empty installation."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from people.actions import AccountIsClosed, make_administrator
from people.models import Invitation


class Command(BaseCommand):
    """Grants the role to an account, or invites to one and prints the link."""

    help = "Make an administrator: by e-mail address, with or without an account."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **_options) -> None:
        try:
            made = make_administrator(email=email, at=timezone.now())
        except AccountIsClosed as error:
            raise CommandError("This account is closed.") from error
        if isinstance(made, Invitation):
            link = settings.BASE_URL + reverse("people:invitation-open", args=[made.token])
            self.stdout.write(f"Open this link within 14 days and choose a password:\n{link}")
        else:
            self.stdout.write(f"{made.user} is an administrator.")
