"""What a person's overview shows of rounds: how far each of their voices is, and what waits for them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.actions import assignments, moderation, placements, round_steps, settlements
from consultations.enums import CommentNature, OthersVisible
from consultations.models import Settlement
from consultations.queries.overview import own_rounds
from consultations.queries.waiting import waiting_for
from people.enums import Role
from tests.concept.build import rewrite
from tests.consultations import build

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

AT_DESK_QUERIES = 17
COMMENTING_QUERIES = 8


@pytest.fixture
def section():
    return build.text()


def state(person) -> list[tuple[str, str, str, str]]:
    """For whom, how far, the button and its address, over all open rounds."""
    return [
        (voice.name, voice.in_words, voice.button, url)
        for own in own_rounds(person, timezone.now())
        for voice, url in own.rows
    ]


def waits(person) -> list[tuple[str, str]]:
    return [(row.title, row.note) for row in waiting_for(person, timezone.now())]


def test_each_voice_of_a_person_has_its_state_and_one_button(section):
    lipa, vrba = build.body("Městský obvod Lípa"), build.body("Městský obvod Vrba")
    clerk = build.colleague("clerk", lipa, authorised=True)
    build.colleague("clerk", vrba)
    round = build.open_round(
        build.version(section), bodies=[(lipa, True), (vrba, False)], is_public=True
    )
    base = f"/konzultace/{round.slug}"
    own, joint = f"{base}/moje/?za=0", f"{base}/moje/?za={lipa.pk}"
    others = f"{base}/moje/?za={vrba.pk}"
    nothing = "Zatím jste se nevyjádřili"
    assert state(clerk) == [
        ("Městský obvod Lípa", nothing, "Napsat připomínky", joint),
        ("Městský obvod Vrba", nothing, "Napsat připomínky", others),
        ("", nothing, "Napsat připomínky", own),
    ]

    build.written(build.draft(round, clerk, organisation=lipa))
    build.written(build.draft(round, clerk, organisation=vrba))
    build.sent(round, person=clerk)

    assert state(clerk) == [
        (
            "Městský obvod Lípa",
            "Rozepsáno, neodesláno: 1 připomínka",
            "Zkontrolovat a odeslat",
            f"{base}/odeslat/?za={lipa.pk}",
        ),
        ("Městský obvod Vrba", "Rozepsáno, neodesláno: 1 připomínka", "Pokračovat v psaní", others),
        ("", "Odesláno: bez připomínek", "Zobrazit odeslané", own),
    ]
    # only the authorised person's draft waits to be sent
    assert waits(clerk) == [
        ("1 připomínka je napsaná a neodeslaná", "Připomínky k návrhu, Městský obvod Lípa")
    ]
    assert state(build.colleague("other", vrba))[0][1] == "Rozepsáno, neodesláno: 1 připomínka"


def test_round_is_gone_from_the_overview_when_it_closes(section, clock):
    person = build.user("member")
    round = build.open_round(build.version(section), is_public=True)
    build.written(build.draft(round, person))
    assert (len(state(person)), len(waits(person))) == (1, 1)

    clock.move_to(round.closes_at)

    assert (state(person), waits(person)) == ([], [])


def test_round_for_others_is_not_known_and_staff_see_it_without_a_voice(section):
    member = build.user("member")
    build.open_round(build.version(section), groups=[build.group("PS1", build.user("seated"))])

    assert own_rounds(member, timezone.now()) == []
    assert [own.voices for own in own_rounds(build.secretary(), timezone.now())] == [[]]
    assert [row[1] for row in state(build.user("seated"))] == ["Zatím jste se nevyjádřili"]


def test_answers_wait_for_their_author_until_rated_and_not_for_ever(section, clock):
    clerk = build.colleague("clerk", build.body("Obvod"), authorised=True)
    colleague = build.colleague("colleague", build.body("Obvod"))
    round = build.open_round(
        build.version(section), bodies=[(build.body("Obvod"), False)], is_public=True
    )
    comments = build.sent(round, "Jedna.", "Dvě.", person=clerk, organisation=build.body("Obvod"))
    for comment in comments:
        build.decided(comment, "noted", "Víme.")
        settlements.answer_settlement(
            settlement=Settlement.objects.get(comment=comment),
            by=build.editor(),
            at=timezone.now(),
        )
    told = ("Na 2 vaše připomínky přišla odpověď", "Připomínky k návrhu")
    assert waits(clerk) == [told]
    assert (waits(colleague), waits(build.user("member"))) == ([], [])

    clock.shift(timedelta(days=61))
    assert waits(clerk) == []


def test_desk_is_told_what_waits_by_role(section, clock):
    version = build.version(section)
    round = build.open_round(version, is_public=True, others_visible=OthersVisible.AFTER_CHECK)
    quote = "Podpora trvá šest měsíců."
    first, second, third = build.sent(
        round,
        {"words": "Prodloužit.", "quote": quote},
        {"words": "Překlep.", "nature": CommentNature.FORMAL},
        "Doplnit.",
    )
    title = round.title
    checks = ("Na kontrolu před zveřejněním čekají 3 připomínky", title)
    assert waits(build.secretary()) == [checks]
    assert waits(build.chair()) == []

    for comment in (first, second, third):
        moderation.show_comment(comment=comment, by=build.secretary(), at=timezone.now())
    assignments.assign_settlements(
        settlements=Settlement.objects.filter(comment__in=(first, second)),
        assignee=build.secretary(),
        due_on=timezone.localdate() - timedelta(days=1),
        by=build.editor(),
        at=timezone.now(),
    )
    assert waits(build.secretary()) == [
        ("K vypořádání máte přiděleny 2 připomínky", f"{title}; 2 po termínu")
    ]

    for comment in (second, third):
        settlements.propose_settlement(
            settlement=comment.settlement,
            outcome="noted",
            reason="Víme.",
            by=build.editor(),
            at=timezone.now(),
        )
    proposed = "Na vaše rozhodnutí čekají 2 navržená vypořádání"
    assert waits(build.chair()) == [(proposed, title)]
    assert waits(build.editor()) == [
        ("Na vaše rozhodnutí čeká 1 navržené vypořádání", title)  # formal ones only
    ]

    rewrite(section, "Docela jiná věta o něčem jiném.", "A druhá.", "A třetí věta.")
    placements.place_comments(version=build.version(section, "0.2"), at=timezone.now())
    assert ("U 1 připomínky je nejisté místo v nové verzi", title) in waits(build.editor())


def test_opening_waits_for_a_second_person_only(section):
    round = build.prepared_round(build.version(section), is_public=True, title="Druhé kolo")
    round_steps.propose_opening(round=round, by=build.editor(), at=timezone.now())
    told = [("Otevření kola čeká na druhou osobu", "Druhé kolo")]

    assert waits(build.chair()) == told
    assert waits(build.user("other", Role.EDITOR)) == told
    assert (waits(build.editor()), waits(build.secretary())) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
def test_overview_costs_the_same_for_any_number_of_rounds(
    client, section, count, django_assert_num_queries
):
    clerk = build.colleague("clerk", build.body("Obvod"), authorised=True)
    version = build.version(section)
    for number in range(count):
        round = build.open_round(
            version,
            title=f"Kolo {number}",
            is_public=True,
            bodies=[(build.body("Obvod"), False)],
            others_visible=OthersVisible.AFTER_CHECK,
        )
        build.sent(round, "Připomínka.", token=f"kod{number}")
        build.written(build.draft(round, clerk, organisation=build.body("Obvod")))
    editor = build.editor()
    for person, queries in ((clerk, COMMENTING_QUERIES), (editor, AT_DESK_QUERIES)):
        person.roles_on(timezone.localdate())
        with django_assert_num_queries(queries):
            own_rounds(person, timezone.now())
            waiting_for(person, timezone.now())


def test_page_shows_rounds_and_tasks_with_one_button_each(client, section):
    clerk = build.colleague("clerk", build.body("Městský obvod Lípa"), authorised=True)
    clerk.is_demo = True
    clerk.save()
    round = build.open_round(
        build.version(section), bodies=[(build.body("Městský obvod Lípa"), False)]
    )
    build.written(build.draft(round, clerk, organisation=build.body("Městský obvod Lípa")))
    client.force_login(clerk)

    page = client.get("/prehled/").content.decode().replace("\N{NO-BREAK SPACE}", " ")

    send = f'href="/konzultace/{round.slug}/odeslat/'
    tasks = re.findall(r'<li class="task.*?</li>', page, re.DOTALL)
    assert [(task.count('class="button'), send in task) for task in tasks] == [(1, True)] * 2
    assert "Do 16. 3. 2026" in tasks[0]
    english = client.get("/en/prehled/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "1 comment is written and not sent" in english
    assert f'href="/en/konzultace/{round.slug}/odeslat/' in english
