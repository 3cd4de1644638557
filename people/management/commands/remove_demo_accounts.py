"""``manage.py remove_demo_accounts``: before the site moves from loopback to an address others can
reach.
"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from people.actions import remove_demo_accounts


class Command(BaseCommand):
    """Closes every demonstration account."""

    help = "Close all demonstration accounts, so that the site may start on a public address."

    def handle(self, **_options) -> None:
        count = remove_demo_accounts(at=timezone.now())
        self.stdout.write(f"Closed demonstration accounts: {count}.")
