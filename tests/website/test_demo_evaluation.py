"""Action plan and evaluation of the demonstration: followed to their results, and what is made up says so."""

import pytest

from concept.enums import InfluenceRelation
from concept.models import Change, Influence, Measure, MeasureDerivation, Version, VersionStep
from core.enums import DemoOrigin
from tests.website.demonstration import load_once
from tests.worlds import built_once
from website.demo.acts import DOCUMENT, PLAN

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.django_db]

demo = built_once(load_once)


def test_the_plan_was_approved_and_its_measures_carry_out_those_of_the_concept(demo):
    assert Measure.objects.filter(document__slug=DOCUMENT).count() == 18
    planned = Measure.objects.filter(document__slug=PLAN)
    assert planned.count() == 24
    assert planned.get(code="AP-3.10").record.path == "/opatreni/AP-3.10/"
    assert set(planned.values_list("record__demo_origin", flat=True)) == {DemoOrigin.INVENTED}
    links = MeasureDerivation.objects.all()
    assert links.count() == 35
    assert not links.exclude(measure__in=planned, source__document__slug=DOCUMENT).exists()
    approved = VersionStep.objects.get(version__document__slug=PLAN, step="approved")
    assert (approved.body, str(approved.occurred_on), approved.resolution) == (
        "Zastupitelstvo města",
        "2019-06-19",
        "",
    )
    assert approved.demo_origin == DemoOrigin.REAL


def test_conclusions_of_the_group_changed_the_text_of_the_plan(demo):
    versions = Version.objects.filter(document__slug=PLAN)
    changes = Change.objects.filter(to_version__in=versions)
    links = Influence.objects.filter(change__in=changes, relation=InfluenceRelation.MANDATES)
    assert set(
        links.values_list("contribution__record__reference", "change__to_version__label")
    ) == {
        ("PSB/2019/2", "0.9"),
        ("PSB/2019/5", "0.9"),
        ("PSB/2019/5", "1.0"),
    }
