"""Suggested wordings of one passage: what they touch, what they give together, and taking one over."""

import json

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from concept.actions import drafting
from concept.models import Influence, SectionPage
from consultations.actions import settlements, wordings
from consultations.enums import SettlementState
from consultations.models import Comment, Settlement, TakenWording
from consultations.queries import wordings as queries
from consultations.tasks import follow_comments
from consultations.wordings import (
    Edit,
    Suggestion,
    carried_over,
    collisions,
    combine,
    edits_of,
    in_place_of_quote,
)
from people.enums import Role
from tests.browsers import signed_in, text_of, told
from tests.consultations import build
from tests.consultations.at_desk import person, url

pytestmark = pytest.mark.slow

TEXT = "Podpora trvá šest měsíců a je zdarma."


def suggestion(key: int, new: str, old: str = TEXT) -> Suggestion:
    start = TEXT.index(old)
    return Suggestion(key, start, start + len(old), new)


YEAR = suggestion(1, "Podpora trvá jeden rok a je zdarma.")
NINE = suggestion(2, "trvá devět měsíců", "trvá šest měsíců")
PAID = suggestion(3, "je placená.", "je zdarma.")
TWELVE = suggestion(4, "dvanáct", "šest")
ADDED = suggestion(5, "Podpora domácností trvá", "Podpora trvá")


def test_edits_are_words_at_their_places():
    assert edits_of(TEXT, NINE) == [Edit(13, 17, "devět")]
    assert edits_of(TEXT, PAID) == [Edit(30, 36, "placená")]
    assert edits_of(TEXT, ADDED) == [Edit(8, 8, "domácností ")]


def test_collisions_are_pairs_that_touch_the_same_words():
    assert collisions(TEXT, [YEAR, NINE, PAID, TWELVE, ADDED]) == [(1, 2), (1, 4), (2, 4)]


def test_the_same_change_twice_is_no_collision():
    assert collisions(TEXT, [NINE, suggestion(9, "devět", "šest")]) == []
    assert combine(TEXT, [NINE, suggestion(9, "devět", "šest")]) == (
        "Podpora trvá devět měsíců a je zdarma."
    )


def test_a_combination_holds_all_that_do_not_collide():
    assert combine(TEXT, [NINE, PAID, ADDED]) == (
        "Podpora domácností trvá devět měsíců a je placená."
    )
    assert combine(TEXT, [NINE, TWELVE]) == "Podpora trvá devět měsíců a je zdarma."


def test_suggestions_are_carried_into_words_that_changed_elsewhere():
    now = "Podpora trvá šest měsíců a je placená."
    assert carried_over(TEXT, now, [NINE]) == "Podpora trvá devět měsíců a je placená."
    assert carried_over(TEXT, now, [PAID, suggestion(7, "je levná.", "je zdarma.")]) is None
    assert carried_over(TEXT, TEXT, [NINE]) == combine(TEXT, [NINE])


def test_the_part_that_stands_for_the_quote():
    start, end = NINE.start, NINE.end
    final = "Podpora trvá jedenáct měsíců a je zdarma."
    assert in_place_of_quote(TEXT, start, end, final) == "trvá jedenáct měsíců"
    assert in_place_of_quote(TEXT, start, end, "Něco jiného.") == "Něco jiného."


WORDS = st.lists(st.sampled_from("byt dům nájem rok a o".split()), min_size=1, max_size=6)  # noqa: SIM905  a list is longer


@given(text=WORDS, news=st.lists(WORDS, max_size=4))
def test_suggestions_without_collisions_all_stand_in_the_combination(text, news):
    base = " ".join(text)
    offered = [Suggestion(i, 0, len(base), " ".join(new)) for i, new in enumerate(news)]
    for one in offered:
        assert combine(base, [one]) == one.new
    if not collisions(base, offered):
        together = combine(base, offered)
        assert combine(base, offered[::-1]) == together


# --- taking over -------------------------------------------------------------------------------------


@pytest.fixture
def section(db):
    return build.text()


@pytest.fixture
def version(section):
    return build.version(section)


