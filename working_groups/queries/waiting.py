"""Votes in writing that wait for a person."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from core.extension import Waiting
from core.templatetags.osnova import local_path
from people.models import User
from working_groups.enums import ProcedureAnswer
from working_groups.models import ProcedureVoter, WrittenProcedure


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """Open votes the person has not answered: one query."""
    rows = ProcedureVoter.objects.filter(
        user=person,
        answer=ProcedureAnswer.NONE,
        procedure__in=WrittenProcedure.objects.open(at),
    ).select_related("procedure__record", "procedure__group")
    return [
        Waiting(
            title=_("Vote in writing %(reference)s")
            % {"reference": row.procedure.record.reference},
            url=local_path(row.procedure.record.path),
            button=_("Vote"),
            note=row.procedure.group.name,
            due_on=timezone.localdate(row.procedure.closes_at),
        )
        for row in rows.order_by("procedure__closes_at", "pk")
    ]
