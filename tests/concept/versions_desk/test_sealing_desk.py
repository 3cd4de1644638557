"""A plan becomes a version: labels, two editors at once, edits meanwhile."""

from html import unescape

import pytest

from concept import actions
from concept.actions.lineage import uncertain_passages
from concept.models import FreezePlan, Version
from tests.browsers import signed_in, text_of, told
from tests.concept.versions_desk.at_desk import (
    THIRD,
    add_section,
    freeze,
    open_plan,
    prepare,
    seal_data,
    url,
)

pytestmark = pytest.mark.django_db


def test_version_is_frozen_and_its_page_is_shown(desk, document, editor):
    plan = prepare(document, editor)
    assert desk.get(url("version-seal", document.pk)).status_code == 200
    response = desk.post(url("version-seal", document.pk), seal_data(plan))
    version = Version.objects.get()
    assert response.url == url("version-detail", version.pk)
    assert told(response) == ["Verze 0.9 je uzavřená. Nikdo už ji nemůže změnit."]
    assert (version.label, version.purpose, version.reason, version.frozen_by) == (
        "0.9",
        "working",
        "Návrh pro radu.",
        editor,
    )


def test_taken_label_comes_back_with_everything_typed(desk, document, editor):
    freeze(document, editor, "0.9")
    plan = prepare(document, editor)
    response = desk.post(url("version-seal", document.pk), seal_data(plan))
    assert response.context["form"].errors == {"label": ["Verze s názvem 0.9 už existuje."]}
    assert "Návrh pro radu." in response.content.decode()
    assert Version.objects.count() == 1


def test_second_of_two_editors_is_told_who_was_faster(desk, document, editor, second_editor):
    plan = prepare(document, editor)
    other = signed_in(second_editor)
    other.get(url("version-seal", document.pk))
    desk.post(url("version-seal", document.pk), seal_data(plan))
    response = other.post(url("version-seal", document.pk), seal_data(plan, label="1.0"))
    page = text_of(response)
    assert "Verzi 0.9 mezitím uzavřel někdo jiný: Edita Redaktorová." in page
    assert 'value="1.0"' in response.content.decode()
    assert "Návrh pro radu." in response.content.decode()
    assert [v.number for v in Version.objects.all()] == [1]


def test_earlier_attempts_are_gone_with_the_freeze(desk, document, editor):
    prepare(document, editor)
    plan = prepare(document, editor)
    desk.post(url("version-seal", document.pk), seal_data(plan))
    assert [found.pk for found in FreezePlan.objects.all()] == [plan.pk]
    page = desk.get(url("plan-detail", document.pk))
    assert page.context["plan"] is None
    assert "Připravit další verzi" in text_of(page)


def test_edit_between_prepare_and_freeze_is_prepared_again_with_answers_and_typed_text_kept(
    desk, document, uncertain
):
    actions.confirm_lineage(plan=uncertain, lock_version=uncertain.lock_version)
    answers = open_plan(document).answers
    add_section(document, "9", "Závěr", THIRD)
    data = seal_data(uncertain, label="1.0", reason="Znění po jednání.")
    response = desk.post(url("version-seal", document.pk), data)
    page = response.content.decode()
    assert "Text byl mezitím uvolněn" in unescape(page)
    assert f'formaction="{url("plan-start", document.pk)}"' in page
    desk.post(url("plan-start", document.pk), data)
    plan = open_plan(document)
    assert plan.answers == answers
    plan = actions.prepare_plan(plan=plan)
    assert uncertain_passages(plan) == []
    form = desk.get(url("version-seal", document.pk)).context["form"]
    assert (form["label"].value(), form["reason"].value()) == ("1.0", "Znění po jednání.")
    desk.post(url("version-seal", document.pk), seal_data(plan, label="1.0"))
    assert [v.label for v in Version.objects.order_by("number")] == ["0.8", "1.0"]
