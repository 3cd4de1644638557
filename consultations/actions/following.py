"""Asking anew for what follows a freeze, where the work in the background was given up."""

from datetime import datetime
from typing import Any

from django.db import transaction

from concept.models import DocumentPage, Version
from core import jobs
from core.actions import log_event

FOLLOW_JOB = "consultations.tasks.follow_comments"


@transaction.atomic
def follow_again(*, version: Version, by: Any, at: datetime) -> bool:
    """Queue the following of comments into a version anew; False when that waits or runs already.

    Its failed attempts are forgotten, so that nobody else looks after them.
    """
    DocumentPage.objects.select_for_update().get(pk=version.document_id)
    run = jobs.newest_run(FOLLOW_JOB, version_id=version.pk)
    if run is not None and run.is_going_on:
        return False
    if run is None or run.state != jobs.RunState.FAILED:
        jobs.enqueue(FOLLOW_JOB, version_id=version.pk)
    else:
        jobs.clear_failed(run.result_id, run_again=True)
    log_event(record=version.record, verb="comments_followed_again", by=by, at=at)
    return True
