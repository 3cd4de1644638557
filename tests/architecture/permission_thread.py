"""What the rows about measures speak of: an approved plan with ``measure`` that everyone may read, and a later version
for staff with ``staff_measure`` that nobody else was told of, and a ``source`` of it linked by ``influence``.
"""

from datetime import datetime

from concept import actions
from concept.models import DocumentPage, SectionPage, Version
from people.models import User
from website.models import HomePage


def build(home: HomePage, editor: User, chair: User, at: datetime) -> dict[str, str | int]:
    """Mapping name in a path -> what stands for it."""
    document = home.add_child(
        instance=DocumentPage(title="Akční plán", slug="akcni-plan", kind="action_plan")
    )
    section = document.add_child(
        instance=SectionPage(title="Opatření", code="1", body=[("measure", _measure("1.1"))])
    )
    for page in (document, section):
        page.save_revision().publish()
    public = _approved(document, "1.0", editor, at)
    actions.set_access(version=public, level="public", by=chair, at=at)
    section = SectionPage.objects.get(pk=section.pk)
    section.body.append(("measure", _measure("1.2")))
    section.save_revision().publish()
    for_staff = _approved(document, "2.0", editor, at)
    codes = for_staff.measure_places.order_by("pk").values_list("measure__code", flat=True)
    place = for_staff.measure_places.order_by("pk").last()
    source = actions.record_source(
        version=for_staff,
        passage_uid=str(place.passage_uid),
        kind="statute",
        citation="Zákon č. 110/2006 Sb.",
        by=editor,
        at=at,
    )
    return {
        "influence": source.contribution.influences.get().pk,
        "measure_key": place.measure_id,
        "source": source.pk,
        "plan_passage": str(place.passage_uid),
        "measure": codes[0],
        "staff_measure": codes[1],
        "plan_version": for_staff.pk,
        "plan": document.pk,
    }


def _measure(code: str) -> dict:
    return {"code": code, "title": f"Opatření {code}", "description": "<p>Opravit byty.</p>"}


def _approved(document: DocumentPage, label: str, editor: User, at: datetime) -> Version:
    plan = actions.start_plan(document=document, by=editor, at=at)
    plan = actions.prepare_plan(plan=plan)
    if actions.uncertain_passages(plan):
        plan = actions.confirm_lineage(plan=plan, lock_version=plan.lock_version)
    version = actions.seal_version(
        plan=plan, label=label, purpose="approval", reason="Zkouška.", by=editor, at=at
    )
    actions.record_approval(
        version=version, body="Rada", occurred_on=at.date(), verb="approve", by=editor, at=at
    )
    return version
