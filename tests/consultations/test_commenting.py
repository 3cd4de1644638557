"""Writing comments: the links on the text, the form, the statement, sending, the receipt."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from consultations.actions import comments, statements
from consultations.models import Anchor, Comment, Statement
from tests.concept import build as text_build
from tests.consultations import build
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def body(response) -> str:
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def uid(version, words: str) -> str:
    return text_build.uid_of(version, words)


def at_the_desk(person):
    """Signed in without a second factor, as the accounts of the demonstration are."""
    person.is_demo = True
    person.save()
    return person


class World:
    """A version everyone may read with an open public round, and a body with two people."""

    def __init__(self, **fields) -> None:
        self.section = build.text()
        self.version = build.version(self.section)
        self.lipa = build.body("Městský obvod Lípa")
        self.clerk = build.colleague("clerk", self.lipa)
        self.head = build.colleague("head", self.lipa, authorised=True)
        values = {"is_public": True, "bodies": [(self.lipa, True)], "slug": "kolo", **fields}
        self.round = build.open_round(self.version, **values)

    @property
    def new(self) -> str:
        return f"/konzultace/{self.round.slug}/napsat/"

    @property
    def own(self) -> str:
        return f"/konzultace/{self.round.slug}/moje/"

    @property
    def send(self) -> str:
        return f"/konzultace/{self.round.slug}/odeslat/"

    def passage(self, words: str = "Podpora trvá") -> str:
        return uid(self.version, words)


world = built_once(World)


def fill(client, address: str, clock=None, **changes) -> dict:
    """The form at an address as a browser would send it, with changes."""
    response = client.get(address)
    assert response.status_code == 200, response
    data = form_data(response)
    data.update(changes)
    if clock is not None:
        clock.shift(10)
    return data


def form_data(response) -> dict:
    """Names and values of the page's last form."""
    data: dict = {}
    form = response.context["form"]
    for field in form:
        value = field.value()
        if value not in (None, []):
            data[field.html_name] = value
    page = response.content.decode()
    for name in ("verze", "za", "podani", "odstavec", "oddil", "soubor"):
        found = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
        if found:
            data[name] = found
    return data


# --- links on the text


def test_every_passage_and_the_section_have_a_link_while_the_round_is_open(client, world, clock):
    page = body(client.get("/koncepce/verze/0-1/socialni-bydleni/"))

    for words in build.PARAGRAPHS:
        assert f"{world.new}?verze=0-1&odstavec={uid(world.version, words)}" in page
    assert 'Napsat připomínku<span class="visually-hidden"> k odstavci 3.2/1</span>' in page
    assert f"{world.new}?verze=0-1&oddil={world.section.node_uid}" in page
    assert "Připomínky k tomuto textu můžete psát do 16. 3. 2026 10:00." in page
    assert 'href="/konzultace/kolo/moje/"' in page

    clock.move_to(world.round.closes_at)
    closed = body(client.get("/koncepce/verze/0-1/socialni-bydleni/"))
    assert "/napsat/" not in closed
    assert "se přijímaly do 16. 3. 2026 10:00" in closed


def test_form_quotes_the_passage_and_offers_its_sentences(client, world):
    response = client.get(f"{world.new}?verze=0-1&odstavec={world.passage()}")

    page = body(response)
    assert "Připomínka k odstavci 3.2/1" in page
    assert build.PARAGRAPHS[0] in page
    _first, second = re.findall(r'name="cast-0" value="(\d+-\d+)"', response.content.decode())
    start, end = map(int, second.split("-"))
    assert build.PARAGRAPHS[0][start:end] == "Podpora trvá šest měsíců."
    assert response.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_resident_without_an_account_writes_sends_and_gets_a_code(client, world, clock):
    address = f"{world.new}?verze=0-1&odstavec={world.passage()}"
    data = fill(client, address, clock, text="Šest měsíců nestačí.", **{"cast-0": "57-82"})

    response = client.post(world.new, data)

    comment = Comment.objects.get()
    assert (response.status_code, response.url) == (302, f"{world.own}#pripominka-{comment.pk}")
    assert (comment.text, comment.is_sent) == ("Šest měsíců nestačí.", False)
    own = body(client.get(world.own))
    assert "1 připomínka je uložená a zatím není odeslaná." in own

    data = fill(client, world.send, clock)
    assert data["publish_consent"] == "anonymous"
    response = client.post(world.send, data)
    assert response.url == "/konzultace/kolo/podano/1/"
    receipt = client.get(response.url)
    code = receipt.context["code"]
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)
    assert code in body(receipt)
    assert "R1-0001" in body(receipt)
    anchor = Anchor.objects.get()
    assert anchor.exact == build.PARAGRAPHS[0][57:82]
    file = client.get(f"{response.url}potvrzeni.txt")
    assert file["Content-Disposition"] == 'attachment; filename="potvrzení-R1-P1.txt"' or (
        "potvrzen" in file["Content-Disposition"]
    )
    assert code in file.content.decode()
    again = client.post(world.send, data)
    assert again.url == response.url
    assert Statement.objects.count() == 1


