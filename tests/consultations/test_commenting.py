"""Writing comments: the links on the text, the form, the statement, sending, the receipt."""

import re
from html import unescape

import pytest

from consultations.models import Anchor, Comment, Statement
from tests.concept import build as text_build
from tests.consultations import build

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def uid(version, words: str) -> str:
    return text_build.uid_of(version, words)


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


@pytest.fixture
def world() -> World:
    return World()


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
        found = re.findall(rf'name="{name}" value="([^"]*)"', page)
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
