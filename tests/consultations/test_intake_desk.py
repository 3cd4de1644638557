"""Screens of the intake desk: what is typed is kept, nothing wrong is stored, files are sent as they came."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.actions import intake
from consultations.enums import Channel, LatePolicy
from consultations.models import Attachment, Comment, Respondent, SheetImport, Statement
from consultations.originals import is_in_sample
from core.uploads import read_upload
from people.enums import Role
from people.tokens import token_digest
from tests.consultations import build, files
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LETTER = "Chybí lhůta. Žádáme rok."
TODAY = date(2026, 3, 2)


@pytest.fixture
def secretary():
    return UserFactory(name="Tadeáš Tajemník", roles=[Role.SECRETARY], is_demo=True)


@pytest.fixture
def desk(secretary):
    client = Client()
    client.force_login(secretary)
    return client


def a_round(title="Kolo", **fields):
    fields = {"is_public": True, "late_policy": LatePolicy.ACCEPT_FLAGGED} | fields
    version = fields.pop("version", None) or build.version(build.text())
    return build.open_round(version, title=title, **fields)


the_round = built_once(a_round)


def address(name, *args):
    return reverse(f"consultations_desk:{name}", args=args)


def typed(**fields):
    return {
        "channel": "letter",
        "received_on": TODAY.isoformat(),
        "who": "person",
        "kind": "public_person",
        "original_text": LETTER,
    } | fields


def enter(desk, round, **fields):
    return desk.post(address("statement-enter", round.pk), typed(**fields))


def entered(round, by, **fields):
    arrival = intake.Arrival(channel=Channel.LETTER, received_on=TODAY)
    options = {"original_text": LETTER} | fields
    return intake.enter_statement(
        round=round, sender=intake.Sender(), arrival=arrival, by=by, at=timezone.now(), **options
    )


def test_a_letter_is_entered_and_leads_to_its_points(desk, the_round):
    round = the_round
    scan = SimpleUploadedFile("dopis.pdf", files.PDF)
    response = enter(desk, round, files=[scan], name="Jana Nová")
    statement = Statement.objects.get()
    assert response.url == address("point-write", statement.pk)
    assert (statement.original_text, statement.respondent.name) == (LETTER, "Jana Nová")
    assert bytes(Attachment.objects.get().data) == files.PDF


def test_the_words_of_an_e_mail_are_taken_from_its_file(desk, the_round):
    mail = SimpleUploadedFile("dopis.eml", files.mail("Žádáme změnu."))
    enter(desk, the_round, original_text="", files=[mail])
    assert Statement.objects.get().original_text == "Žádáme změnu."


def test_a_wrong_kind_of_file_is_refused_and_what_was_typed_stays(desk, the_round):
    response = enter(desk, the_round, files=[SimpleUploadedFile("a.pdf", files.HTML)])
    assert Statement.objects.count() == 0
    assert response.context["form"]["original_text"].value() == LETTER
    assert "je druhu, který nepřijímáme" in response.content.decode()


def test_a_body_must_be_chosen(desk, the_round):
    response = enter(desk, the_round, who="body")
    assert list(response.context["form"].errors) == ["organisation"]


def test_a_known_letter_is_asked_about_before_it_is_entered_again(desk, secretary, the_round):
    round = the_round
    first = entered(round, secretary)
    response = enter(desk, round)
    assert Statement.objects.count() == 1
    assert "stejný originál" in response.content.decode()
    enter(desk, round, known=str(first.pk))
    enter(desk, round, known="new")
    assert [s.duplicate_of for s in Statement.objects.order_by("number")] == [None, first, None]


def test_a_late_letter_is_offered_to_another_round_and_not_recorded(desk, secretary, clock):
    version = build.version(build.text())
    closed = a_round("Uzavřené", version=version, late_policy=LatePolicy.REJECT)
    clock.move_to(closed.closes_at + timedelta(days=1))
    desk.force_login(secretary)
    other = a_round("Doplňující", version=version)
    today = timezone.localdate().isoformat()
    response = enter(desk, closed, received_on=today)
    page = response.content.decode()
    assert (Statement.objects.count(), Respondent.objects.count()) == (0, 0)
    assert "Nic nebylo zapsáno." in page
    assert f'formaction="{address("statement-enter", other.pk)}"' in page
    assert response.context["form"]["original_text"].value() == LETTER


def test_a_place_that_is_not_found_keeps_everything_typed_and_marked(desk, secretary, the_round):
    statement = entered(the_round, secretary)
    response = desk.post(
        address("point-write", statement.pk),
        {
            "sentence": ["0-12"],
            "place": "9.9",
            "version": statement.round.versions.get().pk,
            "type": "wording",
            "nature": "substantive",
            "weight": "advisory",
            "text": "Vlastní slova",
        },
    )
    form = response.context["form"]
    assert list(form.errors) == ["place"]
    assert (form["place"].value(), form["text"].value()) == ("9.9", "Vlastní slova")
    assert response.context["chosen"]["words"] == "Chybí lhůta."
    assert Comment.objects.count() == 0


def test_an_original_is_sent_as_it_came_and_runs_nowhere(desk, secretary, the_round):
    scan = read_upload("dopis.pdf", files.PDF)
    statement = entered(the_round, secretary, files=[scan])
    response = desk.get(address("statement-file", statement.pk, statement.attachments.get().pk))
    assert response.content == files.PDF
    assert response.headers["Content-Disposition"] == 'attachment; filename="dopis.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_receipt_shows_a_new_code_once(desk, secretary, the_round):
    statement = entered(the_round, secretary)
    shown = desk.post(address("statement-receipt", statement.pk))
    code = shown.context["code"]
    assert code in shown.content.decode()
    assert Respondent.objects.get().token_digest == token_digest(code)
    assert "no-store" in shown.headers["Cache-Control"]
    assert code not in desk.get(address("statement-receipt", statement.pk)).content.decode()
    # The sender types it in from paper.
    sender = Client()
    answers = f"{statement.round.path}nalozeni/"
    typed_in = {"akce": "kod", "code": code.lower().replace("-", " ")}
    assert sender.post(answers, typed_in).status_code == 302
    [voice] = sender.get(answers).context["voices"]
    assert voice["statements"] == [statement]


def test_markup_in_a_letter_is_shown_as_words(desk, secretary, the_round):
    statement = entered(the_round, secretary, original_text="<script>alert(1)</script> Chyba.")
    page = desk.get(address("point-write", statement.pk)).content.decode()
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    desk, secretary, django_assert_num_queries, count, the_round
):
    round = the_round
    for _ in range(count):
        entered(round, secretary)
    desk.get(address("statement-list", round.pk))
    with django_assert_num_queries(13):
        response = desk.get(address("statement-list", round.pk))
    assert [row.statement.number for row in response.context["rows"]] == [*range(count, 0, -1)]


def test_the_list_is_paged_and_so_is_the_sample_to_be_compared(desk, secretary, monkeypatch):
    monkeypatch.setattr("consultations.desk.intake.PAGE_SIZE", 2)
    monkeypatch.setattr("consultations.originals.SAMPLE", 2)
    round = a_round()
    for _ in range(12):
        entered(round, secretary, has_no_comments=True)
    sample = [
        statement.number
        for statement in Statement.objects.order_by("-number").select_related("record")
        if is_in_sample(str(statement.record.uid))
    ]

    def numbers(query: str) -> list[int]:
        rows = desk.get(f"{address('statement-list', round.pk)}?{query}").context["rows"]
        return [row.statement.number for row in rows]

    assert [numbers(f"p={page}") for page in (1, 6)] == [[12, 11], [2, 1]]
    assert numbers("jen=zkontrolovat") == sample[:2]
    assert numbers("jen=rozdelit") == []


def test_the_one_that_is_repeated_is_offered_first_and_any_other_is_found_by_number(
    desk, secretary, monkeypatch
):
    monkeypatch.setattr("consultations.queries.intake.MOST_FIRSTS", 2)
    round = a_round()
    for number in range(1, 4):
        entered(round, secretary, original_text=f"Dopis {number}.")
    same = entered(round, secretary, original_text=LETTER)
    again = entered(round, secretary, original_text=LETTER)
    page = desk.get(address("statement-detail", again.pk))
    form = page.context["duplicate_form"]
    assert [label for _key, label in form.fields["first"].choices][1:] == [
        f"{same.reference} – Anonymně",
        "R1-P1 – Anonymně",
    ]
    assert "2 další podání kola v seznamu výše nejsou." in page.content.decode()

    desk.post(address("statement-duplicate", again.pk), {"first": str(same.pk), "number": "p 2"})
    again.refresh_from_db()
    assert again.duplicate_of.number == 2


@pytest.mark.parametrize("number", ["99", "R2-P1", "první"])
def test_a_number_of_no_statement_of_the_round_links_nothing(desk, secretary, number):
    round = a_round()
    _first, again = entered(round, secretary), entered(round, secretary)
    desk.post(address("statement-duplicate", again.pk), {"first": "", "number": number})
    again.refresh_from_db()
    assert again.duplicate_of is None


def test_of_a_long_preview_the_first_rows_of_each_fate_are_shown_and_the_others_counted(
    desk, monkeypatch
):
    monkeypatch.setattr("consultations.desk.imports.MOST_OF_A_FATE", 2)
    round = a_round()
    sent = build.sent(round, *(f"Slova {number}." for number in range(4)))
    head = "č.;Připomínkující;Místo;Znění připomínky;Navrhovaná úprava;Typ"
    lines = [f"{comment.reference};Lípa;;{comment.text} A víc.;;" for comment in sent]
    lines += [f"{number};Lípa;;Nová {number}.;;" for number in range(10, 13)]
    data = "\n".join([head, *lines]).encode()
    made = desk.post(
        address("import-list", round.pk),
        {"file": SimpleUploadedFile("a.csv", data), "received_on": TODAY.isoformat()},
    )
    preview = desk.get(made.url)
    assert [row["number"] for row in preview.context["rows"]] == [2, 3, 6, 7]
    assert preview.context["further"] == [("Nový", 1), ("Změněný: k rozhodnutí", 2)]

    choices = {"choice-2": "keep", "choice-3": "as_new"}
    refused = desk.post(made.url, choices)
    assert refused.status_code == 200
    assert Comment.objects.count() == 4
    desk.post(made.url, choices | {"choice-others": "keep"})
    assert Comment.objects.count() == 8

    stored = desk.get(f"{made.url}?p=2")
    assert [row["number"] for row in stored.context["rows"]] == [4, 5]


def test_a_broken_sheet_is_answered_and_not_kept(desk, the_round):
    round = the_round
    response = desk.post(
        address("import-list", round.pk),
        {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 x"), "received_on": TODAY.isoformat()},
    )
    assert list(response.context["form"].errors) == ["file"]
    assert SheetImport.objects.count() == 0
