"""F3: tiny groups and double roles; and that nothing restricted stands anywhere but where facilitators read it."""

import itertools
import json
import logging

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex, Revision
from wagtail.snippets.models import get_snippet_models

from core import search
from core.models import Event, OutboxMail, Record, SearchEntry
from focus_groups.actions import quotes
from focus_groups.actions.series import NotAFacilitator, start_facilitating
from focus_groups.enums import FacilitatorRole, Sensitivity
from focus_groups.models import Series, SpokenStatement
from focus_groups.queries.quotes import quote_obstacles
from focus_groups.report_text import told_people
from people.actions import RolesExcludeEachOther, grant_role
from people.enums import Role
from tests.architecture.permission_focus import SECRET
from tests.architecture.permission_focus import build as build_inside
from tests.concept import build as concept
from tests.factories.people import UserFactory
from tests.focus_groups import build
from tests.people import personas
from tests.worlds import built_once

pytestmark = pytest.mark.django_db
INSIDE = ("Participant", "Consent", "ConsentLimit", "SpokenStatement", "Coding", "Quote")


def told_inside() -> dict:
    """The world of the permission table: a secret in everything restricted."""
    concept.home()
    return build_inside(timezone.now())


inside = built_once(told_inside)


def test_f3_no_small_count_is_worked_out_from_one_edition_nor_from_the_difference_of_two():
    """Brute force over small tables: three sessions; then people take consents back, and one more session is held."""
    worlds: dict[tuple[int | None, ...], list[tuple[int, ...]]] = {}
    for counts in itertools.product(range(8), repeat=3):
        told = told_people(dict(enumerate(counts)), {}, 3)
        worlds.setdefault(tuple(told.values()), []).append(counts)
    for counts in itertools.product(range(5), repeat=3):
        first = told_people(dict(enumerate(counts)), {}, 3)
        for place, count in enumerate(counts):
            if 0 < count < 3:
                # also who knows how counts are left out cannot tell which it is
                possible = worlds[tuple(first.values())]
                assert len({world[place] for world in possible}) > 1
        # whatever is taken back afterwards, the next edition tells the same of these sessions: no difference tells
        for fewer in itertools.product(*(range(count + 1) for count in counts)):
            second = told_people(dict(enumerate((*fewer, 4))), first, 3)
            assert second == {**first, 3: 4}
        for new in range(5):
            second = told_people(dict(enumerate((*counts, new))), first, 3)
            assert second == {**first, 3: None if 0 < new < 3 else new}


def test_f3_a_statement_that_could_tell_who_said_it_is_not_quoted(inside):
    said = SpokenStatement.objects.get(pk=inside["focus_statement"])
    series = said.session.series
    SpokenStatement.objects.filter(pk=said.pk).update(sensitivity=Sensitivity.IDENTIFYING)
    finding = series.findings.get(pk=inside["focus_finding"])
    with pytest.raises(quotes.QuoteRefused):
        quotes.write_quote(finding=finding, statement=said, text=said.words, is_verbatim=True,
                           by=build.lead_of(series), at=timezone.now())  # fmt: skip
    kept = finding.quotes.get()
    assert quote_obstacles(kept) != []


def test_f3_the_pilot_officer_does_not_even_learn_that_there_are_statements(inside, client):
    """404 and not 403, as for an address that does not exist."""
    client.force_login(personas.make("pilot_officer"))
    fs = "/fokusni-skupiny/fs"
    paths = [
        f"{fs}/1/zapis/",
        f"{fs}/lide/",
        f"{fs}/lide/{inside['person_FS']}/",
        f"{fs}/kontrola/",
        f"{fs}/kontrola/quote/{inside['focus_quote']}/",
        f"{fs}/zprava/citace/1/",
        f"{fs}/1/zapis/{inside['focus_uid']}/",
    ]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)
    made_up = f"{fs}/kontrola/quote/999999/"
    assert client.get(made_up).status_code == 404


def test_f3_nobody_is_facilitator_and_pilot_officer_at_once_without_a_recorded_exception(inside):
    officer = UserFactory(roles=[Role.PILOT_OFFICER])
    at = timezone.now()
    with pytest.raises(RolesExcludeEachOther):
        grant_role(user=officer, role=Role.FACILITATOR, by=None, at=at)
    with pytest.raises(NotAFacilitator):
        start_facilitating(
            series=Series.objects.get(code="FS"),
            user=officer,
            role=FacilitatorRole.FACILITATOR,
            valid_from=timezone.localdate(),
            by=officer,
            at=at,
        )


