"""A copy has an identity of its own, in the page and in its revisions."""

import json
from uuid import uuid4

import pytest

from concept.copying import renew_ids
from concept.models import SectionPage
from tests.factories.pages import DocumentPageFactory, SectionPageFactory, block, text_block

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_ids_of_blocks_items_and_footnotes_are_replaced_everywhere():
    new_ids = {"b": "B", "i": "I", "f": "F"}
    raw = [
        {"type": "text", "id": "b", "value": '<p>a<footnote id="f">[f]</footnote></p>'},
        {"type": "measure", "id": "b", "value": {"partners": [{"type": "item", "id": "i", "value": "x"}]}},
        {"type": "heading", "id": None, "value": {"text": "f", "level": "3"}},
    ]  # fmt: skip

    assert renew_ids(raw, new_ids) == [
        {"type": "text", "id": "B", "value": '<p>a<footnote id="F">[f]</footnote></p>'},
        {"type": "measure", "id": "B", "value": {"partners": [{"type": "item", "id": "I", "value": "x"}]}},
        {"type": "heading", "id": None, "value": {"text": "f", "level": "3"}},
    ]  # fmt: skip


def test_copied_document_shares_no_id_with_its_original():
    document = DocumentPageFactory()
    note = str(uuid4())
    original = SectionPageFactory(
        parent=document,
        address="oddil",
        body=[text_block(f'<p>a<footnote id="{note}">[1]</footnote></p>', "11111111-1111-4111-8111-111111111111")],
        notes={note: "<p>Zdroj</p>"},
    )  # fmt: skip
    original.save_revision().publish()

    copy = document.copy(recursive=True, update_attrs={"slug": "kopie", "title": "Kopie"})

    section = SectionPage.objects.descendant_of(copy).get()
    [raw] = list(section.body.raw_data)
    [footnote] = section.footnotes.all()
    original.refresh_from_db()
    assert copy.doc_uid != document.doc_uid
    assert section.node_uid != original.node_uid
    assert section.address == ""
    assert original.address == "oddil"
    assert raw["id"] != "11111111-1111-4111-8111-111111111111"
    assert str(footnote.uuid) != note
    assert raw["value"] == f'<p>a<footnote id="{footnote.uuid}">[1]</footnote></p>'
    [kept] = list(original.body.raw_data)
    assert kept["id"] == "11111111-1111-4111-8111-111111111111"
    for revision in section.revisions.all():
        assert json.loads(revision.content["body"]) == [raw]
        assert revision.content["footnotes"][0]["uuid"] == str(footnote.uuid)


def test_republishing_a_copy_keeps_its_new_identity():
    original = SectionPageFactory(body=[block("heading", {"text": "a", "level": "3"})])
    original.save_revision().publish()

    copy = original.copy(update_attrs={"slug": "kopie"})
    before = [raw["id"] for raw in copy.body.raw_data]
    copy.get_latest_revision().publish()

    assert [raw["id"] for raw in SectionPage.objects.get(pk=copy.pk).body.raw_data] == before
