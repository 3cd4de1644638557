"""Hard situations of the settlement desk by name."""

import pytest
from django.core import mail
from django.utils import timezone

from consultations.actions import bulk, clusters, comments, disputes, settlements
from consultations.enums import BulkKind, BulkState, SettlementState, Weight
from consultations.models import BulkStep, ClusterSuggestion, Comment, CommentCluster, Settlement
from consultations.queries import clusters as cluster_queries
from core.models import OutboxMail
from people.enums import Role
from tests.browsers import signed_in, text_of, told
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

SHARED = [
    f"Navrhujeme doplnit bod číslo {n} o pravidla, podle kterých město přidělí {n} bytů domácnostem v nouzi."
    for n in range(1, 13)
]


def search(round, by) -> BulkStep:
    step = BulkStep.objects.create(round=round, kind=BulkKind.SEARCH, by=by, at=timezone.now())
    clusters.run_search(step=step, at=timezone.now())
    return step


@built_once
def x2():
    """A district with 31 points of which 12 are word for word those of two organisations; one is essential."""
    district = build.body("Městský obvod Lípa")
    bodies = {name: build.body(name, "ngo") for name in ("Spolek Práh", "Spolek Klíč")}
    round = build.open_round(
        build.version(build.text()),
        bodies=[(district, True), *((body, False) for body in bodies.values())],
        is_public=True,
    )
    own = [f"Vlastní připomínka obvodu k věci {n} a ničemu jinému v textu." for n in range(1, 20)]
    points = [{"words": words} for words in SHARED + own]
    points[0]["weight"] = Weight.ESSENTIAL
    build.sent(
        round,
        *points,
        person=build.colleague("lipa", district, authorised=True),
        organisation=district,
    )
    for number, body in enumerate(bodies.values()):
        build.sent(
            round,
            *SHARED,
            person=build.colleague(f"ngo{number}", body, authorised=True),
            organisation=body,
        )
    return round


def test_x2_twelve_of_thirty_one_are_joined_and_each_author_is_answered(x2):
    editor = person(Role.EDITOR)
    assert search(x2, editor).done_count == 12
    suggestions = ClusterSuggestion.objects.order_by("pk")
    assert {len(s.members) for s in suggestions} == {3}
    assert all(s.is_equal for s in suggestions)
    for suggestion in suggestions:
        clusters.join_suggested(
            suggestion=suggestion, members=suggestion.members, by=editor, at=timezone.now()
        )
    assert CommentCluster.objects.count() == 12
    assert Comment.objects.filter(cluster=None).count() == 19

    # answered once
    heads = Settlement.objects.filter(comment__number__lte=12).order_by("comment__number")
    for head in heads:
        settlements.propose_settlement(
            settlement=head,
            outcome="not_accepted",
            reason="Pravidla stanoví vyhláška.",
            by=editor,
            at=timezone.now(),
        )
    proposed = Settlement.objects.filter(state=SettlementState.PROPOSED)
    assert proposed.count() == 36
    assert Settlement.objects.filter(state=SettlementState.OPEN).count() == 19

    # the essential one opens a dispute; its equals, which are advisory, are decided
    first = Settlement.objects.get(comment__number=1)
    with pytest.raises(settlements.MeetingNeeded):
        settlements.decide_settlement(
            settlement=first, decided_as="chair", by=build.chair(), at=timezone.now()
        )
    dispute = disputes.open_dispute(settlement=first, by=editor, at=timezone.now())
    step = bulk.start_step(
        round=x2,
        kind=BulkKind.DECIDE,
        params={"as": "meeting", "on": "2026-03-01", "where": "Společné jednání"},
        targets=list(proposed.values_list("pk", flat=True)),
        language="cs",
        by=build.secretary(),
        at=timezone.now(),
    )
    assert step.state == BulkState.DONE
    assert Settlement.objects.filter(state=SettlementState.DECIDED).count() == 35
    disputes.resolve_dispute(
        dispute=dispute,
        outcome="not_accepted",
        reason="Pravidla stanoví vyhláška.",
        result="Shoda.",
        by=build.secretary(),
        at=timezone.now(),
        resolved_on=timezone.localdate(),
        decided_where="Rozporové jednání",
    )

    # each author is answered under an own number
    for settlement in Settlement.objects.filter(state=SettlementState.DECIDED):
        settlements.answer_settlement(settlement=settlement, by=editor, at=timezone.now())
    answered = Settlement.objects.filter(state=SettlementState.ANSWERED)
    assert answered.count() == 36
    answers = OutboxMail.objects.filter(kind="settlement_answered")
    assert sorted(set(answers.values_list("recipient", flat=True))) == [
        "lipa@example.org",
        "ngo0@example.org",
        "ngo1@example.org",
    ]
    assert answers.count() == 36
    assert mail.outbox == []


def test_what_was_parted_is_not_suggested_again(x2):
    editor = person(Role.EDITOR)
    search(x2, editor)
    suggestion = ClusterSuggestion.objects.order_by("pk").first()
    clusters.part_suggested(suggestion=suggestion, by=editor, at=timezone.now())
    with pytest.raises(clusters.SuggestionDecided):
        clusters.join_suggested(
            suggestion=suggestion, members=suggestion.members, by=editor, at=timezone.now()
        )
    search(x2, editor)
    assert cluster_queries.open_suggestions(x2).count() == 11


