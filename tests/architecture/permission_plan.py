"""What rows of the permission table about followed measures speak of."""

from datetime import datetime

from concept import actions
from concept.models import DocumentPage, Measure
from people.enums import Role
from tests.concept import build as text
from tests.concept import plan
from tests.factories.people import UserFactory


def build(at: datetime) -> dict[str, str | int]:
    """A public plan with measures ``7.1`` and ``7.2``: reports ``1`` (approved), ``2`` (a draft), ``3`` (submitted), a
    yearly report everybody reads and one for staff. None of the personas answers for the measures.
    """
    plan.plan(
        plan.block("7.1", "Evidence žádostí"),
        plan.block("7.2", "Kulaté stoly"),
        slug="sledovany-plan",
        title="Sledovaný plán",
    )
    owner = UserFactory(name="Garantka opatření", roles=[Role.MEASURE_OWNER])
    editor = text.editor()
    seat = actions.name_owner(
        measure=plan.measure("7.1"),
        user=owner,
        body=plan.BODY,
        valid_from=at.date(),
        by=editor,
        at=at,
    )
    approved = plan.approved("7.1", owner, at=at)
    draft = plan.written("7.1", owner, at=at)
    plan.submitted("7.1", owner, at=at)
    one, other = Measure.objects.get(code="7.1"), Measure.objects.get(code="7.2")
    document = DocumentPage.objects.get(slug="sledovany-plan")
    who = {"by": editor, "at": at}
    waits = actions.add_dependency(measure=one, needed=other, **who)
    link = actions.derive_measure(measure=one, source=other, **who)
    day = actions.set_reporting_date(document=document, as_of=at.date(), due_on=at.date(), **who)
    public, _inner = (
        actions.make_plan_report(document=document, as_of=at.date(), **who) for _n in range(2)
    )
    actions.record_plan_notice(report=public, body="Rada města", occurred_on=at.date(), **who)
    return {
        "owner_seat": seat.pk,
        "dependency": waits.pk,
        "derivation": link.pk,
        "reporting_date": day.pk,
        "approved_report": approved.record.uid,
        "draft_report": draft.record.uid,
    }
