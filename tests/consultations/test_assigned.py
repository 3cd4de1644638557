"""Somebody of a department, without a desk, sees what was assigned to them and proposes an answer."""

from datetime import date

import pytest
from django.utils import timezone

from consultations.actions import assignments, moderation, personal_cases, settlements
from consultations.enums import HiddenReason
from consultations.models import Settlement
from consultations.queries.assignments import assignees
from consultations.queries.waiting import waiting_for
from people.enums import OrganisationKind, Role
from tests.browsers import text_of
from tests.concept.build import user
from tests.consultations import build
from tests.consultations.at_desk import person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LIST = "/konzultace/pridelene/"
PROPOSE = "/pripominky/R1-0001/navrh/"


@pytest.fixture
def clerk():
    return build.colleague("gestor", build.body("Odbor bydlení", OrganisationKind.CITY_DEPARTMENT))


@pytest.fixture
def comments(clerk):
    round = build.open_round(build.version(build.text()), is_public=True)
    sent = build.sent(
        round,
        {"words": "Šest měsíců nestačí.", "quote": "Podpora trvá šest měsíců."},
        "Skrytá slova.",
        "Osobní příběh.",
        "Cizí.",
    )
    assignments.assign_settlements(
        settlements=Settlement.objects.filter(comment__in=sent[:3]),
        by=build.editor(),
        at=timezone.now(),
        assignee=clerk,
        due_on=date(2026, 3, 20),
    )
    act = {"by": build.editor(), "at": timezone.now()}
    moderation.hide_comment(comment=sent[1], reason=HiddenReason.ABUSE, **act)
    personal_cases.mark_personal_case(comment=sent[2], **act)
    return sent


def test_people_of_departments_may_be_asked_and_others_not(clerk):
    editor = person(Role.EDITOR)
    build.colleague("obvod", build.body("Městský obvod Lípa"))
    assert set(assignees(timezone.localdate())) == {clerk, editor}
    round = build.open_round(build.version(build.text()), is_public=True)
    [comment] = build.sent(round, "Slova.")
    wrong = {"assignee": build.user("soused")}, {"department": build.body("Městský obvod Bříza")}
    for somebody in wrong:
        with pytest.raises(settlements.MoveRefused):
            assignments.assign_settlements(
                settlements=[comment.settlement],
                by=build.editor(),
                at=timezone.now(),
                **somebody,
            )
    assert Settlement.objects.filter(comment=comment, assignee=None, department=None).exists()


def test_the_list_holds_ones_own_without_hidden_and_personal_ones(client, comments, clerk):
    client.force_login(clerk)

    words = text_of(client.get(LIST))

    assert "R1-0001: odstavec 3.2/1" in words.replace("\N{NO-BREAK SPACE}", " ").replace(
        "Odstavec", "odstavec"
    )
    assert "Šest měsíců nestačí." in words
    assert "do 20. 3. 2026" in words.replace("\N{NO-BREAK SPACE}", " ")
    for hidden in ("Skrytá slova.", "Osobní příběh.", "Cizí."):
        assert hidden not in words
    [waiting] = waiting_for(clerk, timezone.now())
    assert (waiting.url, waiting.due_on) == (LIST, date(2026, 3, 20))


def test_a_proposal_is_made_and_never_a_decision(client, comments, clerk):
    client.force_login(clerk)
    shown = client.get(PROPOSE)
    assert "Podpora trvá šest měsíců." in shown.content.decode()
    data = {**shown.context["form"].initial, "outcome": "not_accepted"}

    empty = client.post(PROPOSE, data)
    assert "Napište proč" in text_of(empty) or empty.context["form"].errors["reason"]
    answer = client.post(PROPOSE, {**data, "reason": "Délku určuje zákon."})

    assert (answer.status_code, answer.url) == (302, LIST)
    found = Settlement.objects.get(comment=comments[0])
    assert (found.state, found.outcome, found.reason, found.proposed_by) == (
        "proposed",
        "not_accepted",
        "Délku určuje zákon.",
        clerk,
    )


def test_somebody_faster_is_shown_and_what_was_typed_is_kept(client, comments, clerk):
    client.force_login(clerk)
    data = dict(client.get(PROPOSE).context["form"].initial)
    settlements.propose_settlement(
        settlement=comments[0].settlement,
        outcome="noted",
        reason="Redakce.",
        by=build.editor(),
        at=timezone.now(),
    )

    stale = client.post(PROPOSE, {**data, "outcome": "explained", "reason": "Moje slova."})

    assert stale.status_code == 409
    assert "Redakce." in text_of(stale)
    assert stale.context["form"]["reason"].value() == "Moje slova."
    again = {name: field.value() for name, field in [(f.name, f) for f in stale.context["form"]]}
    assert client.post(PROPOSE, again).status_code == 302
    assert Settlement.objects.get(comment=comments[0]).reason == "Moje slova."


def test_others_do_not_know_of_it(client, comments):
    client.force_login(user("member"))
    assert client.get(PROPOSE).status_code == 404
    assert client.post(PROPOSE, {"outcome": "noted"}).status_code == 404
    assert "Nic vám není přiděleno." in text_of(client.get(LIST))
    assert client.get("/pripominky/R1-0002/navrh/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(
    client, clerk, count, django_assert_num_queries
):
    round = build.open_round(build.version(build.text()), is_public=True)
    build.sent(round, *[f"Slova {n}." for n in range(count)])
    assignments.assign_settlements(
        settlements=Settlement.objects.all(),
        by=build.editor(),
        at=timezone.now(),
        assignee=clerk,
    )
    client.force_login(clerk)
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)
