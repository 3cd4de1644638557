"""One version: approval, publication, withdrawal, who may read it, words that are removed; in two languages."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.users.models import UserProfile

from concept import actions, queries
from concept.enums import AccessLevel, PlanState, Standing
from concept.models import Redaction, SectionPage
from core import jobs
from people.enums import Role
from tests.browsers import signed_in, text_of, told
from tests.concept import build
from tests.concept.versions_desk.at_desk import (
    FIRST,
    NEW_TEXTS,
    OLD_TEXTS,
    SECOND,
    THIRD,
    freeze,
    open_plan,
    person,
    prepare,
    url,
)
from tests.factories.people import AudienceFactory

pytestmark = pytest.mark.django_db


# --- One version


def test_page_of_a_version_shows_facts_and_forms_to_the_editor(desk, version):
    page = desk.get(url("version-detail", version.pk))
    words = text_of(page)
    assert version.digest in words
    assert "Zaměstnanci města" in words
    assert list(page.context["forms"]) == ["approve", "propose", "withdraw", "access"]
    assert reverse("concept:version-download", args=["koncepce", "0-9", "pdf"]) in (
        page.content.decode()
    )


ACTS = ("version-approve", "version-propose", "version-withdraw", "version-access")


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR, Role.EVALUATOR])
def test_other_staff_see_no_forms_and_are_refused(version, role):
    client = signed_in(person(role))
    page = client.get(url("version-detail", version.pk))
    assert list(page.context["forms"]) == []
    assert [client.post(url(name, version.pk)).status_code for name in ACTS] == [403] * 4
    for name in ("correction-search", "redaction-search"):
        assert client.get(url(name, version.pk)).status_code == 403
    assert version.steps.count() == 0


def test_unknown_version_is_not_found(desk, version):
    assert desk.get(url("version-detail", version.pk + 1)).status_code == 404
    officer = signed_in(person(Role.DATA_PROTECTION_OFFICER))
    assert officer.get(url("version-detail", version.pk)).status_code == 404


def test_approval_is_recorded(desk, version):
    data = {
        "body": "Zastupitelstvo města",
        "occurred_on": "2026-03-02",
        "verb": "approve",
        "resolution": "1234/ZM",
        "votes_for": "40",
        "votes_against": "3",
        "votes_abstained": "2",
    }
    response = desk.post(url("version-approve", version.pk), data)
    assert told(response) == ["Schválení je zaznamenáno."]
    page = text_of(desk.get(url("version-detail", version.pk)))
    assert "Zastupitelstvo města schvaluje, usnesení č. 1234/ZM" in page
    assert "pro 40, proti 3, zdrželo se 2" in page
    assert queries.standing(version) == Standing.APPROVED


def test_refused_approval_comes_back_as_typed(desk, version):
    data = {"body": "Rada města", "occurred_on": "2020-01-01", "verb": "approve"}
    response = desk.post(url("version-approve", version.pk), data)
    assert "Verzi nelze schválit dřív, než byla uzavřena." in text_of(response)
    assert 'value="Rada města"' in response.content.decode()
    assert response.context["open_form"] == "approve"
    assert version.steps.count() == 0


def test_publication_takes_two_people(desk, version, editor, second_editor):
    desk.post(url("version-propose", version.pk), {"effective_at": ""})
    page = desk.get(url("version-detail", version.pk))
    assert "agree" not in page.context["forms"]
    assert "Souhlasit mohou: Dora Druhá, Editor." in text_of(page)
    assert desk.post(url("version-agree", version.pk)).status_code == 403
    other = signed_in(second_editor)
    assert "agree" in other.get(url("version-detail", version.pk)).context["forms"]
    response = other.post(url("version-agree", version.pk))
    assert told(response) == ["Souhlasili jste se zveřejněním."]
    assert queries.standing(version) == Standing.PUBLISHED
    page = text_of(other.get(url("version-detail", version.pk)))
    assert "Všichni" in page


def test_chair_may_agree(desk, version):
    desk.post(url("version-propose", version.pk))
    chair = signed_in(person(Role.CHAIR))
    page = chair.get(url("version-detail", version.pk))
    assert list(page.context["forms"]) == ["agree", "cancel"]
    chair.post(url("version-agree", version.pk))
    assert queries.standing(version) == Standing.PUBLISHED


def test_proposal_that_was_answered_meanwhile_is_explained(desk, version, second_editor):
    desk.post(url("version-propose", version.pk))
    other = signed_in(second_editor)
    other.post(url("version-agree", version.pk))
    response = other.post(url("version-agree", version.pk))
    assert "Zveřejnění této verze nikdo nenavrhl." in text_of(response)


def test_publication_is_scheduled(desk, version, second_editor):
    past = desk.post(url("version-propose", version.pk), {"effective_at": "2026-03-01T08:00"})
    assert "Tento okamžik už minul." in text_of(past)
    assert 'value="2026-03-01T08:00"' in past.content.decode()
    desk.post(url("version-propose", version.pk), {"effective_at": "2026-04-01T08:00"})
    signed_in(second_editor).post(url("version-agree", version.pk))
    assert queries.standing(version) == Standing.FROZEN
    assert "bude zveřejněna 1. 4. 2026" in text_of(desk.get(url("version-detail", version.pk)))
    actions.publish_due_versions(at=timezone.now() + timedelta(days=40))
    assert queries.standing(version) == Standing.PUBLISHED


def test_an_agreed_publication_is_cancelled_with_a_reason(desk, version, editor, second_editor):
    moment = timezone.now() + timedelta(days=30)
    ours = {"version": version, "at": timezone.now()}
    actions.propose_publication(by=editor, effective_at=moment, **ours)
    actions.agree_publication(by=second_editor, **ours)
    desk.post(
        url("version-approve", version.pk),
        {"body": "Rada", "occurred_on": timezone.localdate().isoformat(), "verb": "approve"},
    )
    page = desk.get(url("version-detail", version.pk))
    assert "bude zveřejněna" in text_of(page)  # an approval recorded since does not hide it
    assert list(page.context["forms"]) == ["approve", "cancel", "withdraw", "access"]
    empty = desk.post(url("version-cancel-publication", version.pk), {"note": ""})
    assert empty.context["open_form"] == "cancel"
    answer = desk.post(url("version-cancel-publication", version.pk), {"note": "Chybí mapa."})
    assert told(answer) == ["Zveřejnění je zrušeno."]
    page = desk.get(url("version-detail", version.pk))
    assert "Zveřejnění zrušeno" in text_of(page)
    assert "Chybí mapa." in text_of(page)
    assert "bude zveřejněna" not in text_of(page)
    assert "propose" in page.context["forms"]


def test_withdrawal_needs_a_reason_and_certainty(desk, version):
    response = desk.post(url("version-withdraw", version.pk), {"note": "Chyba v tabulce."})
    assert "Chyba v tabulce." in response.content.decode()
    assert version.steps.count() == 0
    desk.post(url("version-withdraw", version.pk), {"note": "Chyba v tabulce.", "is_sure": "on"})
    page = desk.get(url("version-detail", version.pk))
    assert "Chyba v tabulce." in text_of(page)
    assert list(page.context["forms"]) == ["access"]


def test_access_is_opened_to_a_circle_of_readers(desk, version):
    audience = AudienceFactory(name="Pracovní skupina 1")
    missing = desk.post(url("version-access", version.pk), {"level": "audience"})
    assert "Vyberte okruh čtenářů." in text_of(missing)
    desk.post(url("version-access", version.pk), {"level": "audience", "audience": audience.pk})
    access = version.accesses.get()
    assert (access.level, access.audience) == (AccessLevel.AUDIENCE, audience)


def test_whoever_waits_for_a_plan_is_told_that_each_worker_ended(desk, document, editor, clock):
    plan = actions.start_plan(document=document, by=editor, at=timezone.now())
    row = DBTaskResult.objects.get()
    for worker in range(jobs.STARTS):
        row.refresh_from_db()
        row.claim(f"worker-{worker}")
        clock.shift(3 * 60 * 60)
        jobs.requeue_lost()
    plan.refresh_from_db()
    assert plan.state == PlanState.FAILED
    page = text_of(desk.get(url("plan-detail", document.pk)))
    assert "Proces na pozadí pokaždé skončil dřív, než byla verze připravená." in page
    assert "Zkusit znovu" in page


# --- Corrections and redaction


def test_wrong_origin_is_corrected(desk, document, uncertain, editor, clock):
    actions.confirm_lineage(plan=uncertain, lock_version=uncertain.lock_version)
    version = actions.seal_version(
        plan=open_plan(document),
        label="0.9",
        purpose="working",
        reason="Návrh.",
        by=editor,
        at=timezone.now(),
    )
    clock.shift(60)
    old = version.previous.passages.get(content__text=OLD_TEXTS[2])
    new = version.passages.get(content__text=NEW_TEXTS[2])
    search = desk.get(url("correction-search", version.pk), {"q": "DOPRAVNI obsluznosti"})
    assert [p.pk for p in search.context["passages"]] == [new.pk]
    page = url("lineage-correct", version.pk, new.passage_uid)
    assert old.content.text in unescape(desk.get(page).content.decode())
    desk.post(page, {"ancestor": str(old.passage_uid), "relation": "replaced"})
    heirs = queries.lineage_map(version.previous, version)
    assert heirs[str(old.passage_uid)] == [str(new.passage_uid)]
    clock.shift(60)
    desk.post(page, {"ancestor": "new", "relation": "edited"})
    assert queries.lineage_map(version.previous, version)[str(old.passage_uid)] == []


def test_passage_to_redact_is_found_and_its_places_are_named(desk, document, version, editor):
    later = freeze(document, editor, "1.0")
    nothing = desk.get(url("redaction-search", version.pk))
    assert FIRST not in nothing.content.decode()
    found = desk.get(url("redaction-search", version.pk), {"q": "sedm set bytu"})
    passage = found.context["passages"][0]
    page = text_of(desk.get(url("passage-redact", version.pk, passage.content_id)))
    assert "Tento krok nelze vrátit." in page
    assert "verze 0.9, 1/1" in page
    assert "verze 1.0, 1/1" in page
    assert later.number == 2


@pytest.fixture
def erasable(version):
    """A content whose words no longer stand in the live text."""
    section = SectionPage.objects.get(title="Východiska")
    build.rewrite(section, SECOND)
    return version.passages.get(content__text=FIRST).content


def test_words_are_removed_with_a_reason(desk, version, erasable):
    page = url("passage-redact", version.pk, erasable.pk)
    assert desk.post(page, {"reason": "Osobní údaje."}).status_code == 200
    assert Redaction.objects.count() == 0
    response = desk.post(page, {"reason": "Osobní údaje.", "is_sure": "on"})
    assert response.url == url("version-detail", version.pk)
    erasable.refresh_from_db()
    assert erasable.text == ""
    assert "Odstraněná slova 1 odstavec" in text_of(desk.get(response.url))


@pytest.mark.parametrize(
    "reason", ["Byla tu věta, že město má sedm bytů.", "Stálo tu mesto MA sedm set."]
)
def test_reason_must_not_repeat_the_words(desk, version, erasable, reason):
    page = url("passage-redact", version.pk, erasable.pk)
    response = desk.post(page, {"reason": reason, "is_sure": "on"})
    assert "Důvod opakuje slova odstavce." in text_of(response)
    assert reason in unescape(response.content.decode())
    assert Redaction.objects.count() == 0


def test_words_still_in_the_live_text_are_not_removed(desk, version):
    content = version.passages.get(content__text=FIRST).content
    page = url("passage-redact", version.pk, content.pk)
    response = desk.post(page, {"reason": "Osobní údaje.", "is_sure": "on"})
    assert "Nejdřív odstraňte slova z kapitoly „1 Východiska“ a uvolněte ji." in text_of(response)
    assert Redaction.objects.count() == 0


@pytest.mark.parametrize(
    ("reason", "text", "repeats"),
    [
        ("Jméno nájemce.", "Jan Novák dluží 4 580 Kč.", False),
        ("Věta o tom, že jan novak dluží.", "Jan Novák dluží peníze.", True),
        ("Šlo o částku 4580.", "Dluh činil 4580 korun.", True),
        ("Osobní údaje domácnosti.", "Údaje o lidech.", False),
        ("Slovo tajné.", "Tajné.", True),
        ("", "", False),
    ],
)
def test_reason_that_gives_away_what_it_removes(reason, text, repeats):
    assert actions.redaction.repeats_words(reason, text) is repeats


# --- Languages


def test_screens_speak_english_to_who_asked_for_it(desk, editor, version):
    UserProfile.objects.create(user=editor, preferred_language="en")
    page = text_of(desk.get(url("version-detail", version.pk)))
    assert "What you can do" in page
    assert "Who may read" in page


def test_what_the_check_found_is_told_in_the_language_of_who_reads_it(desk, document, editor):
    section = SectionPage.objects.get(title="Východiska")
    build.rewrite(section, THIRD, release=False)
    prepare(document, editor)  # the job that finds it speaks Czech
    assert "má rozpracovaný text novější než uvolněný" in text_of(
        desk.get(url("plan-detail", document.pk))
    )
    UserProfile.objects.create(user=editor, preferred_language="en")
    page = text_of(desk.get(url("plan-detail", document.pk)))
    assert "“1 Východiska” has a draft newer than the released text." in page