def test_colleague_adds_and_only_the_authorised_person_sends(client, world):
    client.force_login(world.clerk)
    data = fill(client, f"{world.new}?verze=0-1&za={world.lipa.pk}", text="Doplnit lhůtu.")
    client.post(world.new, data)
    own = body(client.get(world.own))
    assert "Připomínky odesílá jen zmocněná osoba organizace." in own
    assert "Head" in own
    refused = client.post(
        world.send, {"podani": Statement.objects.get().pk, "publish_consent": "organisation_only"}
    )
    assert refused.status_code == 200
    assert Statement.objects.get().state == "draft"

    client.force_login(world.head)
    page = body(client.get(f"{world.own}?za={world.lipa.pk}"))
    assert "Doplnit lhůtu." in page
    assert "Clerk" in page
    data = fill(client, f"{world.send}?za={world.lipa.pk}")
    response = client.post(world.send, data)
    statement = Statement.objects.get()
    assert (statement.state, statement.submitted_by) == ("submitted", world.head)
    assert response.url == "/konzultace/kolo/podano/1/"
    assert "neuvedeno" in body(client.get(response.url))


# --- what was typed survives


def write(client, world, **changes):
    """Open the form for the first paragraph and send it with changes; no trap is met by those with an account."""
    data = fill(client, f"{world.new}?verze=0-1&odstavec={world.passage()}", **changes)
    return client.post(world.new, data)


def kept_text(response) -> str:
    assert response.status_code in {200, 409, 429}
    return response.context["form"]["text"].value()


@pytest.fixture
def member(client, world):
    """Somebody who writes for themselves."""
    person = text_build.user("member")
    client.force_login(person)
    return person


def test_a_comment_without_words_is_refused_and_nothing_is_stored(client, world, member):
    response = write(client, world, reason="Protože.", text=" ")

    assert response.context["form"].errors["text"] == [
        "Napište připomínku, nebo navrhněte jiná slova."
    ]
    assert response.context["form"]["reason"].value() == "Protože."
    assert Comment.objects.count() == 0


def test_support_needs_no_words(client, world, member):
    write(client, world, type="support")

    comment = Comment.objects.get()
    assert (comment.type, comment.text) == ("support", "")


def test_a_megabyte_of_text_is_refused_and_comes_back_whole(client, world, member):
    words = "Dlouhý text. " * 80_000

    response = write(client, world, text=words)

    assert kept_text(response) == words
    assert response.context["form"].errors["text"] == ["Do pole se vejde nejvýše 20000 znaků."]
    assert Comment.objects.count() == 0


def test_words_that_do_not_stand_there_are_refused(client, world, member):
    response = write(
        client, world, text="Krátce.", **{"cast-0": "57-82", "slova-0": "57-82:Něco jiného."}
    )

    assert "Citovaná slova v tomto odstavci nejsou." in str(response.context["form"].errors)
    assert kept_text(response) == "Krátce."
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("chosen", ["57-9000", "82-57", "x", "-1-5"])
def test_a_range_outside_the_text_is_refused(client, world, member, chosen):
    response = write(client, world, text="Krátce.", **{"cast-0": chosen})

    assert kept_text(response) == "Krátce."
    assert Comment.objects.count() == 0


def test_one_second_after_closing_the_words_stay_on_the_page(client, world, member, clock):
    data = fill(client, f"{world.new}?verze=0-1&odstavec={world.passage()}", text="Pozdě.")
    clock.move_to(world.round.closes_at)

    response = client.post(world.new, data)

    assert kept_text(response) == "Pozdě."
    assert "Kolo teď připomínky nepřijímá." in body(response)
    assert "Co jste napsali, je níže" in body(response)
    assert Comment.objects.count() == 0


