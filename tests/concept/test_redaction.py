"""Redaction: the words go for good from everywhere, the fact and the reason stay."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import Comment, CommentReply, PageLogEntry, Revision

from concept import actions, rendering
from concept.actions import artifacts
from concept.draft_words import DraftWords
from concept.enums import PlanState
from concept.models import (
    FreezePlan,
    PassageContent,
    RedactedPhrase,
    Redaction,
    SectionPage,
    Version,
    VersionArtifact,
)
from concept.phrases import phrase_digest, remembered_phrases, sentences
from concept.queries import read_version
from concept.verification import verify
from core.extension import erasers
from core.models import Event, Generation, SearchEntry
from tests.byte_search import database_files, found_in
from tests.concept import build
from tests.database import restore_database
from tests.worlds import built_once

pytestmark = pytest.mark.slow

WORDS = "Marie Nováková z Poruby čeká na byt osmnáct měsíců."
OTHER = "Byty přiděluje městský obvod."


@built_once
def frozen():
    """A published version with a sentence about a person, and the text without it written since."""
    document = build.document()
    section = build.section(document, "Úvod", WORDS, OTHER, code="A1")
    version = build.publish(build.freeze(document, "0.1"))
    build.rewrite(section, OTHER)
    return version


def redact(words: str = WORDS, **fields) -> Redaction:
    values = {"reason": "Osobní údaj", "by": build.editor(), "at": timezone.now(), **fields}
    return actions.redact_passage(content=PassageContent.objects.get(text=words), **values)


def test_a_redacted_passage_is_empty_in_every_version_and_its_place_stays(frozen):
    document = frozen.document
    section = SectionPage.objects.get()
    build.rewrite(section, OTHER, WORDS)
    second = build.freeze(document, "0.2")
    build.rewrite(section, OTHER)
    redaction = redact()
    for version, expected in ((frozen, ["", OTHER]), (second, [OTHER, ""])):
        (section,) = read_version(version)
        assert [p.text for p in section.passages] == expected
        assert [p.label for p in section.passages] == ["A1/1", "A1/2"]
    content = redaction.content
    content.refresh_from_db()
    assert (content.value, content.html, content.text, content.salt, content.lookup) == (
        None, "", "", "", None,
    )  # fmt: skip
    assert [f.message for f in verify()] == ["redacted: Osobní údaj"]


def test_a_redaction_is_logged_on_every_version_without_the_words(frozen):
    before = Generation.objects.get(key="koncepce").number
    redact()
    events = Event.objects.filter(verb="passage_redacted")
    assert [(e.record, e.actor, e.reason, e.payload) for e in events] == [
        (frozen.record, build.editor(), "", {})
    ]
    assert Generation.objects.get(key="koncepce").number == before + 1


def test_a_second_redaction_of_the_same_words_does_no_harm(frozen):
    content = PassageContent.objects.get(text=WORDS)
    first = redact()
    again = actions.redact_passage(
        content=content, reason="Jiný", by=build.editor(), at=timezone.now()
    )
    assert (again, Redaction.objects.count()) == (first, 1)


def test_a_redaction_needs_a_reason(frozen):
    with pytest.raises(actions.RedactionRefused):
        redact(reason="  ")
    assert Redaction.objects.count() == 0
    assert PassageContent.objects.filter(text=WORDS).exists()


def test_a_redaction_is_refused_while_the_words_are_released(frozen):
    build.rewrite(SectionPage.objects.get(), OTHER, WORDS)
    with pytest.raises(actions.RedactionRefused, match="Úvod"):
        redact()


def test_a_redaction_is_refused_while_the_words_are_in_the_newest_draft(frozen):
    build.rewrite(SectionPage.objects.get(), OTHER, f"{WORDS} A dál.", release=False)
    with pytest.raises(actions.RedactionRefused, match="Úvod"):
        redact()


def test_a_redaction_is_refused_while_the_words_are_in_a_footnote(db):
    note = "7d1c63f6-9a2f-4d3b-8a77-0a3c7f9f6b10"
    marked = f'<p>Věta s poznámkou.<footnote id="{note}">[1]</footnote></p>'
    document = build.document()
    build.section(document, "Úvod", build.text(marked), notes=[(note, f"<p>{WORDS}</p>")])
    build.freeze(document)
    with pytest.raises(actions.RedactionRefused):
        redact()


def test_a_list_without_full_stops_is_recognised_in_the_live_text(db):
    items = "<ul><li>paní Nováková bydlí v Porubě</li><li>pan Dvořák bydlí v Přívoze</li></ul>"
    document = build.document()
    build.section(document, "Úvod", build.text(items), OTHER)
    build.freeze(document)
    with pytest.raises(actions.RedactionRefused):
        redact(PassageContent.objects.get(kind="list").text)


def test_a_name_alone_in_a_passage_is_recognised(db):
    document = build.document()
    section = build.section(document, "Úvod", "Marie Nováková", OTHER)
    build.freeze(document)
    with pytest.raises(actions.RedactionRefused):
        redact("Marie Nováková")
    build.rewrite(section, OTHER)
    redact("Marie Nováková")
    build.rewrite(section, OTHER, "Marie NOVÁKOVÁ")
    assert [issue["code"] for issue in build.plan(document).issues] == ["redacted"]


def test_a_freeze_refuses_redacted_sentences_wherever_they_come_back(frozen):
    redact()
    document = frozen.document
    build.section(document, "Příloha", f"Jiná věta předem. {WORDS.upper()} A věta po ní.")
    plan = build.plan(document)
    assert [(i["severity"], i["code"]) for i in plan.issues] == [("error", "redacted")]
    with pytest.raises(actions.FreezeRefused):
        build.seal(plan, "0.2")
    assert Version.objects.count() == 1


def test_only_keyed_hashes_of_the_words_are_kept(frozen, settings):
    redact()
    digests = set(RedactedPhrase.objects.values_list("digest", flat=True))
    assert digests == {phrase_digest(sentences(WORDS)[0])}
    settings.SECRET_KEY = "another key of another installation"
    assert phrase_digest(sentences(WORDS)[0]) not in digests


def test_removed_words_are_refused_after_the_key_was_changed(frozen, settings):
    redact()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the next key of the same installation"
    build.section(frozen.document, "Příběh", WORDS)
    assert [issue["code"] for issue in build.plan(frozen.document).issues] == ["redacted"]


def test_every_copy_is_erased(frozen):
    section = SectionPage.objects.get()
    artifact = actions.make_artifact(
        version=frozen, file_format="json", language="cs", at=timezone.now()
    )
    assert "Nováková" in bytes(artifact.data).decode()
    build.plan(frozen.document)
    assert SearchEntry.objects.filter(text__contains="Nováková").count() == 1
    holding = [r.pk for r in section.revisions.all() if "Poruby" in str(r.content)]
    assert len(holding) == 1
    cache.set("rendered", WORDS)
    caches["pages"].set("page", WORDS)
    redact()
    assert VersionArtifact.objects.count() == 0
    assert not any("Nováková" in str(plan.content) for plan in FreezePlan.objects.all())
    assert SearchEntry.objects.filter(text__contains="Nováková").count() == 0
    assert SearchEntry.objects.get().text == f"\n{OTHER}"
    assert not section.revisions.filter(pk__in=holding).exists()
    assert (cache.get("rendered"), caches["pages"].get("page")) == (None, None)
    again = actions.make_artifact(
        version=frozen, file_format="json", language="cs", at=timezone.now()
    )
    assert "Nováková" not in bytes(again.data).decode()
    assert OTHER in bytes(again.data).decode()


def test_a_file_made_while_words_are_removed_is_not_kept(frozen, monkeypatch):
    build_file = artifacts.build

    def slow(**fields):
        data = build_file(**fields)
        redact()
        return data

    monkeypatch.setattr(artifacts, "build", slow)
    with pytest.raises(artifacts.VersionMoved):
        actions.make_artifact(version=frozen, file_format="json", language="cs", at=timezone.now())
    assert VersionArtifact.objects.count() == 0


def test_a_plan_of_another_document_checked_before_the_redaction_is_not_sealed(frozen):
    other = build.document("plan", "Akční plán")
    build.section(other, "Příběhy", WORDS)
    plan = build.plan(other)
    redact()
    with pytest.raises(actions.PlanOutOfDate):
        build.seal(plan)
    assert [issue["code"] for issue in build.plan(other).issues] == ["redacted"]


def test_the_sealed_plan_stays_without_what_it_quoted(frozen):
    [sealed] = FreezePlan.objects.all()
    FreezePlan.objects.update(issues=[{"params": {"detail": WORDS}}])
    redact()
    sealed.refresh_from_db()
    assert (sealed.state, sealed.issues) == (PlanState.SEALED, [])
    assert list(sealed.content) == ["released"]


def test_every_app_that_may_hold_words_has_an_eraser():
    assert sorted(eraser.name for eraser in erasers()) == [
        "comments of editors",
        "concept exports",
        "concept freeze plans",
        "concept search",
        "core caches",
        "files of settlements",
        "quotes of comments",
    ]


def test_drafts_are_rendered_before_the_lock_is_taken(frozen, monkeypatch):
    render, states, locked = rendering.render_section, [], []

    def watch(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT"):
            locked.append(sql)
        return execute(sql, params, many, context)

    def watched(*args, **fields):
        states.append(bool(locked))
        return render(*args, **fields)

    monkeypatch.setattr(rendering, "render_section", watched)
    with connection.execute_wrapper(watch):
        redact()
    assert locked
    assert set(states) == {False}


def test_words_written_while_drafts_are_read_are_noticed_under_the_lock(frozen, monkeypatch):
    look = DraftWords.look

    def slow(drafts):
        look(drafts)
        build.rewrite(SectionPage.objects.get(), OTHER, WORDS, release=False)

    monkeypatch.setattr(DraftWords, "look", slow)
    with pytest.raises(actions.WordsStillWritten):
        redact()
    assert Redaction.objects.count() == 0


def test_a_draft_saved_over_itself_meanwhile_is_read_again(frozen, monkeypatch, clock):
    look = DraftWords.look
    section = SectionPage.objects.get()
    draft = build.rewrite(section, OTHER, "Ještě něco.", release=False).get_latest_revision()

    def slow(drafts):
        look(drafts)
        clock.shift(1)
        page = draft.as_object()
        page.body = json.dumps([build.text(WORDS)])
        page.save_revision(overwrite_revision=draft)

    monkeypatch.setattr(DraftWords, "look", slow)
    with pytest.raises(actions.WordsStillWritten):
        redact()


@pytest.mark.parametrize(
    ("text", "elsewhere", "expected"),
    [
        ("Jana Nová dluží.", [], ["jana nova dluzi"]),
        ("Jana Nová. Bydlí tam.", [], ["jana nova", "bydli tam", "jana nova bydli tam"]),
        ("Viz tabulka. Nájem neplatí už rok.", ["Viz tabulka."], ["najem neplati uz rok"]),
        ("Viz tabulka. Nájem neplatí už rok.", ["Viz tabulka 3."], ["viz tabulka", "najem neplati uz rok"]),
        ("Ano. Nájem neplatí už rok.", [], ["najem neplati uz rok"]),
        ("602123456. Nájem neplatí už rok.", [], ["602123456", "najem neplati uz rok"]),
        ("Bydlí v ul. Nádražní č. 5 a neplatí.", [], ["5 a neplati", "bydli v ul nadrazni c 5 a neplati"]),
        ("Viz tabulka.", ["Viz tabulka."], ["viz tabulka"]),
        ("", [], []),
    ],
)  # fmt: skip
def test_what_is_remembered_of_removed_words(text, elsewhere, expected):
    assert remembered_phrases(text, elsewhere) == expected


def test_a_short_sentence_does_not_come_back_alone(db):
    document = build.document()
    secret = "Jana Nová dluží. Město jí pomáhá se splátkami. Viz tabulka."
    section = build.section(document, "Úvod", secret, "Viz tabulka.")
    build.freeze(document, "0.1")
    build.rewrite(section, "Viz tabulka.", "Dluh: Jana Nová dluží!")
    redact(secret)  # inside a longer sentence it is the editor's to see
    build.rewrite(section, "Viz tabulka.", "Příběh. JANA NOVÁ, dluží!")
    assert [issue["code"] for issue in build.plan(document).issues] == ["redacted"]


def comment_on(section: SectionPage, text: str, block: str, key: str = "", *replies: str):
    """A comment in a section's newest draft and in the log, as the editor of sections leaves one."""
    page = section.get_latest_revision_as_object()
    position = json.dumps([{"key": key, "start": 0, "end": 5}]) if key else ""
    comment = Comment(
        user=build.editor(), text=text, contentpath=f"body.{block}", position=position
    )
    comment.replies = [CommentReply(user=build.editor(), text=reply) for reply in replies]
    page.wagtail_admin_comments.add(comment)
    page.wagtail_admin_comments.commit()
    page.save_revision()
    comment.log_create(user=build.editor())
    for reply in comment.replies.all():
        reply.log_create(user=build.editor())
    return comment


