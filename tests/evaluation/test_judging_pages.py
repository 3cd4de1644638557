"""Pages of the evaluation plan, findings and recommendations: read, written and answered."""

import csv
import io
from types import SimpleNamespace

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from core.enums import Visibility
from core.models import Record
from evaluation.actions import judging, plans, recommendations
from evaluation.models import (
    EvaluationFinding,
    EvaluationPlan,
    EvaluationQuestion,
    EvaluationRecommendation,
    RecommendationAction,
)
from people.enums import Role
from tests.concept import build as texts
from tests.evaluation import judging as build
from tests.evaluation.described import programs_read
from tests.factories.people import UserFactory
from tests.worlds import built_once

FINDINGS = "/hodnoceni/zjisteni/"
ADVICE = "/hodnoceni/doporuceni/"
PLAN = "/hodnoceni/plan/pilot/"


def judged():
    """A public plan with one public finding and recommendation, and a text to point at."""
    at = timezone.now()
    first, second = build.evaluator(), build.evaluator("Emil Druhý")
    manager = UserFactory(name="Petra Projektová", roles=[Role.PROJECT_MANAGER], is_demo=True)
    who = {"by": first, "at": at}
    document = texts.document()
    texts.section(document, "Krizové bydlení", "Na krizové bydlení nic nenavazuje.")
    text = texts.publish(texts.freeze(document, "0.6"))
    version = build.frozen(first, at=at)
    finding = build.public(build.finding(version, **who), second=second, **who)
    advice = build.public(build.recommendation(finding, **who), second=second, **who)
    return SimpleNamespace(
        at=at,
        evaluator=first,
        second=second,
        manager=manager,
        version=version,
        finding=finding,
        advice=advice,
        uid=texts.uid_of(text, "Na krizové"),
    )


made = built_once(judged)


def seen(address):
    return Client().get(address).content.decode()


def who(made):
    return {"by": made.evaluator, "at": made.at}


def more(made, count):
    """Further public findings and recommendations with answers and actions."""
    for _number in range(count):
        finding = build.public(
            build.finding(made.version, **who(made)), second=made.second, **who(made)
        )
        row = build.recommendation(finding, made.finding, **who(made))
        row = build.public(row, second=made.second, **who(made))
        build.answered(row, by=made.manager, at=made.at)
        build.acted(row, by=made.manager, at=made.at)


def typed(made, **fields):
    return {
        "question": made.finding.question_id,
        "text": "Domácnosti s lehkou podporou bydlí dál.",
        "strength": "strong",
        "found_on": "2026-02-20",
        "implication": "Pokračovat.",
        "evidence": "HP/1/1",
        "passages": "",
        "supports": f"/koncepce/verze/0-6/krizove-bydleni/#p-{made.uid}",
        "contradicts": "",
        **fields,
    }


# --- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "count"),
    [
        (FINDINGS, 12),
        (ADVICE, 12),
        (f"{ADVICE}soubor/csv/", 12),
        (PLAN, 12),
        ("/api/v1/findings/", 4),
        ("/api/v1/recommendations/", 8),
    ],
)
@pytest.mark.parametrize("rows", [0, 2])
def test_lists_cost_the_same_however_long_they_are(
    made, client, django_assert_max_num_queries, address, count, rows
):
    more(made, rows)
    with django_assert_max_num_queries(count):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("rows", [0, 2])
def test_a_recommendation_costs_the_same_however_much_hangs_on_it(
    made, client, django_assert_max_num_queries, rows
):
    build.answered(made.advice, by=made.manager, at=made.at)
    for _number in range(1 + rows):
        build.acted(made.advice, by=made.manager, at=made.at)
    with django_assert_max_num_queries(20):
        assert client.get(f"{ADVICE}1/").status_code == 200


