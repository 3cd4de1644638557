"""Rounds at the desk: screens, what they refuse, conflicts, query budgets."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.actions import round_steps, rounds
from consultations.enums import LatePolicy, RoundStage
from consultations.models import Round, RoundStep
from core.models import OutboxMail
from people.enums import Role
from tests.consultations import build
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def sign_in(client, *roles, name="Redaktorka"):
    person = UserFactory(name=name, roles=roles or [Role.EDITOR], is_demo=True)
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(f"consultations_desk:{name}", args=args)


def act(client, made, name, **data):
    return client.post(address("round-act", made.pk, name), data, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def text(response):
    return response.content.decode()


def typed(version, **changes):
    """A complete form of a round."""
    return {
        "title": "Připomínky k návrhu koncepce",
        "versions": [version.pk],
        "introduction": "O čem to je.",
        "questions": "Chybí něco?\n\nJe text jasný?",
        "easy_text": "Město píše plán.",
        "kind": "public",
        "is_public": "on",
        "opens_at": "2026-03-03T08:00",
        "closes_at": "2026-03-31T00:00",
        "answer_promised_on": "2026-05-15",
        "deciding_day": "sent",
        "late_policy": "accept_flagged",
        "others_visible": "after_closing",
        "name_asked": "nothing",
        "email_asked": "optional",
        "publishes_settlement": "on",
        "record_number": "SMO/123/2026",
        "file_number": "S-SMO/9/2026",
        **changes,
    }


# --- list ---------------------------------------------------------------------------------------------


def open_round():
    return build.open_round(build.version(build.text()), is_public=True)


public_round = built_once(open_round)


def test_list_is_empty_and_says_so(client):
    sign_in(client)

    response = client.get(address("round-list"))

    assert "Zatím tu žádné kolo není." in text(response)
    assert address("round-create") in text(response)


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(client, count, django_assert_num_queries):
    version = build.version(build.text())
    lipa = build.body("Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    for number in range(count):
        made = build.open_round(version, title=f"Kolo {number}", bodies=[(lipa, True)])
        build.sent(made, "Doplnit.", person=clerk, organisation=lipa)
    sign_in(client, Role.CHAIR)
    client.get(address("round-list"))

    with django_assert_num_queries(13):
        rows = client.get(address("round-list")).context["rows"]

    assert [(r.comment_count, r.answered_count, r.body_count) for r in rows] == [(1, 1, 1)] * count


# --- preparing --------------------------------------------------------------------------------------------


def test_a_round_is_prepared_with_all_its_rules(client):
    version = build.version(build.text())
    editor = sign_in(client)

    response = client.post(address("round-create"), typed(version), follow=True)

    made = Round.objects.get()
    assert response.redirect_chain == [(address("round-detail", made.pk), 302)]
    assert (made.title, made.kind, made.stage) == (
        "Připomínky k návrhu koncepce",
        "public",
        RoundStage.PREPARED,
    )
    assert list(made.versions.all()) == [version]
    assert made.questions == ["Chybí něco?", "Je text jasný?"]
    # midnight in Prague after the change to summer time is 22:00 of the day before in UTC
    assert made.closes_at.isoformat() == "2026-03-30T22:00:00+00:00"
    assert (made.is_public, made.members_may_comment_alone) == (True, False)
    assert (made.record_number, made.file_number) == ("SMO/123/2026", "S-SMO/9/2026")
    assert "30. 3. 2026 24:00" in text(response)
    assert made.record.events.get().actor == editor


def test_organisations_of_chosen_groups_are_invited_at_once_and_can_be_changed(client):
    version = build.version(build.text())
    lipa, vrba, buk = (build.body(name) for name in ("Lípa", "Vrba", "Buk"))
    group = build.group("PS1", build.user("one"), on_behalf_of=lipa)
    build.colleague("clerk", vrba, authorised=True)
    sign_in(client)

    data = typed(version, is_public="", kind="working_group", groups=[group.pk])
    response = client.post(address("round-create"), data, follow=True)

    made = Round.objects.get()
    assert response.redirect_chain == [(address("round-bodies", made.pk), 302)]
    rows = {row.organisation.name: row for row in response.context["rows"]}
    assert (rows["Lípa"].is_invited, rows["Lípa"].groups, rows["Lípa"].has_sender) == (
        True,
        "PS1",
        False,
    )
    assert (rows["Vrba"].is_invited, rows["Vrba"].has_sender) == (False, True)

    client.post(
        address("round-bodies", made.pk),
        {"lock_version": made.lock_version, "invited": [lipa.pk, vrba.pk], "essential": [buk.pk]},
    )

    assert sorted(made.bodies.values_list("organisation__name", "may_be_essential")) == [
        ("Buk", True),
        ("Lípa", False),
        ("Vrba", False),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"versions": []}, "versions"),
        ({"closes_at": "2026-03-03T08:00"}, "closes_at"),
        # an hour that the change to summer time leaves out
        ({"closes_at": "2026-03-29T02:30"}, "closes_at"),
        ({"opens_at": "zítra"}, "opens_at"),
        ({"answer_promised_on": "2026-03-29"}, "answer_promised_on"),
        ({"late_policy": "maybe"}, "late_policy"),
        ({"introduction": "x" * 10_001}, "introduction"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, changes, field):
    version = build.version(build.text())
    sign_in(client)

    response = client.post(address("round-create"), typed(version, **changes))

    assert list(response.context["form"].errors) == [field]
    assert "S-SMO/9/2026" in text(response)
    assert Round.objects.count() == 0


def test_versions_of_two_documents_are_not_one_round(client):
    one = build.version(build.text("koncepce"))
    two = build.version(build.text("metodika"))
    sign_in(client)

    response = client.post(address("round-create"), typed(one, versions=[one.pk, two.pk]))

    assert response.context["form"].errors == {"versions": ["Vyberte verze jen jednoho dokumentu."]}


def test_somebody_faster_both_texts_are_shown_and_a_second_save_decides(client):
    version = build.version(build.text())
    made = build.prepared_round(version, is_public=True)
    sign_in(client)
    url = address("round-edit", made.pk)
    shown = client.get(url).context["lock_version"]
    rounds.edit_round(
        round=made,
        lock_version=made.lock_version,
        title="Název od kolegyně",
        by=build.editor(),
        at=timezone.now(),
    )

    response = client.post(url, typed(version, title="Můj název", lock_version=shown))

    assert ("Název", "Název od kolegyně", "Můj název") in response.context["differences"]
    assert ("Kdo se může vyjádřit", "", "") not in response.context["differences"]
    assert 'value="Můj název"' in text(response)
    assert Round.objects.get().title == "Název od kolegyně"

    again = {"lock_version": response.context["lock_version"]}
    client.post(url, typed(version, title="Můj název", **again))
    assert Round.objects.get().title == "Můj název"


def test_a_wrong_form_does_not_forget_which_state_it_was_made_for(client):
    version = build.version(build.text())
    made = build.prepared_round(version)
    sign_in(client)
    shown = made.lock_version
    rounds.edit_round(
        round=made, lock_version=shown, title="Jiný", by=build.editor(), at=timezone.now()
    )

    response = client.post(
        address("round-edit", made.pk), typed(version, title="", lock_version=shown)
    )

    assert response.context["lock_version"] == shown


def test_stale_choice_of_bodies_is_kept_beside_what_is_stored(client):
    version = build.version(build.text())
    lipa, vrba = build.body("Lípa"), build.body("Vrba")
    made = build.prepared_round(version)
    sign_in(client)
    stale = made.lock_version
    rounds.edit_round(
        round=made, lock_version=stale, bodies=[(lipa, True)], by=build.editor(), at=timezone.now()
    )

    response = client.post(
        address("round-bodies", made.pk), {"lock_version": stale, "invited": [vrba.pk]}
    )

    assert response.context["is_conflict"] is True
    assert [row.organisation.name for row in response.context["rows"] if row.is_invited] == ["Vrba"]
    assert "Uloženo teď: Lípa (zásadní)" in " ".join(text(response).split())
    assert list(made.bodies.values_list("organisation__name", flat=True)) == ["Lípa"]


def test_an_announced_round_cannot_be_edited(client, public_round):
    made = public_round
    sign_in(client)

    for name in ("round-edit", "round-bodies"):
        response = client.get(address(name, made.pk), follow=True)
        assert response.redirect_chain == [(address("round-detail", made.pk), 302)]
        assert told(response) == ["Kolo už se nepřipravuje, jeho pravidla platí."]


# --- acts ---------------------------------------------------------------------------------------------------


def acts(client, made):
    return [act.name for act, _form, _url in page(client, made).context["acts"]]


def page(client, made):
    return client.get(address("round-detail", made.pk))


def test_two_people_open_a_public_round_at_the_desk(client):
    made = build.prepared_round(build.version(build.text()), is_public=True)
    sign_in(client, name="Edita")
    assert acts(client, made) == ["propose", "cancel"]

    act(client, made, "propose")
    assert acts(client, made) == ["return", "cancel"]
    assert act(client, made, "agree").status_code == 403

    sign_in(client, Role.CHAIR)
    assert acts(client, made) == ["agree", "return"]
    response = act(client, made, "agree")
    assert told(response) == ["Souhlasili jste. Kolo je vyhlášeno."]
    assert Round.objects.open(timezone.now()).get() == made


def test_a_proposal_is_returned_with_a_reason(client):
    made = build.prepared_round(build.version(build.text()), is_public=True)
    round_steps.propose_opening(round=made, by=build.editor(), at=timezone.now())
    sign_in(client, Role.CHAIR)

    refused = act(client, made, "return", note="")
    assert "act-return" in text(refused)
    assert Round.objects.get().stage == RoundStage.PROPOSED
    act(client, made, "return", note="Chybí snadné čtení.")

    assert Round.objects.get().stage == RoundStage.PREPARED
    assert RoundStep.objects.latest("pk").note == "Chybí snadné čtení."


def test_a_round_for_invited_people_is_announced_by_one(client):
    made = build.prepared_round(
        build.version(build.text()), groups=[build.group("PS1", build.user("member"))]
    )
    sign_in(client)
    assert acts(client, made) == ["announce", "cancel"]

    act(client, made, "announce")

    assert OutboxMail.objects.get(kind="round_announced").recipient == "member@example.org"


def test_a_round_is_extended_on_its_last_day_and_never_shortened(client, clock, public_round):
    made = public_round
    clock.move_to(made.closes_at - timedelta(minutes=1))
    sign_in(client)

    earlier = timezone.localtime(made.closes_at - timedelta(hours=2))
    response = act(
        client, made, "extend", closes_at=earlier.strftime("%Y-%m-%dT%H:%M"), note="Omyl"
    )
    form = response.context["acts"][0][1]
    assert form.errors == {"closes_at": ["Kolo lze jen prodloužit, nikdy zkrátit."]}
    assert form["note"].value() == "Omyl"

    act(client, made, "extend", closes_at="2026-03-23T00:00", note="Mnozí měli prázdniny.")

    made = Round.objects.get()
    assert made.closes_at.isoformat() == "2026-03-22T23:00:00+00:00"
    shown = page(client, made).context["steps"][-1]
    assert (shown.label, shown.detail, shown.note) == (
        "Prodlouženo",
        "Připomínky přijímáme do 22. 3. 2026 24:00 místo do 16. 3. 2026 10:00.",
        "Mnozí měli prázdniny.",
    )


def test_an_extension_typed_before_and_sent_after_closing_says_why_not(client, clock, public_round):
    made = public_round
    clock.move_to(made.closes_at)
    sign_in(client)

    response = act(client, made, "extend", closes_at="2026-04-23T00:00", note="Pozdě.")

    assert told(response) == ["Kolo skončilo. Místo prodloužení otevřete doplňující kolo."]
    assert Round.objects.get().closes_at == made.closes_at


def test_rules_change_publicly_and_a_stale_form_is_answered(client, public_round):
    made = public_round
    sign_in(client)
    data = {
        "lock_version": made.lock_version - 1,
        "answer_promised_on": "2026-05-01",
        "deciding_day": made.deciding_day,
        "late_policy": LatePolicy.ACCEPT_FLAGGED,
        "others_visible": made.others_visible,
        "note": "Výpadek pošty.",
    }

    stale = act(client, made, "rules", **data)
    form = next(form for a, form, _url in stale.context["acts"] if a.name == "rules")
    assert "Kolo mezitím změnil někdo jiný" in form.non_field_errors()[0]
    data["lock_version"] = form["lock_version"].value()
    act(client, made, "rules", **data)

    made = Round.objects.get()
    assert (made.late_policy, made.answer_promised_on) == ("accept_flagged", date(2026, 5, 1))
    details = [step.detail for step in page(client, made).context["steps"][-2:]]
    assert details == [
        "Odpověď slíbena do: „1. 5. 2026“ místo „neuvedeno“.",
        "Opožděné připomínky: „Opožděné připomínky se přijímají s označením“ "
        "místo „Opožděné připomínky se nepřijímají“.",
    ]


def test_sealing_settling_resuming_and_a_supplement(client, clock, public_round):
    made = public_round
    (comment,) = build.sent(made, "Doplnit lhůtu.")
    clock.move_to(made.closes_at)
    sign_in(client, Role.EDITOR, Role.SECRETARY)
    assert acts(client, made) == ["seal", "rules", "supplement", "cancel"]

    act(client, made, "seal")
    assert acts(client, made) == ["settle", "rules", "supplement"]
    shown = page(client, made)
    assert (shown.context["undecided_count"], shown.context["doubtful_count"]) == (1, 0)
    assert "1 připomínka bez rozhodnutí" in text(shown)
    act(client, made, "settle")
    assert Round.objects.get().stage == RoundStage.SEALED

    build.decided(comment)
    act(client, made, "settle")
    assert Round.objects.get().stage == RoundStage.SETTLED
    act(client, made, "resume", note="Jedna odpověď se mění.")
    assert Round.objects.get().stage == RoundStage.SEALED

    data = {"title": "Doplňující kolo", "opens_at": "2026-04-01T08:00"}
    act(client, made, "supplement", closes_at="2026-04-20T12:00", **data)
    supplement = Round.objects.get(supplements=made)
    assert (supplement.reference, supplement.is_public, supplement.stage) == (
        "R2",
        True,
        RoundStage.PREPARED,
    )


def test_calling_off_needs_a_reason_and_being_sure(client, public_round):
    made = public_round
    sign_in(client)

    act(client, made, "cancel", note="Text se přepracuje.")
    assert Round.objects.get().stage == RoundStage.ANNOUNCED
    act(client, made, "cancel", note="Text se přepracuje.", is_sure="on")

    assert Round.objects.get().stage == RoundStage.CANCELLED


def test_an_act_that_does_not_exist_is_not_found(client, public_round):
    made = public_round
    sign_in(client)

    assert act(client, made, "explode").status_code == 404


# --- overview of bodies ------------------------------------------------------------------------------------------


def round_with_bodies(count=2):
    bodies = [build.body(f"Obvod {n}") for n in range(count)]
    for number, organisation in enumerate(bodies):
        build.colleague(f"clerk{number}", organisation, authorised=True)
    made = build.open_round(build.version(build.text()), bodies=[(b, True) for b in bodies])
    build.sent(made, "Doplnit.", person=build.user("clerk0"), organisation=bodies[0])
    return made, bodies


def test_bodies_are_shown_with_their_answers_and_the_silent_ones_reminded(client):
    made, bodies = round_with_bodies(3)
    sign_in(client, Role.SECRETARY)
    shown = " ".join(text(page(client, made)).split())
    assert "1 připomínka" in shown
    assert "Nevyjádřil se" in shown

    response = client.post(
        address("round-remind", made.pk), {"body": [bodies[0].pk, bodies[2].pk]}, follow=True
    )

    assert told(response) == ["Připomenutí dostane 1 člověk. Nikdo nedostane víc než jedno denně."]
    assert OutboxMail.objects.get(kind="round_reminder").recipient == "clerk2@example.org"
    nothing = client.post(address("round-remind", made.pk), {}, follow=True)
    assert told(nothing) == ["Vyberte aspoň jeden subjekt."]


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_round_costs_the_same_for_any_number_of_bodies(
    client, count, django_assert_num_queries
):
    made, _bodies = round_with_bodies(count)
    sign_in(client)
    page(client, made)

    with django_assert_num_queries(23):
        page(client, made)
