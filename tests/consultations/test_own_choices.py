"""What authors decide about their own words: a personal case, one point taken back, all of a statement taken back."""

from datetime import date

import pytest
from django.utils import timezone

from consultations.actions import settlements
from consultations.enums import Moderation, PersonalCase
from consultations.models import Comment, Statement
from core.enums import Visibility
from tests.concept import build as text_build
from tests.consultations import build
from tests.consultations.test_commenting import World, body, fill, write
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STORY = "Bydlím se dvěma dětmi v autě."


world = built_once(World)


@pytest.fixture
def member(client):
    person = text_build.user("member")
    client.force_login(person)
    return person


def test_the_form_says_plainly_what_happens_with_a_personal_case(client, world):
    page = body(client.get(f"{world.new}?verze=0-1"))

    assert "Týká se to přímo vás? Osobní případ nezveřejníme" in page
    assert "Nikdy to nezveřejníme." in page
    assert "předáme, jen když s tím souhlasíte. Není to žádost o byt." in page
    assert "Slova smažeme 30 dní po odeslání." in page


def test_an_author_without_account_chooses_a_personal_case_before_sending(client, world, clock):
    address = f"{world.new}?verze=0-1"
    client.post(world.new, fill(client, address, clock, text=STORY, personal="on", handover="on"))
    draft = Comment.objects.get()
    assert (draft.personal_case, draft.handover_consent_at) == (PersonalCase.KEPT, timezone.now())
    assert "Souhlasili jste, aby to dostalo kontaktní místo" in body(client.get(world.own))

    client.post(world.send, fill(client, world.send, clock))

    comment = Comment.objects.select_related("contribution__record").get()
    assert (comment.moderation, comment.shows_words) == (Moderation.WAITING, False)
    assert comment.contribution.record.visibility == Visibility.RESTRICTED
    assert comment.personal_case_at == timezone.now()
    own = client.get(world.own)
    assert STORY in body(own)
    client.cookies.clear()
    for address in (f"/pripominky/{comment.reference}/", "/konzultace/kolo/"):
        assert STORY not in body(client.get(address))


def test_what_was_ticked_on_a_draft_can_be_unticked(client, world, member):
    write(client, world, text=STORY, personal="on", handover="on")
    comment = Comment.objects.get()
    address = f"{world.own}{comment.pk}/"

    data = fill(client, address)
    assert (data["personal"], data["handover"]) == (True, True)
    del data["handover"]
    client.post(address, data)
    comment.refresh_from_db()
    assert (comment.personal_case, comment.handover_consent_at) == (PersonalCase.KEPT, None)

    data = fill(client, address)
    del data["personal"]
    client.post(address, data)
    comment.refresh_from_db()
    assert (comment.personal_case, comment.personal_case_at) == (PersonalCase.NO, None)


def test_a_consent_without_the_choice_is_asked_again_and_keeps_what_was_typed(
    client, world, member
):
    page = body(write(client, world, text=STORY, handover="on"))

    assert "Kontaktní místo dostane jen to, co se týká vás." in page
    assert STORY in page
    assert not Comment.objects.exists()


def test_the_author_keeps_a_sent_comment_apart_and_agrees_later(client, world, member):
    (comment,) = build.sent(world.round, STORY, person=member)
    address = f"/pripominky/{comment.reference}/osobni-pripad/"
    assert STORY in body(client.get(f"/pripominky/{comment.reference}/"))
    assert address in body(client.get(world.own))
    assert "Slova smažeme za 30 dní." in body(client.get(address))

    client.post(address)
    comment.refresh_from_db()
    assert (comment.personal_case, comment.handover_consent_at) == (PersonalCase.KEPT, None)
    assert "Souhlasit s předáním" in body(client.get(world.own))
    client.post(address, {"handover": "on"})
    comment.refresh_from_db()
    assert comment.handover_consent_at == timezone.now()
    assert address not in body(client.get(world.own))

    client.force_login(text_build.user("other"))
    assert client.post(address).status_code == 404


def test_an_answered_comment_is_not_kept_apart_any_more(client, world, member):
    (comment,) = build.sent(world.round, STORY, person=member)
    build.decided(comment, "explained", "Vysvětlení.")
    settlements.answer_settlement(
        settlement=comment.settlement, by=build.editor(), at=timezone.now()
    )
    page = body(client.post(f"/pripominky/{comment.reference}/osobni-pripad/", follow=True))

    assert "Odpověď už byla odeslána." in page
    assert "/osobni-pripad/" not in page


def test_a_whole_statement_is_taken_back_but_what_was_answered_stays(client, world, member):
    first, second, third = build.sent(world.round, "První.", "Druhá.", "Třetí.", person=member)
    build.decided(first, "explained", "Vysvětlení.")
    settlements.answer_settlement(settlement=first.settlement, by=build.editor(), at=timezone.now())
    address = "/konzultace/kolo/podano/1/vzit-zpet/"
    assert address in body(client.get(world.own))

    question = body(client.get(address))
    assert "Vezmete zpět 2 připomínky." in question
    assert "1 připomínka už dostala odpověď a zůstává, jak je." in question
    for _ in range(2):
        page = body(client.post(address, follow=True))
    assert "Podání R1-P1 je vzato zpět." in page
    assert address not in page
    outcomes = Comment.objects.order_by("number").values_list("reference", "settlement__outcome")
    assert list(outcomes) == [
        (first.reference, "explained"),
        (second.reference, "withdrawn"),
        (third.reference, "withdrawn"),
    ]
    assert Statement.objects.get().state == "withdrawn"


def test_a_form_sent_again_after_all_was_taken_back_leads_to_the_receipt(client, world, member):
    write(client, world, text="Lhůta chybí.")
    form = fill(client, world.send)
    client.post(world.send, form)
    client.post("/konzultace/kolo/podano/1/vzit-zpet/")
    again = client.post(world.send, form)
    assert (again.status_code, again["Location"]) == (302, "/konzultace/kolo/podano/1/")
    assert Statement.objects.get().state == "withdrawn"


@pytest.mark.parametrize(
    ("valid_to", "kind"), [(None, "member"), (date(2020, 1, 1), "public_person")]
)
def test_who_sat_in_an_invited_group_once_speaks_as_one_of_the_public(valid_to, kind):
    person = text_build.user("former")
    group = build.group("PS1", person)
    group.memberships.update(valid_to=valid_to)
    round = build.open_round(build.version(build.text()), groups=[group], is_public=True)
    [comment] = build.sent(round, "Lhůta chybí.", person=person)
    assert comment.statement.respondent.kind == kind


def test_only_the_authorised_person_takes_the_statement_of_a_body_back(client, world):
    draft = build.draft(world.round, world.clerk, organisation=world.lipa)
    build.written(draft)
    client.force_login(world.head)
    client.post(world.send, fill(client, world.send))
    address = "/konzultace/kolo/podano/1/vzit-zpet/"

    client.force_login(world.clerk)
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    client.force_login(text_build.user("other"))
    assert client.post(address).status_code == 404
    client.force_login(world.head)
    assert client.post(f"{address}?za={world.lipa.pk}").status_code == 302
    assert Statement.objects.get().state == "withdrawn"
