"""X1 and X3 through the screens: an editor decides doubtful places and lost changes, and only then approves."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from concept.enums import InfluenceState
from concept.models import Influence, VersionStep
from concept.queries import newest_links
from consultations.actions import comments as comment_actions
from consultations.actions import following, implementing, personal_cases, placements, round_steps
from consultations.actions.settlements import answer_settlement
from consultations.enums import (
    CheckDecision,
    PlacementDecision,
    PlacementStatus,
    SettlementState,
)
from consultations.models import AnchorPlacement, Settlement, SettlementCheck
from consultations.queries.place_counts import placement_counts
from consultations.queries.place_search import Sought, find_places
from consultations.tasks import carry_decisions, follow_comments
from core import jobs
from core.models import Event
from people.enums import Role
from tests.browsers import signed_in, text_of, told
from tests.concept.build import publish, rewrite, uid_of
from tests.consultations import build
from tests.consultations.at_desk import person, url
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = build.PARAGRAPHS
TWICE = "Obvod sdělí městu počet bytů."
QUEUE_QUERIES = 24
CHECK_QUERIES = 24
PACKAGE_QUERIES = 34


def four_comments(count=1):
    """A version and the next one; answers section, round, new version and comments: gone, doubtful, twice, edited."""
    section = build.text(paragraphs=[FIRST, SECOND, THIRD, f"{TWICE} Každý rok."])
    round = build.open_round(build.version(section), is_public=True)
    comments = [
        comment
        for number in range(count)
        for comment in build.sent(
            round,
            {"words": "Proč obvody?", "quote": "Obvody sdělí městu počet volných bytů"},
            {"words": "Kdy končí?", "quote": "Podpora trvá šest měsíců"},
            {"words": "Komu?", "quote": TWICE},
            {"words": "Jaká komise?", "quote": "O žádosti rozhodne komise do třiceti dnů."},
            token=f"kod{number}",
        )
    ]
    rewrite(
        section,
        FIRST.replace("trvá šest měsíců", "končí za půl roku"),
        SECOND.replace("třiceti", "šedesáti"),
        f"{TWICE} Potom další věta o něčem. {TWICE} Každý druhý rok.",
    )
    return section, round, build.followed_version(section, "0.2"), comments


placed = built_once(four_comments)


def place_of(comment, version) -> AnchorPlacement:
    return AnchorPlacement.objects.get(anchor__comment=comment, version=version)


def shown(placement) -> dict[str, str]:
    """What a form says of when the shown place was computed."""
    return {"spocteno": f"{placement.pk}:{placement.computed_at.isoformat()}"}


def words_of(placement) -> list[str]:
    texts = dict(placement.version.passages.values_list("passage_uid", "content__text"))
    texts = {str(uid): text for uid, text in texts.items()}
    return [texts[t["passage_uid"]][t["start"] : t["end"]] for t in placement.targets]


# --- X1 -------------------------------------------------------------------------------------------------


def test_x1_every_doubtful_place_is_decided_on_the_screens(placed):
    _section, round, new, (gone, doubtful, twice, edited) = placed
    editor = signed_in(person(Role.EDITOR))
    queue = url("placement-list", new.pk)

    page = editor.get(queue)
    words = text_of(page)
    assert [row.comment for row in page.context["rows"]] == [doubtful, gone, twice]
    assert "Nejisté 2" in words
    assert "Text vypuštěn 1" in words
    assert "nalezeno 33 % citovaných slov" in words
    assert "Z tohoto textu v této verzi nic není." in words
    assert "<mark>Podpora trvá šest měsíců</mark>" in page.content.decode()
    assert page.content.decode().count(f"<mark>{TWICE}</mark>") == 3

    # one of two places
    place = place_of(twice, new)
    nothing = editor.post(
        url("placement-act", place.pk, "potvrdit"), shown(place) | {"vyber": "1"}, follow=True
    )
    assert told(nothing) == ["R1-0003: Vyberte, kam připomínka patří."]
    done = editor.post(
        url("placement-act", place.pk, "potvrdit") + "?stav=ambiguous",
        shown(place) | {"vyber": "1", "cil": "1", "dalsi": str(place_of(gone, new).pk)},
    )
    assert done.url == f"{queue}?stav=ambiguous#misto-{place_of(gone, new).pk}"
    place = place_of(twice, new)
    assert (place.status, place.decision) == (PlacementStatus.MANUAL, PlacementDecision.CONFIRMED)
    assert [t["start"] for t in place.targets] == [56]

    # by hand, by the number of the paragraph and one of its sentences
    place = place_of(doubtful, new)
    label = new.passages.get(passage_uid=uid_of(new, "končí za půl roku")).label
    detail = editor.get(url("placement-detail", place.pk), {"cislo": label})
    assert "Podpora končí za půl roku." in text_of(detail)
    sentence = next(
        value
        for value, text in detail.context["hand_form"].fields["piece"].choices
        if text == "Podpora končí za půl roku."
    )
    uid = uid_of(new, "končí za půl roku")
    by_hand = f"{url('placement-act', place.pk, 'rucne')}?odstavec={uid}"
    wrong = editor.post(by_hand, shown(place) | {"piece": "cely", "words": "jiná slova"})
    assert wrong.status_code == 200
    assert "Tato slova v odstavci nejsou. Zkopírujte je přesně." in text_of(wrong)
    assert "jiná slova" in wrong.content.decode()
    editor.post(by_hand, shown(place) | {"piece": sentence})
    assert words_of(place_of(doubtful, new)) == ["Podpora končí za půl roku."]

    # left out on purpose
    place = place_of(gone, new)
    editor.post(url("placement-act", place.pk, "vypusteno"), shown(place))
    assert place_of(gone, new).decision == PlacementDecision.DROPPED
    assert round_steps.open_points(round)[1] == 0
    assert "Tady nic nečeká." in text_of(editor.get(queue))

    # and back
    editor.post(url("placement-act", place.pk, "zpet"))
    assert round_steps.open_points(round)[1] == 1
    assert place_of(edited, new).decision == PlacementDecision.NONE


def test_x1_words_typed_by_hand_that_stand_there_twice_are_asked_for_again(placed):
    _section, _round, new, (_gone, _doubtful, twice, _edited) = placed
    editor = signed_in(person(Role.EDITOR))
    place = place_of(twice, new)
    address = f"{url('placement-act', place.pk, 'rucne')}?odstavec={uid_of(new, TWICE)}"
    again = editor.post(address, {"words": TWICE})
    assert "Tato slova jsou v odstavci víckrát. Přidejte slova vedle nich." in text_of(again)
    editor.post(address, {"words": f"„něčem.  {TWICE}“"})
    assert words_of(place_of(twice, new)) == [f"něčem. {TWICE}"]


def test_x1_a_comment_is_placed_on_a_whole_section(placed):
    _section, _round, new, (gone, *_others) = placed
    editor = signed_in(person(Role.EDITOR))
    place = place_of(gone, new)
    section = str(new.sections.get().node_uid)
    page = editor.get(url("placement-detail", place.pk))
    assert len(page.context["choices"]) == 3
    editor.post(f"{url('placement-act', place.pk, 'oddil')}?umistit={section}", shown(place))
    assert place_of(gone, new).targets == [{"section_uid": section}]


def test_x1_a_colleague_who_was_faster_is_told_of(placed):
    _section, _round, new, (gone, *_others) = placed
    place = place_of(gone, new)
    placements.confirm_dropped(placements=[place], by=build.editor(), at=timezone.now())
    editor = signed_in(person(Role.EDITOR))
    late = editor.post(url("placement-act", place.pk, "vypusteno"), shown(place), follow=True)
    assert told(late) == ["R1-0001: O tomto umístění mezitím rozhodl někdo jiný."]
    late = editor.post(
        url("placement-bulk", new.pk),
        {"krok": "vypusteno", "chosen": str(place.pk), "provest": "1"} | shown(place),
    )
    assert "Beze změny zůstává 1 místo" in text_of(late)


def test_x1_many_are_decided_at_once_with_the_fate_of_each_said_before_and_after():
    _section, round, new, comments = four_comments(count=2)
    editor = signed_in(person(Role.EDITOR))
    address = url("placement-bulk", new.pk)
    chosen = [place_of(comment, new) for comment in comments]
    data = {
        "chosen": [str(place.pk) for place in chosen],
        "spocteno": [shown(place)["spocteno"] for place in chosen],
    }

    before = editor.post(address, data | {"krok": "potvrdit"})
    assert [p.anchor.comment.reference for p in before.context["changing"]] == [
        "R1-0004",
        "R1-0008",
    ]
    assert "Změní se 2 místa. R1-0004, R1-0008" in text_of(before)
    assert "R1-0001 : Místo je nejisté: vyberte ho u této" in text_of(before).replace(
        "R1-0001:", "R1-0001 :"
    )
    assert not AnchorPlacement.objects.exclude(decision="").exists()

    after = editor.post(address, data | {"krok": "potvrdit", "provest": "1"})
    assert "Potvrzena jsou 2 místa." in text_of(after)
    edited = place_of(comments[3], new)
    assert (edited.status, edited.decision) == (
        PlacementStatus.EDITED,
        PlacementDecision.CONFIRMED,
    )
    editor.post(address + "?stav=orphaned", {"krok": "vypusteno", "ktere": "vse", "provest": "1"})
    assert place_of(comments[0], new).decision == PlacementDecision.DROPPED
    assert place_of(comments[4], new).decision == PlacementDecision.DROPPED
    assert round_steps.open_points(round)[1] == 4
    assert editor.post(address, {"krok": "potvrdit"}).status_code == 302
    assert editor.post(address, {"krok": "neni"}).status_code == 404


def test_x1_what_was_confirmed_as_computed_holds_while_its_words_stay(placed):
    section, _round, new, (_gone, _doubtful, _twice, edited) = placed
    place = place_of(edited, new)
    placements.confirm_placements(placements=[place], by=build.editor(), at=timezone.now())
    same = list(new.passages.order_by("order"))
    texts = [passage.content.text for passage in same]
    rewrite(section, "Nový úvod.", *texts)
    moved = build.followed_version(section, "0.3")
    assert (place_of(edited, moved).status, place_of(edited, moved).decision) == (
        PlacementStatus.EDITED,
        PlacementDecision.CONFIRMED,
    )
    rewrite(section, *[text.replace("šedesáti dnů", "devadesáti dnů") for text in texts])
    changed = build.followed_version(section, "0.4")
    assert (place_of(edited, changed).status, place_of(edited, changed).decision) == (
        PlacementStatus.EDITED,
        PlacementDecision.NONE,
    )


def test_x1_a_decision_in_an_older_version_is_taken_over_by_later_ones(placed):
    section, _round, new, (gone, *_others) = placed
    rewrite(section, FIRST.replace("trvá šest měsíců", "končí za půl roku"), SECOND)
    newer = build.followed_version(section, "0.3")
    assert place_of(gone, newer).decision == PlacementDecision.NONE
    placements.confirm_dropped(
        placements=[place_of(gone, new)], by=build.editor(), at=timezone.now()
    )
    assert jobs.newest_run(placements.CARRY_JOB, version_id=new.pk).state == jobs.RunState.WAITING
    carry_decisions.function(version_id=new.pk)
    assert place_of(gone, newer).decision == PlacementDecision.DROPPED


def test_x1_filters_narrow_and_counts_are_those_of_the_rest(placed):
    _section, round, new, comments = placed
    user = build.editor()

    def found(**sought):
        return find_places(new, user, Sought(**sought)).count()

    section = str(new.sections.get().node_uid)
    assert found() == 3
    assert found(state="vse") == 4
    assert found(state="edited") == 1
    assert found(state="vse", round=round.pk, section=section) == 4
    assert found(state="vse", round=0, section=str(comments[0].pk).zfill(32)) == 0
    placements.confirm_placements(
        placements=[place_of(comments[3], new)], by=user, at=timezone.now()
    )
    assert found(state="edited", unconfirmed=True) == 0
    assert found(state="rozhodnuto") == 1


def test_x1_a_comment_taken_back_and_a_personal_case_are_not_asked_about(placed):
    _section, _round, new, (gone, doubtful, *_others) = placed
    personal_cases.mark_personal_case(
        comment=doubtful, may_be_handed_over=False, by=build.editor(), at=timezone.now()
    )
    comment_actions.withdraw_comment(comment=gone, by=None, at=timezone.now())
    editor = signed_in(person(Role.EDITOR))
    page = editor.get(url("placement-list", new.pk))
    assert [row.comment.reference for row in page.context["rows"]] == ["R1-0003"]
    assert editor.get(url("placement-detail", place_of(doubtful, new).pk)).status_code == 404
    assert placement_counts([new.pk])[new.pk].total == 2


def test_x1_work_that_was_given_up_is_shown_and_asked_for_again():
    section = build.text()
    round = build.open_round(build.version(section), is_public=True)
    build.sent(round, {"words": "A", "quote": "Podpora trvá"})
    rewrite(section, FIRST, SECOND)
    new = build.version(section, "0.2")
    editor = signed_in(person(Role.EDITOR))
    queue = url("placement-list", new.pk)
    waiting = editor.get(queue)
    assert "Dohledání připomínek v této verzi čeká, až na něj přijde řada." in text_of(waiting)
    assert waiting.headers["Refresh"] == "3"
    assert following.follow_again(version=new, by=build.editor(), at=timezone.now()) is False

    run = jobs.newest_run(following.FOLLOW_JOB, version_id=new.pk)
    row = DBTaskResult.objects.get(pk=run.result_id)
    row.args_kwargs["kwargs"]["attempt"] = 3
    row.status, row.finished_at = TaskResultStatus.FAILED, timezone.now()
    row.save()
    page = editor.get(queue)
    assert "Refresh" not in page.headers
    assert "Dohledání připomínek v této verzi se nepodařilo. Zbývá dohledat: místa" in text_of(page)
    again = editor.post(url("placement-follow", new.pk))
    assert told(again) == ["Hned se to zkusí znovu."]
    again = jobs.newest_run(following.FOLLOW_JOB, version_id=new.pk)
    assert (again.state, again.attempt) == (jobs.RunState.WAITING, 1)
    assert jobs.given_up() == []
    follow_comments.function(version_id=new.pk)
    assert AnchorPlacement.objects.get(version=new).status == PlacementStatus.EXACT


# --- X3 -------------------------------------------------------------------------------------------------


def lost_change(count=1):
    """Accepted comments met in 0.2 whose words vanish in 0.3; answers the version and the comments."""
    section = build.text()
    old = build.version(section)
    round = build.open_round(old, is_public=True)
    sent = [
        build.sent(
            round, {"words": f"Rok {n}.", "quote": "Podpora trvá šest měsíců."}, token=str(n)
        )
        for n in range(count)
    ]
    comments = [build.decided(comment) for [comment] in sent]
    rewrite(section, FIRST.replace("šest měsíců", "jeden rok"), SECOND, THIRD)
    met = build.followed_version(section, "0.2")
    for comment in comments:
        implementing.implement_settlement(
            settlement=comment.settlement, to_version=met, by=build.editor(), at=timezone.now()
        )
        implementing.verify_settlement(
            settlement=comment.settlement, by=build.editor(), at=timezone.now()
        )
        answer_settlement(settlement=comment.settlement, by=build.editor(), at=timezone.now())
    rewrite(section, FIRST.replace("šest měsíců", "nejvýše osm týdnů"), SECOND, THIRD)
    return build.followed_version(section, "0.3"), comments


APPROVAL = {
    "body": "Zastupitelstvo města",
    "occurred_on": "",
    "verb": "approve",
    "resolution": "1820/ZM1418/28",
}


def approve(client, version):
    """Send the form of the desk of versions."""
    day = timezone.localdate().isoformat()
    return client.post(
        reverse("versions_desk:version-approve", args=[version.pk]), APPROVAL | {"occurred_on": day}
    )


def test_x3_a_lost_change_is_seen_decided_and_only_then_the_version_is_approved():
    lost, (comment, other, third) = lost_change(count=3)
    editor = signed_in(person(Role.EDITOR))
    desk = reverse("versions_desk:version-detail", args=[lost.pk])
    page = editor.get(desk)
    assert "Text už nevyhovuje 3 akceptovaným připomínkám." in text_of(page)
    assert url("check-list", lost.pk) in page.content.decode()
    assert "Verzi zatím nelze schválit" in text_of(approve(editor, lost))
    assert not VersionStep.objects.filter(version=lost, step="approved").exists()

    queue = editor.get(url("check-list", lost.pk))
    words = text_of(queue)
    assert [row.comment for row in queue.context["rows"]] == [comment, other, third]
    [texts] = queue.context["rows"][0].texts
    assert texts.before == FIRST
    assert texts.after == FIRST.replace("šest měsíců", "jeden rok")
    assert texts.now_text == FIRST.replace("šest měsíců", "nejvýše osm týdnů")
    assert "Splněno ve verzi 0.2" in words
    assert "Nyní: verze 0.3" in words

    rows = {row.settlement.comment: row for row in SettlementCheck.objects.filter(version=lost)}
    empty = editor.post(url("check-act", rows[comment].pk, "plni"), {"plni-reason": " "})
    assert empty.status_code == 200
    assert rows[comment].decision == CheckDecision.NONE
    following_one = editor.post(
        url("check-act", rows[comment].pk, "plni"), {"plni-reason": "Osm týdnů stačí."}
    )
    assert following_one.url == url("check-detail", rows[other].pk)
    twice = editor.post(url("check-act", rows[comment].pk, "plni"), {"plni-reason": "Znovu."})
    assert "Mezitím o tom rozhodl někdo jiný." in text_of(twice)
    assert "Znovu." in twice.content.decode()

    editor.post(url("check-act", rows[other].pk, "znovu"), {"znovu-reason": "Vypadlo omylem."})
    settlement = Settlement.objects.get(comment=other)
    assert settlement.state == SettlementState.PROPOSED
    links = newest_links(Influence.objects.filter(contribution=other.contribution))
    assert [link.state for link in links] == [InfluenceState.RETRACTED]

    nameless = editor.post(
        url("check-act", rows[third].pk, "prekonano"), {"prekonano-reason": "Není na to."}
    )
    assert "Uveďte závěr, který změnu překonal." in text_of(nameless)
    overridden = {
        "prekonano-reason": "Není na to.",
        "prekonano-decided_where": "Společné jednání 21. 9. 2017",
    }
    last = editor.post(url("check-act", rows[third].pk, "prekonano"), overridden)
    assert last.url == url("check-list", lost.pk)

    back = url("check-act", rows[third].pk, "zpet")
    assert "zpet-reason" in editor.post(back, {"zpet-reason": " "}).content.decode()
    taken = editor.post(back, {"zpet-reason": "Šlo o jiný závěr."}, follow=True)
    assert "Rozhodnutí je vzato zpět." in text_of(taken)
    row = SettlementCheck.objects.get(pk=rows[third].pk)
    assert (row.decision, row.reason, row.decided_by, row.decided_where) == ("", "", None, "")
    note = Settlement.objects.get(comment=third).history.latest("number").note
    assert note == "Rozhodnutí o ztracené změně vzato zpět: Šlo o jiný závěr."
    [event] = Event.objects.filter(verb="check_taken_back")
    assert (event.from_state, event.reason) == ("overridden", "Šlo o jiný závěr.")
    assert "Verzi zatím nelze schválit" in text_of(approve(editor, lost))
    editor.post(url("check-act", rows[third].pk, "prekonano"), overridden)

    papers = text_of(editor.get(url("approval-package", lost.pk)))
    assert lost.digest in papers
    assert re.search(r"R1-0001 \S[^.]* Osm týdnů stačí\.", papers)
    assert re.search(r"R1-0003 \S.*Společné jednání 21\. 9\. 2017 Není na to\.", papers)
    assert "1 připomínka nemá rozhodnutý výsledek." in papers
    assert approve(editor, lost).status_code == 302
    assert VersionStep.objects.filter(version=lost, step="approved").count() == 1
    late = editor.post(back, {"zpet-reason": "Pozdě."})
    assert "Verze už byla s tímto rozhodnutím schválena." in text_of(late)


def test_x3_papers_say_what_changed_since_the_version_approved_last():
    section = build.text()
    old = build.version(section)
    editor = signed_in(person(Role.EDITOR))
    assert approve(editor, old).status_code == 302
    round = build.open_round(old, is_public=True)
    build.sent(round, "K celku.", "Ještě jednou.")
    rewrite(section, FIRST.replace("šest měsíců", "rok"), SECOND)
    new = build.followed_version(section, "0.2")
    page = editor.get(url("approval-package", new.pk))
    package, words = page.context["package"], text_of(page)
    assert package.base == old
    assert [section["counts"] for section in package.changed_sections] == [
        [{"number": 1, "label": "vypuštěno"}, {"number": 1, "label": "upraveno"}]
    ]
    assert "1820/ZM1418/28" in words
    assert [(part.totals.comments, part.totals.by_outcome) for part in package.rounds] == [
        (2, {"open": 2})
    ]
    assert (package.places.total, package.place_rows) == (2, (("Beze změny", 2),))


# --- counts, links, costs -----------------------------------------------------------------------------------


def test_counts_of_places_are_published_with_the_version_and_their_sum_is_the_number_of_comments(
    client, placed
):
    section, round, new, comments = placed
    build.sent(
        round,
        {
            "words": "Na dvou místech.",
            "quote": "Podpora trvá šest měsíců",
        },
        "K celému textu.",
        token="dva",
    )
    build.followed_version(section, "0.3")
    placements.place_comments(version=new, at=timezone.now())
    publish(new)
    counts = placement_counts([new.pk])[new.pk]
    assert counts.by_status == {"exact": 1, "edited": 1, "ambiguous": 3, "orphaned": 1}
    assert counts.total == 6 == len(comments) + 2
    page = text_of(client.get("/koncepce/verze/0-2/"))
    assert "Připomínky ke starším verzím" in page
    for words in ("Beze změny 1", "Text změněn 1", "Nejisté 3", "Text vypuštěn 1", "celkem 6"):
        assert words in page
    rows = client.get("/api/v1/documents/koncepce/versions/").json()["versions"]
    row = next(row for row in rows if row["slug"] == "0-2")
    assert row["comment_places"] == {
        "comments": 6,
        "by_status": {"exact": 1, "edited": 1, "ambiguous": 3, "orphaned": 1},
        "left_out_on_purpose": 0,
        "waiting": 4,
    }


def test_the_desk_of_a_comment_says_where_its_place_went_and_a_place_leads_back(placed):
    _section, _round, new, (gone, doubtful, *_others) = placed
    reader = signed_in(person(Role.SECRETARY))
    page = reader.get(url("settlement-detail", doubtful.reference))
    assert "Ve verzi 0.2" in text_of(page)
    assert url("placement-detail", place_of(doubtful, new).pk) in page.content.decode()
    place = reader.get(url("placement-detail", place_of(gone, new).pk))
    assert url("settlement-detail", gone.reference) in place.content.decode()
    assert "<form" not in place.content.decode().partition('class="placing__one"')[2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queues_and_the_papers_cost_the_same_for_any_number(count, django_assert_num_queries):
    _section, _round, new, _comments = four_comments(count)
    editor = signed_in(person(Role.EDITOR))
    editor.get(url("placement-list", new.pk))
    with django_assert_num_queries(QUEUE_QUERIES):
        editor.get(url("placement-list", new.pk))
    with django_assert_num_queries(PACKAGE_QUERIES):
        editor.get(url("approval-package", new.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_of_lost_changes_costs_the_same_for_any_number(count, django_assert_num_queries):
    lost, _comments = lost_change(count)
    editor = signed_in(person(Role.EDITOR))
    editor.get(url("check-list", lost.pk))
    with django_assert_num_queries(CHECK_QUERIES):
        editor.get(url("check-list", lost.pk))
