"""Comments and their answers in the search of the site: who finds them, and that hiding and consent count at once."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from consultations.actions import (
    erasing,
    moderation,
    reports,
    round_steps,
    seals,
    settlements,
    statements,
)
from consultations.models import Comment, Settlement
from tests.consultations import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ADDRESS = "/hledat/"


def page(client, query: str) -> str:
    answer = client.get(ADDRESS, {"q": query, "kde": "pripominky"})
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def found(client, query: str) -> bool:
    return 'href="/pripominky/R1-0001/"' in page(client, query)


def answered(comment: Comment, reason: str) -> None:
    build.decided(comment, "noted", reason)
    settlements.answer_settlement(
        settlement=Settlement.objects.get(comment=comment), by=build.editor(), at=timezone.now()
    )


@built_once
def comment() -> Comment:
    round = build.open_round(build.version(build.text()), is_public=True, title="Druhé kolo")
    (made,) = build.sent(
        round,
        {
            "words": "Doplnit lhůtu pro <b>vyřízení</b>. Volejte 777 123 456.",
            "quote": "Podpora trvá šest měsíců.",
            "proposed_wording": "Podpora trvá dvanáct měsíců.",
        },
        person=build.user("member"),
        publish_consent="full",
    )
    return made


def test_comment_is_found_in_any_form_and_leads_to_its_page(client, comment):
    told = page(client, "lhuty vyrizeni")

    assert '<a href="/pripominky/R1-0001/">R1-0001, 3.2/1</a>' in told
    assert "Druhé kolo; Member" in told
    assert "Doplnit <mark>lhůtu</mark> pro <mark>vyřízení</mark>" in told
    assert "V připomínkách a jejich vypořádání (1)" in told
    assert found(client, "dvanácti")
    assert found(client, "R1-0001")
    assert not found(client, "velbloud")
    # from the texts the tab leads there
    texts = client.get(ADDRESS, {"q": "lhůta"}).content.decode()
    assert "kde=pripominky" in texts
    assert (
        'href="/en/pripominky/R1-0001/"'
        in client.get("/en/hledat/", {"q": "lhůta", "kde": "pripominky"}).content.decode()
    )


def test_answer_is_found_from_the_moment_it_is_given(client, comment):
    build.decided(comment, "noted", "Řeší to jiná vyhláška.")
    assert not found(client, "vyhláška")

    settlements.answer_settlement(
        settlement=Settlement.objects.get(comment=comment), by=build.editor(), at=timezone.now()
    )

    assert "Odpověď: Řeší to jiná <mark>vyhláška</mark>." in page(client, "vyhlasky")


def test_answers_given_with_a_report_are_found_too(client, comment, clock):
    build.decided(comment, "noted", "Řeší to jiná vyhláška.")
    clock.move_to(comment.round.closes_at)
    at = {"at": timezone.now(), "by": build.editor()}
    seals.seal_round(round=comment.round, at=timezone.now())
    round_steps.settle_round(round=comment.round, **at)
    reports.publish_report(round=comment.round, summary="Souhrn.", easy_summary="", **at)

    assert found(client, "vyhláška")


def test_what_was_settled_before_comments_could_be_found_is_found_after_an_update(
    client, comment, capsys
):
    answered(comment, "Řeší to jiná vyhláška.")
    Comment.objects.update(stems="")
    assert not found(client, "vyhláška")
    for count in (1, 0):
        call_command("update_search")
        comments, results = capsys.readouterr().out.splitlines()
        assert comments == f"Comments found by other words than before: {count}"
        assert results == "Results found by other words than before: 0"
    assert [found(client, word) for word in ("vyhláška", "lhůta")] == [True, True]


@pytest.mark.parametrize("act", ["hide", "withdraw", "erase", "withhold"])
def test_words_not_shown_are_found_no_more(client, comment, act):
    answered(comment, "Řeší to jiná vyhláška.")
    assert found(client, "777")
    comment = Comment.objects.get(pk=comment.pk)
    by = {"by": build.secretary(), "at": timezone.now()}
    start = comment.text.index("777")

    match act:
        case "hide":
            moderation.hide_comment(comment=comment, reason="personal_data", **by)
        case "withdraw":
            Comment.objects.filter(pk=comment.pk).update(withdrawn_at=timezone.now())
        case "erase":
            erasing.erase_words(comment=comment, **by)
        case "withhold":
            moderation.withhold_parts(
                comment=comment, parts=[("text", start, start + 11)], reason="personal_data", **by
            )

    assert not found(client, "777")
    # a part withheld takes neither the rest nor the answer away
    assert [found(client, word) for word in ("lhůta", "vyhláška")] == [act == "withhold"] * 2


def test_name_changes_with_consent_at_once_and_is_not_sought_by(client, comment):
    assert "; Member" in page(client, "lhůta")
    assert not found(client, "member")

    statements.change_consent(
        respondent=comment.statement.respondent,
        consent="anonymous",
        by=build.user("member"),
        at=timezone.now(),
    )

    assert "Member" not in page(client, "lhůta")


def test_comment_of_a_group_or_not_checked_yet_is_found_by_those_who_may_read_it(client):
    member = build.user("member")
    member.is_demo = True
    member.save()
    version = build.version(build.text())
    round = build.open_round(version, groups=[build.group("PS1", member)])
    build.sent(round, "Doplnit lhůtu.", person=member)
    assert not found(client, "lhůta")

    client.force_login(member)
    assert found(client, "lhůta")


@pytest.mark.parametrize("count", [1, 3])
def test_search_in_comments_costs_the_same_for_any_number(client, count, django_assert_num_queries):
    round = build.open_round(build.version(build.text()), is_public=True)
    build.sent(round, *["Doplnit lhůtu."] * count)
    client.get(ADDRESS)

    # generations, numbers in texts, in comments and in six other parts, results
    with django_assert_num_queries(10):
        page(client, "lhůta")
