"""Hard situations of anchors and the thread: X1, X3 and the further ones, by name."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from concept.actions import ApprovalBlocked, correct_lineage, record_approval, redact_passage
from concept.enums import InfluenceState, LineageRelation
from concept.models import Influence
from concept.queries import lineage_map, newest_links
from consultations.actions import (
    checks,
    clusters,
    implementing,
    linking,
    placements,
    round_steps,
    settlements,
    statements,
)
from consultations.actions import comments as comment_actions
from consultations.enums import (
    CheckDecision,
    CheckResult,
    PlacementDecision,
    PlacementStatus,
    SettlementState,
)
from consultations.models import (
    Anchor,
    AnchorPlacement,
    Comment,
    Settlement,
    SettlementCheck,
    TakenWording,
)
from consultations.tasks import follow_comments, place_late_comments
from core.actions import raise_generation
from core.models import Event, OutboxMail
from tests.concept.build import rewrite, uid_of
from tests.consultations import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FIRST, SECOND, THIRD = build.PARAGRAPHS


def text_and_round():
    """A section, its frozen version, an open public round on it."""
    section = build.text()
    old = build.version(section)
    return section, old, build.open_round(old, is_public=True)


text_in_round = built_once(text_and_round)


def freeze(section, label):
    """The next version, with what follows a freeze done."""
    version = build.version(section, label)
    follow_comments.function(version_id=version.pk)
    return version


def placements_of(version, *comments):
    """Status and targeted words of each comment's places in a version."""
    words = dict(version.passages.values_list("passage_uid", "content__text"))
    words = {str(uid): text for uid, text in words.items()}
    rows = AnchorPlacement.objects.filter(version=version, anchor__comment__in=comments)
    return [
        (
            row.status,
            [words[t["passage_uid"]][t["start"] : t["end"]] for t in row.targets],
        )
        for row in rows.order_by("anchor__comment__number")
    ]


# --- X1: a split paragraph ---------------------------------------------------------------------------


def test_x1_split_paragraph():
    """A paragraph is split, its second half moves to another section and the quoted sentence is shortened."""
    first = "Město nabízí sociální bydlení domácnostem v bytové nouzi na území všech obvodů."
    quoted = "Podpora trvá nejvýše šest měsíců a v odůvodněných případech ji lze prodloužit."
    last = "O prodloužení rozhoduje komise složená ze zástupců odborů."
    section = build.text(paragraphs=[f"{first} {quoted} {last}", SECOND])
    other = build.build.section(section.get_parent(), "Pravidla", THIRD, code="4")
    old = build.version(section)
    round = build.open_round(old, is_public=True)
    comments = build.sent(
        round,
        {"words": "Zkrátit.", "quote": quoted},
        {"words": "Kde?", "quote": "na území všech obvodů"},
        {"words": "Kdo?", "quote": "komise složená ze zástupců odborů"},
        {"words": "Obě.", "quote": f"{first} {quoted}"},
        "K celému textu.",
    )
    shorter = "Podpora trvá nejvýše šest měsíců, lze ji prodloužit."
    rewrite(section, first, SECOND)
    rewrite(other, THIRD, f"{shorter} {last}")

    new = freeze(section, "0.2")

    assert len(lineage_map(old, new)[uid_of(old, first)]) == 2
    assert placements_of(new, *comments[:4]) == [
        ("edited", [shorter]),
        ("exact", ["na území všech obvodů"]),
        ("moved", ["komise složená ze zástupců odborů"]),
        ("split", [first, shorter]),
    ]
    document = AnchorPlacement.objects.get(anchor__comment=comments[4])
    assert (document.status, document.targets) == ("exact", [{}])
    anchor = Anchor.objects.get(comment=comments[0])
    assert (anchor.version, anchor.exact) == (old, quoted)


