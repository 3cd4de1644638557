"""Identity through edits, seen at the freeze: what an editor does and what becomes of each passage."""

import uuid

import pytest
from django.utils import timezone

from concept import actions
from concept.models import Lineage, SectionPage
from concept.queries import descendants, lineage_map
from tests.concept import build

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ONE = "Město pomáhá lidem, kteří hledají bydlení, a drží pro ně sto osmdesát bytů v obvodech."
TWO = "Sociální pracovník navštíví každou domácnost do jednoho měsíce od podpisu smlouvy."
THREE = "Nájemné v sociálním bytě nepřesáhne třetinu příjmu domácnosti, která v něm žije."


def paragraphs(*words: str, keys: list[str] | None = None, block_id: str | None = None) -> dict:
    """One rich-text block with the editor's keys of its paragraphs."""
    keys = keys or [uuid.uuid4().hex[:5] for _ in words]
    html = "".join(f'<p data-block-key="{k}">{w}</p>' for k, w in zip(keys, words, strict=True))
    return build.block("text", html, block_id)


@pytest.fixture
def document():
    return build.document()


def test_an_unchanged_passage_keeps_its_identity_through_ten_versions(document):
    section = build.section(document, "Úvod", ONE, TWO)
    first = build.freeze(document, "1")
    for number in range(2, 6):
        build.rewrite(section, ONE, TWO, f"Dodatek číslo {number}, který se mění.")
        last = build.freeze(document, str(number))
    assert descendants(build.uid_of(first, ONE), first, last) == [build.uid_of(last, ONE)]
    assert build.uid_of(first, ONE) == build.uid_of(last, ONE)


def test_an_edited_paragraph_keeps_its_identity(document):
    section = build.section(document, "Úvod", paragraphs(ONE, TWO, keys=["aaaaa", "bbbbb"]))
    first = build.freeze(document, "1")
    edited = ONE.replace("sto osmdesát", "dvě stě")
    build.rewrite(section, paragraphs(edited, TWO, keys=["aaaaa", "bbbbb"]))
    second = build.freeze(document, "2")
    assert build.uid_of(second, "dvě stě") == build.uid_of(first, ONE)
    row = Lineage.objects.get(to_version=second, to_uid=build.uid_of(first, ONE))
    assert row.relation == "edited"


def test_enter_inside_a_paragraph_splits_it(document):
    section = build.section(document, "Úvod", f"{ONE} {TWO}", THREE)
    first = build.freeze(document, "1")
    build.rewrite(section, ONE, TWO, THREE)
    second = build.freeze(document, "2")
    halves = {build.uid_of(second, ONE), build.uid_of(second, TWO)}
    assert set(descendants(build.uid_of(first, ONE), first, second)) == halves
    assert build.uid_of(first, ONE) in halves  # one of them takes the identity over


def test_two_joined_paragraphs_are_one_passage_with_two_ancestors(document):
    section = build.section(document, "Úvod", ONE, TWO, THREE)
    first = build.freeze(document, "1")
    build.rewrite(section, f"{ONE} {TWO}", THREE)
    second = build.freeze(document, "2")
    joined = build.uid_of(second, ONE)
    found = lineage_map(first, second)
    assert found[build.uid_of(first, ONE)] == found[build.uid_of(first, TWO)] == [joined]
    assert joined in {build.uid_of(first, ONE), build.uid_of(first, TWO)}


def test_a_paragraph_cut_and_pasted_into_another_section_is_the_same(document):
    source = build.section(document, "Zdroj", ONE, TWO)
    target = build.section(document, "Cíl", THREE)
    first = build.freeze(document, "1")
    build.rewrite(source, TWO)
    build.rewrite(target, THREE, ONE)  # pasting makes new ids
    second = build.freeze(document, "2")
    assert build.uid_of(second, ONE) == build.uid_of(first, ONE)
    row = Lineage.objects.get(to_version=second, to_uid=build.uid_of(first, ONE))
    assert row.is_moved


def test_reordered_paragraphs_keep_their_identities(document):
    section = build.section(document, "Úvod", ONE, TWO, THREE)
    first = build.freeze(document, "1")
    build.rewrite(section, THREE, ONE, TWO)
    second = build.freeze(document, "2")
    for words in (ONE, TWO, THREE):
        assert build.uid_of(second, words) == build.uid_of(first, words)


def test_a_section_moved_under_another_keeps_everything(document):
    first_section = build.section(document, "Úvod", ONE)
    moved = build.section(document, "Závěr", TWO)
    first = build.freeze(document, "1")
    moved.move(first_section, pos="first-child")
    second = build.freeze(document, "2")
    assert build.uid_of(second, TWO) == build.uid_of(first, TWO)
    section = second.sections.get(node_uid=moved.node_uid)
    assert (section.depth, section.address) == (2, "zaver")


def test_passages_of_a_dropped_section_are_deleted(document):
    build.section(document, "Úvod", ONE)
    dropped = build.section(document, "Závěr", TWO)
    first = build.freeze(document, "1")
    dropped.delete()
    second = build.freeze(document, "2")
    assert descendants(build.uid_of(first, TWO), first, second) == []
    row = Lineage.objects.get(to_version=second, from_uid=build.uid_of(first, TWO))
    assert (row.relation, row.to_uid) == ("deleted", None)


