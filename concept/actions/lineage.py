"""Origins of passages: doubtful ones decided by an editor, wrong ones corrected later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from concept.actions.following import refollow_measures
from concept.actions.freezing import PlanOutOfDate, apply_answers, lock_plan
from concept.enums import PlanState
from concept.models import FreezePlan, Lineage, Version
from core.actions import log_event, raise_generation
from core.extension import announce


class UncertainLineage(Exception):
    """Some passages still wait for a decision on where they came from."""


def uncertain_passages(plan: FreezePlan) -> list[dict[str, Any]]:
    """Passages whose origin the editor still has to decide."""
    return [p for p in plan.content.get("passages", []) if not p["is_certain"]]


def answer_lineage(
    *, plan: FreezePlan, answers: Mapping[str, str], lock_version: int
) -> FreezePlan:
    """Store decisions: answer key of a passage -> uids of its ancestors joined by spaces, "" for a new passage.

    Raises PlanOutOfDate when somebody else answered in the meantime.
    """
    with transaction.atomic():
        plan = lock_plan(plan)
        if plan.lock_version != lock_version or plan.state != PlanState.READY:
            raise PlanOutOfDate(_("Somebody else answered or prepared the version again."))
        plan.answers = {**plan.answers, **answers}
        plan.lock_version += 1
        apply_answers(plan)
        plan.save()
    return plan


def confirm_lineage(*, plan: FreezePlan, lock_version: int) -> FreezePlan:
    """Accept every proposal that is still uncertain as it stands."""
    answers = {p["answer_key"]: " ".join(p["old_uids"]) for p in uncertain_passages(plan)}
    return answer_lineage(plan=plan, answers=answers, lock_version=lock_version)


def correct_lineage(
    *,
    version: Version,
    old_uid: str | None,
    new_uid: str | None,
    relation: str,
    by: Any,
    at: datetime,
) -> Lineage:
    """Overrule a wrong match by a confirmed row; the computed row stays, the newest confirmed one counts.

    Measures of versions approved since are followed anew in the same step (``refollow_measures``).
    """
    with transaction.atomic():
        row = Lineage(
            from_version=version.previous,
            to_version=version,
            from_uid=old_uid,
            to_uid=new_uid,
            relation=relation,
            confirmed_by=by,
            recorded_at=at,
        )
        row.save()
        log_event(record=version.record, verb="lineage_corrected", by=by, at=at)
        refollow_measures(version=version, by=by, at=at)
        raise_generation("site", version.document.slug)  # measures and the API follow lineage too
        announce("lineage_corrected", version_id=version.pk)
    return row