def test_comments_of_editors_go_with_the_words_they_talk_about(db):
    document = build.document()
    section = build.section(document, "Úvod", WORDS, OTHER)
    first, second = (block["id"] for block in section.body.raw_data)
    key = re.search(r'data-block-key="(\w+)"', section.body.raw_data[0]["value"])[1]
    comment_on(section, "Tohle je dcera Nováků.", first, key, "Ano, ta z Hrabůvky.")
    comment_on(section, "Nepíšeme „Marie Nováková z Poruby čeká“ nikde?", second, "", "Nikde.")
    build.freeze(document, "0.1")
    build.rewrite_raw(
        section, [section.body.raw_data[1]], wagtail_admin_comments=list(Comment.objects.all())
    )
    redact()
    kept = "Nepíšeme „█████ ████████ █ ██████ ████“ nikde?"
    assert list(Comment.objects.values_list("text", flat=True)) == [kept]
    assert list(CommentReply.objects.values_list("text", flat=True)) == ["Nikde."]
    stored = json.dumps(
        [
            list(Revision.objects.values_list("content", flat=True)),
            list(PageLogEntry.objects.values_list("data", flat=True)),
        ],
        ensure_ascii=False,
        default=str,
    )
    for words in ("Nováků", "Hrabůvky", "Nováková"):
        assert words not in stored
    assert kept in stored
    assert "Nikde." in stored
    assert [
        c.text for c in section.get_latest_revision_as_object().wagtail_admin_comments.all()
    ] == [kept]


