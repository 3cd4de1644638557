"""Recommendations of focus groups in rounds: sent as published, settled at the same desk, told with their fate."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations import queries
from consultations.actions import (
    focus_recommendations,
    implementing,
    intake,
    settlements,
    splitting,
    statements,
)
from consultations.enums import RespondentKind
from consultations.models import Comment, RecommendationInRound, Respondent
from consultations.queries.focus_recommendations import (
    outcomes_of_recommendations,
    place_in,
    rounds_for,
)
from core.models import OutboxMail
from focus_groups.actions import sessions
from focus_groups.models import Recommendation, SpokenStatement
from tests.browsers import signed_in, text_of
from tests.concept import build as concept
from tests.consultations import build as texts
from tests.focus_groups import build
from tests.people.personas import KEYS, make
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECRET = "S dětmi mě z ubytovny vyhodili."
ADVICE = "O žádosti ať komise rozhodne do patnácti dnů."
HERE = "/fokusni-skupiny/fs/doporuceni/1/"


class World:
    """A published recommendation on a passage of a version, and a public round over that version."""

    def __init__(self) -> None:
        at = timezone.now()
        self.series = build.panel(at=at, visibility="public")
        self.lead, self.reader = build.lead_of(self.series), build.second(self.series, at=at)
        first, self.later = (
            sessions.move_session(session=held, state="held", by=self.lead, at=at)
            for held in (
                build.session(self.series, held_on=date(2016, 11, day), at=at) for day in (2, 9)
            )
        )
        said = build.say(first, SECRET, who=build.participant(self.series, at=at), at=at)
        self.section = texts.text()
        self.version = texts.version(self.section, at=at)
        concept.publish(self.version)
        self.passage = concept.uid_of(self.version, "kontaktním místě")
        self.finding = build.finding(said, text="Lidé na rozhodnutí čekají dlouho.", at=at)
        self.draft = build.recommendation(
            self.finding, text=ADVICE, version=self.version, passage_uid=self.passage, at=at
        )
        self.publish(self.finding)
        self.advice = self.publish(self.draft)
        self.round = texts.open_round(self.version, is_public=True, at=at)

    def publish(self, row):
        """Let it be read, confirmed, checked and published."""
        at = timezone.now()
        return build.published(row, reader=self.reader, session=self.later, at=at)

    def send(self, **fields) -> RecommendationInRound:
        """Send it into the round."""
        common = {"by": self.lead, "at": timezone.now(), "round": self.round, **fields}
        return focus_recommendations.submit_recommendation(
            **{"recommendation": self.advice, **common}
        )


world = built_once(World)


def answered(comment: Comment, outcome: str, reason: str) -> None:
    """Let the desk settle it and answer."""
    done = texts.decided(comment, outcome, reason)
    settlements.answer_settlement(settlement=done.settlement, by=texts.editor(), at=timezone.now())


def test_a_recommendation_becomes_a_comment_of_its_series_once(world):
    links = [world.send() for _time in range(2)]
    assert links[0] == links[1]
    comment = Comment.objects.select_related("statement__respondent").get()
    assert (comment.reference, comment.text) == ("R1-0001", ADVICE)
    assert comment.reason == "Vychází ze zjištění fokusní skupiny: FS/zj1."
    assert str(comment.passage_uid) == world.passage
    who = comment.statement.respondent
    assert (who.kind, who.name, who.user, who.organisation) == (
        RespondentKind.FOCUS_GROUP,
        "Fokusní skupina FS",
        None,
        None,
    )
    second = build.recommendation(world.finding, text="Totéž písemně.", at=timezone.now())
    world.send(recommendation=world.publish(second))
    assert Respondent.objects.count() == 1
    assert Comment.objects.count() == 2
    # a round that asks for an address asks no series for one
    asking = texts.open_round(world.version, is_public=True, email_asked="required")
    assert world.send(round=asking).comment.reference == "R2-0001"


def test_only_what_is_published_goes_into_an_open_round_over_its_document(world, clock):
    at = timezone.now()
    inner = build.recommendation(world.finding, text="Ještě nevyšlo.", at=at)
    with pytest.raises(focus_recommendations.NotPublishedYet):
        world.send(recommendation=inner)
    other = texts.open_round(texts.version(texts.text("plan")), is_public=True)
    with pytest.raises(focus_recommendations.AimsElsewhere):
        world.send(round=other)
    assert list(rounds_for(world.advice, world.lead, at)) == [world.round]
    inside = texts.open_round(world.version, bodies=[(texts.body("Lípa"), False)])
    assert inside not in rounds_for(world.advice, world.lead, at)
    clock.move_to(world.round.closes_at)
    with pytest.raises(statements.RoundClosed):
        world.send()
    assert not RecommendationInRound.objects.exists()


def test_it_stands_in_the_section_where_its_passage_is_gone(world):
    kept = texts.PARAGRAPHS[0]
    concept.rewrite(world.section, kept)
    newer = texts.version(world.section, "0.2")
    round = texts.open_round(newer, is_public=True)
    version, place = place_in(world.advice, round)
    assert (version, place) == (newer, {"section_uid": str(world.advice.section_uid)})
    comment = world.send(round=round).comment
    assert (comment.version, comment.passage_uid) == (newer, None)


def test_who_facilitates_gets_the_receipt_and_the_answer_and_speaks_for_it(world):
    at = timezone.now()
    comment = world.send().comment
    answered(comment, "explained", "Lhůta plyne ze zákona.")
    mails = OutboxMail.objects.filter(kind__in=["statement_received", "settlement_answered"])
    told = sorted(mails.values_list("kind", "recipient"))
    ours = sorted([world.lead.email, world.reader.email])
    assert told == [
        (kind, who) for kind in ("settlement_answered", "statement_received") for who in ours
    ]
    assert all(SECRET[:10] not in mail.text for mail in mails)
    comment = Comment.objects.get()
    for person in (world.lead, world.reader):
        assert queries.speaks_in(person, comment.statement, at)
        assert queries.respondents_of(person, world.round, at) == [comment.statement.respondent]
    for person in (build.lead_of(build.panel("JINA", at=at)), make("facilitator")):
        assert not queries.speaks_in(person, comment.statement, at)
        assert queries.respondents_of(person, world.round, at) == []


def test_the_page_of_a_recommendation_tells_its_fate(world):
    comment = world.send().comment
    assert "R1-0001" in text_of(Client().get(HERE))
    answered(comment, "explained", "Lhůta plyne ze zákona.")
    answer = Client().get(HERE)
    assert "Lhůta plyne ze zákona." in text_of(answer)
    assert "do-kola" not in answer.content.decode()
    (outcome,) = outcomes_of_recommendations([world.advice.pk])[world.advice.pk]
    assert (outcome.where, outcome.reason) == (
        "Připomínky k návrhu, připomínka R1-0001",
        "Lhůta plyne ze zákona.",
    )
    series = text_of(Client().get("/fokusni-skupiny/fs/"))
    assert outcome.outcome in series


def test_the_words_that_changed_lead_back_to_the_recommendation_and_its_finding(world):
    """Both ways: the recommendation shows the change, the passage shows where it comes from."""
    at = timezone.now()
    comment = texts.decided(world.send().comment)
    changed = texts.PARAGRAPHS[1].replace("třiceti", "patnácti")
    concept.rewrite(world.section, texts.PARAGRAPHS[0], changed, texts.PARAGRAPHS[2])
    newer = texts.version(world.section, "0.2")
    concept.publish(newer)
    common = {"settlement": comment.settlement, "by": texts.editor(), "at": at}
    implementing.implement_settlement(to_version=newer, **common)
    implementing.verify_settlement(**common)
    settlements.answer_settlement(**common)
    page = text_of(Client().get(HERE))
    for words in ("třiceti", "patnácti", "Akceptováno"):
        assert words in page, words
    uid = concept.uid_of(newer, "patnácti dnů")
    address = reverse("concept:passage-reasons", args=["koncepce", newer.slug, uid])
    answer = Client().get(address)
    for path in (HERE, "/fokusni-skupiny/fs/zjisteni/1/"):
        assert f'href="{path}"' in answer.content.decode(), path
    assert "Fokusní skupina FS" in text_of(answer)
    assert SECRET[:10] not in text_of(answer)


def test_a_comment_entered_by_hand_is_told_whose_recommendation_it_is(world):
    at = timezone.now()
    entered = intake.enter_statement(
        round=world.round,
        sender=intake.Sender(kind=RespondentKind.FOCUS_GROUP),
        arrival=intake.Arrival(channel="hearing", received_on=timezone.localdate(at)),
        original_text=ADVICE,
        by=texts.secretary(),
        at=at,
    )
    common = {"statement": entered, "by": texts.secretary(), "at": at}
    splitting.save_point(version=world.version, place={}, text=ADVICE, **common)
    splitting.finish_splitting(**common)
    comment = Comment.objects.get()
    link = {"recommendation": world.advice, "comment": comment, "by": world.lead, "at": at}
    first = focus_recommendations.link_recommendation(**link)
    assert focus_recommendations.link_recommendation(**link) == first
    other = build.recommendation(world.finding, text="Jiné", at=at)
    with pytest.raises(focus_recommendations.NotOfAFocusGroup):
        focus_recommendations.link_recommendation(**link | {"recommendation": other})


def test_it_is_sent_from_its_page_by_its_facilitators_only(world):
    lead = signed_in(world.lead)
    form = lead.get(f"{HERE}do-kola/").context["form"]
    assert list(form.fields["round"].queryset) == [world.round]
    assert lead.post(f"{HERE}do-kola/", {"round": world.round.pk}).url == HERE
    assert RecommendationInRound.objects.get().by == world.lead
    assert "Žádné otevřené kolo" in text_of(lead.get(f"{HERE}do-kola/"))
    for key in KEYS:
        person = make(key)
        client = signed_in(person) if person.is_authenticated else Client()
        assert client.get(f"{HERE}do-kola/").status_code == 404, key


def test_links_and_what_is_behind_them_are_known_as_far_as_both_ends_are(world):
    link = world.send()
    seen = RecommendationInRound.objects.visible_to(AnonymousUser())
    assert list(seen) == [link]
    Recommendation.objects.filter(pk=world.advice.pk).update(state="retracted", retract_reason="x")
    world.advice.record.visibility = "restricted"
    world.advice.record.save()
    assert not RecommendationInRound.objects.visible_to(AnonymousUser()).exists()
    assert not SpokenStatement.objects.visible_to(texts.editor()).exists()