@pytest.fixture
def round(version):
    made = build.open_round(version, is_public=True)
    quote = "Podpora trvá šest měsíců."
    build.sent(
        made,
        {"words": "Rok.", "quote": quote, "proposed_wording": "Podpora trvá jeden rok."},
        {"words": "Devět.", "quote": quote, "proposed_wording": "Podpora trvá devět měsíců."},
        {"words": "Komu.", "quote": quote, "proposed_wording": "Podpora rodin trvá šest měsíců."},
        {"words": "Jen názor.", "quote": quote},
    )
    return made


@pytest.fixture
def editor(db):
    return person(Role.EDITOR)


def settlement(number: int) -> Settlement:
    return Settlement.objects.select_related("comment").get(comment__number=number)


def passage_uid(version) -> str:
    return str(Comment.objects.get(number=1).passage_uid)


def draft_text(section) -> str:
    draft = SectionPage.objects.get(pk=section.pk).get_latest_revision_as_object()
    return json.dumps(draft.body.get_prep_value(), ensure_ascii=False)


def take(version, editor, outcomes, new, *, seen=build.PARAGRAPHS[0], reason=""):
    return wordings.take_wordings(
        version=version,
        passage_uid=passage_uid(version),
        outcomes={settlement(number).pk: outcome for number, outcome in outcomes.items()},
        seen=seen,
        new=new,
        reason=reason,
        by=editor,
        at=timezone.now(),
    )


def test_taking_over_writes_draft_settlement_and_thread_in_one_step(
    section, version, round, editor
):
    new = build.PARAGRAPHS[0].replace("šest měsíců", "jeden rok")
    take(version, editor, {1: "accepted"}, new)
    assert "Podpora trvá jeden rok." in draft_text(section)
    found = settlement(1)
    assert (found.state, found.outcome) == (SettlementState.PROPOSED, "accepted")
    row = TakenWording.objects.get()
    assert (row.settlement, row.wording, row.is_partial) == (
        found,
        "Podpora trvá jeden rok.",
        False,
    )
    settlements.decide_settlement(
        settlement=found, decided_as="chair", by=build.chair(), at=timezone.now()
    )
    SectionPage.objects.get(pk=section.pk).get_latest_revision().publish()
    later = build.version(section, "0.2")
    follow_comments.function(version_id=later.pk)
    assert settlement(1).state == SettlementState.IMPLEMENTED
    assert Influence.objects.get().contribution == found.comment.contribution


def test_several_wordings_in_part_and_in_other_words(section, version, round, editor):
    new = build.PARAGRAPHS[0].replace("Podpora trvá šest", "Podpora rodin trvá deset")
    with pytest.raises(settlements.ReasonMissing):
        take(version, editor, {2: "partly_accepted", 3: "accepted"}, new)
    assert "deset" not in draft_text(section)
    assert TakenWording.objects.count() == 0
    take(version, editor, {2: "partly_accepted", 3: "accepted"}, new, reason="Deset měsíců stačí.")
    assert "Podpora rodin trvá deset měsíců." in draft_text(section)
    assert [
        (row.settlement.comment.number, row.is_partial)
        for row in TakenWording.objects.order_by("pk")
    ] == [
        (2, True),
        (3, False),
    ]


def test_a_second_wording_goes_into_the_changed_draft(section, version, round, editor):
    first = build.PARAGRAPHS[0].replace("šest měsíců", "jeden rok")
    take(version, editor, {1: "accepted"}, first)
    place = drafting.find_in_draft(version, passage_uid(version))
    assert (place.text, place.is_same) == (first, False)
    second = first.replace("Podpora trvá", "Podpora rodin trvá")
    take(version, editor, {3: "accepted"}, second, seen=first)
    assert "Podpora rodin trvá jeden rok." in draft_text(section)


def test_a_draft_changed_meanwhile_is_refused_and_nothing_is_stored(
    section, version, round, editor
):
    first = build.PARAGRAPHS[0].replace("šest měsíců", "jeden rok")
    take(version, editor, {1: "accepted"}, first)
    with pytest.raises(drafting.DraftChanged):
        take(version, editor, {2: "accepted"}, build.PARAGRAPHS[0].replace("šest", "devět"))
    assert settlement(2).state == SettlementState.OPEN


def test_what_is_decided_otherwise_is_refused(section, version, round, editor):
    build.decided(Comment.objects.get(number=1), "not_accepted", "Ne.")
    with pytest.raises(settlements.MoveRefused):
        take(version, editor, {1: "accepted"}, "Podpora trvá jeden rok.")
    assert "jeden rok" not in draft_text(section)