def test_a_form_without_a_valid_token_is_shown_again_with_a_new_one(world):
    client = Client(enforce_csrf_checks=True)
    data = fill(client, f"{world.new}?verze=0-1", text="Déle otevřená stránka.")

    response = client.post(world.new, {**data, "csrfmiddlewaretoken": "starý"})

    assert kept_text(response) == "Déle otevřená stránka."
    assert "Stránka byla otevřená příliš dlouho." in body(response)
    assert Comment.objects.count() == 0
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.content.decode())[1]
    client.force_login(text_build.user("member"))
    token = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(world.new).content.decode()
    )[1]
    client.post(world.new, {**form_data(response), "csrfmiddlewaretoken": token})
    assert Comment.objects.get().text == "Déle otevřená stránka."


def test_two_people_on_one_comment_both_texts_are_shown_and_none_is_lost(client, world):
    client.force_login(world.clerk)
    client.post(
        world.new, fill(client, f"{world.new}?verze=0-1&za={world.lipa.pk}", text="První znění.")
    )
    comment = Comment.objects.get()
    mine = fill(client, f"{world.own}{comment.pk}/", text="Znění úřednice.")
    comments.save_comment(
        statement=comment.statement,
        version=world.version,
        places=[],
        comment=comment,
        lock_version=1,
        text="Znění vedoucího.",
        by=world.head,
        at=timezone.now(),
    )

    response = client.post(f"{world.own}{comment.pk}/", mine)

    assert response.status_code == 409
    assert kept_text(response) == "Znění úřednice."
    assert "Znění vedoucího." in body(response)
    assert "Head" in body(response)
    client.post(f"{world.own}{comment.pk}/", form_data(response))
    assert Comment.objects.get().text == "Znění úřednice."


def test_a_comment_deleted_by_a_colleague_is_written_anew(client, world):
    client.force_login(world.clerk)
    client.post(world.new, fill(client, f"{world.new}?verze=0-1&za={world.lipa.pk}", text="Slova."))
    comment = Comment.objects.get()
    mine = fill(client, f"{world.own}{comment.pk}/", text="Lepší slova.")
    comments.delete_draft_comment(comment=comment, by=world.head, at=timezone.now())

    response = client.post(f"{world.own}{comment.pk}/", mine)

    assert kept_text(response) == "Lepší slova."
    assert f'action="{world.new}"' in response.content.decode()
    client.post(world.new, form_data(response))
    assert Comment.objects.get().text == "Lepší slova."


def test_a_comment_sent_by_a_colleague_meanwhile_keeps_the_words_on_the_page(client, world):
    client.force_login(world.clerk)
    client.post(world.new, fill(client, f"{world.new}?verze=0-1&za={world.lipa.pk}", text="Slova."))
    comment = Comment.objects.get()
    mine = fill(client, f"{world.own}{comment.pk}/", text="Lepší slova.")
    statements.submit_statement(statement=comment.statement, by=world.head, at=timezone.now())

    response = client.post(f"{world.own}{comment.pk}/", mine)

    assert kept_text(response) == "Lepší slova."
    assert Comment.objects.get().text == "Slova."
    assert client.get(f"{world.own}{comment.pk}/").status_code == 302


def test_pressing_save_twice_makes_one_comment(client, world, member):
    write(client, world, text="Doplnit lhůtu.")
    write(client, world, text="Doplnit lhůtu.")

    assert Comment.objects.count() == 1


# --- places


def test_choosing_a_table_cell(client):
    section = build.text("plan")
    table = {
        "table": {
            "caption": "Byty v obvodech",
            "columns": [
                {"type": "text", "heading": "Obvod"},
                {"type": "text", "heading": "Počet"},
            ],
            "rows": [{"values": ["Poruba", "7"]}, {"values": ["Vítkovice", "7"]}],
        },
        "header_column": True,
    }
    text_build.rewrite(section, text_build.block("table", table))
    version = build.version(section, "0.2")
    round = build.open_round(version, is_public=True, slug="jine")
    client.force_login(text_build.user("member"))
    address = f"/konzultace/jine/napsat/?verze=0-2&odstavec={uid(version, 'Poruba')}"

    page = client.get(address)
    values = re.findall(r'name="cast-0" value="(\d+-\d+)"', page.content.decode())
    assert '<span class="muted">Vítkovice, Počet:</span> 7' in page.content.decode()
    client.post(
        "/konzultace/jine/napsat/",
        {**form_data(page), "text": "Sedm je málo.", "cast-0": values[-1]},
    )

    [quote] = Comment.objects.get(round=round).draft_anchors
    stored = version.passages.get(passage_uid=quote["passage_uid"]).content.text
    assert (quote["exact"], quote["start"]) == ("7", stored.rindex("7"))