@pytest.mark.django_db(transaction=True)
def test_no_file_holds_the_words_after_the_jobs_have_run(frozen_in_files):
    """F-like: the database file, its log, media, mails and caches are searched byte by byte."""
    version, folders = frozen_in_files
    needles = [word.encode(e) for word in ("Nováková", "osmnáct") for e in ("utf-8", "utf-16-le")]
    needles += [b"Poruby", b"porub", b"novakov", b"osmnact"]  # as escaped json, as search stems
    before = " ".join(found_in(folders, needles))
    assert all(repr(needle) in before for needle in needles if b"\0" not in needle)
    redact()
    call_command("run_jobs", verbosity=0)
    jobs = DBTaskResult.objects.values_list("status", "traceback")
    assert [job for job in jobs if job[0] != TaskResultStatus.SUCCESSFUL] == []
    assert found_in(folders, needles) == []
    assert [f.message for f in verify()] == ["redacted: Osobní údaj"]
    assert [text for _u, _l, text in build.passages(version)] == ["", OTHER]


@pytest.fixture
def frozen_in_files(transactional_db):
    restore_database()  # PostgreSQL's files keep rows of tests that were rolled back
    document = build.document()
    section = build.section(document, "Úvod", WORDS, OTHER, code="A1")
    version = build.publish(build.freeze(document, "0.1"))
    actions.make_artifact(version=version, file_format="json", language="cs", at=timezone.now())
    cache.set("comparison", WORDS)
    build.rewrite(section, OTHER)
    build.plan(document)
    return version, [
        *database_files(),
        Path(settings.MEDIA_ROOT),
        Path(settings.EMAIL_FILE_PATH),
    ]
