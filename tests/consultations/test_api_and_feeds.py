"""Rounds as data and as feeds: they fit their description and tell no more than the pages, names by consent at once."""

import json
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from consultations.actions import (
    comments,
    moderation,
    personal_cases,
    seals,
    settlements,
    statements,
)
from consultations.api import DESCRIPTION_FILE
from consultations.api.urls import urlpatterns
from consultations.models import Comment, Round, Settlement
from core import api
from people.enums import Role
from tests.consultations import build
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

API = "/api/v1/rounds/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
DESCRIPTION = json.loads(DESCRIPTION_FILE.read_text(encoding="utf-8"))
ALL = ("/feeds/pripominky.atom", "/feeds/vyporadani.atom")


@built_once
def round(clock) -> Round:
    """A sealed public round: an accepted comment of a named person, a hidden one, one taken back, a personal case."""
    member = build.user("member")
    made = build.open_round(
        build.version(build.text()), is_public=True, title="Druhé kolo", questions=["Co chybí?"]
    )
    first, hidden, back, case = build.sent(
        made,
        {"words": "Lhůta < 30 dnů & dost.", "quote": "Podpora trvá šest měsíců."},
        "Nadávka.",
        "Omyl.",
        "Můj dluh.",
        person=member,
        publish_consent="full",
    )
    moderation.hide_comment(comment=hidden, reason="abuse", by=build.secretary(), at=timezone.now())
    comments.withdraw_comment(comment=back, by=member, at=timezone.now())
    personal_cases.mark_personal_case(comment=case, by=build.secretary(), at=timezone.now())
    clock.move_to(made.closes_at)
    seals.seal_round(round=made, at=timezone.now())
    build.decided(first, "noted", "Víme o tom.")
    settlements.answer_settlement(
        settlement=Settlement.objects.get(comment=first), by=build.editor(), at=timezone.now()
    )
    return Round.objects.get(pk=made.pk)


def fits(data: object, path: str, status: int = 200) -> None:
    responses = DESCRIPTION["paths"][path]["get"]["responses"]
    schemas = DESCRIPTION["components"]["schemas"] | {
        "Error": {"type": "object", "required": ["error"]}
    }
    schema = responses[str(status)]["content"]["application/json"]["schema"]
    validator = Draft202012Validator(
        {**schema, "components": {"schemas": schemas}}, format_checker=FormatChecker()
    )
    assert [f"{e.json_path}: {e.message}" for e in validator.iter_errors(data)] == []


def entries(client, address: str) -> list[ElementTree.Element]:
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).findall("a:entry", ATOM)


def text(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"a:{name}", namespaces=ATOM)


def test_every_answer_fits_the_description(client, round):
    listed = client.get(API).json()
    detail = client.get(f"{API}{round.slug}/").json()
    said = client.get(f"{API}{round.slug}/comments/").json()
    settled = client.get(f"{API}{round.slug}/settlements/").json()

    fits(listed, "/rounds/")
    fits(detail, "/rounds/{round}/")
    fits(said, "/rounds/{round}/comments/")
    fits(settled, "/rounds/{round}/settlements/")
    assert (detail["state"], detail["questions"]) == ("settling", ["Co chybí?"])
    assert [step["step"] for step in detail["steps"]] == ["announced", "sealed"]
    assert detail["seal"]["digest"] == round.seal.digest
    assert [
        (c["reference"], c["respondent"], c["text"], bool(c["removed"])) for c in said["comments"]
    ] == [
        ("R1-0001", "Member", "Lhůta < 30 dnů & dost.", False),
        ("R1-0002", "Veřejnost", "", True),
        ("R1-0003", "Member", "", True),
    ]
    assert [(row["outcome"], row["answer"]) for row in settled["settlements"]] == [
        ("noted", "Víme o tom."),
        ("open", ""),
        ("withdrawn", ""),
        ("open", ""),
    ]
    assert settled["totals"]["comments"] == settled["count"] == 4
    whole = json.dumps([listed, detail, said, settled], ensure_ascii=False)
    assert [word in whole for word in ("Nadávka", "Omyl", "dluh", "@")] == [False] * 4


def test_interface_of_all_apps_has_one_description(client):
    told = client.get("/api/v1/openapi.json").json()

    assert DESCRIPTION["paths"].items() <= told["paths"].items()
    routes = {"/" + str(p.pattern).replace("<slug:", "{").replace(">", "}") for p in urlpatterns}
    assert routes == set(DESCRIPTION["paths"])


def test_lists_are_paged(client, round, monkeypatch):
    monkeypatch.setattr(api, "PER_PAGE", 2)
    address = f"{API}{round.slug}/comments/"

    first = client.get(address).json()
    second = client.get(first["next"]).json()

    assert (first["count"], first["pages"], first["previous"]) == (3, 2, None)
    assert [c["reference"] for c in first["comments"] + second["comments"]] == [
        "R1-0001",
        "R1-0002",
        "R1-0003",
    ]
    assert (second["next"], second["previous"].rpartition("?")[2]) == (None, "page=1")
    for page in ("3", "0", "x", "-1"):
        missing = client.get(f"{address}?page={page}")
        assert missing.status_code == 404
        fits(missing.json(), "/rounds/{round}/comments/", 404)


