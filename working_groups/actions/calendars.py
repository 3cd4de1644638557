"""The secret address of a person's calendar: made, made anew, given up."""

from datetime import datetime

from django.db import transaction

from people.models import User
from people.tokens import new_token, token_digest
from working_groups.models import CalendarAddress


@transaction.atomic
def make_calendar_address(*, user: User, at: datetime) -> str:
    """Make the address of the person's calendar; one made before works no more. Answers its token, kept nowhere."""
    token = new_token()
    CalendarAddress.objects.update_or_create(
        user=user, defaults={"token_digest": token_digest(token), "made_at": at}
    )
    return token


def drop_calendar_address(*, user: User) -> None:
    """Make the address useless. A second call does nothing."""
    CalendarAddress.objects.filter(user=user).delete()