def test_f3_no_relation_leads_from_a_participant_to_a_household_or_back():
    """The two key spaces meet nowhere, neither by a key nor by a key of a key, but in what everything lies on.

    These are texts with their measures, and the people who work here.
    """
    upper = {"website", "consultations", "working_groups", "focus_groups", "evaluation"}
    ours = {apps.get_model("focus_groups", name) for name in INSIDE}
    reached = set(ours)
    while True:
        further = {
            field.related_model
            for model in reached
            for field in model._meta.get_fields(include_hidden=True)
            if field.is_relation
            and field.related_model is not None
            and field.related_model._meta.app_label in upper
        } - reached
        if not further:
            break
        reached |= further
    assert {model._meta.app_label for model in reached} & {"evaluation"} == set()
    # rows of households lead to nothing but the pilot, its flats and whoever wrote them down
    assert {
        field.related_model.__name__
        for name in (
            "Household",
            "HouseholdSize",
            "Tenancy",
            "SupportLevel",
            "Review",
            "HousingStatus",
        )
        for field in apps.get_model("evaluation", name)._meta.get_fields()
        if field.is_relation and field.concrete
    } == {"Flat", "Household", "Pilot", "Review", "SupportLevel", "Tenancy", "User"}
    # and nothing outside points at a person or at their words
    assert {
        model._meta.app_label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model in ours
    } == {"focus_groups"}
    # there is no attribute of a person by which rows of both could be matched
    names = {field.name for field in apps.get_model("focus_groups", "Participant")._meta.fields}
    assert names == {"id", "uid", "series", "pseudonym", "needs", "joined_on", "left_on"}


def test_places_are_coarse_and_composition_is_told_in_bands(inside):
    series = Series.objects.get(code="FS")
    assert not {"address", "street", "flat"} & {
        field.name for field in series.sessions.model._meta.fields
    }
    assert isinstance(series.mix, list)


def rows_that_tell() -> list[str]:
    """Rows outside the restricted tables of focus groups whose words hold the secret, by table."""
    allowed = set(apps.get_app_config("focus_groups").get_models())
    found = []
    for model in apps.get_models():
        if model in allowed or not model._meta.managed:
            continue
        for row in model._default_manager.values_list():
            if SECRET in json.dumps(row, default=str, ensure_ascii=False).lower():
                found.append(model._meta.label)
    return found


def test_no_table_but_those_of_focus_groups_holds_restricted_words(inside):
    """Records, events, mails, jobs, search, revisions, references, log entries of the administration: every table."""
    call_command("tick", verbosity=0)
    assert rows_that_tell() == []
    for model in (Record, Event, SearchEntry, OutboxMail, DBTaskResult, Revision, ReferenceIndex):
        assert model in apps.get_models()
    assert SECRET in SpokenStatement.objects.get(pk=inside["focus_statement"]).words


def test_nothing_is_found_and_nothing_is_logged(inside, caplog):
    """The facilitator reads the words; neither the log of the server nor the search learns them."""
    series = Series.objects.get(code="FS")
    lead = build.lead_of(series)
    client = Client()
    client.force_login(lead)
    with caplog.at_level(logging.DEBUG):
        shown = client.get(f"/fokusni-skupiny/fs/kontrola/quote/{inside['focus_quote']}/")
        client.get("/fokusni-skupiny/fs/1/zapis/")
        build.say(series.sessions.order_by("number")[0], f"Znovu {SECRET}.", at=timezone.now())
    assert SECRET in shown.content.decode()
    assert not [row for row in caplog.records if SECRET in f"{row.getMessage()} {row.args}"]
    for reader in (AnonymousUser(), lead, UserFactory(roles=[Role.EDITOR])):
        assert list(search.find(SECRET, reader)) == []
    # the page repeats what was sought, and nothing of what it stands in
    assert "Zažila" not in client.get("/hledat/", {"q": SECRET}).content.decode()


def test_models_with_restricted_words_stand_in_no_screen_of_the_administration(inside):
    ours = set(apps.get_app_config("focus_groups").get_models())
    assert ours & set(get_snippet_models()) == set()
    telling = [
        model.__name__
        for model in ours
        if {"words", "text", "field_notes", "pseudonym"} & {f.name for f in model._meta.fields}
        and not getattr(model, "wagtail_reference_index_ignore", False)
    ]
    # texts that are handed out on paper and asked in public
    assert sorted(telling) == ["ConsentSheet"]
    assert {str(row) for row in SpokenStatement.objects.all()} == {
        f"statement {row.pk}" for row in SpokenStatement.objects.all()
    }
