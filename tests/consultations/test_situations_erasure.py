"""Erased and redacted words are nowhere: every text column of every table, kept files and pages, the search."""

import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from concept import actions
from concept.actions import thread
from concept.enums import AccessLevel
from concept.models import Contribution, DocumentPage, Influence, Version
from consultations.actions import clusters, discussion, erasing, settlements
from consultations.actions.attachments import store_file
from consultations.models import Attachment, Comment, RoundReport, TakenWording
from consultations.queries import intake
from consultations.sealing import verify_round
from core.actions import queue_mail
from core.czech import fold
from core.models import OutboxMail, SearchEntry
from core.uploads import Upload
from tests.concept import build as text
from tests.consultations import build

pytestmark = pytest.mark.django_db

KEPT = "Obvody sdělí městu počet volných bytů jednou za rok."
STORY = "Paní Jana Nováková z Přívozu dluží na nájmu už druhým rokem a byt ztratí."
OTHERWISE = "paní JANA NOVÁKOVÁ z Přívozu, dluží na nájmu už druhým rokem a byt ztratí"


def everywhere(*words):
    """Tables in which any of the words stand, whatever their case and punctuation; also in files kept as bytes."""
    wanted = [_plain(word) for word in words]
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                said = _plain(" ".join(map(_text, row)))
                if any(word in said for word in wanted):
                    found.add(table)
    return found


def _text(cell):
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).decode("utf-8", "ignore")
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), str(cell))


def _plain(said):
    return " ".join(re.findall(r"\w+", fold(said)))


def repeated(comment, other, version, words):
    """Everybody repeats the words: a neighbour, the city, the department, a standard answer, a note of a link."""
    at, by = timezone.now(), build.editor()
    settlements.propose_settlement(
        settlement=other.settlement, outcome="explained", reason=f"K větě: {words}", by=by, at=at
    )
    settlements.add_note(settlement=other.settlement, text=f"Pozor: {words}", by=by, at=at)
    build.standard_answer("Vzor", f"Vzor říká: {words}")
    discussion.add_reply(comment=other, text=f"Také vím, že {words}", by=by, at=at)
    TakenWording.objects.create(
        settlement=other.settlement,
        version=version,
        passage_uid=version.passages.first().passage_uid,
        wording=words,
        taken_by=by,
        taken_at=at,
    )
    build.written(build.draft(comment.round, token="rozepsany"), f"Rozepsáno: {words}")
    queue_mail(
        recipient="a@example.org", kind="k", subject_key="s", subject="Věc", text=words, at=at
    )
    change = thread.record_change(
        from_version=version.previous,
        to_version=version,
        old_uids=[text.uid_of(version.previous, "O žádosti")],
        new_uids=[text.uid_of(version, "O žádosti")],
        by=by,
        at=at,
    )
    thread.record_influence(
        contribution=other.contribution, change=change, by=by, at=at, note=f"Protože {words}"
    )


def story(*paragraphs):
    """Two public versions and an open round on the newer one."""
    section = build.build.section(
        build.build.document("koncepce"), "Bydlení", *paragraphs, code="1"
    )
    document = DocumentPage.objects.get(pk=section.get_parent().pk)
    old = text.freeze(document, "0.1")
    text.rewrite(section, *paragraphs[:-1], "O žádosti rozhodne komise do šedesáti dnů po podání.")
    new = text.publish(text.freeze(document, "0.2"))
    actions.set_access(version=old, level=AccessLevel.PUBLIC, by=build.chair(), at=timezone.now())
    round = build.open_round(Version.objects.get(pk=new.pk), is_public=True)
    return section, new, round


BEFORE = "O žádosti rozhodne komise do třiceti dnů po podání."