def test_round_for_a_group_is_unknown_and_an_unsettled_one_has_no_settlement(client):
    member = build.user("member")
    made = build.open_round(build.version(build.text()), groups=[build.group("PS1", member)])
    build.sent(made, "Jen pro skupinu.", person=member)
    addresses = [API, *(f"{API}{made.slug}/{part}" for part in ("", "comments/", "settlements/"))]

    assert client.get(API).json() == {"rounds": []}
    assert [client.get(a).status_code for a in addresses[1:]] == [404] * 3
    assert [entries(client, feed) for feed in ALL] == [[], []]
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert [client.get(a).status_code for a in addresses] == [200, 200, 200, 404]
    assert [entries(client, feed) for feed in ALL] == [[], []]  # the same for everybody


def test_answers_are_kept_and_304_until_something_changes(client, round, django_assert_num_queries):
    for length, address in enumerate((f"{API}{round.slug}/comments/", *ALL), start=3):
        first = client.get(address)
        with django_assert_num_queries(1):
            again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304

        moderation.withhold_parts(
            comment=Comment.objects.get(number=1),
            parts=[("text", 0, length)],
            reason="abuse",
            by=build.secretary(),
            at=timezone.now(),
        )
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    strange = client.get(f"{API}{round.slug}/comments/?x=1")
    assert "private" in strange["Cache-Control"]


def test_feeds_tell_comments_and_answers_escaped_with_their_pages(client, round):
    (comment,) = entries(client, ALL[0])
    (answer,) = entries(client, "/en/feeds/vyporadani.atom")

    assert text(comment, "title") == "R1-0001, 3.2/1, Member"
    assert "Lhůta &lt; 30 dnů &amp; dost." in text(comment, "summary")
    assert text(answer, "title") == "R1-0001, 3.2/1, Member: Noted"
    assert "Víme o tom." in text(answer, "summary")
    assert comment.find("a:link", ATOM).attrib["href"].endswith("//testserver/pripominky/R1-0001/")
    assert answer.find("a:link", ATOM).attrib["href"].endswith("/en/pripominky/R1-0001/")
    assert text(comment, "id") != text(answer, "id")


def test_x2_name_is_gone_from_feeds_and_interface_at_the_next_request(client, round):
    addresses = (*ALL, f"{API}{round.slug}/comments/", f"{API}{round.slug}/settlements/")
    assert ["Member" in client.get(a).content.decode() for a in addresses] == [True] * 4

    statements.change_consent(
        respondent=Comment.objects.get(number=1).statement.respondent,
        consent="anonymous",
        by=build.user("member"),
        at=timezone.now(),
    )

    assert ["Member" in client.get(a).content.decode() for a in addresses] == [False] * 4


def test_hidden_comment_is_gone_from_the_feed_and_its_answer_keeps_the_outcome_only(client, round):
    moderation.hide_comment(
        comment=Comment.objects.get(number=1),
        reason="abuse",
        by=build.secretary(),
        at=timezone.now(),
    )

    assert entries(client, ALL[0]) == []
    (answer,) = entries(client, ALL[1])
    assert "Víme" not in text(answer, "summary")
    assert text(answer, "title") == "R1-0001, 3.2/1, Veřejnost: Vzato na vědomí"


def test_pages_lead_to_the_feeds(client, round):
    for page in ("/", "/konzultace/", f"/konzultace/{round.slug}/", "/pripominky/R1-0001/"):
        head = client.get(page).content.decode().partition("</head>")[0]
        assert [f'href="{feed}"' in head for feed in ("/feeds/kola.atom", *ALL)] == [True] * 3, page


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_do_not_grow(client, clock, count, django_assert_num_queries):
    version = build.version(build.text())
    for number in range(count):
        made = build.open_round(version, title=f"Kolo {number}", is_public=True)
        build.sent(made, *["Slova."] * count, person=build.user("member"), publish_consent="full")
    clock.move_to(made.closes_at)
    seals.seal_round(round=made, at=timezone.now())
    client.get("/neni/")  # what a process asks once a minute: whether this is a demonstration

    # each with the generations; of a round: its row and
    counts = {
        "": 2,
        f"{made.slug}/": 5,  # versions, steps, seal
        f"{made.slug}/comments/": 5,  # sections, number, rows
        f"{made.slug}/settlements/": 10,
    }
    for address, queries in counts.items():
        with django_assert_num_queries(queries):
            client.get(API + address)
    for feed in ALL:
        with django_assert_num_queries(2):
            client.get(feed)
