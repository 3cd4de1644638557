"""The codebook of a series: closed, a tree, merged with an alias left."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Event
from focus_groups.actions import codes, coding
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.models import Code, Coding
from tests.focus_groups import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def panel_of_now():
    return build.panel(at=timezone.now())


panel = built_once(panel_of_now)


def edit(code: Code, **fields):
    told = {
        name: getattr(code, name)
        for name in ("lock_version", "name", "parent", "definition", "include", "exclude")
    }
    common = {"by": build.lead_of(code.series), "at": timezone.now()}
    return codes.edit_code(code=code, **told | fields, **common)


def test_names_are_unique_in_a_series_and_addresses_everywhere(panel):
    at = timezone.now()
    other = build.panel("JINA", at=at)
    first = build.code(panel, "Hledání <b>bytu</b>", at=at, definition=" Jak lidé hledali ")
    second = build.code(other, "Hledání bytu", at=at)
    assert (first.name, first.slug, first.definition) == (
        "Hledání bytu",
        "fs-hledani-bytu",
        "Jak lidé hledali",
    )
    assert second.slug == "jina-hledani-bytu"
    with pytest.raises(codes.CodeNameTaken):
        build.code(panel, "hledání Bytu", at=at)
    assert build.code(panel, "Hledani bytu", at=at).slug == "fs-hledani-bytu-2"
    with pytest.raises(NotOfThisSeries):
        build.code(panel, "Kauce", at=at, parent=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.filter(pk=first.pk).update(parent=first.pk)


def test_a_code_moves_in_the_tree_but_never_below_itself(panel):
    at = timezone.now()
    top = build.code(panel, "Peníze", at=at)
    below = build.code(panel, "Kauce", at=at, parent=top)
    deepest = build.code(panel, "Vrácení kauce", at=at, parent=below)
    with pytest.raises(codes.CodeInCircle):
        edit(top, parent=deepest)
    moved = edit(deepest, parent=None, name="Vrácení peněz")
    assert (moved.parent, moved.name, moved.slug) == (None, "Vrácení peněz", "fs-vraceni-kauce")
    with pytest.raises(codes.StaleCode) as stale:
        edit(deepest, name="Starší návrh")
    assert stale.value.current.name == "Vrácení peněz"


def test_merging_moves_codings_children_and_leaves_an_alias(panel):
    at = timezone.now()
    lead = build.lead_of(panel)
    said = build.say(build.session(panel, at=at), "Chtěli kauci.", at=at)
    stays = build.code(panel, "Kauce", at=at)
    goes = build.code(panel, "Jistota", at=at, parent=stays)
    below = build.code(panel, "Výše jistoty", at=at, parent=goes)
    put = {"statement": said, "field": "words", "by": lead, "at": at}
    for code, quoted in ((stays, ""), (goes, ""), (goes, "kauci")):
        coding.put_coding(code=code, quoted=quoted, **put)
    for _time in range(2):
        codes.merge_code(code=goes, into=stays, by=lead, at=at)
    assert sorted(Coding.objects.values_list("code", "start", "end")) == [
        (stays.pk, 0, 13),
        (stays.pk, 7, 12),
    ]
    goes.refresh_from_db()
    below.refresh_from_db()
    assert (goes.merged_into, goes.merged_by, goes.merged_at) == (stays, lead, at)
    assert below.parent == stays
    assert list(panel.codes.in_use().order_by("pk")) == [stays, below]
    events = Event.objects.filter(record=panel.inside, verb="code_merged")
    assert [event.payload for event in events] == [{"code": goes.pk, "into": stays.pk}]
    with pytest.raises(coding.CodeMerged):
        coding.put_coding(code=goes, **put)
    with pytest.raises(coding.CodeMerged):
        edit(goes, name="Zpátky")
    with pytest.raises(codes.CodeInCircle):
        codes.merge_code(code=stays, into=stays, by=lead, at=at)


def test_a_code_merged_into_one_below_it_lifts_that_one(panel):
    at = timezone.now()
    goes = build.code(panel, "Peníze", at=at)
    middle = build.code(panel, "Kauce", at=at, parent=goes)
    deepest = build.code(panel, "Vrácení kauce", at=at, parent=middle)
    codes.merge_code(code=goes, into=deepest, by=build.lead_of(panel), at=at)
    middle.refresh_from_db()
    deepest.refresh_from_db()
    assert (deepest.parent, middle.parent) == (None, deepest)