def test_two_places_named_by_their_numbers(client, world, member):
    data = fill(
        client, f"{world.new}?verze=0-1&odstavec={world.passage()}", text="Na dvou místech."
    )

    more = client.post(world.new, {**data, "cisla": "3.2/3, 3.2", "akce": "misto"})
    assert more.context["heading"] == "Připomínka k více místům"
    assert kept_text(more) == "Na dvou místech."
    client.post(world.new, form_data(more))

    comment = Comment.objects.get()
    assert [
        (q["passage_uid"], q["section_uid"] == str(world.section.node_uid))
        for q in comment.draft_anchors
    ] == [
        (world.passage(), True),
        (world.passage("Obvody sdělí"), True),
        ("", True),
    ]


def test_a_number_that_is_not_in_the_version_is_named_and_nothing_is_lost(client, world, member):
    response = write(client, world, text="Na dvou místech.", cisla="3.2/3, 9.9/1")

    assert "Tato čísla ve verzi nejsou: 9.9/1" in body(response)
    assert kept_text(response) == "Na dvou místech."
    assert len(response.context["quotes"]) == 2
    assert Comment.objects.count() == 0


def test_a_place_is_left_out_again(client, world, member):
    address = (
        f"{world.new}?verze=0-1&odstavec={world.passage()}&odstavec={world.passage('Obvody')},0-6"
    )
    data = fill(client, address, text="Jen obvody.", **{"bez-mista": "0"})

    client.post(world.new, data)

    [quote] = Comment.objects.get().draft_anchors
    assert (quote["passage_uid"], quote["exact"]) == (world.passage("Obvody"), "Obvody")


def test_a_passage_of_another_version_or_no_identity_is_not_found(client, world):
    assert (
        client.get(
            f"{world.new}?verze=0-1&odstavec=5e1c8a34-0000-4000-8000-000000000001"
        ).status_code
        == 404
    )
    assert client.get(f"{world.new}?verze=9-9").status_code == 404
    assert (
        client.get(f"{world.new}?verze=0-1&odstavec=nesmysl").status_code == 200
    )  # the whole text


# --- proposed wording


def test_proposal_starts_from_the_present_words_and_unchanged_it_is_none(client, world, member):
    page = client.get(f"{world.new}?verze=0-1&odstavec={world.passage()}")
    assert page.context["form"]["proposed_wording"].value() == build.PARAGRAPHS[0]

    write(client, world, text="Jen slovy.")

    assert Comment.objects.get().proposed_wording == ""


def test_difference_is_shown_before_saving(client, world, member):
    data = fill(client, f"{world.new}?verze=0-1&odstavec={world.passage()}")
    data["proposed_wording"] = build.PARAGRAPHS[0].replace("šest měsíců", "jeden rok")

    response = client.post(world.new, {**data, "akce": "rozdil"})

    assert response.context["comparison"]["segments"] == [
        ("equal", "Město nabízí sociální bydlení domácnostem v bytové nouzi. Podpora trvá "),
        ("delete", "šest měsíců"),
        ("insert", "jeden rok"),
        ("equal", "."),
    ]
    assert not response.context["form"].errors
    assert Comment.objects.count() == 0


def test_what_changes_one_sentence_only_is_a_proposal_for_that_sentence(client, world, member):
    write(
        client,
        world,
        proposed_wording=build.PARAGRAPHS[0].replace("šest měsíců", "jeden rok"),
        **{"cast-0": "58-83"},
    )

    comment = Comment.objects.get()
    assert (comment.wording_from, comment.proposed_wording) == (
        "Podpora trvá šest měsíců.",
        "Podpora trvá jeden rok.",
    )


def test_what_changes_more_than_the_chosen_sentence_is_on_the_whole_paragraph(
    client, world, member
):
    response = write(
        client, world, proposed_wording="Všechno jinak.", text="", **{"cast-0": "58-83"}
    )

    comment = Comment.objects.get()
    assert (comment.wording_from, comment.proposed_wording) == (
        build.PARAGRAPHS[0],
        "Všechno jinak.",
    )
    assert "váže k celému tomuto textu" in body(client.get(response.url))


