"""Why a passage says what it says: pages and numbers of the thread."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concept import actions, queries
from concept.actions import thread
from concept.enums import AccessLevel, InfluenceRelation, InfluenceState
from concept.models import Change, Contribution, Influence, Source, Version
from core.actions import create_record, raise_generation
from core.enums import Visibility
from people.enums import Role
from tests.concept import build
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FIRST = "Podpora trvá šest měsíců."
SECOND = "Podpora trvá dvanáct měsíců."


def two_versions() -> tuple[Version, Version]:
    """A paragraph that changed, another that stayed; both versions public."""
    section = build.section(build.document(), "Bydlení", FIRST, "Byty nabízejí obvody.", code="1")
    old = build.freeze(section.get_parent().specific, "0.1")
    build.rewrite(section, SECOND, "Byty nabízejí obvody.")
    new = build.freeze(section.get_parent().specific, "0.2")
    for version in (old, new):
        actions.set_access(
            version=version,
            level=AccessLevel.PUBLIC,
            by=build.user("second", Role.CHAIR),
            at=timezone.now(),
        )
    return old, new


both = built_once(two_versions)


def why(version: Version, uid: str) -> str:
    return reverse("concept:passage-reasons", args=["koncepce", version.slug, uid])


def recorded(new: Version, words: str = "Zákon č. 110/2006 Sb., § 24", **fields) -> Source:
    values = {
        "version": new,
        "passage_uid": fields.pop("passage_uid", None) or build.uid_of(new, "dvanáct"),
        "kind": "statute",
        "citation": words,
        "by": build.editor(),
        "at": timezone.now(),
        **fields,
    }
    return actions.record_source(**values)


def test_a_change_nobody_gave_a_reason_for_says_so(client, both):
    _, new = both
    page = client.get(why(new, build.uid_of(new, "dvanáct"))).content.decode()
    assert "Zdroj není zaznamenán." in page
    assert "<del>" in page
    assert "<ins>" in page


def test_original_wording_and_a_passage_that_stayed(client, both):
    old, new = both
    page = client.get(why(new, build.uid_of(new, "Byty"))).content.decode()
    assert "Původní znění zpracovatele, verze 0.1." in page
    assert "Zdroj není zaznamenán." not in page
    assert client.get(why(old, build.uid_of(old, "šest"))).status_code == 200


def test_a_recorded_source_stands_beside_its_change_once(client, both):
    _, new = both
    source = recorded(new)
    assert recorded(new) == source
    influence = Influence.objects.get()
    assert (influence.relation, influence.state) == (
        InfluenceRelation.SOURCE,
        InfluenceState.CONFIRMED,
    )
    page = client.get(why(new, build.uid_of(new, "dvanáct"))).content.decode()
    assert "Zákon č. 110/2006 Sb., § 24" in page
    assert "Zdroj není zaznamenán." not in page


def test_a_source_needs_words_and_a_change(both):
    _, new = both
    with pytest.raises(actions.SourceRefused):
        recorded(new, "  ")
    with pytest.raises(actions.SourceRefused):
        recorded(new, passage_uid=build.uid_of(new, "Byty"))
    assert (Source.objects.count(), Change.objects.count()) == (0, 0)


def test_what_is_not_public_is_counted_and_never_named(client, both):
    _, new = both
    source = recorded(new)
    record = source.contribution.record
    record.visibility = Visibility.RESTRICTED
    record.save()
    page = client.get(why(new, build.uid_of(new, "dvanáct"))).content.decode()
    assert "1 neveřejný vstup" in page
    assert "Zákon" not in page
    assert "Zdroj není zaznamenán." not in page


def test_a_contribution_of_an_unknown_kind_is_a_bare_fact(client, both):
    _, new = both
    change = recorded(new).contribution.influences.get().change
    record = create_record(
        kind="conclusion",
        title="Závěr skupiny",
        by=build.editor(),
        at=timezone.now(),
        visibility=Visibility.PUBLIC,
    )
    thread.record_influence(
        contribution=Contribution.objects.create(record=record),
        change=change,
        by=build.editor(),
        at=timezone.now(),
    )
    page = client.get(why(new, build.uid_of(new, "dvanáct"))).content.decode()
    assert "1 neveřejný vstup" in page


def test_a_link_that_was_taken_back_counts_no_more(both):
    _, new = both
    source = recorded(new)
    assert [(c.changed, c.explained) for c in queries.coverage(new.document, [new])] == [(1, 1)]
    link = source.contribution.influences.get()
    thread.record_influence(
        contribution=source.contribution,
        change=link.change,
        relation=link.relation,
        state=InfluenceState.RETRACTED,
        by=build.editor(),
        at=timezone.now() + timedelta(minutes=1),
    )
    [row] = queries.coverage(new.document, [new])
    assert (row.changed, row.explained) == (1, 0)
    assert row.missing == (build.uid_of(new, "dvanáct"),)


def test_numbers_of_a_document_are_public_and_lead_editors_to_what_is_missing(client, both):
    _, new = both
    address = reverse("concept:document-origin", args=["koncepce"])
    page = client.get(address).content.decode()
    assert "Změny se zaznamenaným důvodem a bez něj" in page
    form = reverse(
        "concept:source-record", args=["koncepce", new.slug, build.uid_of(new, "dvanáct")]
    )
    assert form not in page
    client.force_login(UserFactory(roles=[Role.EDITOR]))
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session.save()
    assert queries.unexplained_places(queries.coverage(new.document, [new])) == [
        (new, build.uid_of(new, "dvanáct"), "1/1", "Bydlení")
    ]


def test_reasons_cost_the_same_with_one_link_and_with_three(
    client, django_assert_num_queries, both
):
    _, new = both
    uid = build.uid_of(new, "dvanáct")
    recorded(new)
    address = why(new, uid)
    client.get(address)
    for more in ((), ("Statistika jedna", "Statistika dvě")):
        for words in more:
            recorded(new, words)
        raise_generation("koncepce")
        with django_assert_num_queries(19):
            assert client.get(address).status_code == 200


def test_a_corrected_origin_counts_instead_of_the_computed_one(both):
    old, new = both
    before, after = build.uid_of(old, "šest"), build.uid_of(new, "dvanáct")
    [row] = queries.coverage(new.document, [new])
    assert (row.changed, row.missing) == (1, (after,))
    actions.correct_lineage(
        version=new,
        old_uid=before,
        new_uid=after,
        relation="moved",
        by=build.editor(),
        at=new.frozen_at + timedelta(hours=1),
    )
    [row] = queries.coverage(new.document, [new])
    assert (row.changed, row.missing) == (0, ())


def test_unknown_passages_are_not_found(client, both):
    old, new = both
    gone = "00000000-0000-0000-0000-000000000000"
    assert client.get(why(new, gone)).status_code == 404
    assert client.get(why(old, build.uid_of(new, "dvanáct"))).status_code == 200


def test_new_passages_without_a_reason_become_the_authors_wording_at_once():
    section = build.section(build.document(), "Bydlení", FIRST, code="1")
    document = section.get_parent().specific
    build.freeze(document, "0.1")
    build.rewrite(
        section, FIRST, "První nový odstavec o nájmu.", "Druhý nový odstavec o sousedech."
    )
    new = build.freeze(document, "0.2")
    recorded(new, passage_uid=build.uid_of(new, "nájmu"))

    made = actions.record_original_wording(version=new, by=build.editor(), at=timezone.now())
    again = actions.record_original_wording(version=new, by=build.editor(), at=timezone.now())

    assert made.contribution.influences.get().change.new_uids == [build.uid_of(new, "sousedech")]
    assert again is None
    [row] = queries.coverage(document, [new])
    assert (row.changed, row.explained) == (2, 2)