@pytest.mark.parametrize("seed", range(4))
def test_x1_every_anchor_has_one_placement_per_later_version_among_descendants(seed):
    rng = random.Random(seed)
    paragraphs = [
        f"Měsíc {n}: {a} {b}"
        for n, (a, b) in enumerate(
            (f"Odbor číslo {n} zajistí vyřízení žádosti do {n} dnů.", rng.choice(build.PARAGRAPHS))
            for n in range(12)
        )
    ]
    section = build.text(paragraphs=paragraphs)
    old = build.version(section)
    round = build.open_round(old, is_public=True)
    build.sent(
        round,
        *[{"words": "Změnit.", "quote": rng.choice(paragraphs)} for _ in range(10)],
        *[
            {"words": "Lhůta.", "quote": f"číslo {n} zajistí vyřízení"}
            for n in rng.sample(range(12), 4)
        ],
        "K celku.",
    )
    versions = [old]
    for step in range(3):
        edited = [_edited(rng, p) for p in paragraphs if rng.random() > 0.15]
        rng.shuffle(edited)
        paragraphs = [part for p in edited for part in p.split("|")]
        rewrite(section, *paragraphs)
        versions.append(freeze(section, f"0.{step + 2}"))

    anchors = list(Anchor.objects.all())
    for version in versions[1:]:
        rows = AnchorPlacement.objects.filter(version=version)
        assert Counter(rows.values_list("anchor", flat=True)) == Counter(a.pk for a in anchors)
        went = lineage_map(old, version)
        for row in rows.filter(decision=PlacementDecision.NONE, anchor__passage_uid__isnull=False):
            heirs = went[str(row.anchor.passage_uid)]
            assert {t["passage_uid"] for t in row.targets} <= set(heirs)
        counts = placements.place_comments(version=version, at=timezone.now())
        assert sum(counts.values()) == len(anchors)
        assert AnchorPlacement.objects.filter(version=version).count() == len(anchors)


def _edited(rng, paragraph):
    kind = rng.randrange(5)
    if kind == 0:
        return paragraph.replace("vyřízení", "rychlé a bezplatné vyřízení")
    if kind == 1:
        return paragraph.replace(". ", ".|", 1)
    if kind == 2:
        return "Zcela nové znění odstavce o jiné věci, než byla ta původní."
    if kind == 3:
        return paragraph.replace("zajistí", "zajistil by")
    return paragraph


def test_x1_placing_costs_the_same_for_one_and_thirty_comments(
    django_assert_num_queries, text_in_round
):
    section, _old, round = text_in_round
    build.sent(round, {"words": "A", "quote": "Podpora trvá"}, token="jeden")
    rewrite(section, FIRST, SECOND)
    new = build.version(section, "0.2")
    raise_generation("api")  # the first time it is made
    with django_assert_num_queries(16):
        placements.place_comments(version=new, at=timezone.now())
    build.sent(
        round, *[{"words": f"{n}", "quote": "žádosti rozhodne"} for n in range(30)], token="druhy"
    )
    with django_assert_num_queries(16):
        placements.place_comments(version=new, at=timezone.now())