def test_a_comment_sent_later_comes_to_the_joined_ones(x2):
    editor = person(Role.EDITOR)
    search(x2, editor)
    first = ClusterSuggestion.objects.order_by("pk").first()
    cluster = clusters.join_suggested(
        suggestion=first, members=first.members, by=editor, at=timezone.now()
    )
    build.sent(x2, SHARED[0], token="pozde")
    search(x2, editor)
    newcomer = Comment.objects.order_by("number").last()
    again = next(s for s in cluster_queries.open_suggestions(x2) if newcomer.pk in s.members)
    joined = clusters.join_suggested(
        suggestion=again, members=again.members, by=editor, at=timezone.now()
    )
    assert joined == cluster
    assert cluster.comments.count() == 4


def test_screen_of_equal_comments(x2):
    editor = person(Role.EDITOR)
    client = signed_in(editor)
    address = url("cluster-list", x2.pk)
    assert "Zatím nejsou spojené žádné připomínky." in text_of(client.get(address))
    client.post(url("cluster-search", x2.pk))
    client.post(url("cluster-search", x2.pk))
    step = BulkStep.objects.get(kind=BulkKind.SEARCH)
    assert client.get(address).headers["Refresh"] == "3"
    clusters.run_search(step=step, at=timezone.now())
    page = client.get(address)
    assert "12 návrhů" in text_of(page)
    [first, *_others] = page.context["suggested"]
    assert first.is_grave
    members = [m.comment.pk for m in first.members][:2]
    done = client.post(url("cluster-decide", x2.pk, first.suggestion.pk), {"member": members})
    assert "se odteď vypořádá jednou." in told(done)[0]
    assert CommentCluster.objects.get().comments.count() == 2
    second = client.get(address).context["suggested"][0]
    client.post(url("cluster-decide", x2.pk, second.suggestion.pk), {"part": "1"})
    assert cluster_queries.open_suggestions(x2).count() == 10


def test_one_taken_out_of_two_equal_ones_leaves_none(x2):
    editor = person(Role.EDITOR)
    one, two = Comment.objects.filter(text=SHARED[3])[:2]
    clusters.join_cluster(comments=[one, two], title="Dvě", by=editor, at=timezone.now())
    clusters.leave_cluster(comment=one, by=editor, at=timezone.now())
    assert CommentCluster.objects.count() == 0
    assert Comment.objects.filter(cluster__isnull=False).count() == 0


def test_respondent_withdraws_one_of_five_points():
    round = build.open_round(build.version(build.text()), is_public=True)
    sent = build.sent(round, *[f"Bod číslo {n}." for n in range(1, 6)])
    editor = build.editor()
    clusters.join_cluster(comments=sent[:3], title="Tři", by=editor, at=timezone.now())
    comments.withdraw_comment(comment=sent[1], by=None, at=timezone.now())
    settlements.propose_settlement(
        settlement=sent[0].settlement,
        outcome="noted",
        reason="Díky.",
        by=editor,
        at=timezone.now(),
    )
    found = Settlement.objects.order_by("comment__number").values_list("state", "outcome")
    assert list(found) == [
        ("proposed", "noted"),
        ("decided", "withdrawn"),
        ("proposed", "noted"),
        ("open", "open"),
        ("open", "open"),
    ]


def test_an_equal_comment_with_another_proposal_is_not_decided_along():
    round = build.open_round(build.version(build.text()), is_public=True)
    first, second, third = build.sent(round, "Rok.", "Jeden rok.", "Na rok.")
    by, at = build.editor(), timezone.now()
    for comment, outcome in ((first, "noted"), (second, "not_accepted")):
        settlements.propose_settlement(
            settlement=comment.settlement, outcome=outcome, reason="Protože.", by=by, at=at
        )
    clusters.join_cluster(comments=[first, second, third], title="Rok", by=by, at=at)
    first = Comment.objects.get(pk=first.pk)
    settlements.review_settlement(settlement=first.settlement, by=by, at=at)
    settlements.decide_settlement(
        settlement=first.settlement, decided_as="chair", by=build.chair(), at=at
    )
    found = Settlement.objects.order_by("comment__number").values_list("state", "outcome")
    assert list(found) == [("decided", "noted"), ("proposed", "not_accepted"), ("open", "open")]


def test_a_comment_taken_back_ends_its_dispute_and_tells_no_proposal():
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    round = build.open_round(build.version(build.text()), bodies=[(lipa, True)], is_public=True)
    point = {"words": "Zkrátit lhůtu.", "weight": Weight.ESSENTIAL}
    [comment] = build.sent(round, point, person=clerk, organisation=lipa)
    by, at = build.editor(), timezone.now()
    settlements.propose_settlement(
        settlement=comment.settlement, outcome="not_accepted", reason="Tajný návrh.", by=by, at=at
    )
    disputes.open_dispute(settlement=comment.settlement, by=by, at=at)

    comments.withdraw_comment(comment=comment, by=clerk, at=at)

    settlement = Settlement.objects.get()
    assert (settlement.outcome, settlement.reason) == ("withdrawn", "")
    assert (settlement.decided_as, settlement.decided_on) == ("author", timezone.localdate(at))
    dispute = settlement.disputes.get()
    assert (dispute.resolved_on, dispute.resolved_by) == (timezone.localdate(at), clerk)
    assert dispute.steps.filter(is_resolution=True).count() == 1
    assert settlement.history.filter(reason="Tajný návrh.").exists()
