"""F1: a participant takes her consent back after the report and the measure it led to were published."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from concept import actions as texts
from concept.models import Measure, Version
from concept.queries import read_version, standing
from concept.verification import verify
from core import search
from core.issued_files import note_issued
from core.models import Event, IssuedFile, Record
from focus_groups.actions import reports, sessions, withdrawals
from focus_groups.actions.worked_out import NotConfirmed, keep_after_review
from focus_groups.enums import ConsentScope
from focus_groups.models import (
    ConsentLimit,
    Finding,
    Participant,
    Quote,
    Recommendation,
    ReportEdition,
    Series,
    SpokenStatement,
)
from focus_groups.queries.findings import bases_of
from focus_groups.queries.reports import next_issue_on
from focus_groups.tasks import issue_editions
from people.models import User
from tests.byte_search import database_files, found_in
from tests.concept import build as concept
from tests.database import restore_database
from tests.focus_groups import build
from tests.worlds import built_once

QUOTED = "Pán domu nás vyhodil hned v pondělí ráno."
ALONE = "Zálohu na elektřinu nám nikdo předem nevysvětlil."
OTHERS = ("Po telefonu zavěsili.", "Vzali radši bezdětné.")
MEASURE = "Obvod při podpisu smlouvy vysvětlí zálohy na energie."
TEXTS = {
    "fifth": "Rodiny s dětmi přicházejí o bydlení náhle.",
    "ninth": "Zálohy nikdo nevysvětluje.",
}


class World(NamedTuple):
    """The panel after its report was published."""

    series: Series
    lead: User
    second: User
    her: Participant
    fifth: Finding
    ninth: Finding
    fourth: Recommendation
    quote: Quote
    edition: ReportEdition
    measure: Measure


def measure_block() -> dict:
    value = {
        "code": "2.3", "title": "Zálohy", "description": f"<p>{MEASURE}</p>", "responsible": "",
        "partners": [], "due_kind": "ongoing", "due_on": None, "due_text": "", "budget_czk": None,
        "funding_sources": [], "indicator_note": "",
    }  # fmt: skip
    return concept.block("measure", value)


def approved_measure() -> Measure:
    """Measure 2.3 of an approved action plan, which the recommendation led to."""
    document = concept.document("akcni-plan", "Akční plán")
    concept.section(document, "Opatření", measure_block(), code="2")
    version = concept.publish(concept.freeze(document, "1.0"))
    texts.record_approval(version=version, body="Zastupitelstvo", occurred_on=timezone.localdate(),
                          verb="approve", by=concept.editor(), at=timezone.now())  # fmt: skip
    return Measure.objects.get()


def after_the_report() -> World:
    at = timezone.now()
    concept.home()
    series = build.panel(at=at, visibility="public")
    lead, second = build.lead_of(series), build.second(series, at=at)
    held = build.session(series, at=at)
    later = build.session(series, at=at, held_on=held.held_on + timedelta(days=30))
    sessions.move_session(session=later, state="held", by=second, at=at)
    her, *rest = (build.participant(series, at=at) for _n in range(3))
    quoted = build.say(held, QUOTED, who=her, is_verbatim=True, at=at)
    alone = build.say(held, ALONE, who=her, at=at)
    others = [
        build.say(held, words, who=who, at=at) for words, who in zip(OTHERS, rest, strict=True)
    ]
    common = {"reader": second, "session": later, "at": at}
    fifth = build.published(build.finding(quoted, *others, text=TEXTS["fifth"], at=at), **common)
    ninth = build.published(build.finding(alone, text=TEXTS["ninth"], at=at), **common)
    fourth = build.published(
        build.recommendation(ninth, measure=approved_measure(), at=at), **common
    )
    quote = build.quote(fifth, quoted, at=at)
    build.check_by_two(quote, lead, second, at=at)
    edition = build.edition(series, lead, second, at=at)
    return World(series, lead, second, her, fifth, ninth, fourth, quote, edition,
                 fourth.measure)  # fmt: skip


world = built_once(after_the_report)


def take_back(world: World, scopes=tuple(ConsentScope)) -> ConsentLimit:
    (consent,) = world.her.consents.all()
    return withdrawals.withdraw_consent(
        consent=consent,
        scopes=scopes,
        occurred_on=timezone.localdate(),
        by=world.lead,
        at=timezone.now(),
    )


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def text_of(version: Version) -> str:
    return "\n".join(p.text for section in read_version(version) for p in section.passages)


def page_of_report() -> str:
    return Client().get("/zprava-fs/cele/").content.decode().replace("\xa0", " ")


def on_the_first(clock) -> datetime:
    """The tick of the first day of the next month."""
    at = (timezone.localtime().replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=5)
    clock.move_to(at)
    issue_editions.function()
    return at


@pytest.mark.django_db
def test_f1_inside_the_words_go_at_once_and_the_public_text_waits_for_its_edition(world):
    before = timezone.now()
    take_back(world)
    assert not SpokenStatement.objects.filter(words__in=[QUOTED, ALONE]).exists()
    assert SpokenStatement.objects.filter(words__in=OTHERS).count() == 2
    assert world.her.statements.count() == 0
    assert (fresh(world.quote).text, fresh(world.quote).statement.participant) == ("", None)
    # the fifth finding still has two that support it, the ninth has none
    fifth, ninth = fresh(world.fifth), fresh(world.ninth)
    assert bases_of([fifth, ninth]) == {
        fifth.pk: {"supports": 2, "opposes": 0},
        ninth.pk: {"supports": 0, "opposes": 0},
    }
    assert (fifth.lost_sources, fifth.needs_review_since) == (1, None)
    assert (ninth.lost_sources, ninth.needs_review_since) == (1, before)
    # outside nothing tells that anything happened
    assert QUOTED in page_of_report()
    assert ReportEdition.objects.count() == 1
    outside = Event.objects.filter(recorded_at__gte=before).exclude(record=world.series.inside)
    assert list(outside.filter(verb__in=["consent_limited", "statement_erased"])) == []
    assert not Event.objects.filter(payload__icontains=world.her.pseudonym).exists()
    assert not Record.objects.filter(title__contains=world.her.pseudonym).exists()


@pytest.mark.django_db
def test_f1_the_edition_of_the_first_of_the_month_leaves_the_quote_out_everywhere(world, clock):
    old = world.edition.version
    note_issued(record=old.record, file_format="pdf", language="cs", data=b"x", at=timezone.now())
    texts.make_artifact(version=old, file_format="json", language="cs", at=timezone.now())
    take_back(world)
    clock.shift(timedelta(days=1))
    issue_editions.function()
    assert ReportEdition.objects.count() == 1
    on = on_the_first(clock)
    new = ReportEdition.objects.get(number=2)
    assert (new.only_leaves_out, standing(new.version), standing(old)) == (
        True,
        "published",
        "superseded",
    )
    # nobody asks for the day: it is the first of a month, and agreed by who checked the edition before
    assert {(step.by_id, step.recorded_at) for step in new.version.steps.all()} == {
        (world.lead.pk, on),
        (world.second.pk, on),
    }
    for version in (old, new.version):
        assert QUOTED not in text_of(version)
        made = texts.make_artifact(version=version, file_format="json", language="cs", at=on)
        assert "vyhodil" not in bytes(made.data).decode()
    shown = page_of_report()
    assert (QUOTED in shown, TEXTS["fifth"] in shown, TEXTS["ninth"] in shown) == (
        False,
        True,
        False,
    )
    assert "Části textu dřívějších vydání byly" in shown
    assert "Část podkladů byla stažena." in shown
    assert [finding.message for finding in verify()] == [
        "redacted: Vynecháno v některém z vydání zprávy."
    ]
    for words in ("vyhodil pondělí", QUOTED):
        for reader in (AnonymousUser(), world.lead):
            assert list(search.find(words, reader)) == []
    assert IssuedFile.objects.get(format="pdf").outdated_at == on
    # counts of sessions are told as before
    assert new.facts["sessions"] == world.edition.facts["sessions"]
    # the next tick of the same day changes nothing
    issue_editions.function()
    assert ReportEdition.objects.count() == 2


@pytest.mark.django_db
def test_f1_the_recommendation_and_the_measure_stay(world, clock):
    take_back(world)
    told = "Část podkladů byla stažena."
    pages = [fresh(row).record.path for row in (world.fifth, world.fourth)]
    assert [told in Client().get(path).content.decode() for path in pages] == [False, False]
    on_the_first(clock)
    assert [told in Client().get(path).content.decode() for path in pages] == [True, True]
    fourth = fresh(world.fourth)
    assert (fourth.state, fourth.measure, fresh(world.measure).code) == (
        "published",
        world.measure,
        "2.3",
    )
    shown = page_of_report()
    assert fourth.text in shown
    assert MEASURE in Client().get("/opatreni/2.3/").content.decode().replace("\xa0", " ")


@pytest.mark.django_db
def test_f1_a_finding_without_support_is_not_kept_and_in_no_further_edition(world, clock):
    take_back(world)
    on_the_first(clock)
    ninth = fresh(world.ninth)
    with pytest.raises(NotConfirmed):
        keep_after_review(row=ninth, lock_version=ninth.lock_version, by=world.lead,
                          at=timezone.now())  # fmt: skip
    full = build.edition(world.series, world.lead, world.second, at=timezone.now())
    assert (full.number, TEXTS["ninth"] in text_of(full.version)) == (3, False)


@pytest.mark.django_db
def test_f1_quotes_taken_back_alone_leave_the_words_with_the_facilitators(world, clock):
    take_back(world, [ConsentScope.VERBATIM_QUOTE])
    assert SpokenStatement.objects.filter(words=QUOTED).count() == 1
    assert fresh(world.quote).text == ""
    on_the_first(clock)
    assert QUOTED not in page_of_report()
    assert (fresh(world.fifth).lost_sources, fresh(world.ninth).needs_review_since) == (0, None)


@pytest.mark.django_db
def test_f1_the_lead_may_publish_the_edition_before_its_day(world, client):
    take_back(world)
    client.force_login(world.second)
    assert client.get("/fokusni-skupiny/fs/zprava/vydat-drive/").status_code == 404
    client.force_login(world.lead)
    page = client.get("/fokusni-skupiny/fs/zprava/").content.decode()
    assert "Něco musí ze zprávy zmizet" in page
    warning = client.get("/fokusni-skupiny/fs/zprava/vydat-drive/").content.decode()
    assert "může prozradit, kdo o to požádal" in warning.replace("\xa0", " ")
    client.post("/fokusni-skupiny/fs/zprava/vydat-drive/")
    assert QUOTED not in page_of_report()
    assert reports.issue_reduced(series=world.series, at=timezone.now()) is None


@pytest.mark.django_db
def test_f1_a_worker_that_stood_still_issues_afterwards_and_who_asks_on_the_first_waits(
    world, clock
):
    clock.move_to(timezone.localtime().replace(day=1, hour=0, minute=10))
    take_back(world)
    issue_editions.function()
    assert ReportEdition.objects.count() == 1
    # the worker ran on no day until the fifth of the next month
    clock.move_to((timezone.localtime() + timedelta(days=32)).replace(day=5))
    issue_editions.function()
    assert ReportEdition.objects.count() == 2


@pytest.mark.django_db
def test_f1_a_month_is_kept_whenever_somebody_asks():
    for start in range(365):
        asked = date(2019, 1, 1) + timedelta(days=start)
        at = datetime(asked.year, asked.month, asked.day, 12, tzinfo=UTC)
        waits = next_issue_on(at) - asked
        assert (next_issue_on(at).day, timedelta(0) < waits <= timedelta(days=31)) == (1, True)


@pytest.mark.django_db(transaction=True)
def test_f1_no_file_holds_the_words_after_the_edition_and_its_jobs(transactional_db, clock):
    """Database, its log, media, mails and caches are searched byte by byte."""
    restore_database()  # PostgreSQL's files keep rows of tests that were rolled back
    made = after_the_report()
    needles = [word.encode(e) for word in ("vyhodil", "elektřinu") for e in ("utf-8", "utf-16-le")]
    needles += [b"vyhod", b"elekt\xc5\x99"]  # as search stems
    folders = [*database_files(), Path(settings.MEDIA_ROOT), Path(settings.EMAIL_FILE_PATH)]
    cache.set("rendered", QUOTED)
    before = " ".join(found_in(folders, needles))
    assert all(repr(needle) in before for needle in needles if b"\0" not in needle)
    take_back(made)
    on_the_first(clock)
    call_command("run_jobs", verbosity=0)
    jobs = DBTaskResult.objects.values_list("status", "traceback")
    assert [job for job in jobs if job[0] != TaskResultStatus.SUCCESSFUL] == []
    assert found_in(folders, needles) == []
