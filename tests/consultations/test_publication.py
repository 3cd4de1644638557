"""The settlement as it is published: the page of a comment and the table of a round."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from consultations import thread
from consultations.actions import comments as comment_actions
from consultations.actions import implementing, seals, settlements, statements
from consultations.actions.moderation import hide_comment
from consultations.actions.placements import confirm_dropped, place_comments
from consultations.actions.visibility import refresh_comment_visibility
from consultations.enums import Moderation, OthersVisible, PublishConsent
from consultations.models import AnchorPlacement, Comment, Round
from consultations.queries.publication import BY_NUMBER, Publication
from tests.concept.build import publish, rewrite, user
from tests.consultations import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LATER = build.OPEN_FOR + timedelta(seconds=1)


def page(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def open_public_round(**fields):
    section = build.text()
    old = build.version(section, "0.1")
    return section, build.open_round(old, is_public=True, **fields)


public_round = built_once(open_public_round)


def sealed(round: Round, clock) -> Round:
    clock.shift(LATER)
    seals.seal_round(round=round, at=timezone.now())
    return Round.objects.get(pk=round.pk)


def answered(comment: Comment, outcome: str = "noted", reason: str = "Děkujeme.") -> Comment:
    comment = build.decided(comment, outcome, reason)
    settlements.answer_settlement(
        settlement=comment.settlement, by=build.editor(), at=timezone.now()
    )
    return Comment.objects.get(pk=comment.pk)


def worked_in(comment: Comment, section) -> Comment:
    """Accepted, changed in version 0.2, verified and answered."""
    comment = build.decided(comment, "accepted")
    rewrite(
        section,
        "Město nabízí sociální bydlení domácnostem v bytové nouzi. Podpora trvá jeden rok.",
        *build.PARAGRAPHS[1:],
    )
    new = publish(build.version(section, "0.2"))
    now = timezone.now()
    implementing.implement_settlement(
        settlement=comment.settlement, to_version=new, by=build.editor(), at=now
    )
    implementing.verify_settlement(settlement=comment.settlement, by=build.editor(), at=now)
    settlements.answer_settlement(settlement=comment.settlement, by=build.editor(), at=now)
    return Comment.objects.get(pk=comment.pk)


def test_page_of_a_comment_shows_the_sentence_before_and_after(client, clock, public_round):
    section, round = public_round
    comment = build.sent(
        round, {"words": "Šest měsíců nestačí.", "quote": "Podpora trvá šest měsíců."}
    )[0]
    sealed(round, clock)
    worked_in(comment, section)

    shown = page(client, "/pripominky/R1-0001/")

    assert "Jak bylo s připomínkou R1-0001 naloženo" in shown
    assert "Šest měsíců nestačí." in shown
    assert "<mark>Podpora trvá šest měsíců.</mark>" in shown
    assert "Akceptováno" in shown
    assert "předseda" in shown
    words = shown.replace("\n", " ")
    assert '<span class="visually-hidden">[vypuštěno: </span>šest měsíců<' in words
    assert '<span class="visually-hidden">[doplněno: </span>jeden rok<' in words
    assert 'href="/koncepce/porovnani/0-1/0-2/#s-socialni-bydleni"' in shown
    assert 'href="/koncepce/verze/0-1/socialni-bydleni/#p-' in shown
    assert 'href="/koncepce/socialni-bydleni/#p-' in shown


def test_page_of_a_comment_in_english(client, clock, public_round):
    section, round = public_round
    comment = build.sent(round, {"words": "Krátké.", "quote": "Podpora trvá šest měsíců."})[0]
    sealed(round, clock)
    worked_in(comment, section)

    shown = page(client, "/en/pripominky/R1-0001/")

    assert "What became of comment R1-0001" in shown
    assert "Accepted" in shown
    assert 'href="/en/koncepce/porovnani/0-1/0-2/#s-socialni-bydleni"' in shown


def test_proposals_are_not_told_before_the_answer_is_given(client, clock, public_round):
    _section, round = public_round
    comment = build.sent(round, "Doplnit lhůtu.")[0]
    sealed(round, clock)
    build.decided(comment, "not_accepted", "Tajný důvod.")

    assert "Tajný důvod." not in page(client, "/pripominky/R1-0001/")
    assert "Připomínka se vypořádává." in page(client, "/pripominky/R1-0001/")
    table = page(client, f"{round.path}vyporadani/")
    assert "Tajný důvod." not in table
    assert "Zatím nevypořádáno" in table


def test_reasons_in_the_thread_follow_the_answer_and_the_words(public_round):
    _section, round = public_round
    decided, taken_back, hidden, given = build.sent(round, "A.", "B.", "C.", "D.")
    build.decided(decided, "not_accepted", "Tajný důvod.")
    settlements.propose_settlement(
        settlement=taken_back.settlement,
        outcome="noted",
        reason="Tajný návrh.",
        by=build.editor(),
        at=timezone.now(),
    )
    comment_actions.withdraw_comment(comment=taken_back, by=None, at=timezone.now())
    answered(hidden)
    hide_comment(comment=hidden, reason="abuse", by=build.editor(), at=timezone.now())
    answered(given)

    def told(reader):
        keys = [c.contribution_id for c in (decided, taken_back, hidden, given)]
        found = thread.describe(keys, reader)
        return [(found[key].outcome, found[key].reason) for key in keys]

    after = [("Vzato zpět", ""), ("Vzato na vědomí", ""), ("Vzato na vědomí", "Děkujeme.")]
    assert told(AnonymousUser()) == [("", ""), *after]
    assert told(build.editor()) == [("Neakceptováno", "Tajný důvod."), *after]


def test_reopened_answer_keeps_the_last_one_given_and_the_history(client, clock, public_round):
    _section, round = public_round
    comment = build.sent(round, "Doplnit lhůtu.")[0]
    sealed(round, clock)
    answered(comment, "noted", "První odpověď.")
    settlements.propose_settlement(
        settlement=comment.settlement,
        outcome="explained",
        reason="Druhá odpověď.",
        by=build.editor(),
        at=timezone.now(),
    )

    shown = page(client, "/pripominky/R1-0001/")
    assert "První odpověď." in shown
    assert "Druhá odpověď." not in shown
    assert "Odpověď se znovu posuzuje." in shown
    assert "První odpověď." in page(client, f"{round.path}vyporadani/")

    settlements.decide_settlement(
        settlement=comment.settlement, decided_as="chair", by=build.chair(), at=timezone.now()
    )
    settlements.answer_settlement(
        settlement=comment.settlement, by=build.editor(), at=timezone.now()
    )
    shown = page(client, "/pripominky/R1-0001/")
    assert shown.index("Druhá odpověď.") < shown.index("Dřívější odpovědi")
    assert shown.index("Dřívější odpovědi") < shown.index("První odpověď.")


def hide(comment: Comment, reason: str = "abuse") -> None:
    Comment.objects.filter(pk=comment.pk).update(moderation=Moderation.HIDDEN, hidden_reason=reason)
    comment = Comment.objects.select_related("contribution").get(pk=comment.pk)
    refresh_comment_visibility(comment.round, [comment])


def make_personal(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(
        personal_case="kept", personal_case_at=timezone.now()
    )
    comment = Comment.objects.select_related("contribution").get(pk=comment.pk)
    refresh_comment_visibility(comment.round, [comment])


def test_hidden_words_are_nowhere_but_the_number_stays(client, clock, public_round):
    _section, round = public_round
    comments = build.sent(round, "Sprosté slovo.", "Slušné slovo.")
    sealed(round, clock)
    answered(comments[0], "noted", "Sprosté slovo opakujeme.")
    hide(comments[0])

    shown = page(client, "/pripominky/R1-0001/")
    assert "Sprosté" not in shown
    assert "odstraněno: Urážky nebo výhrůžky" in shown
    table = page(client, f"{round.path}vyporadani/")
    assert "Sprosté" not in table
    assert "odstraněno: Urážky nebo výhrůžky" in table
    assert "R1-0001" in table


def test_personal_case_is_not_found_and_its_row_tells_nothing(client, clock, public_round):
    _section, round = public_round
    comments = build.sent(
        round, {"words": "Dlužím za nájem.", "quote": "Podpora trvá šest měsíců."}, "Jiné."
    )
    sealed(round, clock)
    make_personal(comments[0])

    page(client, "/pripominky/R1-0001/", status=404)
    publication = Publication(Round.objects.get(), order=BY_NUMBER)
    first = next(iter(publication.rows()))
    assert first.reference == "R1-0001"
    assert (first.respondent, first.place, first.text, first.received_on) == ("", "", "", None)
    assert publication.totals.removed == {"personal": 1}
    assert publication.totals.comments == 2


def test_personal_case_is_found_by_those_who_run_rounds(client, clock, public_round):
    _section, round = public_round
    comments = build.sent(round, "Dlužím za nájem.")
    make_personal(comments[0])
    secretary = build.secretary()
    secretary.is_demo = True
    secretary.save()
    client.force_login(secretary)

    shown = page(client, "/pripominky/R1-0001/")
    assert "Osobní případ se nikdy nezveřejňuje." in shown
    assert "Dlužím" not in shown


def test_comment_taken_back_keeps_its_page_without_words(client, public_round):
    _section, round = public_round
    comments = build.sent(round, "Beru zpět.", "Zůstává.")
    page(client, "/pripominky/R1-0001/")
    comment_actions.withdraw_comment(comment=comments[0], by=None, at=timezone.now())

    shown = page(client, "/pripominky/R1-0001/")
    assert "Beru zpět." not in shown
    assert "Vzato zpět" in shown


def test_comment_waiting_for_a_check_is_for_staff_and_its_author(client):
    _section, round = open_public_round(others_visible=OthersVisible.AFTER_CHECK)
    author = user("author")
    author.is_demo = True
    author.save()
    build.sent(round, "Čeká na kontrolu.", person=author)

    page(client, "/pripominky/R1-0001/", status=404)
    client.force_login(author)
    shown = page(client, "/pripominky/R1-0001/")
    assert "Vaše připomínka" in shown
    assert "Čeká na kontrolu." in shown


def test_page_of_a_comment_follows_the_consent_at_once(client, clock, public_round):
    _section, round = public_round
    comment = build.sent(
        round, "Doplnit.", name="Jana Nováková", publish_consent=PublishConsent.FULL
    )[0]
    assert "Jana Nováková" in page(client, "/pripominky/R1-0001/")

    statements.change_consent(
        respondent=comment.statement.respondent,
        consent=PublishConsent.ANONYMOUS,
        by=None,
        at=timezone.now(),
    )

    assert "Jana Nováková" not in page(client, "/pripominky/R1-0001/")


def test_table_of_an_open_round_is_empty_and_says_when(client, public_round):
    _section, round = public_round
    build.sent(round, "Doplnit lhůtu.")

    shown = page(client, f"{round.path}vyporadani/")

    assert "Zatím není co vypořádávat." in shown
    assert "Doplnit lhůtu." not in shown


def test_table_counts_lists_and_filters(client, clock, public_round):
    _section, round = public_round
    comments = build.sent(
        round,
        {"words": "K celku."},
        {"words": "K lhůtě.", "quote": "Podpora trvá šest měsíců."},
        {"words": "K obvodům.", "quote": "jednou za rok"},
    )
    build.sent(round, token="jiny")
    sealed(round, clock)
    answered(comments[2], "explained", "Protože.")

    publication = Publication(Round.objects.get())
    assert publication.totals.as_json() == {
        "comments": 3,
        "listed": 3,
        "statements": 2,
        "statements_without_comments": 1,
        "by_outcome": {"explained": 1, "open": 2},
        "by_weight": {"advisory": 3},
        "removed": {},
    }
    assert [row.place for row in publication.rows()] == [
        "Celý dokument",
        "3.2 Sociální bydlení; 3.2, odst. 1",
        "3.2 Sociální bydlení; 3.2, odst. 3",
    ]
    shown = page(client, f"{round.path}vyporadani/?zpusob=explained")
    assert "Vypsána je 1 z 3 připomínek." in shown
    assert "způsob vypořádání: Vysvětleno" in shown
    assert "K obvodům." in shown
    assert "K lhůtě." not in shown
    shown = page(client, f"{round.path}vyporadani/?zpusob=neni&razeni=cislo")
    assert "Vypsány jsou 3 z 3 připomínek." in shown


@pytest.mark.parametrize("count", [1, 3])
def test_table_costs_the_same_however_many_rows(
    client, clock, django_assert_num_queries, count, public_round
):
    _section, round = public_round
    build.sent(round, *[f"Připomínka {n}" for n in range(count)])
    sealed(round, clock)

    with django_assert_num_queries(11):
        page(client, f"{round.path}vyporadani/")


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_at_most_nine_queries(clock, django_assert_num_queries, count, public_round):
    _section, round = public_round
    build.sent(round, *[f"Připomínka {n}" for n in range(count)])
    round = sealed(round, clock)

    with django_assert_num_queries(7):
        publication = Publication(round)
        assert publication.totals.comments == count
        assert len(list(publication.rows())) == count


def test_round_for_bodies_is_not_known_to_others(client, clock):
    old = build.version(build.text())
    lipa = build.body("Městský obvod Lípa")
    clerk = build.colleague("clerk", lipa, authorised=True)
    clerk.is_demo = True
    clerk.save()
    round = build.open_round(old, bodies=[(lipa, True)])
    build.sent(round, "Doplnit.", person=clerk, organisation=lipa)
    sealed(round, clock)

    page(client, f"{round.path}vyporadani/", status=404)
    page(client, "/pripominky/R1-0001/", status=404)
    client.force_login(clerk)
    assert "Městský obvod Lípa" in page(client, f"{round.path}vyporadani/")


def test_settlement_that_is_not_for_everyone_is_refused_to_visitors(client, clock):
    _section, round = open_public_round(publishes_settlement=False)
    build.sent(round, "Doplnit.")
    sealed(round, clock)

    page(client, f"{round.path}vyporadani/", status=403)


def test_page_tells_where_the_place_stands_in_the_newest_version(client, clock, public_round):
    section, round = public_round
    version = round.versions.get()
    uid = version.sections.get().node_uid
    statement = build.draft(round, token="kod")
    places = [[build.place(version, "jednou za rok")], [{"section_uid": str(uid)}], [{}]]
    for words, quoted in zip(["K slovům.", "K oddílu.", "K celku."], places, strict=True):
        comment_actions.save_comment(
            statement=statement,
            version=version,
            places=quoted,
            text=words,
            by=None,
            at=timezone.now(),
        )
    statements.submit_statement(statement=statement, by=None, at=timezone.now())
    rewrite(section, "Úplně nový první odstavec o něčem jiném.", *build.PARAGRAPHS)
    new = publish(build.version(section, "0.2"))
    place_comments(version=new, at=timezone.now())

    words = page(client, "/pripominky/R1-0001/")
    assert "Ve verzi 0.2: Beze změny." in words
    assert "3.2, odst. 4" in words
    whole = page(client, "/pripominky/R1-0002/")
    assert 'href="/koncepce/verze/0-1/socialni-bydleni/"' in whole
    assert "Ve verzi 0.2: Beze změny." in whole
    assert "K celému dokumentu" in page(client, "/pripominky/R1-0003/")


def test_doubtful_place_leads_nowhere_until_somebody_has_decided(client, clock, public_round):
    section, round = public_round
    build.sent(round, {"words": "K žádosti.", "quote": "O žádosti rozhodne komise"})
    rewrite(section, build.PARAGRAPHS[0], build.PARAGRAPHS[2])
    new = publish(build.version(section, "0.2"))
    place_comments(version=new, at=timezone.now())

    assert "Ve verzi 0.2: Text vypuštěn." in page(client, "/pripominky/R1-0001/")
    confirm_dropped(
        placements=AnchorPlacement.objects.filter(version=new),
        by=build.editor(),
        at=timezone.now(),
    )
    assert "Ve verzi 0.2: Text záměrně vypuštěn." in page(client, "/pripominky/R1-0001/")
