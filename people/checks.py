"""Start-up check: no demonstration accounts on an address other people can reach."""

from django.conf import settings
from django.core.checks import Error, register
from django.db import DatabaseError

from people.models import User


@register("database", deploy=True)
def check_demo_accounts(databases=None, **_kwargs) -> list[Error]:
    """System check (``manage.py check --deploy --database default``), asked before the site
    starts.
    """
    if settings.DEMO_ACCOUNTS_ALLOWED or not databases:
        return []
    try:
        count = User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError as error:
        return [Error(f"Accounts cannot be read: {error}", id="people.E002")]
    if not count:
        return []
    return [
        Error(
            f"{count} demonstration accounts exist and BASE_URL is not a loopback address.",
            hint="Run manage.py remove_demo_accounts first.",
            id="people.E001",
        )
    ]
