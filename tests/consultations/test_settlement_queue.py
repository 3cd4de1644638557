"""The queue of a round at the settlement desk: filters, order, pages, counts, and who sees what."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.actions import assignments, clusters, settlements, themes
from consultations.enums import CommentNature, Moderation, PlacementStatus, Weight
from consultations.models import Anchor, AnchorPlacement, Comment, Settlement
from consultations.queries import settlement_queue
from people.enums import OrganisationKind, Role
from tests.browsers import signed_in, text_of
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.consultations.many import fill_round
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

QUEUE_QUERIES = 23


def open_round():
    section = build.text()
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    made = build.open_round(build.version(section), bodies=[(lipa, True)], is_public=True)
    build.sent(
        made,
        {
            "words": "Doplnit lhůtu pro rozhodnutí komise.",
            "quote": "O žádosti rozhodne komise do třiceti dnů.",
            "weight": Weight.ESSENTIAL,
        },
        {"words": "Překlep v nadpisu.", "nature": CommentNature.FORMAL},
        person=clerk,
        organisation=lipa,
    )
    build.sent(
        made,
        {
            "words": "Byty mají být pro rodiny.",
            "quote": "Podpora trvá šest měsíců.",
            "type": "question",
        },
        token="prvni",
        name="Jana Nová",
    )
    return made


round = built_once(open_round)


def found(round, user=None, **sought) -> list[str]:
    """References of what matches, in order."""
    user = user or build.editor()
    queue = settlement_queue.read_queue(
        round, user, settlement_queue.QueueFilter(**sought), timezone.localdate()
    )
    return [row.settlement.comment.reference for row in queue.rows]


def settlement(number: int) -> Settlement:
    return Settlement.objects.select_related("comment__round").get(comment__number=number)


def test_without_a_filter_comments_stand_in_the_order_of_the_text(round):
    assert found(round) == ["R1-0002", "R1-0003", "R1-0001"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("number", ["R1-0001", "R1-0002", "R1-0003"]),
        ("newest", ["R1-0003", "R1-0002", "R1-0001"]),
        ("weight", ["R1-0001", "R1-0002", "R1-0003"]),
        ("body", ["R1-0001", "R1-0002", "R1-0003"]),
        ("due", ["R1-0003", "R1-0001", "R1-0002"]),
    ],
)
def test_order(round, sort, expected):
    Settlement.objects.filter(comment__number=3).update(due_on=timezone.localdate())
    assert found(round, sort=sort) == expected


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        ({"q": "lhuta komisí"}, ["R1-0001"]),
        ({"q": "byt"}, ["R1-0003"]),
        ({"q": "R1-0002"}, ["R1-0002"]),
        ({"q": "nic takového"}, []),
        ({"type": "question"}, ["R1-0003"]),
        ({"nature": "formal"}, ["R1-0002"]),
        ({"weight": "essential"}, ["R1-0001"]),
        ({"body": "public_person"}, ["R1-0003"]),
        ({"body": "district"}, []),
        ({"state": "open"}, ["R1-0002", "R1-0003", "R1-0001"]),
        ({"state": "unsettled"}, ["R1-0002", "R1-0003", "R1-0001"]),
        ({"state": "decided"}, []),
        ({"outcome": "accepted"}, []),
        ({"section": "not-a-section"}, []),
        ({"theme": "nobody"}, ["R1-0002", "R1-0003", "R1-0001"]),
        ({"assignee": "nobody"}, ["R1-0002", "R1-0003", "R1-0001"]),
        ({"assignee": "mine"}, []),
        ({"department": "nobody"}, ["R1-0002", "R1-0003", "R1-0001"]),
        ({"due": "none"}, ["R1-0002", "R1-0003", "R1-0001"]),
        ({"cluster": "any"}, []),
        ({"doubtful": "1"}, []),
    ],
)
def test_filters(round, sought, expected):
    assert found(round, **sought) == expected


def test_filter_by_holder_and_due_date(round):
    department = build.body("Odbor bydlení", OrganisationKind.CITY_DEPARTMENT)
    today = timezone.localdate()
    common = {"by": build.editor(), "at": timezone.now()}
    assignments.assign_settlements(
        settlements=[settlement(1)],
        assignee=build.editor(),
        due_on=today - timedelta(days=1),
        **common,
    )
    assignments.assign_settlements(
        settlements=[settlement(2)],
        department=department,
        due_on=today + timedelta(days=7),
        **common,
    )
    assert found(round, assignee="mine") == ["R1-0001"]
    assert found(round, assignee=str(build.editor().pk)) == ["R1-0001"]
    assert found(round, department=str(department.pk)) == ["R1-0002"]
    assert found(round, due="overdue") == ["R1-0001"]
    assert found(round, due="soon") == ["R1-0002"]


def test_filter_by_section_takes_what_is_below_it(round):
    version = round.versions.get()
    node = version.sections.get().node_uid
    assert found(round, section=str(node)) == ["R1-0003", "R1-0001"]


def test_filter_by_theme_cluster_and_doubtful_place(round):
    theme = themes.create_theme(name="Lhůty")
    common = {"by": build.editor(), "at": timezone.now()}
    one, two = Comment.objects.get(number=1), Comment.objects.get(number=2)
    themes.set_themes(comment=one, slugs=[theme.slug], **common)
    cluster = clusters.join_cluster(comments=[one, two], title="Dvě", **common)
    anchor = Anchor.objects.get(comment=one)
    AnchorPlacement.objects.create(
        anchor=anchor,
        version=round.versions.get(),
        status=PlacementStatus.AMBIGUOUS,
        computed_at=timezone.now(),
    )
    assert found(round, theme=theme.slug) == ["R1-0001"]
    assert found(round, cluster="any") == ["R1-0002", "R1-0001"]
    assert found(round, cluster=str(cluster.pk)) == ["R1-0002", "R1-0001"]
    assert found(round, doubtful="1") == ["R1-0001"]
    queue = settlement_queue.read_queue(
        round, build.editor(), settlement_queue.QueueFilter(), timezone.localdate()
    )
    by_number = {row.settlement.comment.number: row for row in queue.rows}
    assert [by_number[n].cluster_size for n in (1, 2, 3)] == [2, 2, 0]
    assert [by_number[n].is_doubtful for n in (1, 2, 3)] == [True, False, False]
    assert by_number[1].themes == ("Lhůty",)


def test_counts_leave_the_state_open(round):
    settlements.propose_settlement(
        settlement=settlement(2),
        outcome="accepted",
        reason="",
        by=build.editor(),
        at=timezone.now(),
    )
    sought = settlement_queue.QueueFilter(state="proposed")
    queue = settlement_queue.read_queue(round, build.editor(), sought, timezone.localdate())
    assert queue.states == {"open": 2, "proposed": 1}
    assert queue.count == 1


@pytest.mark.parametrize(
    ("role", "sees_it"),
    [
        (Role.EDITOR, True),
        (Role.SECRETARY, True),
        (Role.CHAIR, False),
        (Role.EVALUATOR, False),
        (Role.PROJECT_MANAGER, False),
    ],
)
def test_personal_cases_are_for_those_who_run_rounds(round, role, sees_it):
    someone = person(role)
    Comment.objects.filter(number=3).update(personal_case="kept", personal_case_at=timezone.now())
    assert ("R1-0003" in found(round, someone)) == sees_it
    page = signed_in(someone).get(url("settlement-detail", "R1-0003"))
    assert page.status_code == (200 if sees_it else 404)


def test_names_follow_consent_for_those_who_do_not_run_rounds(round):
    queue = settlement_queue.read_queue(
        round, build.chair(), settlement_queue.QueueFilter(), timezone.localdate()
    )
    names = {row.settlement.comment.number: row.name for row in queue.rows}
    assert names[3] == "Veřejnost"
    queue = settlement_queue.read_queue(
        round, build.editor(), settlement_queue.QueueFilter(), timezone.localdate()
    )
    assert {r.settlement.comment.number: r.name for r in queue.rows}[3] == "Jana Nová"


def test_hidden_words_are_for_those_who_run_rounds(round):
    Comment.objects.filter(number=3).update(moderation=Moderation.HIDDEN, hidden_reason="abuse")
    words = {}
    for who in (build.editor(), build.chair()):
        queue = settlement_queue.read_queue(
            round, who, settlement_queue.QueueFilter(), timezone.localdate()
        )
        row = next(r for r in queue.rows if r.settlement.comment.number == 3)
        words[who.name] = row.words
    assert words == {"Editor": "Byty mají být pro rodiny.", "Chair": ""}


def test_page_shows_rows_counts_and_keeps_the_filter_in_its_links(round):
    page = signed_in(person(Role.EDITOR)).get(url("settlement-list", round.pk), {"q": "lhůta"})
    assert [row.settlement.comment.reference for row in page.context["rows"]] == ["R1-0001"]
    html = page.content.decode()
    assert "/admin/vyporadani/R1-0001/?q=lh%C5%AFta" in html
    assert "R1-0002" not in html


def test_a_page_that_is_not_there_is_the_last_one(round):
    client = signed_in(person(Role.EDITOR))
    address = url("settlement-list", round.pk)
    for page in ("99", "-1", "nic"):
        assert len(client.get(address, {"p": page}).context["rows"]) == 3


def test_empty_states_say_why(round):
    client = signed_in(person(Role.EDITOR))
    address = url("settlement-list", round.pk)
    nothing = text_of(client.get(address, {"q": "xyz"}))
    assert "Filtru neodpovídá žádná připomínka. Zobrazit všechny připomínky" in nothing
    Settlement.objects.all().delete()
    assert "V tomto kole zatím nikdo připomínku neodeslal." in text_of(client.get(address))


def test_queries_do_not_grow_with_the_rows(round, django_assert_num_queries):
    client = signed_in(person(Role.EDITOR))
    address = url("settlement-list", round.pk)
    client.get(address)
    with django_assert_num_queries(QUEUE_QUERIES):
        client.get(address, {"q": "lhůta"})
    fill_round(round, 60, at=timezone.now())
    with django_assert_num_queries(QUEUE_QUERIES):
        assert len(client.get(address).context["rows"]) == 50


def test_neighbours_follow_the_filter(round):
    sought = settlement_queue.QueueFilter(sort="number")
    today = timezone.localdate()
    ways = [
        settlement_queue.queue_neighbours(settlement(n), build.editor(), sought, today)
        for n in (1, 2, 3)
    ]
    assert [(w.previous, w.next, w.position, w.count) for w in ways] == [
        ("", "R1-0002", 1, 3),
        ("R1-0001", "R1-0003", 2, 3),
        ("R1-0002", "", 3, 3),
    ]
    outside = settlement_queue.queue_neighbours(
        settlement(3), build.editor(), settlement_queue.QueueFilter(q="překlep"), today
    )
    assert (outside.previous, outside.next, outside.position) == ("", "R1-0002", 0)


def test_words_of_a_personal_case_are_read_only_where_reading_is_logged(round):
    editor = person(Role.EDITOR)
    comment = Comment.objects.get(number=3)
    Comment.objects.filter(pk=comment.pk).update(
        personal_case="kept", personal_case_at=timezone.now(), proposed_wording="Byty rodinám."
    )
    client = signed_in(editor)
    for address in (
        url("settlement-list", round.pk),
        url("settlement-detail", "R1-0003"),
        url("statement-detail", comment.statement_id),
        url("wording-list", round.pk),
    ):
        page = text_of(client.get(address))
        assert "Byty mají být" not in page
        assert "Byty rodinám" not in page
    assert "osobní případ, nezveřejňuje se" in text_of(client.get(url("settlement-list", round.pk)))
    check = url("comment-check", comment.pk)
    assert check in client.get(url("settlement-detail", "R1-0003")).content.decode()
    assert "Byty mají být" in text_of(client.get(check))