def test_wording_starts_anew_from_the_chosen_sentence(client, world, member):
    data = fill(client, f"{world.new}?verze=0-1&odstavec={world.passage()}", **{"cast-0": "58-83"})

    response = client.post(world.new, {**data, "akce": "zneni", "proposed_wording": "Omyl."})

    form = response.context["form"]
    assert form["proposed_wording"].value() == "Podpora trvá šest měsíců."
    assert form["wording_base"].value() == "58-83"


# --- as whom


def test_as_whom_one_speaks_is_asked_once(client, world):
    client.force_login(world.clerk)
    page = client.get(f"{world.new}?verze=0-1")
    assert [label for _value, label in page.context["form"].fields["za"].choices] == [
        "Městský obvod Lípa",
        "Za sebe",
    ]

    unanswered = client.post(world.new, {**form_data(page), "text": "Za koho?"})
    assert kept_text(unanswered) == "Za koho?"
    client.post(world.new, {**form_data(unanswered), "za": str(world.lipa.pk)})

    assert Comment.objects.get().statement.respondent.organisation == world.lipa
    again = client.get(f"{world.new}?verze=0-1")
    assert "za" not in again.context["form"].fields
    assert "Píšete za: <strong>Městský obvod Lípa</strong>" in body(again)


def test_weight_is_offered_to_entitled_bodies_only(client, world, member):
    assert "weight" not in client.get(world.new).context["form"].fields
    client.force_login(world.head)
    page = client.get(f"{world.new}?za={world.lipa.pk}")
    assert "weight" in page.context["form"].fields

    client.post(world.new, {**form_data(page), "text": "Zásadně.", "weight": "essential"})

    assert Comment.objects.get().weight == "essential"


def test_a_round_for_groups_is_not_known_to_others_and_closed_to_staff_who_are_in_none(client):
    section = build.text("plan")
    version = build.version(section)
    person = text_build.user("member")
    build.open_round(version, groups=[build.group("PS1", person)], slug="jine")

    assert client.get("/konzultace/jine/napsat/").status_code == 404
    client.force_login(at_the_desk(build.editor()))
    assert client.get("/konzultace/jine/napsat/").status_code == 403
    assert "/napsat/" not in body(client.get("/plan/verze/0-1/socialni-bydleni/"))
    client.force_login(person)
    assert client.get("/konzultace/jine/napsat/").status_code == 200
    assert "/napsat/" in body(client.get("/plan/verze/0-1/socialni-bydleni/"))


def test_nobody_reads_or_changes_the_drafts_of_others(client, world):
    other = build.draft(world.round, text_build.user("other"))
    comment = build.written(other)

    staff = at_the_desk(build.editor()), at_the_desk(build.secretary())
    for person in (None, text_build.user("member"), *staff):
        client.logout()
        if person is not None:
            client.force_login(person)
        for address in (f"{world.own}{comment.pk}/", f"{world.own}{comment.pk}/smazat/"):
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404
        assert "Doplnit lhůtu." not in body(client.get(world.own))


def test_a_draft_is_deleted_after_a_question(client, world, member):
    write(client, world, text="Zbytečná.")
    comment = Comment.objects.get()

    assert "Smazat tuto připomínku?" in body(client.get(f"{world.own}{comment.pk}/smazat/"))
    assert Comment.objects.count() == 1
    client.post(f"{world.own}{comment.pk}/smazat/")
    again = client.post(f"{world.own}{comment.pk}/smazat/")

    assert Comment.objects.count() == 0
    assert again.status_code == 302


def test_no_comments_is_one_button(client, world):
    client.force_login(world.head)
    page = client.get(f"{world.own}?za={world.lipa.pk}")
    assert "Nemáme připomínky" in body(page)

    response = client.post(f"{world.send}?za={world.lipa.pk}", {"akce": "bez-pripominek"})
    client.post(f"{world.send}?za={world.lipa.pk}", {"akce": "bez-pripominek"})

    first, *others = Statement.objects.filter(state="submitted").order_by("pk")
    assert (first.has_no_comments, first.respondent.organisation) == (True, world.lipa)
    assert others == []
    assert "Nemáte připomínky." in body(client.get(response.url))
