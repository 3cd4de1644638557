"""The JSON interface: its answers fit its own description, and it tells no more than the pages."""

import json
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from concept import actions, plan_exports
from concept.api.urls import urlpatterns
from concept.api.views import OPENAPI_FILE
from concept.exports.downloads import SCHEMA_FILE
from people.enums import Role
from tests.concept import build
from tests.conftest import TEST_NOW
from tests.factories.people import UserFactory
from tests.worlds import built_once

pytestmark = pytest.mark.django_db

API = "/api/v1/"
DESCRIPTION = json.loads(OPENAPI_FILE.read_text(encoding="utf-8"))
REGISTRY = Registry().with_resources(
    (file.name, Resource.from_contents(json.loads(file.read_text(encoding="utf-8"))))
    for file in (SCHEMA_FILE, plan_exports.SCHEMA_FILE)
)


def schema_of(path: str, status: int = 200) -> dict:
    """The schema of an answer, able to refer to the other schemas of the description."""
    responses = DESCRIPTION["paths"][path]["get"]["responses"]
    schema = responses[str(status)]["content"]["application/json"]["schema"]
    return {**schema, "components": DESCRIPTION["components"]}


def assert_fits(data: object, path: str, status: int = 200) -> None:
    validator = Draft202012Validator(
        schema_of(path, status), registry=REGISTRY, format_checker=FormatChecker()
    )
    assert [f"{e.json_path}: {e.message}" for e in validator.iter_errors(data)] == []


@built_once
def versions():
    """0.9 open for comments, 1.0 published, 1.1 for staff."""
    document = build.document(title="Koncepce bydlení")
    section = build.section(
        document, "Byty", "Město má devět bytů.", "Byty jsou staré.", code="2.1"
    )
    first = build.freeze(document, "0.9", purpose="consultation")
    actions.set_access(version=first, level="public", by=build.user("chair"), at=TEST_NOW)
    build.rewrite(section, "Město má deset bytů.", "Byty jsou staré.")
    second = build.publish(build.freeze(document, "1.0"))
    build.rewrite(section, "Město má jedenáct bytů.", "Byty jsou staré.")
    return first, second, build.freeze(document, "1.1")


def test_documents_fit_the_description(client, versions):
    data = client.get(f"{API}documents/").json()

    assert_fits(data, "/documents/")
    assert [(d["slug"], d["title"], d["current"]) for d in data["documents"]] == [
        ("koncepce", "Koncepce bydlení", "1-0")
    ]


def test_versions_fit_the_description_newest_first(client, versions):
    data = client.get(f"{API}documents/koncepce/versions/").json()

    assert_fits(data, "/documents/{document}/versions/")
    assert [(v["label"], v["standing"]) for v in data["versions"]] == [
        ("1.0", "published"),
        ("0.9", "frozen"),
    ]
    assert [v["digest"] for v in data["versions"]] == [versions[1].digest, versions[0].digest]
    assert data["versions"][0]["previous_digest"] == versions[0].digest
    assert [s["step"] for s in data["versions"][0]["steps"]] == ["published"]


def test_version_fits_its_schema(client, versions):
    data = client.get(f"{API}documents/koncepce/versions/1-0/").json()

    assert_fits(data, "/documents/{document}/versions/{label}/")
    assert data["version"]["digest"] == versions[1].digest
    assert [p["text"].strip() for p in data["sections"][0]["passages"]] == [
        "Město má deset bytů.",
        "Byty jsou staré.",
    ]


def test_passage_is_followed_through_the_versions(client, versions):
    uid = build.uid_of(versions[1], "deset")

    data = client.get(f"{API}documents/koncepce/passages/{uid}/").json()

    assert_fits(data, "/documents/{document}/passages/{uid}/")
    assert [(p["version"], p["label"], p["text"].strip()) for p in data["history"]] == [
        ("0-9", "2.1/1", "Město má devět bytů."),
        ("1-0", "2.1/1", "Město má deset bytů."),
    ]
    assert urlsplit(data["history"][0]["page"])[2:] == (
        "/koncepce/verze/0-9/byty/",
        "",
        f"p-{data['history'][0]['uid']}",
    )