def test_x1_a_person_decides_doubtful_places_and_only_undecided_ones_block_settled(
    clock, text_in_round
):
    section, _old, round = text_in_round
    gone, doubtful = build.sent(
        round,
        {"words": "Proč obvody?", "quote": "Obvody sdělí městu počet volných bytů"},
        {"words": "Kdy?", "quote": "Podpora trvá šest měsíců"},
    )
    rewrite(section, FIRST.replace("trvá šest měsíců", "končí za půl roku"), SECOND)
    new = freeze(section, "0.2")
    rows = {row.anchor.comment: row for row in AnchorPlacement.objects.filter(version=new)}
    assert rows[gone].status == PlacementStatus.ORPHANED
    assert rows[doubtful].status in {PlacementStatus.AMBIGUOUS, PlacementStatus.ORPHANED}
    assert round_steps.open_points(round)[1] == 2

    done = placements.confirm_dropped(placements=[rows[gone]], by=build.editor(), at=timezone.now())
    assert (done.done, done.refused) == (1, [])
    again = placements.confirm_dropped(
        placements=[rows[gone]], by=build.editor(), at=timezone.now()
    )
    assert (again.done, len(again.refused)) == (0, 1)
    placements.place_by_hand(
        placement=rows[doubtful],
        places=[build.place(new, "Podpora končí za půl roku.")],
        by=build.editor(),
        at=timezone.now(),
    )
    assert round_steps.open_points(round)[1] == 0

    rewrite(section, "Nový úvod.", FIRST.replace("trvá šest měsíců", "končí za půl roku"))
    newer = freeze(section, "0.3")
    assert placements_of(newer, gone, doubtful) == [
        ("orphaned", []),
        ("manual", ["Podpora končí za půl roku."]),
    ]
    assert round_steps.open_points(round)[1] == 0
    verbs = Event.objects.filter(verb__startswith="comment_place_").order_by("pk")
    assert list(verbs.values_list("verb", "from_state", "to_state")) == [
        ("comment_place_dropped", "orphaned", "orphaned"),
        ("comment_place_confirmed", rows[doubtful].status, "manual"),
    ]

    placements.undo_decision(
        placement=AnchorPlacement.objects.get(version=new, anchor__comment=gone),
        by=build.editor(),
        at=timezone.now(),
    )
    assert round_steps.open_points(round)[1] == 1


def test_x1_a_decision_on_a_place_computed_anew_is_refused(text_in_round):
    section, _old, round = text_in_round
    build.sent(round, {"words": "A", "quote": "Obvody sdělí městu počet"})
    rewrite(section, FIRST, SECOND)
    new = freeze(section, "0.2")
    row = AnchorPlacement.objects.get(version=new)
    with pytest.raises(placements.PlacementDecided):
        placements.place_by_hand(
            placement=row,
            places=[build.place(new, "Podpora trvá")],
            by=build.editor(),
            at=timezone.now(),
            computed_at=timezone.now() - timedelta(days=1),
        )
    with pytest.raises(placements.QuoteDoesNotMatch):
        placements.place_by_hand(
            placement=row,
            places=[{**build.place(new, "Podpora trvá"), "exact": "jiná slova"}],
            by=build.editor(),
            at=timezone.now(),
        )
    with pytest.raises(placements.NothingChosen):
        placements.confirm_placement(placement=row, by=build.editor(), at=timezone.now())
    assert AnchorPlacement.objects.get(version=new).decision == PlacementDecision.NONE


def test_x1_a_comment_on_a_section_follows_it():
    section = build.text()
    other = build.build.section(section.get_parent(), "Krizové bydlení", "Krizový byt je na čas.")
    old = build.version(section)
    round = build.open_round(old, is_public=True)
    statement = build.draft(round, token="kod")
    for page in (section, other):
        comment_actions.save_comment(
            statement=statement,
            version=old,
            places=[{"section_uid": str(page.node_uid)}],
            by=None,
            at=timezone.now(),
            text="K oddílu",
        )
    statements.submit_statement(statement=statement, by=None, at=timezone.now())
    rewrite(section, FIRST, SECOND, THIRD, title="Sociální byty")
    other.unpublish()

    new = freeze(section, "0.2")

    rows = AnchorPlacement.objects.filter(version=new).order_by("anchor")
    assert [(row.status, row.targets) for row in rows] == [
        ("edited", [{"section_uid": str(section.node_uid)}]),
        ("orphaned", []),
    ]


def test_a_comment_on_draft_3_sent_after_draft_4_is_placed_too():
    section = build.text()
    old = build.version(section, "0.3")
    round = build.open_round(old, is_public=True)
    rewrite(section, FIRST, SECOND)
    new = freeze(section, "0.4")
    [late] = build.sent(round, {"words": "Pozdě.", "quote": "Podpora trvá šest měsíců"})
    assert AnchorPlacement.objects.count() == 0
    place_late_comments.function(document_id=round.document_id)
    assert placements_of(new, late) == [("exact", ["Podpora trvá šest měsíců"])]


