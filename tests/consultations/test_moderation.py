"""The check before publication: show, hide with a reason, withhold a part, object, answer."""

import pytest
from django.utils import timezone

from consultations.actions import comment_words, discussion, moderation
from consultations.enums import HiddenReason, Moderation, OthersVisible
from consultations.models import Anchor, Comment, ModerationDecision, Reply, SentWords
from consultations.queries import beside
from consultations.queries import moderation as moderation_reads
from consultations.queries.statements import written_comments
from consultations.views.statements import comment_facts
from core.enums import Visibility
from core.models import Event, OutboxMail, Record
from people.enums import Role
from tests.concept.build import user
from tests.consultations import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PHONE = "602 123 456"
WORDS = f"Zavolejte paní Novákové na {PHONE}, řekne vám, jak to je."


def round_to_check(**fields):
    version = build.version(build.text())
    fields = {"is_public": True, "others_visible": OthersVisible.AFTER_CHECK} | fields
    return build.open_round(version, **fields)


def one(words=WORDS, **fields):
    return build.sent(round_to_check(**fields), words, email="jana@example.org", wants_mail=True)[0]


one_comment = built_once(one)


def second_editor():
    return user("second", Role.EDITOR)


def hide(comment, reason=HiddenReason.ABUSE, by=None):
    return moderation.hide_comment(
        comment=comment, reason=reason, by=by or build.editor(), at=timezone.now()
    )


def show(comment, by=None):
    return moderation.show_comment(comment=comment, by=by or build.editor(), at=timezone.now())


def fresh(comment):
    return Comment.objects.select_related("contribution__record", "round").get(pk=comment.pk)


def verbs(comment):
    events = Event.objects.filter(record=comment.contribution.record).order_by("pk")
    return list(events.values_list("verb", flat=True))


def decisions():
    return list(
        ModerationDecision.objects.order_by("pk").values_list(
            "decision", "reason", "answers_objection"
        )
    )


def test_words_wait_for_a_check_and_are_shown_after_it(one_comment):
    comment = one_comment
    assert (comment.moderation, comment.flags) == (Moderation.WAITING, "phone")
    assert comment.contribution.record.visibility == Visibility.STAFF

    show(comment)
    show(comment)

    comment = fresh(comment)
    assert (comment.moderation, comment.shows_words) == (Moderation.VISIBLE, True)
    assert comment.contribution.record.visibility == Visibility.PUBLIC
    assert decisions() == [("visible", "", False)]
    assert verbs(comment) == ["comment_received", "comment_shown"]
    assert not OutboxMail.objects.filter(kind="words_not_shown").exists()


def test_hiding_keeps_number_and_page_and_tells_the_author_why(one_comment):
    comment = one_comment
    hide(comment)
    hide(comment)

    comment = fresh(comment)
    assert (comment.reference, comment.shows_words, comment.text) == ("R1-0001", False, WORDS)
    assert comment.contribution.record.visibility == Visibility.PUBLIC
    assert decisions() == [("hidden", "abuse", False)]
    mail = OutboxMail.objects.get(kind="words_not_shown")
    assert mail.recipient == "jana@example.org"
    assert "Urážky nebo výhrůžky" in mail.text
    assert "/pripominky/R1-0001/nesouhlas/" in mail.text
    assert PHONE not in mail.text + mail.subject
    assert Event.objects.get(verb="comment_hidden").payload == {"reason": "abuse"}


def test_beside_the_text_the_name_goes_with_the_words(client):
    round = round_to_check(others_visible=OthersVisible.AT_ONCE)
    for name in ("Jana Nová", "Petr Starý"):
        point = {"words": "Rok.", "quote": "Podpora trvá"}
        build.sent(round, point, token=name, name=name, publish_consent="full")
    hide(Comment.objects.get(number=2))
    section = Anchor.objects.first().section_uid
    for more in ("", "&vynatek=1"):
        address = f"/en{round.path}k-textu/?verze=0-1&oddil={section}{more}"
        page = client.get(address).content.decode()
        assert "Jana Nová" in page
        assert "Petr Starý" not in page
        assert 'href="/en/pripominky/R1-0002/"' in page


def test_replies_stay_when_their_comment_is_hidden(one_comment):
    comment = one_comment
    reply = Reply.objects.create(
        comment=comment, text="Souhlasím.", by=build.editor(), at=timezone.now()
    )
    hide(comment)
    reply.refresh_from_db()
    assert (reply.moderation, reply.text) == (Moderation.VISIBLE, "Souhlasím.")


