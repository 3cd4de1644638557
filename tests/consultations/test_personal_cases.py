"""A personal case is never published, handed over by consent only, and its words are erased."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from concept.enums import ContributionOutcome as Outcome
from consultations.actions import (
    clusters,
    disputes,
    erasing,
    moderation,
    personal_cases,
    settlements,
    statements,
)
from consultations.enums import Moderation, PersonalCase, SettlementState, SheetKind
from consultations.models import (
    Attachment,
    Comment,
    Dispute,
    ModerationObjection,
    Reply,
    SettlementNote,
    SettlementVersion,
    SheetImport,
    Statement,
)
from core.enums import Visibility
from core.models import Event, OutboxMail, Record
from people.enums import OrganisationKind, Role
from tests.browsers import signed_in, text_of
from tests.consultations import build
from tests.consultations.at_desk import person, url

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STORY = "Jmenuji se Žofie a se třemi dětmi přespáváme v autě u Ostravice."
SECRET = "Ostravice"


def public_round():
    return build.open_round(build.version(build.text()), is_public=True)


def one(**contact):
    return build.sent(public_round(), STORY, email="zofie@example.org", wants_mail=True, **contact)[
        0
    ]


def mark(comment, **kwargs):
    return personal_cases.mark_personal_case(
        comment=comment, by=build.editor(), at=timezone.now(), **kwargs
    )


def fresh(comment):
    return Comment.objects.select_related("contribution__record", "round", "settlement").get(
        pk=comment.pk
    )


def test_the_author_marks_a_draft_and_it_is_never_shown():
    draft = build.draft(public_round(), token="kod")
    comment = build.written(draft, STORY)
    personal_cases.mark_personal_case(
        comment=comment, by=None, at=timezone.now(), may_be_handed_over=True
    )
    statements.submit_statement(statement=draft, by=None, at=timezone.now())

    comment = fresh(comment)
    assert (comment.personal_case, comment.shows_words) == (PersonalCase.KEPT, False)
    assert comment.moderation == Moderation.WAITING
    assert comment.handover_consent_at == timezone.now()
    assert comment.contribution.record.visibility == Visibility.RESTRICTED


def test_marking_a_sent_comment_takes_it_out_of_sight_and_counts():
    comment = one()
    assert comment.contribution.record.visibility == Visibility.PUBLIC
    mark(comment)
    mark(comment)
    comment = fresh(comment)
    assert comment.contribution.record.visibility == Visibility.RESTRICTED
    assert not Comment.objects.visible_to(build.editor()).exists()
    assert list(comment.moderation_decisions.values_list("decision", "reason")) == [
        ("hidden", "personal_case")
    ]
    with pytest.raises(moderation.NothingToCheck):
        moderation.show_comment(comment=comment, by=build.editor(), at=timezone.now())


def test_an_answered_comment_does_not_become_a_personal_case():
    comment = build.decided(one(), Outcome.EXPLAINED, "Vysvětlení.")
    settlements.answer_settlement(
        settlement=comment.settlement, by=build.editor(), at=timezone.now()
    )
    with pytest.raises(personal_cases.AlreadySettled):
        mark(comment)
    assert fresh(comment).personal_case == ""


def test_closing_a_case_ends_its_dispute_with_the_reason():
    body = build.body("Sdružení nájemníků")
    round = build.open_round(build.version(build.text()), bodies=[(body, True)], is_public=True)
    [comment] = build.sent(
        round,
        {"words": STORY, "weight": "essential"},
        person=build.colleague("mluvci", body, authorised=True),
        organisation=body,
    )
    by, at = build.editor(), timezone.now()
    settlements.propose_settlement(
        settlement=comment.settlement, outcome="not_accepted", reason="Ne.", by=by, at=at
    )
    disputes.open_dispute(settlement=comment.settlement, by=by, at=at)
    mark(comment)
    personal_cases.record_handover_consent(comment=comment, by=by, at=at)
    personal_cases.hand_over_case(comment=comment, by=by, at=at)

    [dispute] = Dispute.objects.all()
    reason = "Osobní případ, ne připomínka k textu."
    assert (dispute.resolved_on, dispute.resolved_by) == (timezone.localdate(), by)
    assert dispute.result.startswith(reason)
    [event] = Event.objects.filter(verb="dispute_withdrawn")
    assert event.reason.startswith(reason)
    assert dispute.steps.latest("pk").is_resolution


def test_a_mistaken_mark_is_taken_back():
    comment = mark(one())
    personal_cases.unmark_personal_case(comment=comment, by=build.editor(), at=timezone.now())
    comment = fresh(comment)
    assert (comment.personal_case, comment.moderation) == ("", Moderation.WAITING)
    assert comment.contribution.record.visibility == Visibility.STAFF


def test_handing_over_needs_the_recorded_consent():
    comment = mark(one())
    by, at = build.editor(), timezone.now()
    with pytest.raises(personal_cases.ConsentMissing):
        personal_cases.hand_over_case(comment=comment, by=by, at=at)
    personal_cases.record_handover_consent(comment=comment, by=by, at=at)
    for _ in range(2):
        personal_cases.hand_over_case(comment=comment, by=by, at=at)

    comment = fresh(comment)
    assert comment.personal_case == PersonalCase.HANDED_OVER
    assert (comment.settlement.state, comment.settlement.outcome) == (
        SettlementState.DECIDED,
        Outcome.OUT_OF_SCOPE,
    )
    mail = OutboxMail.objects.get(kind="case_handed_over")
    assert "30 dní po doručení" in mail.text
    assert SECRET not in mail.text + mail.subject
    with pytest.raises(personal_cases.NotPersonal):
        personal_cases.unmark_personal_case(comment=comment, by=by, at=at)


def words_left() -> list[str]:
    """Tables and columns of the database that hold the secret word."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quote = connection.ops.quote_name
            cursor.execute(f"SELECT * FROM {quote(table)} LIMIT 0")
            for name in [column[0] for column in cursor.description]:
                cursor.execute(
                    f"SELECT count(*) FROM {quote(table)} "
                    f"WHERE lower(CAST({quote(name)} AS text)) LIKE %s",
                    [f"%{SECRET.lower()}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{name}")
    return found


def test_after_thirty_days_the_words_are_gone_everywhere_and_the_fact_stays(clock):
    comment = one()
    number, digest = comment.number, comment.digest
    statement = comment.statement
    by, at = build.editor(), timezone.now()
    letter = f"Dobrý den. {STORY} S pozdravem Ž."
    start = letter.index(STORY)
    Statement.objects.filter(pk=statement.pk).update(original_text=letter)
    Comment.objects.filter(pk=comment.pk).update(
        original_start=start, original_end=start + len(STORY)
    )
    Attachment.objects.create(
        statement=statement,
        is_original=True,
        filename="Ostravice.pdf",
        mime="application/pdf",
        size=9,
        digest="0" * 64,
        data=SECRET.encode(),
        uploaded_at=at,
    )
    moderation.withhold_parts(comment=comment, parts=[("text", 0, 5)], reason="abuse", by=by, at=at)
    made = moderation.object_to_hiding(comment=comment, text=f"Proč? {SECRET}", by=None, at=at)
    Reply.objects.create(comment=comment, text=f"U {SECRET}?", by=by, at=at)
    settlements.propose_settlement(
        settlement=comment.settlement, outcome=Outcome.EXPLAINED, reason=STORY, by=by, at=at
    )
    SettlementNote.objects.create(settlement=comment.settlement, text=STORY, by=by, at=at)
    mark(comment)
    assert words_left() != []

    clock.shift(timedelta(days=30) - timedelta(seconds=1))
    call_command("tick")
    assert fresh(comment).text != ""
    clock.shift(timedelta(seconds=1))
    call_command("tick")
    call_command("tick")

    assert words_left() == []
    comment = fresh(comment)
    assert (comment.number, comment.digest, comment.text) == (number, digest, "")
    assert (comment.personal_case, comment.erased_at) == (PersonalCase.ERASED, timezone.now())
    assert comment.settlement.outcome == Outcome.OUT_OF_SCOPE
    statement = Statement.objects.get(pk=statement.pk)
    assert statement.original_text == (
        "Dobrý den. ███████ ██ █████ █ ██ █████ █████ ██████████ █ ████ █ ██████████ S pozdravem Ž."
    )
    assert len(statement.original_text) == len(letter)
    file = statement.attachments.get()
    assert (bytes(file.data), file.filename, file.erased_at) == (b"", "", timezone.now())
    assert SettlementVersion.objects.exclude(reason="").count() == 0
    assert ModerationObjection.objects.get(pk=made.pk).text == ""
    assert Event.objects.filter(verb="comment_erased").count() == 1
    assert Record.objects.get(pk=comment.contribution.record_id).search_stems != ""


def test_a_point_without_a_marked_passage_takes_the_whole_letter():
    comment = mark(one())
    Statement.objects.update(original_text="Celý dopis.")
    personal_cases.erase_case(comment=comment, at=timezone.now())
    assert Statement.objects.get().original_text == "████ ██████"


def test_rows_of_sheets_and_names_of_equal_comments_lose_the_words_and_stay_readable():
    comment = one()
    by, at = build.editor(), timezone.now()
    twin = build.sent(comment.round, STORY, token="jiny")[0]
    cluster = clusters.join_cluster(comments=[comment, twin], title=STORY, by=by, at=at)
    department = build.body("Odbor bydlení", OrganisationKind.CITY_DEPARTMENT)
    common = {"reference": comment.reference, "fate": "propose", "outcome": "noted", "column": ""}
    sheets = [
        SheetImport.objects.create(
            round=comment.round,
            kind=kind,
            digest="0" * 64,
            rows=[row],
            uploaded_by=by,
            uploaded_at=at,
            **fields,
        )
        for kind, row, fields in (
            (
                SheetKind.PROPOSALS,
                {**common, "line": 2, "message": STORY, "reason": STORY, "may_force": False}
                | {"edited": [], "sheet": {"line": 2, "reference": "R1-0001", "reason": STORY}},
                {"department": department},
            ),
            (
                SheetKind.COMMENTS,
                {"number": 2, "fate": "changed", "reference": "R1-0001", "text": STORY},
                {"filename": "t.csv"},
            ),
        )
    ]
    mark(comment)
    personal_cases.erase_case(comment=comment, at=at)
    cluster.refresh_from_db()
    assert cluster.title == "R1-0001, R1-0002"
    editor = signed_in(person(Role.EDITOR))
    pages = [
        editor.get(url(name, comment.round_id, sheet.pk))
        for name, sheet in zip(("sheet-import", "import-detail"), sheets, strict=True)
    ]
    assert [page.status_code for page in pages] == [200, 200]
    assert all(comment.reference in text_of(page) for page in pages)
    assert not any(SECRET in text_of(page) for page in pages)


def test_drafts_of_personal_cases_go_once_they_can_no_longer_be_sent(clock):
    round = public_round()
    comment = build.written(build.draft(round, token="kod"), STORY)
    mark(comment)
    clock.shift(timedelta(days=31))
    assert personal_cases.erase_due_cases(at=timezone.now()) == 1
    assert Comment.objects.count() == 0


def test_traces_in_the_database_file_are_cleared_by_a_job():
    comment = mark(one())
    personal_cases.erase_case(comment=comment, at=timezone.now())
    names = [task.args_kwargs["kwargs"]["name"] for task in DBTaskResult.objects.all()]
    assert names.count("core.tasks.clear_traces") == 1


def test_every_place_that_may_hold_words_is_named():
    assert list(erasing.comment_erasers()) == [
        "comments",
        "settlements",
        "originals",
        "imported sheets",
        "search",
        "mails",
        "files of settlements",
    ]