def test_a_withdrawn_point_is_not_placed_and_does_not_block(text_in_round):
    section, _old, round = text_in_round
    kept, withdrawn = build.sent(
        round,
        {"words": "A", "quote": "Podpora trvá"},
        {"words": "B", "quote": "Obvody sdělí městu počet"},
    )
    comment_actions.withdraw_comment(comment=withdrawn, by=None, at=timezone.now())
    rewrite(section, FIRST, SECOND)
    new = freeze(section, "0.2")
    assert [row.anchor.comment for row in AnchorPlacement.objects.filter(version=new)] == [kept]
    assert round_steps.open_points(round)[1] == 0


def test_a_correction_of_lineage_places_comments_anew_and_keeps_decisions(text_in_round):
    section, old, round = text_in_round
    [comment] = build.sent(round, {"words": "A", "quote": "Obvody sdělí městu počet volných bytů"})
    rewrite(section, FIRST, SECOND, "Magistrát zveřejní přehled volných bytů na úřední desce.")
    new = freeze(section, "0.2")
    assert placements_of(new, comment) == [("orphaned", [])]
    moved = uid_of(new, "Magistrát")
    correct_lineage(
        version=new,
        old_uid=uid_of(old, "Obvody"),
        new_uid=moved,
        relation=LineageRelation.EDITED,
        by=build.editor(),
        at=timezone.now(),
    )
    follow_comments.function(version_id=new.pk)
    assert AnchorPlacement.objects.get(version=new).status in {"ambiguous", "orphaned"}
    assert AnchorPlacement.objects.filter(version=new).count() == 1


# --- X3: regression of an accepted change -------------------------------------------------------------


def accepted(round, version, quote="Podpora trvá šest měsíců.", words="Rok."):
    """A comment that was accepted; its change still has to be made."""
    [comment] = build.sent(round, {"words": words, "quote": quote}, token=words)
    return build.decided(comment)


def implemented(section, comment, *paragraphs, label="0.2"):
    """The version in which the comment is met."""
    rewrite(section, *paragraphs)
    version = freeze(section, label)
    implementing.implement_settlement(
        settlement=comment.settlement, to_version=version, by=build.editor(), at=timezone.now()
    )
    return version


def approve(version):
    return record_approval(
        version=version,
        body="Zastupitelstvo města",
        occurred_on=timezone.localdate(),
        verb="approve",
        by=build.editor(),
        at=timezone.now(),
    )


MET = FIRST.replace("šest měsíců", "jeden rok")


def test_x3_regression_of_an_accepted_change(text_in_round):
    section, old, round = text_in_round
    comment = accepted(round, old)
    implemented(section, comment, MET, SECOND, THIRD)
    implementing.verify_settlement(
        settlement=comment.settlement, by=build.editor(), at=timezone.now()
    )

    rewrite(section, MET, SECOND.replace("třiceti", "šedesáti"), THIRD)
    kept = freeze(section, "0.3")
    assert list(SettlementCheck.objects.values_list("version", "result", "share")) == [
        (kept.pk, CheckResult.STANDS, 1.0)
    ]
    approve(kept)

    rewrite(section, FIRST.replace("šest měsíců", "nejvýše osm týdnů"), SECOND, THIRD)
    lost = freeze(section, "0.4")
    check = SettlementCheck.objects.get(version=lost)
    assert (check.result, check.decision) == (CheckResult.GONE, CheckDecision.NONE)
    with pytest.raises(ApprovalBlocked) as blocked:
        approve(lost)
    assert [o.text for o in blocked.value.obstacles] == [
        "Text už nevyhovuje 1 akceptované připomínce. Nejdříve o ní rozhodněte."
    ]

    with pytest.raises(checks.ReasonMissing):
        checks.keep_as_met(check=check, reason=" ", by=build.editor(), at=timezone.now())
    checks.keep_as_met(check=check, reason="Osm týdnů stačí.", by=build.editor(), at=timezone.now())
    approve(lost)
    with pytest.raises(checks.CheckDecided):
        checks.keep_as_met(check=check, reason="Znovu", by=build.editor(), at=timezone.now())

    rewrite(section, FIRST.replace("šest měsíců", "nejvýše osm týdnů"), SECOND)
    same = freeze(section, "0.5")
    assert SettlementCheck.objects.get(version=same).result == CheckResult.STANDS


