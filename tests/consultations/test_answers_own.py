"""One's own comments and what became of them: by account, for one's body, by code."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.actions import comments as comment_actions
from consultations.actions import moderation, reactions, settlements
from consultations.enums import PublishConsent
from consultations.models import Comment, ConsentChange, Reaction
from core.models import Event
from people.tokens import new_code
from tests.concept.build import user
from tests.consultations import build
from tests.consultations.test_publication import (
    answered,
    open_public_round,
    page,
    sealed,
    worked_in,
)
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


public_round = built_once(open_public_round)


@pytest.fixture
def code():
    return new_code()


def address(round) -> str:
    return f"{round.path}nalozeni/"


def shown(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def opened(client, round, code: str) -> str:
    response = client.post(address(round), {"akce": "kod", "code": code})
    assert (response.status_code, response.url) == (302, address(round))
    return shown(client.get(address(round)))


def demo(person):
    person.is_demo = True
    person.save()
    return person


def test_code_opens_own_words_with_answer_and_change(client, clock, code, public_round):
    section, round = public_round
    comments = build.sent(
        round,
        {"words": "Šest měsíců nestačí.", "quote": "Podpora trvá šest měsíců."},
        "Druhá.",
        token=code,
    )
    build.sent(round, "Někdo jiný.", token="jiny")
    sealed(round, clock)
    worked_in(comments[0], section)

    page = opened(client, round, code.lower().replace("-", " "))

    assert "Šest měsíců nestačí." in page
    assert "R1-0001</a>: Akceptováno" in page
    assert "R1-0002</a>: Zatím nevypořádáno" in page
    assert "jeden rok" in page
    assert "Někdo jiný." not in page
    assert code not in page


def test_the_author_reads_withheld_words_as_they_were_sent(client, code, public_round):
    _section, round = public_round
    [comment] = build.sent(round, "Volejte 602 123 456.", token=code)
    moderation.withhold_parts(
        comment=comment,
        parts=[("text", 7, 18)],
        reason="personal_data",
        by=build.editor(),
        at=timezone.now(),
    )
    public = page(client, "/pripominky/R1-0001/")
    assert "602 123 456" not in public
    assert "Část připomínky je vynechána." not in public
    own = opened(client, round, code)
    assert "Volejte 602 123 456." in own
    assert 'href="/pripominky/R1-0001/nesouhlas/"' in own


def test_code_stays_out_of_addresses_and_the_page_tells_nobody_where_one_was(
    client, code, public_round
):
    _section, round = public_round
    build.sent(round, "Moje.", token=code)

    asked = client.get(address(round))
    answer = client.post(address(round), {"akce": "kod", "code": code})

    for response in (asked, answer, client.get(address(round))):
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
    assert code not in answer.url
    assert "ETag" not in asked.headers


def posted_by_a_browser(client, round, code, **headers):
    """A form of a page without referrer, with its token; browsers then name no origin."""
    client.handler.enforce_csrf_checks = True
    page = client.get(address(round)).content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    data = {"akce": "kod", "code": code, "csrfmiddlewaretoken": token}
    return client.post(address(round), data, headers={"Origin": "null", **headers})


def test_form_of_a_page_without_referrer_is_taken(client, code, public_round):
    _section, round = public_round
    build.sent(round, "Moje.", token=code)

    assert posted_by_a_browser(client, round, code).status_code == 302


def test_form_of_another_site_is_not_taken(client, code, public_round):
    _section, round = public_round
    build.sent(round, "Moje.", token=code)

    answer = posted_by_a_browser(client, round, code, **{"Sec-Fetch-Site": "cross-site"})
    assert "Mám kód" in shown(answer)
    client.handler.enforce_csrf_checks = True
    assert "Mám kód" in shown(client.post(address(round), {"akce": "kod", "code": code}))


def test_wrong_code_says_so_and_is_counted(client, settings, code, public_round):
    settings.STATEMENTS_PER_ADDRESS = 2
    _section, round = public_round
    build.sent(round, "Moje.", token=code)

    for _attempt in range(2):
        page = shown(client.post(address(round), {"akce": "kod", "code": "AAAA-AAAA-AAAA-AAAA"}))
        assert "Pod tímto kódem" in page
        assert 'value="AAAA-AAAA-AAAA-AAAA"' in page
    client.post(address(round), {"akce": "kod", "code": code})
    page = shown(client.post(address(round), {"akce": "kod", "code": code}), status=429)
    assert "Z vaší sítě" in page


def test_code_of_another_round_opens_nothing(client, code, public_round):
    _section, round = public_round
    build.sent(round, "Moje.", token=code)
    other = build.open_round(round.versions.get(), is_public=True, title="Jiné kolo")

    shown(client.post(address(other), {"akce": "kod", "code": code}))
    assert "Mám kód" in shown(client.get(address(other)))


def test_page_of_a_comment_shows_the_holder_of_the_code_their_own(client, code):
    _section, round = open_public_round(others_visible="after_check")
    build.sent(round, "Moje slova.", token=code)
    assert client.get("/pripominky/R1-0001/").status_code == 404
    opened(client, round, code)

    response = client.get("/pripominky/R1-0001/")
    page = shown(response)
    assert "Vaše připomínka" in page
    assert "Moje slova." in page
    assert "no-store" in response["Cache-Control"]


def test_reaction_is_said_once_and_counted(client, clock, code, public_round):
    section, round = public_round
    comment = build.sent(
        round, {"words": "Šest nestačí.", "quote": "Podpora trvá šest měsíců."}, token=code
    )[0]
    sealed(round, clock)
    page = opened(client, round, code)
    assert "Co na to říkáte?" not in page
    worked_in(comment, section)
    assert "Co na to říkáte?" in shown(client.get(address(round)))

    data = {
        "akce": "ohlas",
        "pripominka": comment.reference,
        f"c{comment.pk}-satisfaction": "partly",
        f"c{comment.pk}-text": "Rok je pořád málo.",
    }
    response = client.post(address(round), data)
    assert (response.status_code, response.url) == (302, f"{address(round)}#R1-0001")

    reaction = Reaction.objects.get()
    assert (reaction.satisfaction, reaction.text, reaction.is_maintained) == (
        "partly",
        "Rok je pořád málo.",
        False,
    )
    assert Event.objects.filter(verb="answer_rated", to_state="partly").count() == 1
    page = shown(client.get(address(round)))
    assert "Rok je pořád málo." in page
    assert "Co na to říkáte?" not in page
    data[f"c{comment.pk}-satisfaction"] = "no"
    page = shown(client.post(address(round), data, follow=True))
    assert "K této připomínce jste se už vyjádřili." in page
    assert Reaction.objects.get().satisfaction == "partly"
    client.session.flush()
    client.cookies.clear()
    public = shown(client.get("/pripominky/R1-0001/"))
    assert "Zčásti" in public
    assert "Rok je pořád málo." not in public


def test_reaction_without_a_choice_keeps_the_sentence(client, clock, code, public_round):
    _section, round = public_round
    comment = build.sent(round, "Moje.", token=code)[0]
    sealed(round, clock)
    answered(comment)
    opened(client, round, code)

    page = shown(
        client.post(
            address(round),
            {
                "akce": "ohlas",
                "pripominka": comment.reference,
                f"c{comment.pk}-text": "Napsaná věta.",
            },
        )
    )

    assert "Napsaná věta." in page
    assert Reaction.objects.count() == 0


def test_only_essential_comments_can_be_insisted_on(clock):
    old = build.version(build.text())
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    round = build.open_round(old, bodies=[(lipa, True)], is_public=True)
    essential, advisory = build.sent(
        round,
        {"words": "Zásadní.", "weight": "essential"},
        "Doporučující.",
        person=clerk,
        organisation=lipa,
    )
    sealed(round, clock)
    now = timezone.now()
    with pytest.raises(reactions.NotAnsweredYet):
        reactions.react(comment=advisory, satisfaction="no", by=clerk, at=now)
    answered(advisory)
    settlements.propose_settlement(
        settlement=essential.settlement,
        outcome="deferred",
        reason="Až s rozpočtem.",
        target_note="Akční plán",
        by=build.editor(),
        at=now,
    )
    settlements.decide_settlement(
        settlement=essential.settlement,
        decided_as="meeting",
        decided_where="jednání",
        by=build.chair(),
        at=now,
    )
    settlements.answer_settlement(settlement=essential.settlement, by=build.editor(), at=now)

    with pytest.raises(reactions.NothingToMaintain):
        reactions.react(comment=advisory, satisfaction="no", is_maintained=True, by=clerk, at=now)
    with pytest.raises(reactions.NothingToMaintain):
        reactions.react(comment=essential, satisfaction="yes", is_maintained=True, by=clerk, at=now)
    reactions.react(comment=essential, satisfaction="no", is_maintained=True, by=clerk, at=now)
    reactions.react(comment=essential, satisfaction="no", is_maintained=True, by=clerk, at=now)
    assert Reaction.objects.get().is_maintained
    assert Event.objects.filter(verb="comment_maintained").count() == 1


def test_colleague_reads_and_only_the_authorised_person_binds_the_body(client, clock):
    old = build.version(build.text())
    lipa = build.body("Městský obvod Lípa")
    clerk = demo(build.colleague("clerk", lipa, authorised=True))
    junior = demo(build.colleague("junior", lipa))
    round = build.open_round(old, bodies=[(lipa, True)], is_public=True)
    comment = build.sent(round, "Naše.", person=clerk, organisation=lipa)[0]
    sealed(round, clock)
    answered(comment)

    client.force_login(junior)
    page = shown(client.get(address(round)))
    assert "Naše." in page
    assert "Co na to říkáte?" not in page
    assert "Změnit to může jen oprávněná osoba organizace." in page
    assert (
        client.post(address(round), {"akce": "ohlas", "pripominka": comment.reference}).status_code
        == 404
    )
    client.force_login(clerk)
    page = shown(client.get(address(round)))
    assert "Co na to říkáte?" in page
    assert "Pod jakým jménem zveřejňujeme" in page


def test_consent_changes_at_once_and_is_kept(client, clock, code, public_round):
    _section, round = public_round
    build.sent(
        round, "Moje.", token=code, name="Jana Nováková", publish_consent=PublishConsent.FULL
    )
    respondent = Comment.objects.get().statement.respondent
    assert "Jana Nováková" in shown(client.get("/pripominky/R1-0001/"))
    opened(client, round, code)

    response = client.post(
        address(round),
        {
            "akce": "souhlas",
            "respondent": respondent.pk,
            f"r{respondent.pk}-publish_consent": "anonymous",
        },
    )

    assert response.status_code == 302
    client.cookies.clear()
    assert "Jana Nováková" not in shown(client.get("/pripominky/R1-0001/"))
    change = ConsentChange.objects.get()
    assert (change.former, change.new) == ("full", "anonymous")
    assert Event.objects.filter(verb="consent_changed", to_state="anonymous").count() == 1


def test_another_choice_with_later_words_is_a_change_of_consent(code, public_round):
    _section, round = public_round
    choices = (PublishConsent.FULL, PublishConsent.FULL, PublishConsent.ANONYMOUS)
    for number, consent in enumerate(choices):
        words = f"Slova {number}."
        build.sent(round, words, token=code, name="Jana Nováková", publish_consent=consent)
    change = ConsentChange.objects.get()
    assert (change.former, change.new) == ("full", "anonymous")
    assert change.respondent.publish_consent == "anonymous"
    told = Event.objects.filter(verb="consent_changed", to_state="anonymous")
    assert told.count() == 2  # on each statement sent before


def test_stranger_changes_nothing(client, code, public_round):
    _section, round = public_round
    comment = build.sent(round, "Moje.", token=code)[0]
    respondent = comment.statement.respondent

    for data in (
        {"akce": "souhlas", "respondent": respondent.pk},
        {"akce": "ohlas", "pripominka": comment.reference},
        {"akce": "neco"},
    ):
        assert client.post(address(round), data).status_code == 404


def test_person_without_comments_is_told_so(client, public_round):
    _section, round = public_round
    client.force_login(demo(user("reader")))
    assert "V tomto kole jste žádné připomínky nepodali." in shown(client.get(address(round)))


def test_personal_case_is_read_by_its_author(client, code, public_round):
    _section, round = public_round
    comment = build.sent(round, "Dlužím za nájem.", token=code)[0]
    Comment.objects.filter(pk=comment.pk).update(
        personal_case="kept", personal_case_at=timezone.now()
    )

    page = opened(client, round, code)
    assert "Osobní případ se nikdy nezveřejňuje." in page
    assert "Dlužím za nájem." in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_however_many_comments(
    client, clock, code, django_assert_num_queries, count, public_round
):
    _section, round = public_round
    comments = build.sent(round, *[f"Připomínka {n}" for n in range(count)], token=code)
    sealed(round, clock)
    for comment in comments:
        answered(comment)
    opened(client, round, code)

    with django_assert_num_queries(12):
        client.get(address(round))


def test_statement_taken_back_by_time_is_not_answered_twice(clock, code, public_round):
    _section, round = public_round
    comment = build.sent(round, "Beru zpět.", token=code)[0]
    comment_actions.withdraw_comment(comment=comment, by=None, at=timezone.now())
    sealed(round, clock)
    with pytest.raises(reactions.NotAnsweredYet):
        reactions.react(
            comment=comment, satisfaction="yes", by=None, at=timezone.now() + timedelta(1)
        )