def test_programs_read_findings_and_recommendations_as_their_pages_tell_them(made, client):
    draft = build.finding(made.version, **who(made))
    build.answered(made.advice, by=made.manager, at=made.at)
    build.acted(made.advice, by=made.manager, at=made.at)
    listed = programs_read("/findings/", "/findings/")
    assert (listed["count"], [row["reference"] for row in listed["findings"]]) == (1, ["HZ/1"])
    finding = programs_read("/findings/{number}/", "/findings/1/")
    assert finding["question"]["text"] == "Udrží si domácnosti bydlení?"
    assert [row["reference"] for row in finding["evidence"]["records"]] == ["HP/1/1"]
    (advice,) = finding["recommendations"]
    assert (advice["answer"]["answer"], advice["findings"]) == ("accepted", ["HZ/1"])
    assert [(act["state"], act["sentence"]) for act in advice["actions"]] == [
        ("in_progress", "Návrh znění je hotový.")
    ]
    assert programs_read("/recommendations/", "/recommendations/")["recommendations"] == [advice]
    one = programs_read("/recommendations/{number}/", "/recommendations/1/")
    assert ([answer["answer"] for answer in one["answers"]], one["changes"]) == (["accepted"], [])
    address = f"/api/v1/findings/{draft.number}/"
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/findings/?page=2").status_code == 404
    client.force_login(made.evaluator)
    assert client.get(address).json()["state"] == "draft"
    feed = "/feeds/vysledky.atom"
    titles = [
        f"<title>{name}</title>" in seen(feed) for name in ("Zjištění HZ/1", "Doporučení HD/1")
    ]
    assert (titles, seen(feed).count("<entry>")) == ([True, True], 2)
    judging.hide(row=made.finding, reason="Omyl.", by=made.second, at=made.at)
    assert "HZ/1" not in seen(feed)
    assert programs_read("/findings/", "/findings/")["findings"] == []
    # the recommendation stays public and does not name it
    assert programs_read("/recommendations/{number}/", "/recommendations/1/")["findings"] == []


def test_final_words_are_found_by_who_may_read_them_with_the_question_they_answer(made, client):
    draft = build.finding(made.version, text="Zatím jen domněnka o krizi.", **who(made))
    asked = {"q": "krizové ztráty", "kde": "zjisteni"}
    shown = client.get("/hledat/", asked).content.decode()
    assert '<a href="/hodnoceni/zjisteni/1/">Zjištění HZ/1</a>' in shown
    assert "Udrží si domácnosti bydlení?" in shown
    assert "<mark>Krizový</mark> byt bez navazujícího bytu jen odkládá <mark>ztrátu</mark>" in shown
    advised = client.get("/hledat/", {"q": "navazuje opatření", "kde": "zjisteni"})
    assert [row["url"] for row in advised.context["page_obj"]] == ["/hodnoceni/doporuceni/1/"]
    judging.hide(row=made.finding, reason="Omyl.", by=made.second, at=made.at)
    assert list(client.get("/hledat/", asked).context["page_obj"]) == []
    client.force_login(made.second)
    assert [row["title"] for row in client.get("/hledat/", asked).context["page_obj"]] == [
        "Zjištění HZ/1"
    ]
    guess = {"q": "domněnka", "kde": "zjisteni"}
    assert list(client.get("/hledat/", guess).context["page_obj"]) == []
    build.final(draft, **who(made))
    assert [row["title"] for row in client.get("/hledat/", guess).context["page_obj"]] == [
        "Zjištění HZ/2"
    ]


def test_a_visitor_reads_the_plan_with_its_questions_and_when_it_was_frozen(made, client):
    shown = client.get(PLAN).content.decode()
    assert "Udrží si domácnosti bydlení?" in shown
    assert "plán byl uzavřen dřív, než byla data" in shown
    assert "Práce na další verzi" not in shown


def test_a_visitor_compares_two_public_versions(made, client):
    plan = made.version.plan
    plans.drop_question(
        question=plan.questions.get(), lock_version=1, reason="Údaje nejsou.", **who(made)
    )
    newer = plans.freeze_plan(plan=plan, reason="Rozhovory skončily.", **who(made))
    address = f"{PLAN}porovnani/1/2/"
    assert client.get(address).status_code == 404
    plans.publish_plan(version=newer, by=made.second, at=made.at)
    shown = client.get(address).content.decode()
    assert "Rozhovory skončily." in shown
    assert "Údaje nejsou." in shown
    assert client.get(f"{PLAN}porovnani/2/1/").status_code == 404