def test_a_reason_must_be_of_the_published_list(one_comment):
    comment = one_comment
    for reason in ("", "nelíbí se mi", HiddenReason.PERSONAL_CASE):
        with pytest.raises(moderation.ReasonMissing):
            hide(comment, reason)
    assert fresh(comment).moderation == Moderation.WAITING


def test_drafts_are_not_checked():
    draft = build.written(build.draft(round_to_check(), token="kod"))
    with pytest.raises(moderation.NothingToCheck):
        show(draft)


def test_many_are_decided_at_once_and_each_fate_is_told():
    round = round_to_check()
    first, second, third = build.sent(round, "A.", "B.", "C.")
    show(first)
    Comment.objects.filter(pk=third.pk).update(erased_at=timezone.now(), stems="", likeness="")
    result = moderation.decide_many(
        comments=[first, second, third],
        decision=Moderation.VISIBLE,
        by=build.editor(),
        at=timezone.now(),
    )
    assert (result.changed, result.same, list(result.refused)) == (
        ["R1-0002"],
        ["R1-0001"],
        ["R1-0003"],
    )
    with pytest.raises(moderation.ReasonMissing):
        moderation.decide_many(
            comments=[first], decision=Moderation.HIDDEN, by=build.editor(), at=timezone.now()
        )


# --- a part


def withhold(comment, words=PHONE, reason=HiddenReason.PERSONAL_DATA, by=None):
    return moderation.withhold_parts(
        comment=comment,
        parts=moderation.parts_with(fresh(comment), words),
        reason=reason,
        by=by or build.editor(),
        at=timezone.now(),
    )


def test_a_part_is_withheld_and_the_sent_words_stay_provable(one_comment):
    comment = one_comment
    digest = comment.digest

    withhold(comment)
    withhold(comment)
    withhold(comment, "paní Novákové")

    comment = fresh(comment)
    assert comment.text == (
        "Zavolejte [odstraněno: osobní údaje jiných lidí] na "
        "[odstraněno: osobní údaje jiných lidí], řekne vám, jak to je."
    )
    assert (comment.moderation, comment.has_withheld_words) == (Moderation.VISIBLE, True)
    assert "novak" not in comment.stems
    assert "602" not in comment.stems
    assert comment_words.sent_words(comment)["text"] == WORDS
    assert comment_words.words_digest(comment) == comment.digest == digest
    assert decisions() == [("visible", "personal_data", False)] * 2
    assert OutboxMail.objects.filter(kind="words_not_shown").count() == 2
    # the author reads what they wrote
    [own] = written_comments([comment.statement])
    assert comment_facts(own)["words"]["text"] == WORDS


def test_parts_that_touch_get_one_marker(one_comment):
    comment = one_comment
    withhold(comment, "Zavolejte paní")
    withhold(comment, "paní Novákové na 602", HiddenReason.ABUSE)
    assert fresh(comment).text == (
        "[odstraněno: osobní údaje jiných lidí] 123 456, řekne vám, jak to je."
    )


def test_withheld_parts_are_shown_again(one_comment):
    comment = one_comment
    withhold(comment)
    for _ in range(2):
        moderation.lift_parts(comment=comment, by=build.editor(), at=timezone.now())
    comment = fresh(comment)
    assert (comment.text, comment.has_withheld_words) == (WORDS, False)
    assert SentWords.objects.get().words == WORDS
    assert verbs(comment) == ["comment_received", "words_withheld", "words_restored"]


@pytest.mark.parametrize(
    "parts",
    [[], [("text", 5, 5)], [("text", 0, 10_000)], [("number", 0, 3)], [("reason", 0, 1)]],
)
def test_a_part_must_be_words_of_the_comment(parts, one_comment):
    comment = one_comment
    with pytest.raises(moderation.PartOutside):
        moderation.withhold_parts(
            comment=comment,
            parts=parts,
            reason=HiddenReason.ABUSE,
            by=build.editor(),
            at=timezone.now(),
        )
    assert fresh(comment).text == WORDS


