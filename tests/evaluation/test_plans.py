"""Evaluation plans: questions, frozen versions, who makes them public, and what differs between two of them."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.enums import Visibility
from core.models import Event
from evaluation.actions import plans
from evaluation.actions.judging import OwnText, StaleText, TextMissing
from evaluation.enums.judgements import Criterion
from evaluation.models import EvaluationPlan, EvaluationPlanVersion, EvaluationQuestion
from evaluation.plan_content import changed_questions, changed_texts
from tests.evaluation import build as indicators
from tests.evaluation import judging as build
from tests.worlds import built_once


def planned():
    """A plan of two questions, frozen once."""
    at = timezone.now()
    first, second = build.evaluator(), build.evaluator("Emil Druhý")
    version = build.frozen(
        first, "Udrží si domácnosti bydlení?", "Stačí podpora?", at=at, method="Rozhovory."
    )
    return SimpleNamespace(
        at=at, evaluator=first, second=second, version=version, plan=version.plan
    )


made = built_once(planned)


def who(made):
    return {"by": made.evaluator, "at": made.at}


def test_a_plan_has_its_number_its_address_and_is_for_staff(made):
    record = made.plan.record
    assert (record.kind, record.reference, record.path, record.visibility) == (
        "evaluation_plan",
        "HP/1",
        "/hodnoceni/plan/pilot/",
        Visibility.STAFF,
    )
    again = plans.create_plan(slug="druha", name="Druhá", **who(made))
    assert again.record.reference == "HP/2"


def test_a_frozen_version_holds_the_whole_plan(made):
    version = made.version
    assert version.content == {
        "name": "Evaluace pilotu",
        "purpose": "Zjistit, co funguje.",
        "method": "Rozhovory.",
        "questions": [
            {
                "number": number,
                "code": f"EO {number}",
                "text": text,
                "criterion": "effectiveness",
                "judged_by": "",
                "indicators": [],
                "dropped_reason": "",
            }
            for number, text in ((1, "Udrží si domácnosti bydlení?"), (2, "Stačí podpora?"))
        ],
    }
    assert (version.number, version.record.reference) == (1, "HP/1/1")
    assert (version.record.path, version.values_count) == ("/hodnoceni/plan/pilot/1/", 0)
    event = Event.objects.get(record=version.record)
    assert (event.verb, event.actor) == ("evaluation_plan_frozen", made.evaluator)


def test_editing_the_plan_leaves_the_frozen_version_as_it_was(made):
    before = EvaluationPlanVersion.objects.values().get(pk=made.version.pk)
    plans.edit_plan(
        plan=made.plan,
        lock_version=1,
        name="Jiný název",
        purpose="Jiný účel",
        method="",
        project=None,
        **who(made),
    )
    question = made.plan.questions.get(number=1)
    plans.edit_question(
        question=question,
        lock_version=1,
        text="Proč domácnosti ztrácejí bydlení?",
        criterion=Criterion.IMPACT,
        judged_by="Srovnáním s rokem 2016",
        indicators=[],
        **who(made),
    )
    assert EvaluationPlanVersion.objects.values().get(pk=made.version.pk) == before


def test_a_change_is_a_version_with_a_reason_that_tells_what_was_dropped(made):
    plans.drop_question(
        question=made.plan.questions.get(number=2),
        lock_version=1,
        reason="Údaje o podpoře nejsou.",
        **who(made),
    )
    build.question(made.plan, "Kolik to stojí?", criterion=Criterion.EFFICIENCY, **who(made))
    with pytest.raises(TextMissing) as told:
        plans.freeze_plan(plan=made.plan, **who(made))
    assert str(told.value) == "Napište, co se mění a proč."
    newer = plans.freeze_plan(plan=made.plan, reason="Rozhovory skončily dřív.", **who(made))
    assert (newer.number, newer.record.reference) == (2, "HP/1/2")
    assert newer.digest != made.version.digest
    assert changed_texts(made.version.content, newer.content) == []
    dropped, added = changed_questions(made.version.content, newer.content)
    assert (dropped.code, dropped.is_dropped_now) == ("EO 2", True)
    assert dropped.new["dropped_reason"] == "Údaje o podpoře nejsou."
    assert (added.code, added.old, added.new["text"]) == ("EO 3", None, "Kolik to stojí?")


def test_the_definition_that_held_and_the_values_known_by_then_are_frozen(made):
    indicator = indicators.indicator("UK-1", made.evaluator, at=made.at)
    question = made.plan.questions.get(number=1)
    change = {"text": question.text, "criterion": question.criterion, "judged_by": ""}
    plans.edit_question(
        question=question, lock_version=1, indicators=[indicator], **change, **who(made)
    )
    period = indicators.half_year(1, 2018, made.evaluator, at=made.at)
    indicators.entered(indicator, period, made.evaluator, at=made.at, value=439)
    newer = plans.freeze_plan(plan=made.plan, reason="Přibyl ukazatel.", **who(made))
    assert newer.values_count == 1
    (asked, _other) = newer.content["questions"]
    assert asked["indicators"] == [
        {
            "code": "UK-1",
            "slug": indicator.slug,
            "title": "Počet sociálních bytů",
            "definition": 1,
        }
    ]
    (pair,) = changed_questions(made.version.content, newer.content)
    assert [row["code"] for row in pair.indicators_added] == ["UK-1"]
    assert pair.indicators_removed == []


def test_a_dropped_question_comes_back_until_a_version_is_frozen_without_it(made):
    question = made.plan.questions.get(number=2)
    plans.drop_question(question=question, lock_version=1, reason="Omylem.", **who(made))

    back = plans.restore_question(question=question, lock_version=2, **who(made))

    assert (back.dropped_reason, back.lock_version) == ("", 3)
    assert plans.content_of(made.plan) == made.version.content
    plans.drop_question(question=question, lock_version=3, reason="Nejsou data.", **who(made))
    plans.freeze_plan(plan=made.plan, reason="Otázka vypuštěna.", **who(made))
    with pytest.raises(plans.PlanRefused):
        plans.restore_question(question=question, lock_version=4, **who(made))


def test_a_number_of_a_question_is_never_given_again(made):
    plans.drop_question(
        question=made.plan.questions.get(number=2), lock_version=1, reason="Ne.", **who(made)
    )
    assert build.question(made.plan, "Další?", **who(made)).code == "EO 3"
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationQuestion.objects.create(
            plan=made.plan, number=2, text="Znovu", criterion=Criterion.IMPACT
        )


def test_the_same_plan_is_not_frozen_twice_nor_an_empty_one(made):
    with pytest.raises(plans.PlanRefused, match="nic nezměnilo"):
        plans.freeze_plan(plan=made.plan, reason="Znovu", **who(made))
    empty = plans.create_plan(slug="prazdny", name="Prázdný", **who(made))
    with pytest.raises(plans.PlanRefused, match="žádnou otázku"):
        plans.freeze_plan(plan=empty, **who(made))


def test_who_froze_a_plan_does_not_make_it_public(made):
    with pytest.raises(OwnText) as told:
        plans.publish_plan(version=made.version, **who(made))
    assert str(told.value) == "Plán jste uzavřeli vy. Zveřejnit ho musí někdo jiný."
    plans.publish_plan(version=made.version, by=made.second, at=made.at)
    plans.publish_plan(version=made.version, by=made.second, at=made.at)
    version = EvaluationPlanVersion.objects.get(pk=made.version.pk)
    assert version.record.visibility == Visibility.PUBLIC
    assert EvaluationPlan.objects.get(pk=made.plan.pk).record.visibility == Visibility.PUBLIC
    assert Event.objects.filter(verb="evaluation_plan_published").count() == 1


def test_a_stale_save_loses_neither_text(made):
    told = {"purpose": "", "method": "", "project": None}
    plans.edit_plan(plan=made.plan, lock_version=1, name="První", **told, **who(made))
    with pytest.raises(StaleText) as stale:
        plans.edit_plan(plan=made.plan, lock_version=1, name="Druhý", **told, **who(made))
    assert stale.value.current.name == "První"
    question = made.plan.questions.get(number=1)
    change = {"criterion": Criterion.IMPACT, "judged_by": "", "indicators": []}
    plans.edit_question(question=question, lock_version=1, text="A?", **change, **who(made))
    with pytest.raises(StaleText) as stale:
        plans.edit_question(question=question, lock_version=1, text="B?", **change, **who(made))
    assert stale.value.current.text == "A?"