def test_nothing_chosen_or_changed_is_refused(version, round, editor):
    for outcomes, new in (({}, "Jinak."), ({1: "accepted"}, build.PARAGRAPHS[0])):
        with pytest.raises(wordings.NothingTaken):
            take(version, editor, outcomes, new)


def test_contradictory_accepted_comments_on_one_sentence_are_named(version, round, editor):
    assert queries.contradictions(round, editor) == []
    for number in (1, 2, 3):
        settlements.propose_settlement(
            settlement=settlement(number),
            outcome="accepted",
            reason="",
            by=editor,
            at=timezone.now(),
        )
    [row] = queries.contradictions(round, editor)
    assert row.contradictions == (("R1-0001", "R1-0002"),)
    page = signed_in(editor).get(url("wording-list", round.pk))
    assert "V 1 odstavci žádají přijaté připomínky na stejném místě různá slova." in text_of(page)
    assert "R1-0001 × R1-0002" in text_of(page)
    assert text_of(signed_in(editor).get(url("meeting", round.pk))).count("R1-0001 × R1-0002") == 1
    assert queries.accepted_collisions(settlement(1), editor) == ["R1-0002"]
    assert queries.accepted_collisions(settlement(3), editor) == []
    assert queries.accepted_collisions(settlement(4), editor) == []
    one = signed_in(editor).get(url("settlement-detail", "R1-0001"))
    assert "Na stejném místě žádají přijaté připomínky jiná slova: R1-0002" in text_of(one)


# --- screens -----------------------------------------------------------------------------------------


def address(round, version) -> str:
    return url("wording-detail", round.pk, version.pk, passage_uid(version))


def test_all_wordings_stand_side_by_side_with_their_collisions(version, round, editor):
    page = signed_in(editor).get(address(round, version))
    found = page.context["wordings"]
    assert [w.settlement.comment.reference for w in found] == ["R1-0001", "R1-0002", "R1-0003"]
    assert [w.collides_with for w in found] == [("R1-0002",), ("R1-0001",), ()]


def test_the_chosen_ones_are_shown_together_and_written(section, version, round, editor):
    client = signed_in(editor)
    chosen = address(round, version) + "?pripominka=R1-0001&pripominka=R1-0003"
    page = client.get(chosen)
    form = page.context["form"]
    assert form["new"].value() == (
        "Město nabízí sociální bydlení domácnostem v bytové nouzi. Podpora rodin trvá jeden rok."
    )
    data = {name: form[name].value() or "" for name in form.fields}
    done = client.post(chosen, data)
    assert done.status_code == 302
    assert "Podpora rodin trvá jeden rok." in draft_text(section)
    assert [settlement(n).outcome for n in (1, 2, 3)] == ["accepted", "open", "accepted"]
    assert told(done) == [
        "Znění je v rozepsaném textu kapitoly „3.2 Sociální bydlení“ a vypořádání je navrženo. "
        "Propojí je příští verze."
    ]


def test_colliding_ones_are_named_and_what_was_typed_is_kept(section, version, round, editor):
    client = signed_in(editor)
    chosen = address(round, version) + "?pripominka=R1-0001&pripominka=R1-0002"
    page = client.get(chosen)
    assert page.context["colliding"] == ["R1-0001", "R1-0002"]
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {
        "new": "Podpora trvá jedenáct měsíců.",
        f"outcome-{settlement(2).pk}": "partly_accepted",
    }
    refused = client.post(chosen, data)
    assert refused.status_code == 200
    assert refused.context["form"]["new"].value() == "Podpora trvá jedenáct měsíců."
    assert "Napište proč" in text_of(refused)
    assert "jedenáct" not in draft_text(section)


def test_a_locked_section_says_so_and_offers_no_form(section, version, round, editor):
    page = SectionPage.objects.get(pk=section.pk)
    page.locked, page.locked_by, page.locked_at = True, build.editor(), timezone.now()
    page.save()
    shown = signed_in(editor).get(address(round, version) + "?pripominka=R1-0001")
    assert "Kapitola je zamčená" in text_of(shown)
    assert "Zapsat do rozepsaného textu" not in text_of(shown)