def test_x3_a_reopened_settlement_gets_a_second_answer():
    section = build.text()
    old = build.version(section)
    round = build.open_round(old, is_public=True, email_asked="optional")
    [comment] = build.sent(
        round,
        {"words": "Rok.", "quote": "Podpora trvá šest měsíců."},
        email="obcan@example.org",
        wants_mail=True,
    )
    comment = build.decided(comment)
    first = implemented(section, comment, MET, SECOND, THIRD)
    for step in (implementing.verify_settlement, settlements.answer_settlement):
        step(settlement=comment.settlement, by=build.editor(), at=timezone.now())
    rewrite(section, *build.PARAGRAPHS)
    lost = freeze(section, "0.3")
    check = SettlementCheck.objects.get(version=lost)

    checks.reopen_settlement(
        check=check, reason="Změna vypadla omylem.", by=build.editor(), at=timezone.now()
    )

    settlement = Settlement.objects.get(comment=comment)
    assert (settlement.state, settlement.outcome) == (SettlementState.PROPOSED, "accepted")
    assert [link.state for link in newest_links(Influence.objects.all())] == [
        InfluenceState.RETRACTED
    ]
    approve(lost)

    settlements.decide_settlement(
        settlement=settlement, decided_as="chair", by=build.chair(), at=timezone.now()
    )
    again = implemented(section, comment, MET, SECOND, THIRD, label="0.4")
    implementing.verify_settlement(settlement=settlement, by=build.editor(), at=timezone.now())
    settlements.answer_settlement(settlement=settlement, by=build.editor(), at=timezone.now())
    answers = OutboxMail.objects.filter(kind="settlement_answered", recipient="obcan@example.org")
    assert answers.count() == 2
    links = {
        (link.change.to_version_id, link.state) for link in newest_links(Influence.objects.all())
    }
    assert links == {
        (first.pk, InfluenceState.RETRACTED),
        (again.pk, InfluenceState.CONFIRMED),
    }


def test_x3_a_conclusion_that_overrides_is_cited_told_and_carried_over(text_in_round):
    section, _old, round = text_in_round
    [comment] = build.sent(
        round,
        {"words": "Rok.", "quote": "Podpora trvá šest měsíců."},
        email="obcan@example.org",
        wants_mail=True,
    )
    comment = build.decided(comment)
    implemented(section, comment, MET, SECOND, THIRD)
    for step in (implementing.verify_settlement, settlements.answer_settlement):
        step(settlement=comment.settlement, by=build.editor(), at=timezone.now())
    rewrite(section, *build.PARAGRAPHS)
    lost = freeze(section, "0.3")
    with pytest.raises(checks.ReasonMissing):
        checks.override_settlement(
            check=SettlementCheck.objects.get(version=lost), by=build.editor(), at=timezone.now()
        )
    checks.override_settlement(
        check=SettlementCheck.objects.get(version=lost),
        decided_where="Společné jednání 21. 9. 2017",
        by=build.editor(),
        at=timezone.now(),
    )
    [mail] = OutboxMail.objects.filter(kind="settlement_checked")
    assert mail.recipient == "obcan@example.org"
    assert "Společné jednání 21. 9. 2017" in mail.text
    approve(lost)

    rewrite(section, FIRST, SECOND)
    later = freeze(section, "0.4")
    check = SettlementCheck.objects.get(version=later)
    assert (check.result, check.decision, check.decided_where) == (
        CheckResult.GONE,
        CheckDecision.OVERRIDDEN,
        "Společné jednání 21. 9. 2017",
    )
    approve(later)