def test_words_of_a_comment_are_erased_wherever_they_are_repeated(client):
    _section, version, round = story(KEPT, BEFORE)
    [comment] = build.sent(
        round,
        {"words": STORY, "proposed_wording": f"{KEPT} {STORY}", "quote": "počet volných bytů"},
    )
    [other] = build.sent(
        round,
        {"words": f"Souseda říká: {OTHERWISE}. Pomozte jí.", "proposed_wording": f"{STORY} {KEPT}"},
        token="soused",
    )
    repeated(comment, other, version, OTHERWISE)
    addresses = [
        f"/pripominky/{other.reference}/",
        f"/pripominky/{comment.reference}/",
        reverse(
            "concept:passage-reasons", args=["koncepce", "0-2", text.uid_of(version, "O žádosti")]
        ),
        f"/konzultace/{round.slug}/",
    ]
    before = [client.get(address).content.decode() for address in addresses]
    assert any("JANA" in page for page in before)
    assert len(everywhere(STORY[:-1])) >= 9
    [unconcerned] = build.sent(round, "Souhlasím.", token="jiny")
    who = {"by": build.editor(), "at": timezone.now()}
    scan = Upload("dopis.pdf", "application/pdf", b"%PDF-1.4", "0" * 64)
    scans = [
        store_file(one.statement, scan, is_original=True, **who) for one in (other, unconcerned)
    ]
    said = {"summary": f"Psali nám: {STORY}", "contents": {}, "digest": "0" * 64}
    report = RoundReport(round=round, edition=1, published_at=who["at"], **said)
    report.save()

    erasing.erase_words(comment=comment, by=build.editor(), at=timezone.now())

    assert everywhere("Jana Nováková z Přívozu", "už druhým rokem a byt") == set()
    for address in addresses:
        assert "NOVÁKOVÁ" not in client.get(address).content.decode().upper(), address
    other = Comment.objects.get(pk=other.pk)
    assert other.text.startswith("Souseda říká: ████ ████")
    assert other.text.endswith("Pomozte jí.")
    assert other.proposed_wording.endswith(KEPT)  # what the public text says stays
    assert Comment.objects.get(pk=comment.pk).contribution_id
    assert [finding for finding in verify_round(round) if finding.is_fault] == []
    assert Influence.objects.latest("pk").note == ""
    assert Contribution.objects.get(comment=comment).summary == ""
    # a scan cannot be masked: it goes as a whole, and so does a frozen summary
    emptied = Attachment.objects.filter(erased_at__isnull=False)
    assert [(row.pk, bytes(row.data), row.filename) for row in emptied] == [(scans[0].pk, b"", "")]
    assert intake.original_file(other.statement, scans[0].pk) is None
    assert RoundReport.objects.get(pk=report.pk).summary == ""


def test_words_of_a_redacted_passage_are_erased_wherever_they_are_repeated(client):
    section, version, round = story(STORY, KEPT, BEFORE)
    [comment, other] = build.sent(
        round,
        {
            "words": "Opravdu?",
            "proposed_wording": STORY.replace("rokem", "rokem v"),
            "quote": STORY,
        },
        f"Je pravda, že {OTHERWISE}?",
    )
    repeated(comment, other, version, OTHERWISE)
    clusters.join_cluster(
        comments=[comment, other], title="Paní", by=build.editor(), at=timezone.now()
    )
    actions.make_artifact(version=version, file_format="json", language="cs", at=timezone.now())
    assert SearchEntry.objects.filter(text__contains="Nováková").exists()
    page = f"/pripominky/{comment.reference}/"
    assert "Nováková" in client.get(page).content.decode()
    text.rewrite(section, KEPT, BEFORE)
    content = version.passages.get(passage_uid=text.uid_of(version, "Nováková")).content

    actions.redact_passage(
        content=content, reason="Osobní údaje", by=build.editor(), at=timezone.now()
    )

    assert everywhere("Jana Nováková z Přívozu", "dluží na nájmu už druhým") == set()
    assert "NOVÁKOVÁ" not in client.get(page).content.decode().upper()
    assert KEPT.split()[0] in client.get("/koncepce/bydleni/").content.decode()
    assert [finding for finding in verify_round(round) if finding.is_fault] == []
    assert OutboxMail.objects.filter(text__contains="█").count() == 1