def test_words_are_withheld_wherever_they_stand():
    comment = one(
        {"words": f"{PHONE} a {PHONE}", "reason": f"Volat {PHONE}", "proposed_wording": "Nic."}
    )
    assert moderation.parts_with(comment, PHONE) == [
        ("text", 0, 11),
        ("text", 14, 25),
        ("reason", 6, 17),
    ]
    assert moderation.parts_with(comment, " ") == []
    withhold(comment)
    comment = fresh(comment)
    assert PHONE not in comment.text + comment.reason
    assert comment.sent_words.count() == 2
    assert comment.moderation_decisions.count() == 1


# --- replies


def test_a_reply_is_hidden_and_shown_again(one_comment):
    comment = one_comment
    reply = Reply.objects.create(
        comment=comment, text="Blbost.", by=build.editor(), at=timezone.now()
    )
    by, at = build.editor(), timezone.now()
    for _ in range(2):
        moderation.hide_reply(reply=reply, reason=HiddenReason.ABUSE, by=by, at=at)
    reply.refresh_from_db()
    assert (reply.moderation, reply.hidden_reason) == ("hidden", "abuse")
    for _ in range(2):
        moderation.show_reply(reply=reply, by=by, at=at)
    reply.refresh_from_db()
    assert (reply.moderation, reply.hidden_reason) == ("visible", "")
    assert decisions() == [("hidden", "abuse", False), ("visible", "", False)]
    assert fresh(comment).moderation == Moderation.WAITING


def test_a_checked_reply_is_taken_away_by_its_author_and_its_check_stays_counted(one_comment):
    comment = one_comment
    by, at = build.editor(), timezone.now()
    checked, unchecked = (
        Reply.objects.create(comment=comment, text=words, by=by, at=at) for words in ("A.", "B.")
    )
    moderation.show_reply(reply=checked, by=by, at=at)
    for reply in (checked, unchecked):
        discussion.delete_reply(reply=reply)
    assert list(Reply.objects.values_list("pk", "text")) == [(checked.pk, "")]
    assert decisions() == [("visible", "", False)]
    show(comment)
    assert beside.discussion(fresh(comment), by, at).replies == []
    assert moderation_reads.replies_of(comment) == []


# --- objections


def objection(comment, text="Nikoho jsem neurazila."):
    return moderation.object_to_hiding(comment=comment, text=text, by=None, at=timezone.now())


def test_somebody_else_answers_an_objection(one_comment):
    comment = one_comment
    hide(comment)
    made = objection(comment)
    with pytest.raises(moderation.SamePerson):
        moderation.answer_objection(
            objection=made, shows=True, by=build.editor(), at=timezone.now()
        )
    for _ in range(2):
        moderation.answer_objection(
            objection=made, shows=True, by=second_editor(), at=timezone.now()
        )
    assert fresh(comment).shows_words is True
    assert decisions() == [("hidden", "abuse", False), ("visible", "", True)]
    mail = OutboxMail.objects.get(kind="objection_answered")
    assert "slova jsou" in mail.text
    assert verbs(comment)[1:] == ["comment_hidden", "hiding_objected", "hiding_lifted"]


def test_an_objection_may_be_refused_and_is_not_made_twice(clock, one_comment):
    comment = one_comment
    hide(comment)
    clock.shift(60)
    made = objection(comment)
    with pytest.raises(moderation.ObjectionKnown):
        objection(comment)
    moderation.answer_objection(objection=made, shows=False, by=second_editor(), at=timezone.now())
    assert fresh(comment).moderation == Moderation.HIDDEN
    assert decisions()[-1] == ("hidden", "abuse", True)
    with pytest.raises(moderation.ObjectionKnown):
        objection(comment)


def test_an_objection_against_a_withheld_part_brings_it_back(one_comment):
    comment = one_comment
    withhold(comment)
    made = objection(comment)
    moderation.answer_objection(objection=made, shows=True, by=second_editor(), at=timezone.now())
    assert fresh(comment).text == WORDS


def test_there_is_nothing_to_object_to_while_all_is_shown(one_comment):
    comment = one_comment
    show(comment)
    with pytest.raises(moderation.NothingHidden):
        objection(comment)


def test_hidden_and_personal_words_are_not_in_the_log_or_the_records(one_comment):
    comment = one_comment
    withhold(comment)
    hide(comment)
    record = Record.objects.get(pk=comment.contribution.record_id)
    assert PHONE not in f"{record.title} {record.search_stems} {record.state}"
    for event in Event.objects.filter(record=record):
        assert PHONE not in f"{event.reason} {event.payload}"