def test_x3_equal_comments_are_decided_together(text_in_round):
    section, _old, round = text_in_round
    pair = [
        build.sent(round, {"words": "Rok.", "quote": "Podpora trvá šest měsíců."}, token=t)[0]
        for t in ("a", "b")
    ]
    clusters.join_cluster(comments=pair, title="Rok", by=build.editor(), at=timezone.now())
    comment = build.decided(Comment.objects.get(pk=pair[0].pk))
    implemented(section, comment, MET, SECOND, THIRD)
    rewrite(section, *build.PARAGRAPHS)
    lost = freeze(section, "0.3")
    rows = SettlementCheck.objects.filter(version=lost)
    assert rows.count() == 2
    count = checks.keep_as_met(check=rows[0], reason="Stačí.", by=build.editor(), at=timezone.now())
    assert count == 2


def test_x3_a_change_not_looked_for_yet_blocks_the_approval(text_in_round):
    section, old, round = text_in_round
    comment = accepted(round, old)
    implemented(section, comment, MET, SECOND, THIRD)
    rewrite(section, MET, SECOND)
    version = build.version(section, "0.3")
    with pytest.raises(ApprovalBlocked):
        approve(version)
    follow_comments.function(version_id=version.pk)
    approve(version)


# --- wordings taken over ------------------------------------------------------------------------------


def taken(comment, version, wording, partial=False):
    return TakenWording.objects.create(
        settlement=comment.settlement,
        version=version,
        passage_uid=uid_of(version, "Podpora trvá"),
        wording=wording,
        is_partial=partial,
        taken_by=build.editor(),
        taken_at=timezone.now(),
    )


def test_a_wording_taken_over_becomes_a_confirmed_link_at_the_freeze(text_in_round):
    section, old, round = text_in_round
    [comment] = build.sent(
        round,
        {
            "words": "",
            "proposed_wording": "Podpora trvá jeden rok.",
            "quote": "Podpora trvá šest měsíců.",
        },
    )
    comment = build.decided(comment)
    row = taken(comment, old, "Podpora trvá jeden rok.")
    waiting = freeze(section, "0.2")
    assert TakenWording.objects.get(pk=row.pk).linked_in is None
    rewrite(section, MET, SECOND, THIRD)

    new = freeze(section, "0.3")

    assert TakenWording.objects.get(pk=row.pk).linked_in == new
    link = Influence.objects.get()
    assert (link.state, link.change.from_version, link.change.to_version) == (
        InfluenceState.CONFIRMED,
        old,
        new,
    )
    assert Settlement.objects.get(comment=comment).state == SettlementState.IMPLEMENTED
    assert linking.link_taken_wordings(version=new, at=timezone.now()) == {}
    assert waiting.number == 2


def test_a_wording_changed_before_the_freeze_is_only_proposed(text_in_round):
    section, old, round = text_in_round
    [comment] = build.sent(
        round,
        {
            "words": "",
            "proposed_wording": "Podpora trvá jeden rok.",
            "quote": "Podpora trvá šest měsíců.",
        },
    )
    comment = build.decided(comment)
    taken(comment, old, "Podpora trvá jeden rok.")
    rewrite(section, FIRST.replace("šest měsíců", "tři týdny"), SECOND, THIRD)
    freeze(section, "0.2")
    assert Influence.objects.get().state == InfluenceState.PROPOSED
    assert Settlement.objects.get(comment=comment).state == SettlementState.DECIDED


# --- words that were removed for good -----------------------------------------------------------------