def test_split_passage_leads_to_its_ancestor_and_not_to_its_sibling(client):
    document = build.document()
    halves = (
        "Město každý rok zjistí, kolik bytů mají obvody volných a v jakém jsou stavu.",
        "Výsledek zveřejní a projedná ho s obvody dřív, než rozhodne o opravách domů.",
    )
    section = build.section(document, "Byty", " ".join(halves))
    build.publish(build.freeze(document, "1.0"))
    build.rewrite(section, *halves)
    version = build.publish(build.freeze(document, "2.0"))

    for half, sibling in (halves, halves[::-1]):
        uid = build.uid_of(version, half)
        history = client.get(f"{API}documents/koncepce/passages/{uid}/").json()["history"]
        texts = [p["text"].strip() for p in history]
        assert texts == [" ".join(halves), half], sibling


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("documents/nic/versions/", "/documents/{document}/versions/"),
        ("documents/koncepce/versions/9-9/", "/documents/{document}/versions/{label}/"),
        (
            "documents/koncepce/passages/6f0d7a1e-0000-4000-8000-000000000000/",
            "/documents/{document}/passages/{uid}/",
        ),
    ],
)
def test_what_does_not_exist_is_a_described_404(client, versions, path, described):
    response = client.get(API + path)

    assert response.status_code == 404
    assert_fits(response.json(), described, 404)


def test_visitor_learns_nothing_of_a_version_for_staff(client, versions):
    uid = build.uid_of(versions[2], "jedenáct")
    addresses = [
        "documents/",
        "documents/koncepce/versions/",
        f"documents/koncepce/passages/{uid}/",
    ]

    answers = [client.get(API + address).content.decode() for address in addresses]

    # in quotes and slashes, since a random identifier may hold "1-1" too
    told = ('"1.1"', '"1-1"', "/1-1/", "jedenáct")
    assert [a for a in answers if any(word in a for word in told)] == []
    assert client.get(f"{API}documents/koncepce/versions/1-1/").status_code == 404

    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    assert client.get(f"{API}documents/koncepce/versions/1-1/").json()["version"]["label"] == "1.1"


def test_passage_only_in_a_version_for_staff_does_not_exist_for_visitors(client, versions):
    document = versions[0].document
    build.section(document, "Nové", "Zcela nový odstavec.")
    uid = build.uid_of(build.freeze(document, "1.2"), "Zcela")

    assert client.get(f"{API}documents/koncepce/passages/{uid}/").status_code == 404


def test_kept_answer_costs_one_query_and_answers_304(client, versions, django_assert_num_queries):
    address = f"{API}documents/koncepce/versions/1-0/"
    first = client.get(address)

    with django_assert_num_queries(1):
        again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address).json() == first.json()


def test_signed_in_reader_gets_private_answers_with_an_etag(client, versions):
    client.force_login(UserFactory(roles=[Role.EDITOR], is_demo=True))
    address = f"{API}documents/koncepce/versions/1-1/"
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert "private" in first["Cache-Control"]
    assert again.status_code == 304


def test_nothing_can_be_written(client, versions):
    assert client.post(f"{API}documents/").status_code == 405


def test_description_and_schema_are_served(client):
    told = client.get(f"{API}openapi.json").json()
    assert (told["info"], told["servers"]) == (DESCRIPTION["info"], DESCRIPTION["servers"])
    assert DESCRIPTION["paths"].items() <= told["paths"].items()
    assert DESCRIPTION["components"]["schemas"].items() <= told["components"]["schemas"].items()
    assert client.get(f"{API}version.schema.json").json() == json.loads(SCHEMA_FILE.read_text())


def test_every_address_is_described():
    routes = {
        "/" + str(p.pattern).replace("<slug:", "{").replace("<uuid:", "{").replace(">", "}")
        for p in urlpatterns
    }
    assert routes == set(DESCRIPTION["paths"])


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_do_not_grow(client, django_assert_num_queries, count):
    document = build.document()
    section = build.section(document, "Byty", "Slova jsou tady.")
    for number in range(count):
        build.rewrite(section, f"Slova jsou tady, a to po {number}.")
        version = build.publish(build.freeze(document, f"{number}.0"))
    uid = build.uid_of(version, "Slova")

    client.get("/neni/")  # what a process asks once a minute: whether this is a demonstration

    with django_assert_num_queries(2):  # generations, versions with their steps
        client.get(f"{API}documents/")
    with django_assert_num_queries(3):  # and places of comments
        client.get(f"{API}documents/koncepce/versions/")
    with django_assert_num_queries(5):  # and where it is, lineage, places
        client.get(f"{API}documents/koncepce/passages/{uid}/")
    # and sections, passages, standing, steps once more
    with django_assert_num_queries(6):
        client.get(f"{API}documents/koncepce/versions/{version.slug}/")