def test_a_finding_tells_a_visitor_neither_who_wrote_it_nor_drafts_that_follow(made, client):
    build.recommendation(made.finding, text="Ještě tajné.", **who(made))
    shown = client.get(f"{FINDINGS}1/").content.decode()
    assert made.finding.text in shown
    assert "Doporučení HD/1" in shown
    assert made.evaluator.name not in shown
    assert "Ještě tajné." not in shown
    assert "HD/2" not in shown


def test_lists_are_chosen_by_what_is_still_to_be_done(made, client):
    client.force_login(made.manager)
    build.final(build.finding(made.version, text="Bez odezvy.", **who(made)), **who(made))
    shown = client.get(f"{FINDINGS}?stav=bez-doporuceni").content.decode()
    assert "HZ/2" in shown
    assert "Zjištění HZ/1" not in shown
    assert "Doporučení HD/1" in client.get(f"{ADVICE}?odpoved=waiting").content.decode()
    build.answered(made.advice, by=made.manager, at=made.at)
    assert "Doporučení HD/1" not in client.get(f"{ADVICE}?odpoved=waiting").content.decode()
    assert "Doporučení HD/1" in client.get(f"{ADVICE}?stav=bez-zmeny").content.decode()
    client.logout()
    # a visitor has no such choice: it chooses nothing
    assert "Zjištění HZ/1" in client.get(f"{FINDINGS}?stav=bez-doporuceni").content.decode()


def test_what_becomes_public_is_read_at_once_also_by_visitors_with_a_kept_page(made, client):
    row = build.final(build.finding(made.version, text="Nové zjištění.", **who(made)), **who(made))
    assert "Nové zjištění." not in client.get(FINDINGS).content.decode()
    judging.publish(row=row, by=made.second, at=made.at)
    assert "Nové zjištění." in client.get(FINDINGS).content.decode()
    judging.hide(row=row, reason="Chyba.", by=made.second, at=made.at)
    assert "Nové zjištění." not in client.get(FINDINGS).content.decode()


def test_what_becomes_late_by_itself_is_told_in_time(made, client, clock):
    due = timezone.localdate()
    row = build.recommendation(made.finding, answer_due_on=due, **who(made))
    build.public(row, second=made.second, **who(made))
    pages = (ADVICE, f"{FINDINGS}1/", f"{ADVICE}2/")
    badge = '<span class="badge badge--changed">Odpověď je po termínu</span>'

    def told():
        return [badge in client.get(page).content.decode() for page in pages]

    assert told() == [False, False, False]
    clock.shift(86_400)
    assert told() == [True, True, True]


def test_the_table_has_answers_and_actions_and_no_formula(made, client):
    build.answered(made.advice, by=made.manager, at=made.at, answer="partly", reason="=1+1")
    build.acted(made.advice, by=made.manager, at=made.at)
    Record.objects.filter(pk=made.advice.record_id).update(demo_origin="invented")
    data = client.get(f"{ADVICE}soubor/csv/").content.decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(data), delimiter=";")
    told = dict(zip(heading, row, strict=True))
    assert told["Číslo"] == "HD/1"
    assert told["Původ údajů"] == "Vymyšleno pro ukázku"
    assert told["Odpověď"] == "Přijato zčásti"
    assert told["Zdůvodnění odpovědi"] == "'=1+1"
    assert told["Co se děje"] == (
        "Doplnit opatření o návazný byt. | odbor A magistrátu | Probíhá | Návrh znění je hotový."
    )
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{ADVICE}soubor/xlsx/").content))
    assert [cell.value for cell in book.worksheets[0][2]][:3] == [
        "HD/1",
        "Konečné",
        made.advice.text,
    ]
    assert client.get(f"{ADVICE}soubor/pdf/").status_code == 404


# --- writing --------------------------------------------------------------------------------------


