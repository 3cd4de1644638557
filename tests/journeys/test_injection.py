"""Markup of an attacker in every stored field, by whatever way it came there, runs on no page and shows as words."""

from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from consultations.actions import (
    discussion,
    imports,
    intake,
    settlements,
    themes,
)
from consultations.enums import Channel, PublishConsent
from consultations.models import Comment, Round, Settlement, SheetImport
from core.models import Record
from people.enums import OrganisationKind, Role
from people.models import Organisation
from tests.concept.build import user
from tests.consultations import build
from tests.consultations.at_desk import url
from tests.consultations.test_imports import csv_of
from tests.factories.people import UserFactory
from tests.journeys.steps import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

ATTACK = "\"'><img src=x onerror=alert(1)><script>window.hacked=1</script>"
SENTENCE = "Podpora trvá šest měsíců."
# Fields that are no words: parts of addresses, keys, values of a closed list kept as text.
NO_WORDS = {
    "slug",
    "path",
    "kind",
    "state",
    "reference",
    "language",
    "mime",
    "flags",
    "format",
    "variant",
    "code",
    "generation",
    "sort_key",
    "demo_origin",
    "demo_source",
}


# --- steps


def given_a_round_with_everything(editor) -> Round:
    department = build.body("Odbor bydlení", OrganisationKind.CITY_DEPARTMENT)
    lipa = build.body("Městský obvod Lípa")
    head = build.colleague("head", lipa, authorised=True)
    group = build.group("PS1", user("member"), on_behalf_of=lipa)
    round = build.open_round(
        build.version(build.text()),
        is_public=True,
        slug="kolo",
        bodies=[(lipa, True)],
        groups=[group],
        questions=["Otázka?"],
        introduction="Úvod.",
        easy_text="Snadno.",
    )
    first, _second = build.sent(
        round,
        {
            "words": "Slova.",
            "reason": "Proto.",
            "quote": SENTENCE,
            "proposed_wording": "Podpora trvá rok.",
        },
        {"words": "Slova.", "quote": SENTENCE, "proposed_wording": "Podpora trvá dva roky."},
        name="Jana Nová",
        publish_consent=PublishConsent.FULL,
    )
    build.sent(round, "Za obvod.", person=head, organisation=lipa, represents="starostka")
    now = {"by": build.editor(), "at": timezone.now()}
    discussion.add_reply(comment=first, text="Odpověď.", **now)
    intake.enter_statement(
        round=round,
        sender=intake.Sender(name="Karel"),
        arrival=intake.Arrival(channel=Channel.LETTER, received_on=timezone.localdate()),
        original_text="Dopis. Druhá věta.",
        files=[],
        **now,
    )
    imports.preview_sheet(
        round=round,
        filename="tabulka.csv",
        data=csv_of(["1", ATTACK, ATTACK, ATTACK, ATTACK, ATTACK]),
        arrival=intake.Arrival(channel=Channel.SPREADSHEET, received_on=timezone.localdate()),
        **now,
    )
    themes.create_theme(name="Nájem")
    build.standard_answer()
    Settlement.objects.update(department=department, assignee=editor, due_on=timezone.localdate())
    settlements.add_note(settlement=first.settlement, text=ATTACK, **now)
    return round


def given_every_stored_field_is_an_attack() -> set[str]:
    """Write it past all cleaning, as a fault or a restored backup could; answers which fields took it."""
    poisoned = set()
    found = [*apps.get_app_config("consultations").get_models(), Record, Organisation]
    found += apps.get_app_config("working_groups").get_models()
    for model in found:
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField)
            if not is_text or field.choices or field.name in NO_WORDS:
                continue
            if "digest" in field.name or field.name in {"likeness", "stems", "import_key"}:
                continue
            words = ATTACK[: field.max_length] if field.max_length else ATTACK
            rows = model._base_manager.exclude(**{field.name: ""})
            if field.unique:
                rows = rows.filter(pk=rows.values("pk")[:1])
            try:
                with transaction.atomic():
                    changed = rows.update(**{field.name: words})
            except (DatabaseError, TypeError):
                continue  # a row that never changes
            if changed:
                poisoned.add(f"{model.__name__}.{field.name}")
    caches["pages"].clear()
    return poisoned


def then_nothing_runs_on(page, addresses):
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200, address
        page.wait_for_load_state()
        assert page.evaluate("window.hacked") is None, address
        assert page.locator("img[src=x]").count() == 0, address


# --- the story


def test_an_attack_in_every_stored_field_runs_nowhere(page):
    editor = UserFactory(
        name="Edita", roles=[Role.EDITOR, Role.SECRETARY, Role.CHAIR], is_demo=True
    )
    round = given_a_round_with_everything(editor)
    dialogs: list[Any] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    poisoned = given_every_stored_field_is_an_attack()

    assert poisoned >= {
        "Round.title",
        "Round.introduction",
        "Round.easy_text",
        "Respondent.name",
        "Respondent.represents",
        "Statement.original_text",
        "Comment.text",
        "Comment.reason",
        "Comment.proposed_wording",
        "Reply.text",
        "Theme.name",
        "StandardAnswer.title",
        "SheetImport.filename",
        "Group.name",
        "Organisation.name",
        "Record.title",
    }
    first = Comment.objects.get(reference="R1-0001")
    section = round.versions.get().sections.get().node_uid
    then_nothing_runs_on(
        page,
        [
            "/",
            "/konzultace/",
            "/konzultace/kolo/",
            "/konzultace/kolo/napsat/?verze=0-1",
            "/konzultace/kolo/formular/",
            f"/konzultace/kolo/k-textu/?verze=0-1&oddil={section}",
            "/konzultace/kolo/vyporadani/",
            "/konzultace/kolo/nalozeni/",
            "/pripominky/R1-0001/",
            "/koncepce/verze/0-1/socialni-bydleni/",
            f"/koncepce/verze/0-1/proc/{first.passage_uid}/",
            "/koncepce/puvod/",
            "/skupiny/",
            "/skupiny/ps1/",
        ],
    )
    sign_in(page, editor)
    statement = round.statements.get(channel=Channel.LETTER)
    sheet = SheetImport.objects.get()
    then_nothing_runs_on(
        page,
        [
            "/prehled/",
            "/konzultace/kolo/moje/",
            "/konzultace/pridelene/",
            "/pripominky/R1-0001/",
            "/pripominky/R1-0001/navrh/",
            *(
                url(name, round.pk)
                for name in (
                    "round-detail",
                    "statement-list",
                    "statement-enter",
                    "import-list",
                    "settlement-list",
                    "cluster-list",
                    "wording-list",
                    "department-list",
                    "meeting",
                    "round-report",
                )
            ),
            url("round-list"),
            url("settlement-detail", "R1-0001"),
            url("wording-detail", round.pk, first.version_id, first.passage_uid),
            url("moderation-queue"),
            url("comment-check", first.pk),
            url("answer-list"),
            url("theme-list"),
            url("statement-detail", statement.pk),
            url("point-write", statement.pk),
            url("import-detail", round.pk, sheet.pk),
            "/admin/skupiny/",
        ],
    )
    assert dialogs == []
