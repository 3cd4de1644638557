"""Mails about written procedures and tasks, without the words of a conclusion or task: the page asks who reads."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.mailing import mail_person
from working_groups.models import ProcedureVoter, Task, WrittenProcedure

FOLDER = "working_groups"


def procedure_started(
    procedure: WrittenProcedure, voters: Iterable[ProcedureVoter], *, at: datetime
) -> None:
    """Ask every voter with an open account for their vote; once each."""
    for voter in voters:
        if voter.user.is_active:
            mail_person(
                voter.user,
                "procedure_started",
                folder=FOLDER,
                subject=_("Vote in writing: %(reference)s"),
                values={"reference": procedure.record.reference},
                record=procedure.record,
                at=at,
                procedure=procedure,
            )


def task_due(task: Task, *, at: datetime) -> None:
    """Remind the owner of a task that its day comes; once for each day it is due on."""
    mail_person(
        task.owner.user,
        "task_reminder",
        folder=FOLDER,
        subject=_("Your task is due soon: %(reference)s"),
        values={"reference": task.record.reference},
        record=task.record,
        period=task.due_on.isoformat(),
        at=at,
        task=task,
    )