def test_an_evaluator_writes_discusses_and_finishes_a_finding(made, client):
    client.force_login(made.evaluator)
    made_at = client.post(f"{FINDINGS}nove/", typed(made))
    assert made_at.url == f"{FINDINGS}2/"
    row = EvaluationFinding.objects.get(number=2)
    bearing = row.bearings.get()
    assert (bearing.side, str(bearing.passage_uid)) == ("supports", made.uid)
    assert [one.record.reference for one in row.evidence.all()] == ["HP/1/1"]
    step = {"lock_version": 1, "on": "2026-02-25", "where": "Porada týmu"}
    assert client.post(f"{FINDINGS}2/projednat/", step).status_code == 302
    assert client.post(f"{FINDINGS}2/dokoncit/", {"lock_version": 2}).status_code == 302
    refused = client.post(f"{FINDINGS}2/zverejnit/").content.decode()
    assert "Napsali nebo upravili jste to vy. Zveřejnit to musí někdo jiný." in refused
    client.force_login(made.second)
    assert client.post(f"{FINDINGS}2/zverejnit/").status_code == 302
    row = EvaluationFinding.objects.get(number=2)
    assert (row.state, row.record.visibility) == ("final", Visibility.PUBLIC)


def test_what_is_not_known_is_named_and_nothing_typed_is_lost(made, client):
    client.force_login(made.evaluator)
    wrong = typed(made, evidence="XX/1", supports="/koncepce/neni/", passages="7.7")
    shown = client.post(f"{FINDINGS}nove/", wrong).content.decode()
    assert "Domácnosti s lehkou podporou bydlí dál." in shown
    assert "„/koncepce/neni/“ není odstavec ani opatření, které smíte číst." in shown
    assert "„7.7“ není odstavec ani opatření, které smíte číst." in shown
    assert "XX/1" in shown
    assert EvaluationFinding.objects.count() == 1


def test_one_place_is_not_supported_and_contradicted_at_once(made, client):
    client.force_login(made.evaluator)
    both = typed(made)
    both["contradicts"] = both["supports"]
    shown = client.post(f"{FINDINGS}nove/", both).content.decode()
    assert "Zjištění místo buď podporuje, nebo zpochybňuje, ne obojí." in shown


def test_a_stale_save_shows_both_texts(made, client):
    client.force_login(made.evaluator)
    build.finding(made.version, **who(made))
    first = typed(made, text="První znění.", lock_version=1)
    assert client.post(f"{FINDINGS}2/upravit/", first).status_code == 302
    shown = client.post(f"{FINDINGS}2/upravit/", {**first, "text": "Druhé znění."}).content.decode()
    assert "První znění." in shown
    assert "Druhé znění." in shown
    assert EvaluationFinding.objects.get(number=2).text == "První znění."


def test_a_correction_begins_with_what_it_corrects(made, client):
    client.force_login(made.evaluator)
    begun = client.get(f"{FINDINGS}1/opravit/").content.decode()
    assert made.finding.text in begun
    fields = typed(made, replace_reason="Chybně přečtená tabulka.")
    assert client.post(f"{FINDINGS}1/opravit/", fields).url == f"{FINDINGS}2/"
    build.public(EvaluationFinding.objects.get(number=2), second=made.second, **who(made))
    shown = client.get(f"{FINDINGS}1/").content.decode()
    assert "Nahradila je oprava:" in shown
    assert "Chybně přečtená tabulka." in client.get(f"{FINDINGS}2/").content.decode()


def test_a_recommendation_is_written_from_the_finding_one_comes_from(made, client):
    client.force_login(made.evaluator)
    begun = client.get(f"{ADVICE}nove/?zjisteni={made.finding.pk}").content.decode()
    assert f'value="{made.finding.pk}"' in begun
    fields = {
        "text": "Zajistěte návazné byty.",
        "findings": [made.finding.pk],
        "addressee": "odbor A magistrátu",
        "answerer": "",
        "answer_due_on": "2026-04-30",
        "aim": f"/koncepce/verze/0-6/proc/{made.uid}/",
    }
    assert client.post(f"{ADVICE}nove/", fields).url == f"{ADVICE}2/"
    row = EvaluationRecommendation.objects.get(number=2)
    assert (str(row.passage_uid), row.version.label) == (made.uid, "0.6")
    shown = client.get(f"{ADVICE}2/").content.decode()
    assert "Na krizové bydlení nic nenavazuje." in shown


