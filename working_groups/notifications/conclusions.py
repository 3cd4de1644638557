"""Mails about written procedures and tasks, without the words of a conclusion or task: the page asks who reads."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.actions import queue_mail
from core.templatetags.osnova import local_path
from working_groups.models import ProcedureVoter, Task, WrittenProcedure


def procedure_started(
    procedure: WrittenProcedure, voters: Iterable[ProcedureVoter], *, at: datetime
) -> None:
    """Ask every voter with an open account for their vote; once each."""
    for voter in voters:
        if voter.user.is_active:
            with translation.override(voter.user.mail_language):
                _write(
                    "procedure_started",
                    voter.user,
                    key=str(procedure.record.uid),
                    subject=_("Vote in writing: %(reference)s")
                    % {"reference": procedure.record.reference},
                    at=at,
                    procedure=procedure,
                    link=settings.BASE_URL + local_path(procedure.record.path),
                )


def task_due(task: Task, *, at: datetime) -> None:
    """Remind the owner of a task that its day comes; once for each day it is due on."""
    person = task.owner.user
    with translation.override(person.mail_language):
        _write(
            "task_reminder",
            person,
            key=str(task.record.uid),
            period=task.due_on.isoformat(),
            subject=_("Your task is due soon: %(reference)s")
            % {"reference": task.record.reference},
            at=at,
            task=task,
            link=settings.BASE_URL + local_path(task.record.path),
        )


def _write(
    kind: str, person: object, *, key: str, subject: str, at: datetime, period: str = "", **context
) -> None:
    context["site"] = settings.WAGTAIL_SITE_NAME
    queue_mail(
        recipient=person.email,
        kind=kind,
        subject_key=key,
        period=period,
        subject=subject,
        text=render_to_string(f"working_groups/mail/{kind}.txt", context),
        language=person.mail_language,
        at=at,
    )
