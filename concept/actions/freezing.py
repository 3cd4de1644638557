"""The first of the three steps of a freeze: a plan is prepared by a job without a lock.

Then a person confirms doubtful origins (``lineage``), and the plan is sealed in one short transaction (``sealing``).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept import freezing
from concept.enums import LineageRelation, PlanState
from concept.models import DocumentPage, FreezePlan, Version
from core import jobs

KEPT_OPEN = timedelta(days=7)
UNPREPARED = (PlanState.PREPARING, PlanState.FAILED)  # what a job may still write to


class PlanOutOfDate(Exception):
    """Text was released, or another version was frozen, since the plan was prepared."""


@transaction.atomic
def start_plan(*, document: DocumentPage, by: Any, at: datetime) -> FreezePlan:
    """Begin preparing the next version in the background.

    Answers given to the last open plan are kept; open plans nobody came back to for days are dropped.
    """
    open_plans = FreezePlan.objects.filter(document=document).exclude(state=PlanState.SEALED)
    last = open_plans.order_by("pk").last()
    answers = last.answers if last else {}
    open_plans.filter(created_at__lt=at - KEPT_OPEN).delete()
    plan = FreezePlan.objects.create(
        document=document, created_by=by, created_at=at, answers=answers
    )
    jobs.enqueue("concept.tasks.prepare_plan", plan_id=plan.pk)
    return plan


def prepare_plan(*, plan: FreezePlan) -> FreezePlan:
    """Read, render and match the released text; may run again, but never touches a plan that is ready or sealed."""
    unprepared = FreezePlan.objects.filter(pk=plan.pk, state__in=UNPREPARED)
    if not unprepared.exists():
        return plan
    base = Version.objects.of(plan.document).first()

    def tell(percent: int) -> None:
        unprepared.update(progress_percent=percent)

    try:
        prepared, issues = freezing.prepare(plan.document, base, progress=tell)
    except Exception as error:
        unprepared.update(state=PlanState.FAILED, message=f"{type(error).__name__}: {error}"[:500])
        raise
    plan.base = base
    plan.content = prepared.as_json()
    plan.issues = [issue.as_json() for issue in issues]
    plan.state = PlanState.READY
    plan.progress_percent = 100
    plan.message = ""
    apply_answers(plan)
    with transaction.atomic():
        # A newer plan may have replaced this one meanwhile, which must not come back, or the same job was run twice.
        if unprepared.select_for_update().exists():
            plan.save()
    return plan


def give_up_plan(*, plan_id: int) -> None:
    """Tell whoever waits that the preparation ended the process each time; nothing else of the plan changes."""
    message = _("The process in the background ended each time before the version was prepared.")
    FreezePlan.objects.filter(pk=plan_id, state=PlanState.PREPARING).update(
        state=PlanState.FAILED, message=message
    )


def lock_plan(plan: FreezePlan) -> FreezePlan:
    """Take the plan for this transaction. Raises PlanOutOfDate when it was replaced."""
    locked = FreezePlan.objects.select_for_update().filter(pk=plan.pk).first()
    if locked is None:
        raise PlanOutOfDate(_("The plan was prepared again in the meantime."))
    return locked


def apply_answers(plan: FreezePlan) -> None:
    """Turn answered passages into certain ones and give out identities again."""
    passages = plan.content["passages"]
    if not plan.answers:
        return
    old_uids = {uid for p in passages for uid in p["old_uids"]} | set(plan.content["deleted"])
    answered = False
    for passage in passages:
        answer = plan.answers.get(passage["answer_key"])
        if answer is None or not set(answer.split()) <= old_uids:
            continue
        answered = True
        ancestors = answer.split()
        if not ancestors:
            passage["relation"], passage["old_uids"] = LineageRelation.NEW, []
            passage["is_moved"], passage["taken_uid"] = False, None
        elif passage["old_uids"] != ancestors:
            passage["relation"] = (
                LineageRelation.EDITED if len(ancestors) == 1 else LineageRelation.MERGED
            )
            passage["old_uids"] = ancestors
            passage["taken_uid"] = ancestors[0]
        passage["is_certain"] = True
        passage["score"] = 1.0
    if answered:
        freezing.assign_uids(passages)
        used = {uid for p in passages for uid in p["old_uids"]}
        plan.content["deleted"] = sorted(old_uids - used)
