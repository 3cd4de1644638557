"""Checks by two people, quotes, and the report: a document in editions that say only what is cleared."""

from datetime import timedelta

import pytest
from django.utils import timezone

from concept import actions as texts
from concept.models import DocumentPage, SectionPage
from concept.queries import read_version, standing
from core.models import Event, OutboxMail
from focus_groups.actions import checks, publishing, quotes, reports, sessions
from focus_groups.enums import CheckItem, Sensitivity
from focus_groups.models import PublicationCheck, Quote, QuotePlacement, ReportEdition
from focus_groups.queries.checks import passed, standing_of
from focus_groups.report_text import told_people
from tests.concept import build as concept
from tests.focus_groups import build
from tests.worlds import built_once

WORDS = "Pán domu nás vyhodil hned v pondělí ráno."
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


def told():
    """Two sessions, a statement of one participant and a confirmed finding, two facilitators."""
    concept.home()
    at = timezone.now()
    panel = build.panel(at=at, visibility="public", purpose="Slyšet ty, kdo hledají byt.")
    second = build.second(panel, at=at)
    held = build.session(panel, at=at, headcount=8, place="Ostrava-Jih")
    later = build.session(panel, at=at, headcount=3, topic="Smlouvy", place="Poruba",
                          held_on=held.held_on + timedelta(days=30))  # fmt: skip
    for each in (held, later):
        sessions.move_session(session=each, state="held", by=second, at=at)
    someone = build.participant(panel, at=at)
    said = build.say(held, WORDS, who=someone, is_verbatim=True, at=at)
    finding = build.confirmed(build.finding(said, at=at), reader=second, session=later, at=at)
    return panel, second, said, finding


world = built_once(told)


def text_of(version):
    return "\n".join(p.text for section in read_version(version) for p in section.passages)


def publish(finding, *people):
    build.check_by_two(finding, *people, at=timezone.now())
    return publishing.publish_text(
        row=finding, lock_version=finding.lock_version, by=people[0], at=timezone.now()
    )


def test_a_text_is_published_once_two_people_checked_it_as_it_stands(world):
    panel, second, _said, finding = world
    lead, at = build.lead_of(panel), timezone.now()
    common = {"row": finding, "lock_version": finding.lock_version, "by": lead, "at": at}
    with pytest.raises(publishing.NotChecked):
        publishing.publish_text(**common)
    build.check(finding, lead, at=at)
    with pytest.raises(checks.CheckedAlready):
        build.check(finding, lead, at=at)
    with pytest.raises(publishing.NotChecked):
        publishing.publish_text(**common)
    with pytest.raises(checks.TextChanged):
        build.check(finding, second, digest="0" * 64, at=at)
    build.check(finding, second, at=at)
    done = publishing.publish_text(**common)
    (text,) = done.texts.all()
    assert (done.state, text.text, text.supports) == ("published", finding.text, 0)
    assert Event.objects.filter(record=panel.inside, verb="publication_checked").count() == 2
    # another text is checked anew
    done.text = "Jiný text."
    assert not passed(done)


def test_one_no_refuses_a_text_and_says_why(world):
    panel, second, _said, finding = world
    answers = {**build.ALL_FINE, CheckItem.STORY: False}
    with pytest.raises(checks.CheckIncomplete):
        build.check(finding, second, answers=answers, at=timezone.now())
    build.check(finding, second, answers=answers, reason="Poznají ji.", at=timezone.now())
    build.check(finding, build.lead_of(panel), at=timezone.now())
    third = build.second(panel, at=timezone.now(), name="Tereza Třetí")
    build.check(finding, third, at=timezone.now())
    assert (standing_of(finding).is_refused, passed(finding)) == (True, False)