def test_a_copied_section_is_a_new_text_beside_the_old_one(document):
    section = build.section(document, "Úvod", ONE, TWO)
    first = build.freeze(document, "1")
    copy = section.copy(update_attrs={"slug": "kopie", "title": "Kopie"}, keep_live=True)
    second = build.freeze(document, "2")
    assert copy.node_uid != section.node_uid
    uids = [uid for uid, _label, _text in build.passages(second)]
    assert len(set(uids)) == 4
    kept = second.passages.filter(section__node_uid=section.node_uid).order_by("order")
    assert [str(p.passage_uid) for p in kept] == [uid for uid, *_rest in build.passages(first)]


def test_identity_is_found_again_when_all_ids_are_lost(document):
    section = build.section(document, "Úvod", ONE, TWO, THREE)
    first = build.freeze(document, "1")
    build.rewrite(section, ONE.replace("sto osmdesát", "dvě stě"), TWO, THREE)
    second = build.freeze(document, "2")
    assert [u for u, _l, _t in build.passages(second)] == [u for u, _l, _t in build.passages(first)]


def test_two_equal_paragraphs_stay_apart(document):
    section = build.section(document, "Úvod", ONE, THREE, ONE)
    first = build.freeze(document, "1")
    build.rewrite(section, ONE, THREE, TWO, ONE)
    second = build.freeze(document, "2")
    old = [uid for uid, _label, _text in build.passages(first)]
    new = [uid for uid, _label, _text in build.passages(second)]
    assert len(set(old)) == 3
    assert [new[0], new[1], new[3]] == old


def test_footnotes_keep_the_identity_the_text_points_at(document):
    note = str(uuid.uuid4())
    marked = f'<p>Věta s poznámkou.<footnote id="{note}">[1]</footnote></p>'
    section = build.section(
        document, "Úvod", build.text(marked), notes=[(note, "<p>Zdroj údaje.</p>")]
    )
    first = build.freeze(document, "1")
    assert build.uid_of(first, "Zdroj údaje.") == note
    build.rewrite(section, build.text(marked), TWO)
    second = build.freeze(document, "2")
    assert build.uid_of(second, "Zdroj údaje.") == note
    assert build.passages(second)[-1][1] == ""  # no printed number


def test_answers_of_the_editor_outlive_a_new_preparation(document):
    section = build.section(document, "Úvod", ONE, TWO)
    first = build.freeze(document, "1")
    build.rewrite(section, "Úplně jiná slova o ničem, co zde bylo.", TWO)
    plan = build.plan(document)
    (passage,) = [p for p in plan.content["passages"] if p["text"].startswith("Úplně")]
    origin = build.uid_of(first, ONE)
    plan = actions.answer_lineage(
        plan=plan, answers={passage["answer_key"]: origin}, lock_version=plan.lock_version
    )
    build.section(document, "Nový oddíl", THREE)
    with pytest.raises(actions.PlanOutOfDate):
        build.seal(plan, "2")
    second = build.freeze(document, "2")
    assert descendants(origin, first, second) == [build.uid_of(second, "Úplně")]
    row = Lineage.objects.get(to_version=second, from_uid=origin)
    assert row.confirmed_by == build.editor()


def test_an_answer_given_meanwhile_by_somebody_else_is_noticed(document):
    build.section(document, "Úvod", ONE)
    plan = build.plan(document)
    actions.answer_lineage(plan=plan, answers={}, lock_version=plan.lock_version)
    with pytest.raises(actions.PlanOutOfDate):
        actions.answer_lineage(plan=plan, answers={}, lock_version=plan.lock_version)


def three_versions(document):
    section = build.section(document, "Úvod", ONE, TWO)
    versions = [build.freeze(document, "1")]
    for label in ("2", "3"):
        build.rewrite(SectionPage.objects.get(pk=section.pk), ONE, TWO)
        versions.append(build.freeze(document, label))
    return versions


def correct(version, pairs) -> None:
    at = timezone.now() + timezone.timedelta(seconds=version.lineage.count())
    for old, new in pairs:
        actions.correct_lineage(
            version=version, old_uid=old, new_uid=new, relation="edited", by=build.editor(), at=at
        )


def test_a_confirmed_row_overrules_a_computed_one_across_versions(document):
    first, second, third = three_versions(document)
    one, two = build.uid_of(first, ONE), build.uid_of(first, TWO)
    assert lineage_map(first, third) == {one: [one], two: [two]}
    correct(second, [(one, two)])  # the second paragraph comes from the first one
    assert lineage_map(first, third) == {one: [one, two], two: []}
    assert lineage_map(second, third) == {one: [one], two: [two]}
    correct(second, [(two, two)])  # no, it does not: the newest confirmed row counts
    assert lineage_map(first, third) == {one: [one], two: [two]}
    correct(third, [(one, None)])
    assert lineage_map(first, third) == {one: [], two: [two]}


def test_a_merge_is_confirmed_by_two_rows_of_one_moment(document):
    first, second, _third = three_versions(document)
    one, two = build.uid_of(first, ONE), build.uid_of(first, TWO)
    at = timezone.now() + timezone.timedelta(hours=1)
    for old in (one, two):
        actions.correct_lineage(
            version=second, old_uid=old, new_uid=two, relation="merged", by=build.editor(), at=at
        )
    assert lineage_map(first, second) == {one: [one, two], two: [two]}


def test_lineage_is_asked_from_the_older_to_the_newer_version_of_one_document(
    document, django_assert_num_queries
):
    first, _second, third = three_versions(document)
    with django_assert_num_queries(2):
        lineage_map(first, third)
    with pytest.raises(ValueError):
        lineage_map(third, first)
    other = build.document("plan", "Plán")
    build.section(other, "Úvod", ONE)
    with pytest.raises(ValueError):
        lineage_map(first, build.freeze(other, "1"))
