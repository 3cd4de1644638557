"""Screens of the check before publication, its public figures, and the author who does not agree."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.actions import moderation, personal_cases
from consultations.enums import Moderation, OthersVisible
from consultations.models import Comment, ModerationObjection
from core.models import Event
from people.enums import Role
from people.tokens import new_code
from tests.consultations import build
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

QUEUE = "/admin/kontrola/"


@pytest.fixture
def moderator():
    return UserFactory(name="Tadeáš Tajemník", roles=[Role.SECRETARY], is_demo=True)


@pytest.fixture
def desk(moderator):
    client = Client()
    client.force_login(moderator)
    return client


def comments(*words, **contact):
    round = build.open_round(
        build.version(build.text()), is_public=True, others_visible=OthersVisible.AFTER_CHECK
    )
    return build.sent(round, *words, **contact)


def states():
    return list(Comment.objects.order_by("number").values_list("moderation", flat=True))


def act(desk, comment, name, **data):
    return desk.post(
        reverse("consultations_desk:comment-act", args=[comment.pk, name]), data, follow=True
    )


def test_several_are_decided_at_once_and_the_rest_is_left(desk):
    first, second, third = comments("A.", "B.", "C.")
    desk.post(
        QUEUE,
        {
            "shown": [first.pk, second.pk, third.pk],
            f"decision-{first.pk}": "zobrazit",
            f"decision-{second.pk}": "skryt",
            f"reason-{second.pk}": "spam",
            f"decision-{third.pk}": "",
        },
    )
    assert states() == [Moderation.VISIBLE, Moderation.HIDDEN, Moderation.WAITING]


def test_hiding_without_a_reason_is_refused(desk):
    (comment,) = comments("A.")
    data = {"shown": [comment.pk], f"decision-{comment.pk}": "skryt"}
    page = desk.post(QUEUE, data, follow=True).content.decode()
    assert "R1-0001: Vyberte důvod ze seznamu" in page
    assert states() == [Moderation.WAITING]


def test_one_button_shows_those_in_which_nothing_was_noticed(desk):
    found = comments("A.", "Volejte 602 123 456.", "C.")
    desk.post(QUEUE, {"shown": [c.pk for c in found], "all_clean": "1"})
    assert states() == [Moderation.VISIBLE, Moderation.WAITING, Moderation.VISIBLE]


def test_words_of_a_personal_case_are_on_its_own_page_whose_reading_is_logged(desk, moderator):
    (comment,) = comments("Spíme s dětmi v autě.")
    personal_cases.mark_personal_case(comment=comment, by=moderator, at=timezone.now())
    listing = desk.get(f"{QUEUE}?fronta=osobni").content.decode()
    assert "R1-0001" in listing
    assert "v autě" not in listing
    for _ in range(2):
        page = desk.get(f"{QUEUE}{comment.pk}/").content.decode()
    assert "v autě" in page
    assert Event.objects.filter(verb="personal_case_read", actor=moderator).count() == 1


def test_who_hid_words_is_told_that_somebody_else_decides(desk, moderator):
    (comment,) = comments("A.")
    at = timezone.now()
    moderation.hide_comment(comment=comment, reason="abuse", by=moderator, at=at)
    moderation.object_to_hiding(comment=comment, text="Proč?", by=None, at=at)
    page = desk.get(f"{QUEUE}{comment.pk}/").content.decode()
    assert "proto musí rozhodnout někdo jiný" in page
    act(desk, comment, "nesouhlas", answer="show")
    assert states() == [Moderation.HIDDEN]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_any_number(desk, django_assert_num_queries, count):
    comments(*["Slova."] * count)
    desk.get(QUEUE)
    with django_assert_num_queries(19):
        desk.get(QUEUE)


# --- public


def test_the_author_objects_with_the_code(client, moderator, settings):
    code = new_code()
    (comment,) = comments("A.", token=code)
    moderation.hide_comment(comment=comment, reason="abuse", by=moderator, at=timezone.now())
    path = "/pripominky/R1-0001/nesouhlas/"
    assert "Urážky nebo výhrůžky" in client.get(path).content.decode()
    wrong = client.post(path, {"code": "cizi", "text": "Nesouhlasím."})
    assert list(wrong.context["form"].errors) == ["code"]
    assert wrong.context["form"]["text"].value() == "Nesouhlasím."
    typed = {"code": code.lower().replace("-", ""), "text": "Nesouhlasím."}
    settings.STATEMENTS_PER_ADDRESS = 1
    refused = client.post(path, typed)
    assert "Zkuste to znovu za hodinu" in refused.content.decode()
    settings.STATEMENTS_PER_ADDRESS = 10
    client.post(path, typed)
    assert ModerationObjection.objects.get().text == "Nesouhlasím."


def test_a_comment_others_may_not_know_of_is_not_there(client):
    comments("Čeká na kontrolu.")
    assert client.get("/pripominky/R1-0001/nesouhlas/").status_code == 404


def test_figures_count_every_decision_also_no_action(client, moderator):
    first, second, third = comments("A.", "B.", "602 123 456 c")
    at = timezone.now()
    moderation.show_comment(comment=first, by=moderator, at=at)
    moderation.hide_comment(comment=second, reason="spam", by=moderator, at=at)
    moderation.withhold_parts(
        comment=third,
        parts=moderation.parts_with(third, "602 123 456"),
        reason="personal_data",
        by=moderator,
        at=at,
    )
    made = moderation.object_to_hiding(comment=second, text="Ne.", by=None, at=at)
    moderation.answer_objection(objection=made, shows=True, by=build.editor(), at=at)
    page = client.get("/konzultace/kontrola/")
    (row,) = page.context["months"]
    assert (row.checked, row.shown, row.shown_in_part, row.hidden) == (3, 1, 1, 1)
    assert row.by_reason == {"spam": 1}
    assert (row.objections, row.granted, row.refused) == (1, 1, 0)
    assert "březen 2026" in page.content.decode().lower()


def test_the_form_of_a_round_says_everything_paper_needs(client):
    round = comments("A.")[0].round
    page = client.get(f"{round.path}formular/").content.decode()
    for words in ("Kód kola", "<strong>R1</strong>", "O byt se tu nežádá", "Bez jména"):
        assert words in page
    sheet = client.get(f"{round.path}formular/tabulka.xlsx")
    assert sheet.headers["Content-Disposition"] == 'attachment; filename="pripominky-R1.xlsx"'
    assert sheet.content[:2] == b"PK"