def test_a_quote_says_what_was_said_by_who_consents(world):
    panel, _second, said, finding = world
    at = timezone.now()
    with pytest.raises(quotes.QuoteRefused):
        quotes.write_quote(finding=finding, statement=said, text=WORDS, is_verbatim=True,
                           by=build.lead_of(panel), at=at)  # fmt: skip
    kept = build.quote(finding, said, at=at, text="Pán domu nás vyhodil … v pondělí")
    common = {"quote": kept, "lock_version": 1, "by": build.lead_of(panel), "at": at}
    with pytest.raises(quotes.QuoteRefused, match="…"):
        quotes.edit_quote(text="Pán domu nás vyhnal", is_verbatim=True, **common)
    kept = quotes.edit_quote(text="Majitel je vystěhoval", is_verbatim=False, **common)
    with pytest.raises(quotes.StaleQuote):
        quotes.edit_quote(text="Jinak", is_verbatim=False, **common)
    other = build.say(said.session, "Na stavbě.", at=at)
    with pytest.raises(quotes.QuoteRefused):
        build.quote(finding, other, at=at)
    said.refresh_from_db()
    said.sensitivity = Sensitivity.IDENTIFYING
    said.save()
    build.check_by_two(finding, build.lead_of(panel), at=at)
    with pytest.raises(checks.CheckIncomplete):
        build.check(Quote.objects.get(pk=kept.pk), build.lead_of(panel), at=at)


def test_the_report_is_a_document_that_says_only_what_was_cleared(world):
    panel, second, said, finding = world
    lead, at = build.lead_of(panel), timezone.now()
    with pytest.raises(reports.NothingToReport):
        reports.make_edition(series=panel, by=lead, at=at)
    finding = publish(finding, lead, second)
    kept = build.quote(finding, said, at=at)
    unchecked = build.finding(said, at=at, text="Nezkontrolované zjištění.")
    first = build.edition(panel, lead, second, at=at)
    text = text_of(first.version)
    assert (kept.text in text, unchecked.text in text) == (False, False)
    assert (finding.text in text, first.version.label == "Vydání 1") == (True, True)
    assert standing(first.version) == "published"
    assert list(first.version.steps.order_by("pk").values_list("step", "by")) == [
        ("publication_proposed", lead.pk),
        ("publication_agreed", second.pk),
        ("published", second.pk),
    ]
    build.check_by_two(kept, lead, second, at=at)
    again = build.edition(panel, lead, second, at=at)
    assert WORDS in text_of(again.version)
    assert [place.quote for place in QuotePlacement.objects.all()] == [kept]
    assert (again.document, again.number) == (first.document, 2)
    # sessions: 3 people are left out, with the only other count that could tell it
    assert again.facts["sessions"] == first.facts["sessions"]
    assert set(first.facts["sessions"].values()) == {None}
    assert [section.title for section in read_version(first.version)] == [
        "Metoda a složení",
        "Průběh setkání",
        "Zjištění podle témat",
        "Doporučení pro koncepci",
        "Jak byla doporučení využita",
    ]


def test_a_section_added_in_the_editor_stops_the_report(world):
    panel, second, _said, finding = world
    lead, at = build.lead_of(panel), timezone.now()
    publish(finding, lead, second)
    build.edition(panel, lead, second, at=at)
    document = DocumentPage.objects.get(slug="zprava-fs")
    concept.born(document, SectionPage(title="Příběhy", slug="pribehy", code="6", body="[]"))
    with pytest.raises(reports.ReportTouched):
        reports.make_edition(series=panel, by=lead, at=at)


def test_an_edition_made_before_something_was_taken_back_is_not_published(world):
    panel, second, said, finding = world
    lead, at = build.lead_of(panel), timezone.now()
    finding = publish(finding, lead, second)
    kept = build.quote(finding, said, at=at)
    build.check_by_two(kept, lead, second, at=at)
    frozen = reports.make_edition(series=panel, by=lead, at=at)
    quotes.remove_quote(quote=kept, by=lead, at=at)
    with pytest.raises(reports.EditionOutOfDate):
        build.check(frozen, lead, at=at)
    # what was frozen and never published goes with the draft, without an edition
    assert reports.issue_reduced(series=panel, at=at) is None
    assert WORDS not in text_of(frozen.version)
    assert (ReportEdition.objects.count(), texts.pending_proposal(frozen.version)) == (1, None)


def test_counts_of_a_session_are_told_once_for_ever():
    first = told_people({1: 8, 2: 3, 3: 9}, {}, 5)
    assert first == {1: None, 2: None, 3: 9}
    assert told_people({1: 7, 2: 3, 3: 4, 4: 6}, first, 5) == {1: None, 2: None, 3: 9, 4: 6}


def test_nobody_is_told_of_a_check_by_mail(world):
    panel, second, _said, finding = world
    publish(finding, build.lead_of(panel), second)
    assert (OutboxMail.objects.count(), PublicationCheck.objects.count()) == (0, 2)
