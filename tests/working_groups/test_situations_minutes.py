"""Hard situations of minutes, by their names (domain/situations.md, working_groups)."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from concept.actions import thread
from concept.enums import InfluenceState
from concept.models import Influence
from concept.queries.staleness import stale_links
from core import extension
from core.models import Event, IssuedFile, OutboxMail
from core.search import query_stems
from tests.concept import build as concept
from tests.concept.build import user
from tests.concept.test_redaction import database_files, found_in
from tests.database import restore_database
from tests.working_groups import build
from tests.working_groups import minutes as made
from tests.worlds import built_once
from working_groups.actions import corrections, minutes_approval, objections, redactions
from working_groups.actions import minutes as actions
from working_groups.actions.corrections import ItemTexts
from working_groups.actions.decisions import record_decision
from working_groups.enums import (
    ApprovedHow,
    CorrectionKind,
    DecisionVerb,
    ItemVisibility,
    MinutesState,
    MinutesVersionKind,
)
from working_groups.minutes_content import Circle, changes
from working_groups.minutes_verification import verify_minutes
from working_groups.models import Decision, Meeting, Minutes, MinutesCorrection, MinutesVersion
from working_groups.queries import minutes as queries
from working_groups.queries.minutes_finding import SOURCE

pytestmark = pytest.mark.django_db

CONDITION = "Doplnit lhůtu, pokud s tím souhlasí obvod."


@built_once
def meeting() -> Meeting:
    at = timezone.now()
    return made.meeting_with_items(build.seated_group(at=at), at=at)


@built_once
def published(clock) -> Minutes:
    at = timezone.now()
    return made.published(made.meeting_with_items(build.seated_group(at=at), at=at), clock)


def cite(decision: Decision) -> tuple[Influence, Influence]:
    """Two changes of a frozen text that came of the conclusion."""
    section = concept.section(concept.document(), "Lhůty", "Lhůta jeden rok.", "Beze změny.")
    versions = [concept.freeze(section.get_parent().specific, "0.1")]
    found = []
    for number, words in enumerate(("Lhůta dva roky.", "Lhůta tři roky."), start=2):
        concept.rewrite(section, words, "Beze změny.")
        versions.append(concept.freeze(section.get_parent().specific, f"0.{number}"))
        old, new = versions[-2:]
        before = "Lhůta jeden rok." if number == 2 else "Lhůta dva roky."
        change = thread.record_change(
            from_version=old,
            to_version=new,
            old_uids=[concept.uid_of(old, before)],
            new_uids=[concept.uid_of(new, words)],
            by=concept.editor(),
            at=timezone.now(),
        )
        found.append(
            thread.record_influence(
                contribution=decision.contribution,
                change=change,
                by=concept.editor(),
                at=timezone.now(),
            )
        )
    return tuple(found)


def correct_in_substance(minutes: Minutes, clock) -> MinutesCorrection:
    """In June a later meeting concludes that the condition is missing."""
    clock.shift(timedelta(days=90))
    later = build.held_meeting(minutes.meeting.host, at=timezone.now())
    item = build.agenda_item(later, "Oprava zápisu")
    decided = record_decision(
        meeting=later,
        item=item,
        verb=DecisionVerb.APPROVE,
        text="opravu zápisu",
        by=made.secretary(later.host),
        at=timezone.now(),
    )
    return corrections.correct_substantive(
        minutes=minutes,
        decided_in=decided,
        texts={},
        wordings={minutes.meeting.decisions.get().pk: CONDITION},
        reason="V závěru chyběla podmínka.",
        from_number=queries.current_version(minutes).number,
        by=made.chair(later.host),
        at=timezone.now(),
    )


def test_w1_minutes_corrected_after_approval(published, clock):
    decision = published.meeting.decisions.get()
    links = cite(decision)
    before = MinutesVersion.objects.get(minutes=published, kind=MinutesVersionKind.APPROVED)
    mails = OutboxMail.objects.count()

    correction = correct_in_substance(published, clock)

    # the approved text is as it was, the new one stands beside it, for everybody
    after = MinutesVersion.objects.get(pk=before.pk)
    assert (after.content, after.digest) == (before.content, before.digest)
    old, new = queries.kept_texts(made.fresh(published), Circle.PUBLIC)
    assert (old.version, new.version) == (before, correction.to_version)
    assert (new.correction, new.correction.kind) == (correction, CorrectionKind.SUBSTANTIVE)
    assert [c["text"] for c in new.content["items"][0]["conclusions"]] == [CONDITION]
    assert sorted(changes(old.content, new.content)) == [old.content["items"][0]["item"]]
    # the conclusion has its next wording, carried by the corrected minutes
    decision.refresh_from_db()
    first, *_between, last = decision.versions.order_by("number")
    assert (first.text, last.text, decision.text) == ("Doplnit lhůtu.", CONDITION, CONDITION)
    assert last.minutes_version == correction.to_version
    # every link is to be checked again by the editor, with the passages it led to
    newest = {row.change_id: row.state for row in Influence.objects.order_by("pk")}
    assert newest == {link.change_id: InfluenceState.STALE for link in links}
    document = links[0].change.to_version.document
    assert [link.uids for link in stale_links(document)] == [
        tuple(link.change.new_uids) for link in links
    ]
    # the event names meeting and item; who was there is told
    event = Event.objects.get(verb="minutes_corrected_substantive")
    assert event.payload == {
        "meeting": "PS1/2026/J2",
        "item": "1",
        "conclusion": "PS1/2026/2",
    }
    told = set(
        OutboxMail.objects.filter(kind="minutes_corrected").values_list("recipient", flat=True)
    )
    assert told == {person.email for person in queries.entitled(published.meeting)}
    assert OutboxMail.objects.count() == mails + len(told)
    assert list(verify_minutes()) == []


def test_w1_a_slip_is_mended_by_the_chair_without_a_conclusion(published):
    item = published.meeting.items.first()

    correction = corrections.correct_clerical(
        minutes=published,
        texts={item.pk: ItemTexts("Rozprava o lhůtách.", "Vnitřní poznámka tajemnice.")},
        reason="Překlep.",
        from_number=2,
        by=made.chair(published.meeting.host),
        at=timezone.now(),
    )

    assert (correction.kind, correction.decided_in) == (CorrectionKind.CLERICAL, None)
    assert correction.to_version.content["items"][0]["text"] == "Rozprava o lhůtách."
    with pytest.raises(corrections.StaleMinutes) as caught:
        corrections.correct_clerical(
            minutes=published,
            texts={item.pk: ItemTexts("Jiná oprava.", "")},
            reason="Překlep.",
            from_number=2,
            by=made.chair(published.meeting.host),
            at=timezone.now(),
        )
    assert caught.value.current == correction.to_version


def test_w1_substance_is_corrected_only_by_a_conclusion_of_a_later_meeting(published):
    own = published.meeting.decisions.get()

    with pytest.raises(corrections.DecidedElsewhere):
        corrections.correct_substantive(
            minutes=published,
            decided_in=own,
            texts={},
            wordings={own.pk: CONDITION},
            reason="Chyběla podmínka.",
            from_number=2,
            by=made.chair(published.meeting.host),
            at=timezone.now(),
        )
    assert made.fresh(published).versions.count() == 2


PERSONAL = "Jarmila Kratochvil dluzi"


@pytest.fixture
def minutes_in_files(transactional_db, clock):
    """Published and corrected minutes whose text and conclusion name a debtor, in the file of the database."""
    restore_database()
    at = timezone.now()
    meeting = made.meeting_with_items(build.seated_group(at=at), at=at)
    minutes = made.written(meeting)
    item = made.items(meeting)[0]
    made.write(minutes, item, f"{PERSONAL} za byt.\nZávěr (doporučuje): {PERSONAL}, proto pomoci.")
    actions.circulate_minutes(
        minutes=minutes, by=made.secretary(meeting.host), at=at, note=PERSONAL
    )
    objections.raise_objection(
        minutes=minutes,
        item=item,
        text=f"Nevím, zda {PERSONAL}.",
        proposed_wording="",
        by=made.member(meeting.host),
        at=at,
    )
    objections.reject_objection(
        objection=minutes.objections.get(), answer=f"Ano, {PERSONAL}.", by=concept.editor(), at=at
    )
    clock.move_to(made.fresh(minutes).objection_until)
    chair = made.chair(meeting.host)
    now = timezone.now()
    minutes_approval.approve_minutes(minutes=minutes, how=ApprovedHow.CHAIR, by=chair, at=now)
    minutes_approval.publish_minutes(minutes=minutes, by=chair, at=now, names_checked=True)
    cache.set("page", PERSONAL)
    return made.fresh(minutes)


@pytest.mark.django_db(transaction=True)
def test_w1_personal_data_leave_no_trace_anywhere(minutes_in_files):
    minutes = minutes_in_files
    needles = [b"Kratochvil", b"kratochvil"]
    files = [*database_files(), Path(str(concept.__file__)).parent / "nothing"]
    assert found_in(files, needles)
    digests = [version.digest for version in minutes.versions.order_by("number")]
    assert SOURCE.find(query_stems("Kratochvil"), AnonymousUser()).count() == 1
    issued = IssuedFile.objects.create(
        record=minutes.record,
        format="pdf",
        language="cs",
        digest="0" * 64,
        issued_at=timezone.now(),
    )

    removed = redactions.redact_minutes(
        minutes=minutes,
        words=["jarmila  kratochvil"],
        reason="Osobní údaj",
        by=made.chair(minutes.meeting.host),
        at=timezone.now(),
    )
    call_command("run_jobs", verbosity=0)

    assert found_in(database_files(), needles) == []
    assert cache.get("page") is None
    assert SOURCE.find(query_stems("Kratochvil"), AnonymousUser()).count() == 0
    issued.refresh_from_db()
    assert issued.outdated_at is not None
    # number, fingerprint and reason stay; the rest of the text is read from the twin
    minutes = made.fresh(minutes)
    assert [row.from_version.number for row in removed] == [1, 2]
    assert [version.digest for version in minutes.versions.order_by("number")][:2] == digests
    (text,) = queries.kept_texts(minutes, Circle.PUBLIC)
    assert text.removal.reason == "Osobní údaj"
    assert text.content["items"][0]["text"] == "█████ dluzi za byt."
    assert "█████ dluzi, proto pomoci." in [d.text for d in minutes.meeting.decisions.all()]
    assert [(f.message, f.is_fault) for f in verify_minutes()] == [
        ("redacted: Osobní údaj", False)
    ] * 2
    assert [f for check in extension.verifications().values() for f in check() if f.is_fault] == []


def test_a_reason_does_not_repeat_what_is_removed(published):
    def remove(words: list[str], reason: str):
        return redactions.redact_minutes(
            minutes=published,
            words=words,
            reason=reason,
            by=made.chair(published.meeting.host),
            at=timezone.now(),
        )

    for words, reason in (
        (["Debata"], "V zápisu stálo debata"),
        (["De"], "Údaj"),
        (["Debata"], ""),
    ):
        with pytest.raises(redactions.RemovalRefused):
            remove(words, reason)
    with pytest.raises(redactions.WordsNotFound):
        remove(["Tahle slova nikde nejsou"], "Osobní údaj")
    assert published.versions.count() == 2


def test_item_added_at_the_meeting_and_objected_to_later(meeting):
    item = build.agenda_item(meeting, "Přidaný bod", added_at_meeting=True)
    minutes = made.circulated(meeting)
    assert [row["added"] for row in minutes.versions.get().content["items"]] == [
        False,
        False,
        False,
        True,
    ]

    objection = objections.raise_objection(
        minutes=minutes,
        item=item,
        text="O doplnění programu se nehlasovalo.",
        proposed_wording="Bod byl přidán bez hlasování.",
        by=made.member(meeting.host),
        at=timezone.now(),
    )

    assert (objection.item, objection.version, objection.number) == (
        item,
        minutes.versions.get(),
        1,
    )
    with pytest.raises(minutes_approval.RemarksOpen):
        minutes_approval.approve_minutes(
            minutes=minutes,
            how=ApprovedHow.CHAIR,
            by=made.chair(meeting.host),
            at=minutes.objection_until,
        )


def test_two_secretaries_typing_at_once_lose_nothing(meeting):
    minutes = actions.begin_minutes(meeting=meeting, by=concept.editor(), at=timezone.now())
    first, second = made.items(meeting)[:2]
    one, other = made.secretary(meeting.host), user("druha-tajemnice")

    # at two items nobody is in the other's way
    made.write(minutes, first, "Píše první.", by=one)
    made.write(minutes, second, "Píše druhá.", by=other)
    # at one item the second is shown both
    with pytest.raises(actions.StaleSection) as caught:
        made.write(minutes, first, "Píše druhá.", by=other, lock_version=1)

    assert (caught.value.current.public_text, caught.value.current.edited_by) == (
        "Píše první.",
        one,
    )
    assert [row.public_text for row in minutes.sections.order_by("pk")] == [
        "Píše první.",
        "Píše druhá.",
    ]


def test_a_stale_save_makes_no_conclusion(meeting):
    minutes = actions.begin_minutes(meeting=meeting, by=concept.editor(), at=timezone.now())
    item = made.items(meeting)[0]
    made.write(minutes, item, "Nové.")

    with pytest.raises(actions.StaleSection):
        made.write(minutes, item, "Staré.\nZávěr: Doplnit.", lock_version=1)

    assert not meeting.decisions.exists()


def test_member_objects_after_the_window(meeting):
    minutes = made.circulated(meeting)
    objection = {
        "minutes": minutes,
        "item": None,
        "text": "Pozdě.",
        "proposed_wording": "",
        "by": made.member(meeting.host),
    }
    objections.raise_objection(**objection, at=minutes.objection_until - timedelta(seconds=1))

    with pytest.raises(objections.RemarksClosed, match=r"9\. 3\. 2026 24:00"):
        objections.raise_objection(**objection, at=minutes.objection_until)
    assert minutes.objections.count() == 1


def test_guest_sees_nothing_internal_nor_the_title_of_a_confidential_item(meeting):
    minutes = made.circulated(meeting)
    guest = user(made.GUEST)

    assert Minutes.objects.visible_to(guest).get() == minutes
    assert queries.circle_of(minutes, guest) is Circle.PUBLIC
    (text,) = queries.kept_texts(minutes, Circle.PUBLIC)
    shown = json.dumps(text.content, ensure_ascii=False)
    assert "Debata o lhůtách." in shown
    for words in (made.SECRET, "Vnitřní", "Rozpočet", "Podklady", made.member(meeting.host).name):
        assert words not in shown


def test_staff_see_what_is_for_the_group_but_not_what_is_for_members_only(meeting):
    minutes = made.circulated(meeting)

    assert queries.circle_of(minutes, concept.editor()) is Circle.STAFF
    (text,) = queries.kept_texts(minutes, Circle.STAFF)
    assert [item.get("title") for item in text.content["items"]] == [
        "Program a lhůty",
        "Podklady k rozpočtu",
        None,
    ]
    assert "Vnitřní" not in str(text.content)


def test_who_sat_there_on_the_day_is_entitled_and_a_newcomer_is_not(meeting):
    seat = meeting.host.memberships.get(user=made.member(meeting.host))
    newcomer = build.seat(
        meeting.host,
        "novacek",
        at=timezone.now(),
        since=timezone.localdate() + timedelta(days=1),
    )

    people = set(queries.entitled(meeting))

    assert seat.user in people
    assert newcomer.user not in people


def test_two_approvals_at_once_one_wins(meeting):
    minutes = made.circulated(meeting)
    by, at = made.chair(meeting.host), minutes.objection_until

    def approve(stale: Minutes):
        return minutes_approval.approve_minutes(minutes=stale, how=ApprovedHow.CHAIR, by=by, at=at)

    first, second = made.fresh(minutes), made.fresh(minutes)  # both read before either approves
    approve(first)
    with pytest.raises(minutes_approval.MinutesAlreadyApproved, match=by.name):
        approve(second)

    assert minutes.versions.filter(kind=MinutesVersionKind.APPROVED).count() == 1
    assert made.fresh(minutes).state == MinutesState.APPROVED


def test_a_conclusion_of_an_item_for_the_group_is_not_published(meeting, clock):
    minutes = made.written(meeting)
    made.write(minutes, made.items(meeting)[1], "Rozpočet.\nZávěr: Nezveřejňovat.")
    actions.circulate_minutes(minutes=minutes, by=concept.editor(), at=timezone.now())
    clock.move_to(made.fresh(minutes).objection_until)
    chair, at = made.chair(meeting.host), timezone.now()
    minutes_approval.approve_minutes(minutes=minutes, how=ApprovedHow.SILENCE, by=chair, at=at)
    minutes_approval.publish_minutes(minutes=minutes, by=chair, at=at)

    published = Decision.objects.visible_to(AnonymousUser())
    assert [row.item.visibility for row in published] == [ItemVisibility.PUBLIC]
    assert SOURCE.find(query_stems("Nezveřejňovat"), AnonymousUser()).count() == 0
    assert SOURCE.find(query_stems("lhůty"), AnonymousUser()).get() == minutes
