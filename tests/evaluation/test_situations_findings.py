"""Situations of findings and recommendations: the chain from a sentence to its evidence, and what breaks it."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from concept import actions as concept_actions
from concept.models import Influence, PassageContent, Version
from concept.queries import passage_reasons
from core.enums import Visibility
from core.extension import approval_findings, contribution_kinds, verifications
from core.models import OutboxMail, Record
from core.permissions import allowed
from core.removals import row_of
from evaluation.actions import judging, plans, recommendations, reminding
from evaluation.enums.judgements import ActionState, Answer, Bearing
from evaluation.models import (
    EvaluationFinding,
    EvaluationPlanVersion,
    EvaluationRecommendation,
    FinalFinding,
)
from evaluation.places import Place
from evaluation.queries.followed import followed
from evaluation.queries.judging import evidence_of, words_of
from evaluation.queries.waiting import waiting_for
from people.enums import Role
from tests.concept import build as texts
from tests.concept import plan as measures
from tests.evaluation import judging as build
from tests.evaluation.described import programs_read
from tests.factories.people import UserFactory
from tests.people.personas import KEYS, make
from tests.worlds import built_once

VISITOR = AnonymousUser()
BEFORE = "Město zřídí pět krizových bytů."
AFTER = "Město zřídí pět krizových bytů a na každý naváže nájemní byt."


def evaluated():
    """A finding and a recommendation, both public, aimed at a measure of version 0.6; 0.8 says what it asks for and was
    approved.
    """
    at = timezone.now()
    first, second = build.evaluator(), build.evaluator("Emil Druhý")
    manager = UserFactory(name="Petra Projektová", roles=[Role.PROJECT_MANAGER], is_demo=True)
    analysis = texts.document("analyza", title="Analýza")
    texts.section(analysis, "Krizové bydlení", "Z krizového bytu se vrací na ulici polovina lidí.")
    source = texts.publish(texts.freeze(analysis, "1.0"))
    document = texts.document()
    section = texts.section(document, "Opatření", measures.block("2.3", BEFORE), "Ostatní věty.")
    old = texts.publish(texts.freeze(document, "0.6"))
    who = {"by": first, "at": at}
    uid = texts.uid_of(old, BEFORE)
    finding = build.finding(
        build.frozen(**who),
        passages=[Place(source, texts.uid_of(source, "Z krizového"))],
        bearings=[(Bearing.CONTRADICTS, Place(old, uid))],
        **who,
    )
    finding = build.public(finding, second=second, **who)
    advice = build.recommendation(finding, aim=Place(old, uid), **who)
    advice = build.public(advice, second=second, **who)
    build.answered(advice, by=manager, at=at)
    texts.rewrite(section, measures.block("2.3", AFTER), "Ostatní věty.")
    new = measures.approve(texts.freeze(document, "0.8"))
    return SimpleNamespace(
        at=at,
        evaluator=first,
        second=second,
        manager=manager,
        finding=finding,
        advice=advice,
        old=old,
        new=new,
        uid=texts.uid_of(new, AFTER),
        old_uid=uid,
    )


made = built_once(evaluated)


def propose(made):
    return concept_actions.propose_link_to_passage(
        version=made.new,
        passage_uid=made.uid,
        reference="HD/1",
        relation="resulted_in",
        note="Doplněna návaznost.",
        by=made.evaluator,
        at=made.at,
    )


def decide(made, influence, **fields):
    return concept_actions.decide_link(influence=influence, by=texts.editor(), at=made.at, **fields)


def reasons(made, reader=VISITOR):
    versions = list(Version.objects.visible_to(reader).filter(document=made.new.document_id))
    return passage_reasons(made.uid, sorted(versions, key=lambda one: one.number), reader)


def page(path, user=None):
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(path).content.decode()


# --- from a sentence to its evidence --------------------------------------------------------------


def test_a_sentence_leads_to_the_recommendation_its_findings_and_their_evidence(made):
    decide(made, propose(made), agrees=True, note="")
    (reason,) = reasons(made).steps[0].reasons
    told = reason.described
    assert (told.title, told.path, told.outcome) == ("HD/1", "/hodnoceni/doporuceni/1/", "Přijato")
    assert told.behind == [("Zjištění HZ/1", "/hodnoceni/zjisteni/1/")]
    evidence = evidence_of(made.finding, VISITOR)
    assert [place.words for place in evidence.places] == [
        "Z krizového bytu se vrací na ulici polovina lidí."
    ]
    assert [record.reference for record in evidence.cited.shown] == ["HP/1/1"]
    assert evidence.hidden_count == 0


def test_a_recommendation_shows_the_words_before_and_after_and_the_measure_they_became(made):
    assert followed(made.advice.contribution_id, VISITOR).changes == ()
    assert "na každý naváže nájemní byt" not in page("/hodnoceni/doporuceni/1/")
    decide(made, propose(made), agrees=True, note="")
    found = followed(made.advice.contribution_id, VISITOR)
    (change,) = found.changes
    assert (change.title, change.note) == ("Koncepce: 0.6 → 0.8", "Doplněna návaznost.")
    added = [words for kind, words in change.segments if kind == "insert"]
    assert any("na každý naváže nájemní byt" in words for words in added)
    (measure,) = found.measures
    assert (measure.code, measure.title, measure.state) == ("2.3", AFTER, "approved")
    shown = page("/hodnoceni/doporuceni/1/")
    assert "na každý naváže nájemní byt" in shown
    assert 'href="/opatreni/2.3/"' in shown
    came = programs_read("/recommendations/{number}/", "/recommendations/1/")
    assert [row["title"] for row in came["changes"]] == ["Koncepce: 0.6 → 0.8"]
    assert [row["code"] for row in came["measures"]] == ["2.3"]


def test_a_finding_that_contradicts_a_passage_stands_beside_it(made):
    others = {one.described.title: one.described for one in reasons(made).others}
    assert sorted(others) == ["HD/1", "HZ/1"]
    assert (others["HZ/1"].kind, others["HZ/1"].outcome) == ("Zjištění evaluace", "Zpochybňuje")
    decide(made, propose(made), agrees=True, note="")
    assert [one.described.title for one in reasons(made).others] == ["HZ/1"]


# --- link proposed by evaluator, denied by editor -------------------------------------------------


def test_a_link_proposed_by_an_evaluator_and_denied_by_an_editor_is_told_to_nobody(made):
    proposed = propose(made)
    assert reasons(made).steps[0].reasons == []
    decide(made, proposed, agrees=False, note="Větu změnila připomínka obvodu.")
    assert reasons(made).steps[0].reasons == []
    assert followed(made.advice.contribution_id, made.evaluator).changes == ()
    with pytest.raises(concept_actions.LinkRefused) as told:
        propose(made)
    assert str(told.value) == "Editor tuto vazbu odmítl: Větu změnila připomínka obvodu."
    assert Influence.objects.count() == 2


# --- T2: an end becomes non-public or is erased ---------------------------------------------------


def test_a_recommendation_that_becomes_non_public_is_counted_and_not_named(made):
    decide(made, propose(made), agrees=True, note="")
    assert [one.described.title for one in reasons(made).steps[0].reasons] == ["HD/1"]
    judging.hide(row=made.advice, reason="Ověřuje se.", by=made.second, at=made.at)
    step = reasons(made).steps[0]
    assert (step.reasons, step.hidden_count) == ([], 1)
    assert step.has_no_source is False
    assert [one.described.title for one in reasons(made, made.second).steps[0].reasons] == ["HD/1"]
    address = f"/koncepce/verze/0-8/proc/{made.uid}/"
    assert words_of(made.advice) not in page(address)
    client = Client()
    assert client.get("/hodnoceni/doporuceni/1/").status_code == 404
    assert (
        words_of(made.advice)
        not in client.get("/hodnoceni/doporuceni/soubor/csv/").content.decode()
    )


def test_evidence_that_becomes_non_public_is_counted_and_not_named(made):
    record = made.finding.plan_version.record
    Record.objects.filter(pk=record.pk).update(visibility=Visibility.STAFF)
    found = evidence_of(made.finding, VISITOR)
    assert (found.cited.shown, found.hidden_count, len(found.places)) == ([], 1, 1)
    assert "1 neveřejný podklad" in page("/hodnoceni/zjisteni/1/")


def test_erased_words_go_from_findings_that_repeat_them(made):
    told = "Jana Nováková z Vrby přišla o krizový byt a bydlí v autě."
    section = texts.section(made.new.document, "Příběh", told)
    version = texts.freeze(made.new.document, "0.9")
    who = {"by": made.evaluator, "at": made.at}
    quoted = build.final(
        build.finding(made.finding.plan_version, text=f"Jak víme: {told}", **who), **who
    )
    draft = build.finding(made.finding.plan_version, text=f"Znovu: {told} A dál.", **who)
    texts.rewrite(section, "Příběh tu není.")
    concept_actions.redact_passage(
        content=PassageContent.objects.get(text=told),
        reason="Osobní údaj",
        by=texts.editor(),
        at=made.at,
    )
    assert version.passages.filter(content__text=told).count() == 0
    final = FinalFinding.objects.get(finding=quoted)
    stone = "[odstraněno 2. 3. 2026, slova opakovala text odstraněný jinde]"
    assert (final.text, final.digest) == (stone, "")
    draft = EvaluationFinding.objects.get(pk=draft.pk)
    assert "Nováková" not in draft.text
    assert (draft.text[:7], draft.text[-6:]) == ("Znovu: ", "A dál.")
    assert words_of(EvaluationFinding.objects.get(pk=made.finding.pk)) == made.finding.text
    shown = page(f"/hodnoceni/zjisteni/{quoted.number}/", made.evaluator)
    assert stone in shown.replace("\xa0", " ")
    assert "Nováková" not in shown
    assert "novakov" not in Record.objects.get(evaluation_finding=quoted).search_stems


def test_a_personal_detail_goes_from_final_words_answers_and_actions(made):
    name = "Jana Nováková"
    who = {"by": made.second, "at": made.at}
    build.answered(made.advice, reason=f"Souhlasí i {name}.", **who)
    action = build.acted(made.advice, **who)
    recommendations.report_action(
        action=action,
        state=ActionState.DONE,
        sentence=f"Hotovo, nastěhovala se {name}.",
        reported_on=timezone.localdate(),
        **who,
    )
    final = build.final(
        build.finding(made.finding.plan_version, text=f"{name}: zle.", **who), **who
    )
    officer = UserFactory(roles=[Role.DATA_PROTECTION_OFFICER], is_demo=True)
    assert allowed(officer, "core.remove_words", made.advice.record)
    assert row_of(final.record, officer) is None  # no content of what is for staff
    removal = {"words": [name], "reason": "osobní údaj", "at": made.at}
    concept_actions.remove_words(record=made.advice.record, by=officer, **removal)
    concept_actions.remove_words(record=final.record, by=made.second, **removal)
    stone = "[odstraněno 2. 3. 2026, osobní údaj]"
    response = made.advice.responses.order_by("number").last()
    said = list(action.statuses.order_by("number").values_list("sentence", flat=True))
    assert (response.reason, said) == (stone, ["Návrh znění je hotový.", stone])
    final = EvaluationFinding.objects.get(pk=final.pk)
    assert (words_of(final), final.text, final.final.digest) == (stone, stone, "")
    shown = page("/hodnoceni/doporuceni/1/")
    assert (name in shown, stone in shown.replace("\xa0", " ")) == (False, True)
    assert words_of(made.advice) in shown
    assert list(verifications()["removed words"]()) == []


# --- what is not covered -------------------------------------------------------------------------


def test_an_accepted_recommendation_waits_for_its_change(made):
    (kind,) = [one for one in contribution_kinds() if one.name == "evaluation_recommendation"]
    document = made.new.document
    assert [(one.title, one.why) for one in kind.pending(document)] == [
        ("Doporučení HD/1", "akceptováno, v textu ještě není")
    ]
    counts = kind.counts(document)
    assert (counts.total, counts.without_outcome, counts.accepted_without_change) == (1, 0, 1)
    decide(made, propose(made), agrees=True, note="")
    assert kind.pending(document) == []
    assert kind.counts(document).accepted_without_change == 0
    assert approval_findings(made.new) is not None


def test_a_late_answer_is_told_once_by_mail_and_waits_on_the_overview(made, clock):
    who = {"by": made.evaluator, "at": made.at}
    answerer = UserFactory(name="Garantka", roles=[Role.MEASURE_OWNER], is_demo=True)
    due = timezone.localdate()
    draft = build.recommendation(made.finding, answerer=answerer, answer_due_on=due, **who)
    row = build.final(draft, **who)
    (waiting,) = waiting_for(answerer, timezone.now())
    assert (waiting.title, waiting.due_on) == ("Doporučení HD/2 čeká na odpověď", due)
    reminding.remind_of_answers(at=timezone.now())
    assert OutboxMail.objects.filter(kind="evaluation_answer_late").count() == 0
    clock.shift(86_400)
    for _repeat in range(2):
        reminding.remind_of_answers(at=timezone.now())
    mail = OutboxMail.objects.get(kind="evaluation_answer_late")
    assert (mail.recipient, mail.subject) == (answerer.email, "Odpovězte na doporučení HD/2")
    assert "/hodnoceni/doporuceni/2/" in mail.text
    build.answered(row, by=answerer, at=timezone.now(), answer=Answer.ACCEPTED)
    assert waiting_for(answerer, timezone.now()) == []


def test_a_late_action_is_told_once_to_who_reports_on_it_and_not_when_it_is_done(made, clock):
    owner = UserFactory(name="Garantka", roles=[Role.MEASURE_OWNER], is_demo=True)
    due, who = timezone.localdate(), {"by": made.second, "at": made.at}
    owned = build.acted(made.advice, owner=owner, due_on=due, **who)
    build.acted(made.advice, due_on=due, **who)
    build.acted(made.advice, **who)
    reminding.remind_of_actions(at=timezone.now())
    assert OutboxMail.objects.filter(kind="evaluation_action_late").count() == 0
    clock.shift(86_400)
    for _repeat in range(2):
        reminding.remind_of_actions(at=timezone.now())
    mails = OutboxMail.objects.filter(kind="evaluation_action_late").order_by("pk")
    assert [mail.recipient for mail in mails] == [owner.email, made.manager.email]
    assert mails[0].subject == "Napište, jak daleko je krok k doporučení HD/1"
    assert "/hodnoceni/doporuceni/1/" in mails[0].text
    assert owned.text not in mails[0].text
    for action in made.advice.actions.all():
        recommendations.report_action(
            action=action,
            state=ActionState.DONE,
            sentence="Hotovo.",
            reported_on=timezone.localdate(),
            by=made.manager,
            at=timezone.now(),
        )
    mails.delete()
    reminding.remind_of_actions(at=timezone.now())
    assert not mails.exists()


# --- who may know of what -------------------------------------------------------------------------

ROLES_OF_STAFF = {"editor", "secretary", "chair", "evaluator", "project_manager"}


@pytest.mark.parametrize("key", KEYS)
def test_every_persona_knows_of_what_is_theirs(made, key):
    who = {"by": made.evaluator, "at": made.at}
    plan = made.finding.plan_version.plan
    build.question(plan, "Kolik to stojí?", **who)
    plans.freeze_plan(plan=plan, reason="Otázka navíc.", **who)
    final = build.final(build.finding(made.finding.plan_version, **who), **who)
    build.finding(made.finding.plan_version, **who)
    build.final(build.recommendation(final, **who), **who)
    build.recommendation(final, **who)
    user = make(key)
    numbers = []
    for model, view in (
        (EvaluationFinding, "evaluation.view_judgement"),
        (EvaluationRecommendation, "evaluation.view_judgement"),
        (EvaluationPlanVersion, "evaluation.view_plan_version"),
    ):
        known = model.objects.visible_to(user).order_by("number")
        numbers.append(list(known.values_list("number", flat=True)))
        rows = model.objects.order_by("number")
        assert [row for row in rows if allowed(user, view, row)] == list(known)
    if key == "evaluator":
        assert numbers == [[1, 2, 3], [1, 2, 3], [1, 2]]
    elif key in ROLES_OF_STAFF:
        assert numbers == [[1, 2], [1, 2], [1, 2]]
    else:
        assert numbers == [[1], [1], [1]]
