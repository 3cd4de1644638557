"""Writes that forget: names and addresses of respondents once nobody needs them any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from consultations.actions.rounds import PAGES
from consultations.enums import PublishConsent, RoundStepKind
from consultations.models import Respondent, Round
from core import jobs
from core.actions import log_event, raise_generation

ENDING_STEPS = (RoundStepKind.REPORTED, RoundStepKind.CANCELLED)


def erase_due_contacts(*, at: datetime) -> int:
    """Forget private contacts of rounds reported on (or called off) ``CONTACT_DAYS`` days ago; answers how many.

    The e-mail address goes for everyone, the name for those who did not agree to be named: theirs is published with the
    comments. Codes stay, they name nobody.
    """
    limit = at - timedelta(days=settings.CONTACT_DAYS)
    ended = Round.objects.annotate(
        ended_at=Max("steps__at", filter=Q(steps__step__in=ENDING_STEPS))
    ).filter(ended_at__lte=limit)
    due = Respondent.objects.filter(round__in=ended, contact_erased_at=None)
    count = 0
    for round in Round.objects.filter(pk__in=due.values("round")).select_related("record"):
        with transaction.atomic():
            of_round = due.filter(round=round)
            keys = list(of_round.values_list("pk", flat=True))
            here = Respondent.objects.filter(pk__in=keys)
            here.exclude(publish_consent=PublishConsent.FULL).update(name="", represents="")
            here.update(email="", wants_mail=False, contact_erased_at=at)
            log_event(
                record=round.record,
                verb="contacts_erased",
                by=None,
                at=at,
                payload={"count": len(keys)},
            )
        count += len(keys)
    if count:
        raise_generation(*PAGES)
        jobs.enqueue("core.tasks.clear_traces")
    return count
