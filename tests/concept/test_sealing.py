"""Sealing: one short transaction, numbers without gaps, nothing half stored, nothing lost."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, connections
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from concept import actions
from concept.enums import PlanState
from concept.models import (
    FreezePlan,
    Lineage,
    PassageContent,
    PassageHint,
    SectionAddress,
    SectionPage,
    Version,
    VersionAsset,
    VersionPassage,
    VersionSection,
)
from concept.queries import read_version
from concept.verification import verify
from core.models import Event, Generation, Record
from tests.concept import build

pytestmark = pytest.mark.django_db

STORED = (
    Version, VersionSection, VersionPassage, PassageContent, VersionAsset, Lineage, PassageHint,
    SectionAddress,
)  # fmt: skip


def counts() -> list[int]:
    return [model.objects.count() for model in STORED]


def test_a_sealed_version_holds_the_released_text_in_order_with_printed_labels():
    document = build.document()
    first = build.section(document, "Úvod", "První odstavec.", "Druhý odstavec.", code="A1")
    build.section(first, "Pojmy", build.heading("Byt"), "Třetí odstavec.", code="A1.1")
    build.section(document, "Bez kódu", "Čtvrtý odstavec.")
    version = build.freeze(document, "0.1")
    assert [(label, text) for _uid, label, text in build.passages(version)] == [
        ("A1/1", "První odstavec."),
        ("A1/2", "Druhý odstavec."),
        ("", "Byt"),
        ("A1.1/1", "Třetí odstavec."),
        ("1", "Čtvrtý odstavec."),
    ]
    sections = version.sections.order_by("order")
    assert [(s.order, s.depth, s.code, s.title, s.address) for s in sections] == [
        (1, 1, "A1", "Úvod", "uvod"),
        (2, 2, "A1.1", "Pojmy", "pojmy"),
        (3, 1, "", "Bez kódu", "bez-kodu"),
    ]
    assert [s.parent for s in sections] == [None, sections[0], None]
    assert (version.number, version.slug, version.previous) == (1, "0-1", None)


def test_sealing_is_logged_raises_the_generation_and_closes_the_plan():
    document = build.document()
    build.section(document, "Úvod", "Text.")
    plan = build.plan(document)
    version = build.seal(plan, "1.0 návrh")
    plan.refresh_from_db()
    assert (plan.state, list(plan.content)) == (PlanState.SEALED, ["released"])
    event = Event.objects.get(record=version.record)
    assert (event.verb, event.actor) == ("version_frozen", build.editor())
    record = version.record
    assert (record.kind, record.reference, record.title, record.path, record.visibility) == (
        "version", "koncepce/1-0-navrh", "Koncepce 1.0 návrh", "/koncepce/verze/1-0-navrh/", "staff",
    )  # fmt: skip
    assert Generation.objects.get(key="koncepce").number == 2


def test_a_version_frozen_after_midnight_bears_the_local_date(clock):
    document = build.document()
    build.section(document, "Úvod", "Text.")
    at = timezone.datetime(2026, 6, 30, 22, 30, tzinfo=timezone.get_fixed_timezone(0))
    assert build.freeze(document, at=at).record.occurred_on.isoformat() == "2026-07-01"


def test_equal_words_are_stored_once_and_shared():
    document = build.document()
    section = build.section(document, "Úvod", "Stejná věta.", "Jiná věta.", "Stejná věta.")
    first = build.freeze(document, "0.1")
    assert (PassageContent.objects.count(), VersionPassage.objects.count()) == (2, 3)
    build.rewrite(section, "Stejná věta.", "Nová věta.")
    second = build.freeze(document, "0.2")
    assert (PassageContent.objects.count(), VersionPassage.objects.count()) == (3, 5)
    assert (second.number, second.previous) == (2, first)


def test_an_edit_between_prepare_and_seal_asks_to_prepare_again():
    document = build.document()
    section = build.section(document, "Úvod", "Text.")
    plan = build.plan(document)
    build.rewrite(section, "Jiný text.")
    before = counts()
    with pytest.raises(actions.PlanOutOfDate):
        build.seal(plan, "0.1")
    assert counts() == before
    assert build.passages(build.freeze(document, "0.1"))[0][2] == "Jiný text."


@pytest.mark.parametrize("change", ["add", "unpublish", "delete", "move"])
def test_a_change_of_the_outline_between_prepare_and_seal_is_noticed(change):
    document = build.document()
    first = build.section(document, "Úvod", "Text.")
    second = build.section(document, "Závěr", "Konec.")
    plan = build.plan(document)
    if change == "add":
        build.section(document, "Dodatek", "Ještě něco.")
    elif change == "unpublish":
        second.unpublish()
    elif change == "delete":
        second.delete()
    else:
        second.move(first, pos="left")
    with pytest.raises(actions.PlanOutOfDate):
        build.seal(plan)


def test_a_draft_saved_but_not_released_does_not_disturb_the_seal():
    document = build.document()
    section = build.section(document, "Úvod", "Text.")
    plan = build.plan(document)
    build.rewrite(section, "Rozepsaný text.", release=False)
    assert build.passages(build.seal(plan))[0][2] == "Text."


@pytest.mark.parametrize("what", ["replaced", "deleted"])
def test_an_image_changed_between_prepare_and_seal_asks_to_prepare_again(what):
    document = build.document()
    picture = build.image("red")
    build.section(document, "Úvod", build.figure(picture))
    plan = build.plan(document)
    if what == "replaced":
        build.replace_file(picture, "blue")
    else:
        picture.delete()
    before = counts()
    with pytest.raises(actions.PlanOutOfDate):
        build.seal(plan)
    assert counts() == before


def test_an_image_replaced_later_leaves_the_version_as_it_was():
    document = build.document()
    picture = build.image("red")
    build.section(document, "Úvod", build.figure(picture))
    version = build.freeze(document)
    with picture.file.open("rb") as file:
        red = file.read()
    build.replace_file(picture, "blue")
    asset = VersionAsset.objects.get()
    (passage,) = read_version(version)[0].passages
    assert (bytes(asset.data), passage.assets) == (red, [asset.digest])
    assert (asset.mime, asset.width, asset.height) == ("image/png", 8, 6)
    assert f'data-asset="{asset.digest}"' in passage.html
    assert list(verify()) == []


def test_the_second_of_two_plans_is_told_that_a_version_was_frozen():
    document = build.document()
    build.section(document, "Úvod", "Text.")
    first, second = build.plan(document), build.plan(document)
    build.seal(first, "0.1")
    with pytest.raises(actions.PlanOutOfDate):
        build.seal(second, "0.2")
    assert [v.number for v in Version.objects.all()] == [1]


def test_the_same_plan_is_sealed_only_once():
    document = build.document()
    build.section(document, "Úvod", "Text.")
    plan = build.plan(document)
    build.seal(plan, "0.1")
    with pytest.raises(actions.PlanOutOfDate):
        build.seal(plan, "0.2")
    assert Version.objects.count() == 1


def test_a_label_already_used_is_refused_and_leaves_no_gap():
    document = build.document()
    build.section(document, "Úvod", "Text.")
    build.freeze(document, "1.0")
    before = counts()
    for label in ("1.0", "1-0", "1/0"):
        with pytest.raises(actions.LabelTaken):
            build.freeze(document, label)
    assert counts() == before
    assert Record.objects.filter(kind="version").count() == 1
    assert build.freeze(document, "1.1").number == 2


@pytest.mark.parametrize("label", ["verze", "porovnani", "Stáhnout", "celé", "…", ""])
def test_a_label_that_is_no_address_is_refused(label):
    document = build.document()
    build.section(document, "Úvod", "Text.")
    with pytest.raises(actions.LabelTaken):
        build.freeze(document, label)
    assert Version.objects.count() == 0


@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"purpose": "unknown"}, {"label": "x" * 61}], ids=str
)
def test_what_does_not_fit_a_version_is_refused_and_nothing_is_stored(fields):
    document = build.document()
    build.section(document, "Úvod", "Text.")
    label = fields.pop("label", "0.1")
    with pytest.raises(ValidationError):
        build.freeze(document, label, **fields)
    assert (Version.objects.count(), Record.objects.filter(kind="version").count()) == (0, 0)


def test_the_address_of_a_section_stays_when_its_title_changes():
    document = build.document()
    section = build.section(document, "Prevence", "Text.")
    build.freeze(document, "0.1")
    assert SectionPage.objects.get().address == "prevence"
    build.rewrite(section, "Text.", title="Předcházení ztrátě bydlení", slug="predchazeni")
    version = build.freeze(document, "0.2")
    assert [(s.title, s.address) for s in version.sections.all()] == [
        ("Předcházení ztrátě bydlení", "prevence")
    ]


def test_a_draft_written_before_the_first_freeze_does_not_take_the_address_back():
    document = build.document()
    section = build.section(document, "Prevence", "Text.")
    build.rewrite(section, "Novější text.", release=False)
    build.freeze(document, "0.1")
    SectionPage.objects.get().get_latest_revision().publish()
    assert SectionPage.objects.get().address == "prevence"


def test_the_address_of_a_dropped_section_is_never_given_to_another():
    document = build.document()
    build.section(document, "Úvod", "Text.")
    dropped = build.section(document, "Prevence", "Text.")
    old = build.freeze(document, "0.1")
    dropped.delete()
    build.section(document, "Prevence", "Jiný oddíl.")
    new = build.freeze(document, "0.2")
    assert [s.address for s in new.sections.order_by("order")] == ["uvod", "prevence-2"]
    assert [s.address for s in old.sections.order_by("order")] == ["uvod", "prevence"]


def test_a_section_called_like_a_reserved_word_gets_another_address():
    document = build.document()
    build.section(document, "Verze", "Text.")
    assert build.freeze(document).sections.get().address == "verze-2"


def test_a_section_deleted_after_a_version_cites_it_still_reads():
    document = build.document()
    build.section(document, "Úvod", "Text.")
    dropped = build.section(document, "Prevence", "Slova, která zůstanou.", code="B")
    version = build.freeze(document)
    dropped.delete()
    (_intro, section) = read_version(version)
    assert (section.code, section.title, [p.text for p in section.passages]) == (
        "B", "Prevence", ["Slova, která zůstanou."],
    )  # fmt: skip
    assert list(verify()) == []


def test_a_document_with_versions_is_not_deleted():
    document = build.document()
    build.section(document, "Úvod", "Text.")
    build.freeze(document)
    with pytest.raises(ProtectedError):
        document.delete()


def queries_of_sealing(sections: int, passages: int) -> int:
    document = build.document(f"d{sections}-{passages}", "Dokument")
    for number in range(sections):
        build.section(
            document, f"Oddíl {number}", *(f"Odstavec {number} {i}." for i in range(passages))
        )
    plan = build.plan(document)
    build.editor()
    with CaptureQueriesContext(connection) as queries:
        build.seal(plan, "0.1")
    return len(queries)


def test_sealing_takes_as_many_queries_for_three_sections_as_for_one():
    assert queries_of_sealing(1, 1) == queries_of_sealing(1, 6) == queries_of_sealing(3, 5) == 37


def test_reading_a_whole_version_takes_two_queries_for_one_section_and_for_three(
    django_assert_num_queries,
):
    for number in (1, 3):
        document = build.document(f"d{number}", "Dokument")
        for index in range(number):
            build.section(document, f"Oddíl {index}", "Jedna.", "Dva.")
        version = build.freeze(document)
        with django_assert_num_queries(2):
            assert sum(len(section.passages) for section in read_version(version)) == 2 * number


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_seal_at_once_one_wins_and_the_other_is_told():
    document = build.document()
    build.section(document, "Úvod", "Text.")
    plans = [build.plan(document), build.plan(document)]
    build.editor()
    start = threading.Barrier(2)
    results: list[object] = []

    def run(plan: FreezePlan, label: str) -> None:
        start.wait()
        try:
            results.append(build.seal(plan, label).number)
        except (actions.PlanOutOfDate, OperationalError) as error:
            results.append(type(error))
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(plan, label))
        for plan, label in zip(plans, ("0.1", "0.2"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(results, key=str) == sorted([1, actions.PlanOutOfDate], key=str)
    assert [v.number for v in Version.objects.all()] == [1]
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_two_documents_with_the_same_words_and_image_are_sealed_at_once():
    picture = build.image("green")
    plans = []
    for slug in ("koncepce", "plan"):
        document = build.document(slug, slug.title())
        build.section(document, "Úvod", "Společná slova.", build.figure(picture))
        plans.append(build.plan(document))
    start = threading.Barrier(2)
    results: list[object] = []

    def run(plan: FreezePlan) -> None:
        start.wait()
        try:
            results.append(build.seal(plan, "0.1").number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(plan,)) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert results == [1, 1]
    assert (PassageContent.objects.count(), VersionAsset.objects.count()) == (2, 1)
    assert list(verify()) == []
