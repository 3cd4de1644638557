"""Findings and recommendations of the evaluation: on their way to a final wording, to the public and to an answer."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from concept.enums import ContributionOutcome
from core.enums import Visibility
from core.immutability import ImmutableRow
from core.models import Event, Record
from core.permissions import allowed
from evaluation.actions import findings, judging, recommendations
from evaluation.enums.judgements import ActionState, Answer, Bearing, JudgementState, Strength
from evaluation.models import (
    EvaluationFinding,
    EvaluationRecommendation,
    FinalFinding,
    RecommendationAction,
)
from evaluation.places import Place, PlaceWrong
from evaluation.queries.waiting import waiting_for
from people.enums import Role
from tests.concept import build as texts
from tests.evaluation import judging as build
from tests.factories.people import UserFactory
from tests.worlds import built_once


def judged():
    """A frozen plan with a draft of a finding, a document to point at, and who works with them."""
    at = timezone.now()
    first, second = build.evaluator(), build.evaluator("Emil Druhý")
    manager = UserFactory(name="Petra Projektová", roles=[Role.PROJECT_MANAGER], is_demo=True)
    version = build.frozen(first, at=at)
    document = texts.document()
    texts.section(document, "Krizové bydlení", "Na krizové bydlení nic nenavazuje.")
    text = texts.publish(texts.freeze(document, "0.6"))
    draft = build.finding(version, by=first, at=at)
    return SimpleNamespace(
        at=at,
        evaluator=first,
        second=second,
        manager=manager,
        version=version,
        draft=draft,
        text=text,
        passage=text.passages.get(label__gt=""),
    )


made = built_once(judged)


def who(made):
    return {"by": made.evaluator, "at": made.at}


def place(made):
    return Place(version=made.text, passage_uid=made.passage.passage_uid)


def edit(made, finding, **fields):
    told = {
        "question": finding.question,
        "text": "Jinak.",
        "strength": Strength.WEAK,
        "found_on": build.FOUND_ON,
        "implication": "",
        "evidence": [made.version.record],
        "passages": [],
        "bearings": [],
        **fields,
    }
    return findings.edit_finding(finding=finding, **{**who(made), **told})


def final_recommendation(made, **fields):
    finding = build.final(made.draft, **who(made))
    return build.final(build.recommendation(finding, **fields, **who(made)), **who(made))


def respond(made, row, answer=Answer.ACCEPTED, **fields):
    told = {"by": made.manager, "at": made.at, "answered_on": date(2026, 3, 1), **fields}
    return recommendations.respond(recommendation=row, answer=answer, **told)


# --- findings ------------------------------------------------------------------------------------


def test_a_finding_has_a_number_and_only_evaluators_know_of_it(made):
    record = made.draft.record
    assert (record.reference, record.title, record.path, record.visibility) == (
        "HZ/1",
        "Zjištění HZ/1",
        "/hodnoceni/zjisteni/1/",
        Visibility.RESTRICTED,
    )
    assert made.draft.plan_version == made.version
    seen = [
        allowed(user, "evaluation.view_judgement", made.draft)
        for user in (made.evaluator, made.second, made.manager, AnonymousUser())
    ]
    assert seen == [True, True, False, False]
    assert build.finding(made.version, **who(made)).record.reference == "HZ/2"


def test_a_finding_answers_a_question_of_a_frozen_plan(made):
    later = build.question(made.version.plan, "Kolik to stojí?", **who(made))
    with pytest.raises(findings.QuestionNotFrozen, match="Nejdřív uzavřete evaluační plán"):
        build.finding(made.version, question=later, **who(made))


def test_a_finding_is_discussed_before_it_is_final_and_then_never_changes(made):
    with pytest.raises(judging.StepRefused):
        findings.finish_finding(finding=made.draft, lock_version=1, **who(made))
    row = build.discussed(made.draft, **who(made))
    assert (row.state, row.record.visibility) == (JudgementState.DISCUSSED, Visibility.STAFF)
    again = edit(made, row, lock_version=row.lock_version)
    assert (again.state, again.discussed_on, again.discussed_where) == ("draft", None, "")
    row = build.final(again, **who(made))
    assert (row.state, row.final.text, row.record.state) == ("final", "Jinak.", "final")
    with pytest.raises(judging.StepRefused, match="Napište opravu"):
        edit(made, row, lock_version=row.lock_version)
    with pytest.raises(ImmutableRow):
        FinalFinding.objects.filter(pk=row.final.pk).update(text="Nic.")


def test_a_final_finding_keeps_its_question_and_its_evidence(made):
    row = edit(
        made,
        made.draft,
        lock_version=1,
        text="Nic nenavazuje.",
        implication="Hned hledat byty.",
        passages=[place(made)],
        bearings=[(Bearing.CONTRADICTS, place(made))],
    )
    row = build.final(row, **who(made))
    aim = {"version": str(made.text.record.uid), "passage": str(made.passage.passage_uid)}
    assert row.final.facts == {
        "question": {"code": "EO 1", "text": "Udrží si domácnosti bydlení?"},
        "plan": made.version.digest,
        "strength": "weak",
        "found_on": "2026-02-16",
        "evidence": [{"record": str(made.version.record.uid), "state": ""}, aim],
        "bearings": [{"side": "contradicts", **aim}],
    }
    assert (row.final.text, row.final.implication) == ("Nic nenavazuje.", "Hned hledat byty.")
    assert row.contribution.record == row.record


def test_evidence_is_needed_and_is_never_the_finding_itself(made):
    row = edit(made, made.draft, lock_version=1, evidence=[])
    with pytest.raises(judging.TextMissing, match="Uveďte aspoň jeden podklad"):
        build.final(row, **who(made))
    with pytest.raises(PlaceWrong):
        edit(made, row, lock_version=row.lock_version + 1, evidence=[row.record])


def test_a_passage_that_does_not_stand_in_the_version_is_no_evidence(made):
    wrong = Place(version=made.text, passage_uid=made.version.record.uid)
    with pytest.raises(PlaceWrong) as told:
        edit(made, made.draft, lock_version=1, passages=[wrong])
    assert str(told.value) == "Tento odstavec v té verzi není."


def test_a_finding_is_published_by_a_second_person_after_its_plan(made):
    # the first wrote it, another one changed a word: neither publishes it
    third = build.evaluator("Třetí Evaluátor")
    edit(made, made.draft, lock_version=1, by=third)
    row = build.final(made.draft, **who(made))
    for person in (made.evaluator, third):
        with pytest.raises(judging.OwnText) as told:
            judging.publish(row=row, by=person, at=made.at)
        assert str(told.value) == "Napsali nebo upravili jste to vy. Zveřejnit to musí někdo jiný."
        assert waiting_for(person, made.at) == []
    assert [one.title for one in waiting_for(made.second, made.at)] == [
        "1 konečné znění čeká na zveřejnění druhou osobou"
    ]
    with pytest.raises(judging.StepRefused, match="Nejdřív zveřejněte evaluační plán"):
        judging.publish(row=row, by=made.second, at=made.at)
    row = build.public(build.finding(made.version, **who(made)), second=made.second, **who(made))
    assert row.record.visibility == Visibility.PUBLIC
    assert list(EvaluationFinding.objects.visible_to(AnonymousUser())) == [row]
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationFinding.objects.filter(pk=row.pk).update(published_by=row.written_by)


def test_a_public_finding_can_be_taken_back_with_a_reason(made):
    row = build.public(made.draft, second=made.second, **who(made))
    row = judging.hide(row=row, reason="Podklad není ověřený.", by=made.second, at=made.at)
    assert (row.published_at, row.record.visibility) == (None, Visibility.STAFF)
    event = Event.objects.get(verb="evaluation_finding_hidden")
    assert (event.reason, event.actor) == ("Podklad není ověřený.", made.second)
    with pytest.raises(judging.StepRefused):
        judging.hide(row=row, reason="Znovu.", by=made.second, at=made.at)


def test_a_correction_is_another_finding_that_replaces_the_first(made):
    with pytest.raises(judging.StepRefused):
        build.finding(made.version, replaces=made.draft, replace_reason="Chyba", **who(made))
    row = build.final(made.draft, **who(made))
    newer = build.finding(
        made.version, replaces=row, replace_reason="Chybně přečtená tabulka.", **who(made)
    )
    assert list(EvaluationFinding.objects.standing()) == [row]
    newer = build.final(newer, **who(made))
    assert list(EvaluationFinding.objects.standing()) == [newer]
    assert FinalFinding.objects.count() == 2
    with pytest.raises(judging.StepRefused, match="už byla napsána"):
        build.finding(made.version, replaces=row, replace_reason="Znovu", **who(made))


def test_a_stale_save_of_a_finding_loses_neither_text(made):
    edit(made, made.draft, lock_version=1, text="První.")
    with pytest.raises(judging.StaleText) as stale:
        edit(made, made.draft, lock_version=1, text="Druhé.")
    assert stale.value.current.text == "První."


def test_what_has_not_happened_yet_is_not_found(made):
    with pytest.raises(judging.DayWrong):
        build.finding(made.version, found_on=date(2026, 3, 3), **who(made))


# --- recommendations -----------------------------------------------------------------------------


def test_a_recommendation_is_final_after_its_findings_and_enters_the_thread(made):
    row = build.recommendation(made.draft, aim=place(made), **who(made))
    assert (row.record.reference, row.record.path) == ("HD/1", "/hodnoceni/doporuceni/1/")
    with pytest.raises(judging.StepRefused, match="zjištění, z nichž vychází"):
        build.final(row, **who(made))
    build.final(made.draft, **who(made))
    row = build.final(row, **who(made))
    assert row.contribution.record == row.record
    assert row.contribution.outcome == ContributionOutcome.OPEN
    assert row.final.facts == {
        "addressee": "odbor A magistrátu",
        "findings": ["HZ/1"],
        "answer_due_on": "",
        "aim": {"version": str(made.text.record.uid), "passage": str(made.passage.passage_uid)},
    }


def test_the_answer_is_the_outcome_and_a_refusal_says_why(made):
    row = final_recommendation(made)
    with pytest.raises(judging.OwnText) as told:
        respond(made, row, by=made.evaluator)
    assert (
        str(told.value)
        == "Doporučení jste napsali nebo upravili vy. Odpovědět na ně musí někdo jiný."
    )
    for answer in (Answer.PARTLY, Answer.REJECTED):
        with pytest.raises(judging.TextMissing):
            respond(made, row, answer)
    respond(made, row, Answer.REJECTED, reason="Byty nejsou.")
    later = respond(made, row, Answer.PARTLY, reason="Jen krizové.", due_on=date(2026, 12, 31))
    assert respond(made, row, Answer.PARTLY, reason="Jen krizové.", due_on=date(2026, 12, 31)) == (
        later
    )
    found = row.responses.order_by("number").values_list("number", "answer", "reason", "for_whom")
    assert list(found) == [
        (1, "rejected", "Byty nejsou.", "odbor A magistrátu"),
        (2, "partly", "Jen krizové.", "odbor A magistrátu"),
    ]
    row = EvaluationRecommendation.objects.get(pk=row.pk)
    assert row.contribution.outcome == ContributionOutcome.PARTLY_ACCEPTED
    with pytest.raises(judging.DayWrong):
        respond(made, row, answered_on=date(2026, 3, 3))


def test_a_draft_is_not_answered(made):
    row = build.recommendation(made.draft, **who(made))
    with pytest.raises(judging.StepRefused, match="Odpovídá se jen na konečné doporučení"):
        respond(made, row)


def test_an_answer_missing_after_its_day_is_late(made):
    row = final_recommendation(made, answer_due_on=date(2026, 3, 2))
    rows = EvaluationRecommendation.objects
    assert [rows.late(date(2026, 3, day)).count() for day in (1, 2, 3)] == [0, 0, 1]
    assert row.is_late(date(2026, 3, 3), is_answered=False) is True
    respond(made, row)
    assert list(rows.unanswered()) == []
    assert rows.late(date(2026, 3, 3)).count() == 0


def test_actions_follow_an_acceptance_and_their_states_are_dated_rows(made):
    row = final_recommendation(made)
    told = {"text": "Doplnit opatření 2.3.", "who": "odbor A magistrátu"}
    add = {"recommendation": row, "by": made.manager, "at": made.at}
    with pytest.raises(judging.StepRefused):
        recommendations.add_action(**told, **add)
    respond(made, row, Answer.REJECTED, reason="Ne.")
    with pytest.raises(judging.StepRefused):
        recommendations.add_action(**told, **add)
    respond(made, row)
    action = recommendations.add_action(**told, due_on=date(2026, 3, 1), **add)
    assert (action.number, action.is_late(date(2026, 3, 2))) == (1, True)

    def report(state, sentence, day):
        return recommendations.report_action(
            action=action,
            state=state,
            sentence=sentence,
            reported_on=date(2026, 2, day),
            by=made.manager,
            at=made.at,
        )

    report(ActionState.IN_PROGRESS, "Návrh je hotový.", 20)
    report(ActionState.DONE, "Opatření je ve verzi 0.8.", 25)
    report(ActionState.DONE, "Opatření je ve verzi 0.8.", 25)
    with pytest.raises(judging.TextMissing):
        report(ActionState.IN_PROGRESS, " ", 26)
    with pytest.raises(judging.StepRefused):
        report(ActionState.IN_PROGRESS, "Dřív.", 24)
    assert list(action.statuses.order_by("number").values_list("number", "state", "sentence")) == [
        (1, "in_progress", "Návrh je hotový."),
        (2, "done", "Opatření je ve verzi 0.8."),
    ]
    action = RecommendationAction.objects.get(pk=action.pk)
    assert (action.state, action.is_late(date(2026, 3, 2))) == ("done", False)


def test_who_answers_or_acts_knows_of_a_final_recommendation_only(made):
    answerer, owner, stranger = (
        UserFactory(roles=[Role.MEASURE_OWNER], is_demo=True) for _number in range(3)
    )
    draft = build.recommendation(made.draft, answerer=answerer, **who(made))
    assert allowed(answerer, "evaluation.view_judgement", draft) is False
    build.final(made.draft, **who(made))
    row = build.final(draft, **who(made))
    respond(made, row)
    recommendations.add_action(
        recommendation=row, text="Sepsat.", who="tým", owner=owner, by=made.manager, at=made.at
    )
    action = row.actions.get()
    asked = ("view_judgement", "answer_recommendation")
    rights = {
        user.pk: [allowed(user, f"evaluation.{name}", row) for name in asked]
        + [allowed(user, "evaluation.report_action", action)]
        for user in (answerer, owner, stranger, made.manager, made.evaluator)
    }
    assert list(rights.values()) == [
        [True, True, True],
        [True, False, True],
        [False, False, False],
        [True, True, True],
        [True, False, False],
    ]


def test_no_title_of_a_record_repeats_a_text(made):
    final_recommendation(made)
    titles = Record.objects.filter(kind__startswith="evaluation_").values_list("title", flat=True)
    assert sorted(titles) == [
        "Doporučení HD/1",
        "Evaluace pilotu",
        "Evaluace pilotu, verze 1",
        "Zjištění HZ/1",
    ]