def test_a_redaction_empties_the_quotes_of_comments(text_in_round):
    section, old, round = text_in_round
    [comment] = build.sent(
        round,
        {
            "words": "Jinak.",
            "quote": "Podpora trvá šest měsíců.",
            "proposed_wording": "Podpora trvá rok.",
        },
        "K celku.",
    )[:1]
    build.written(build.draft(round, token="jiny"), "Také.", quote="domácnostem v bytové nouzi")
    rewrite(section, SECOND, THIRD)
    freeze(section, "0.2")
    content = old.passages.get(passage_uid=uid_of(old, "Podpora trvá")).content

    redact_passage(content=content, reason="Osobní údaje", by=build.editor(), at=timezone.now())

    anchor = Anchor.objects.get(comment=comment)
    assert (anchor.exact, anchor.prefix, anchor.suffix) == ("", "", "")
    assert (anchor.start, anchor.end) == (FIRST.index("Podpora"), len(FIRST))
    assert Comment.objects.get(pk=comment.pk).wording_from == ""
    draft = Comment.objects.get(contribution=None)
    assert [place["exact"] for place in draft.draft_anchors] == [""]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                assert "trvá šest měsíců" not in str(row), table


def test_a_refused_equal_comment_is_not_in_the_text_by_the_change(text_in_round):
    section, _old, round = text_in_round
    quote = "Podpora trvá šest měsíců."
    refused, wanted = (
        build.sent(round, {"words": words, "quote": quote}, token=words)[0]
        for words in ("Dva roky.", "Rok.")
    )
    build.decided(refused, "not_accepted", "Dva roky nelze.")
    clusters.join_cluster(
        comments=[refused, wanted], title="Délka", by=build.editor(), at=timezone.now()
    )
    wanted = build.decided(Comment.objects.get(pk=wanted.pk))
    implemented(section, wanted, MET, SECOND, THIRD)
    found = Settlement.objects.order_by("comment__number").values_list("state", "outcome")
    assert list(found) == [("decided", "not_accepted"), ("implemented", "accepted")]
    assert Influence.objects.count() == 1


def test_two_wordings_of_one_comment_are_linked_at_the_same_freeze(text_in_round):
    section, old, round = text_in_round
    [comment] = build.sent(
        round,
        {
            "words": "",
            "proposed_wording": "Podpora trvá jeden rok.",
            "quote": "Podpora trvá šest měsíců.",
        },
    )
    comment = build.decided(comment)
    rows = [taken(comment, old, "Podpora trvá jeden rok.", partial=n == 1) for n in range(2)]
    rewrite(section, MET, SECOND, THIRD)
    new = freeze(section, "0.2")
    assert {TakenWording.objects.get(pk=row.pk).linked_in for row in rows} == {new}
    assert Settlement.objects.get(comment=comment).state == SettlementState.IMPLEMENTED
    assert [link.state for link in newest_links(Influence.objects.all())] == [
        InfluenceState.CONFIRMED
    ]


def test_x3_a_decision_about_a_former_change_is_not_one_about_the_change_made_anew(text_in_round):
    section, old, round = text_in_round
    comment = accepted(round, old)
    implemented(section, comment, MET, SECOND, THIRD)
    rewrite(section, *build.PARAGRAPHS)
    lost = freeze(section, "0.3")
    checks.override_settlement(
        check=SettlementCheck.objects.get(version=lost),
        decided_where="Společné jednání 21. 9. 2017",
        by=build.editor(),
        at=timezone.now(),
    )
    settlements.propose_settlement(
        settlement=comment.settlement,
        outcome="accepted",
        reason="",
        by=build.editor(),
        at=timezone.now(),
    )
    settlements.decide_settlement(
        settlement=comment.settlement, decided_as="chair", by=build.chair(), at=timezone.now()
    )
    implemented(section, comment, MET, SECOND, THIRD, label="0.4")
    rewrite(section, FIRST, SECOND)
    later = freeze(section, "0.5")
    check = SettlementCheck.objects.get(version=later)
    assert (check.result, check.decision) == (CheckResult.GONE, CheckDecision.NONE)
