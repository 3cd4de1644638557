"""The paper for a meeting, and the screen that records what it decided."""

import io
import zipfile

import pikepdf
import pytest
from django.utils import timezone

from consultations import meeting_paper
from consultations.actions import clusters, disputes, settlements
from consultations.enums import CommentNature, Weight
from consultations.models import BulkStep, Comment, Settlement
from consultations.queries import meetings as queries
from core.models import Event
from people.enums import Role
from tests.browsers import signed_in, text_of
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.worlds import built_once

pytestmark = pytest.mark.django_db


@built_once
def round():
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    made = build.open_round(build.version(build.text()), bodies=[(lipa, True)], is_public=True)
    build.sent(
        made,
        {"words": "Konec textu.", "quote": "Obvody sdělí městu počet volných bytů jednou za rok."},
        {"words": "Zásadní.", "weight": Weight.ESSENTIAL},
        {"words": "Sporná.", "weight": Weight.ESSENTIAL},
        {"words": "Obecná."},
        {"words": "Bez návrhu."},
        {"words": "Shodná.", "nature": CommentNature.FORMAL},
        {"words": "Shodná."},
        person=clerk,
        organisation=lipa,
    )
    editor = build.editor()
    common = {"by": editor, "at": timezone.now()}
    clusters.join_cluster(comments=Comment.objects.filter(number__gte=6), title="Shodné", **common)
    for number in (1, 2, 3, 4, 6):
        settlements.propose_settlement(
            settlement=settlement(number), outcome="not_accepted", reason="Protože.", **common
        )
    settlements.record_author_agreed(settlement=settlement(2), **common)
    disputes.open_dispute(settlement=settlement(3), author_position="Trváme na tom.", **common)
    return made


def settlement(number: int) -> Settlement:
    return Settlement.objects.select_related("comment").get(comment__number=number)


def numbers(items) -> list[int]:
    return [item.settlement.comment.number for item in items]


def test_disputed_first_then_essential_then_by_place_and_equal_ones_once(round):
    items = queries.items(round)
    assert numbers(items) == [3, 2, 4, 6, 1]
    assert [item.is_grave for item in items] == [True, True, False, False, False]
    assert items[3].equals == ("R1-0007",)
    assert queries.waiting_count(round) == 6


def test_reads_cost_the_same_queries_for_one_and_many(round, django_assert_num_queries):
    with django_assert_num_queries(3):
        queries.items(round)
    Settlement.objects.exclude(comment__number=1).update(state="open")
    with django_assert_num_queries(3):
        assert len(queries.items(round)) == 1


def test_paper_as_docx_and_tagged_pdf(round):
    client = signed_in(person(Role.SECRETARY))
    docx = client.post(url("meeting-paper", round.pk, "docx"))
    assert docx["Content-Disposition"] == 'attachment; filename="r1-podklad-pro-jednani.docx"'
    with zipfile.ZipFile(io.BytesIO(docx.content)) as archive:
        words = archive.read("word/document.xml").decode()
    assert words.index("R1-0003") < words.index("R1-0002") < words.index("R1-0004")
    assert "Trváme na tom." in words
    assert "shodné: R1-0007" in words
    assert "R1-0005" not in words
    pdf = client.post(url("meeting-paper", round.pk, "pdf"))
    with pikepdf.open(io.BytesIO(pdf.content)) as made:
        assert made.Root.MarkInfo.Marked
        assert made.Root.Lang == "cs-CZ"
    assert Event.objects.filter(verb="meeting_paper_made").count() == 2
    assert client.post(url("meeting-paper", round.pk, "xlsx")).status_code == 404


def test_a_personal_case_and_hidden_words_are_not_on_the_paper(round):
    now = timezone.now()
    Comment.objects.filter(number=4).update(personal_case="kept", personal_case_at=now)
    Comment.objects.filter(number=1).update(moderation="hidden", hidden_reason="abuse")
    items = queries.items(round)
    assert numbers(items) == [3, 2, 6, 1]
    paper = meeting_paper.describe(round, items, [], timezone.localdate())
    assert "Konec textu." not in str(paper)
    assert "Obecná." not in str(paper)


def test_a_long_paper_is_refused_with_words(round, monkeypatch):
    monkeypatch.setattr(meeting_paper, "MOST_PRINTED_ROWS", 2)
    client = signed_in(person(Role.SECRETARY))
    page = client.post(url("meeting-paper", round.pk, "pdf"), follow=True)
    assert "Podklad by měl 5 připomínek" in text_of(page)


def record(client, round, *chosen: int, **data):
    values = {"decided_on": "2026-02-20", "decided_where": "Společné jednání", **data}
    keys = [settlement(number).pk for number in chosen]
    return client.post(url("meeting", round.pk), {"chosen": keys, **values})


def test_chosen_ones_are_decided_with_date_and_name(round):
    client = signed_in(person(Role.SECRETARY))
    page = record(client, round, 1, 2, 6)
    step = BulkStep.objects.get()
    assert page.url == url("bulk-detail", round.pk, step.pk)
    assert [row["fate"] for row in step.results] == ["changed"] * 4
    states = Settlement.objects.order_by("comment__number").values_list("state", flat=True)
    assert list(states) == [
        "decided",
        "decided",
        "in_dispute",
        "proposed",
        "open",
        "decided",
        "decided",
    ]
    decided = settlement(7)
    assert (decided.decided_as, f"{decided.decided_on}", decided.decided_where) == (
        "meeting",
        "2026-02-20",
        "Společné jednání",
    )


def test_what_cannot_be_decided_says_why_and_offers_no_box(round):
    proposer = person(Role.EDITOR)
    Settlement.objects.filter(comment__number=2).update(proposed_by=proposer)
    page = signed_in(proposer).get(url("meeting", round.pk))
    why = {row["item"].settlement.comment.number: row["why_not"] for row in page.context["grave"]}
    assert why == {
        2: "Navrhli jste ji vy: rozhodnutí zapisuje někdo jiný.",
        3: "V rozporu: vyřešte ho na stránce připomínky.",
    }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"decided_where": ""}, "Uveďte, na kterém jednání"),
        ({"decided_on": ""}, "povinné"),
        ({"decided_on": "2099-01-01"}, "ještě nekonalo"),
        ({"chosen": []}, "Vyberte, o čem jednání rozhodlo."),
    ],
)
def test_what_is_missing_is_said_and_the_choice_is_kept(round, data, words):
    client = signed_in(person(Role.SECRETARY))
    chosen = () if "chosen" in data else (1,)
    page = record(client, round, *chosen, **{k: v for k, v in data.items() if k != "chosen"})
    assert page.status_code == 200
    assert words in text_of(page)
    kept = [
        row["item"].settlement.comment.number for row in page.context["others"] if row["is_chosen"]
    ]
    assert kept == list(chosen)


def test_nothing_proposed_is_said(round):
    Settlement.objects.update(state="open")
    page = signed_in(person(Role.CHAIR)).get(url("meeting", round.pk))
    assert "Není navrženo nic, o čem by jednání mohlo rozhodnout." in text_of(page)


def test_evaluators_record_nothing(round):
    assert signed_in(person(Role.EVALUATOR)).get(url("meeting", round.pk)).status_code == 403