def test_a_project_manager_answers_adds_an_action_and_reports_on_it(made, client):
    client.force_login(made.manager)
    answer = {"answer": "rejected", "reason": "", "due_on": "", "answered_on": "2026-03-01"}
    shown = client.post(f"{ADVICE}1/odpovedet/", answer).content.decode()
    assert "Napište, proč se doporučení nepřijímá, celé nebo zčásti." in shown
    answer |= {"answer": "accepted", "due_on": "2026-12-31"}
    assert client.post(f"{ADVICE}1/odpovedet/", answer).status_code == 302
    action = {"text": "Doplnit opatření.", "who": "redakce", "owner": "", "due_on": "2026-06-30"}
    assert client.post(f"{ADVICE}1/kroky/novy/", action).status_code == 302
    report = {"state": "done", "sentence": "Znění je hotové.", "reported_on": "2026-03-02"}
    assert client.post(f"{ADVICE}1/kroky/1/", report).status_code == 302
    assert RecommendationAction.objects.get().state == "done"
    client.logout()
    shown = client.get(f"{ADVICE}1/").content.decode()
    assert "Přijato" in shown
    assert "Znění je hotové." in shown


def test_an_evaluator_proposes_the_change_on_the_page_of_the_recommendation(made, client):
    client.force_login(made.evaluator)
    same = {"place": f"/koncepce/verze/0-6/krizove-bydleni/#p-{made.uid}", "note": "Takto."}
    assert client.post(f"{ADVICE}1/vazba/", same).status_code == 302
    assert "Takto." not in client.get(f"{ADVICE}1/").content.decode()


def test_an_evaluator_makes_a_plan_asks_and_freezes_it(made, client):
    client.force_login(made.evaluator)
    plan = {"name": "Druhá", "slug": "novy", "purpose": "", "method": "", "project": ""}
    assert (
        "Toto slovo tu má vlastní význam."
        in client.post("/hodnoceni/plan/novy/", plan).content.decode()
    )
    base = "/hodnoceni/plan/druha/"
    assert client.post("/hodnoceni/plan/novy/", {**plan, "slug": "druha"}).url == base
    asked = {"text": "Stačí podpora?", "criterion": "process", "judged_by": "", "indicators": []}
    assert client.post(f"{base}otazky/nova/", asked).status_code == 302
    assert client.post(f"{base}uzavrit/").status_code == 302
    refused = client.post(f"{base}1/zverejnit/").content.decode()
    assert "Plán jste uzavřeli vy. Zveřejnit ho musí někdo jiný." in refused
    drop = {"lock_version": 1, "reason": "Není jak."}
    assert client.post(f"{base}otazky/1/vypustit/", drop).status_code == 302
    assert client.post(f"{base}uzavrit/", {"reason": "Není jak."}).status_code == 302
    assert EvaluationPlan.objects.get(slug="druha").versions.count() == 2
    assert EvaluationQuestion.objects.get(plan__slug="druha").dropped_reason == "Není jak."


def test_who_reports_on_an_action_finds_it_without_being_staff(made, client):
    build.answered(made.advice, by=made.manager, at=made.at)
    owner = UserFactory(name="Garantka", roles=[Role.MEASURE_OWNER], is_demo=True)
    recommendations.add_action(
        recommendation=made.advice,
        text="Sepsat.",
        who="tým",
        owner=owner,
        by=made.manager,
        at=made.at,
    )
    judging.hide(row=made.advice, reason="Ověřuje se.", by=made.second, at=made.at)
    client.force_login(owner)
    assert "Napsat, jak daleko to je" in client.get(f"{ADVICE}1/").content.decode()
    report = {"state": "in_progress", "sentence": "Začali jsme.", "reported_on": "2026-03-02"}
    assert client.post(f"{ADVICE}1/kroky/1/", report).status_code == 302
    assert client.get(f"{ADVICE}1/odpovedet/").status_code == 403
