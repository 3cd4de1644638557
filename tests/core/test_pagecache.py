"""Kept pages: one query, conditional answers, never out of date, never private."""

import gzip

import pytest
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import path

from config import urls as config_urls
from core.actions import raise_generation
from core.models import Generation
from core.pagecache import PageCacheMiddleware, keep_for_anonymous

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
drawn: list[str] = []


def page(request, **_kwargs):
    drawn.append(request.path)
    response = HttpResponse(f"<p>Stránka {request.LANGUAGE_CODE} č. {len(drawn)}</p>")
    if "cookie" in request.GET:
        response.set_cookie("token", "secret")
    if "gone" in request.GET:
        response.status_code = 410
    request.GET.get("view")
    return keep_for_anonymous(response)


def private(request):
    drawn.append(request.path)
    return HttpResponse(f"moje {len(drawn)}")


urlpatterns = [
    path("private/", private),
    path("koncepce/", page),
    path("plan/", page),
    path("en/koncepce/", page),
    path("ucet/", page),
    *config_urls.urlpatterns,
]


@pytest.fixture(autouse=True)
def empty():
    drawn.clear()
    caches["pages"].clear()


def test_a_kept_page_costs_one_query(client, django_assert_num_queries):
    first = client.get("/koncepce/")
    with django_assert_num_queries(1):
        second = client.get("/koncepce/")
    assert (second.content, drawn) == (first.content, ["/koncepce/"])
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert second["X-Frame-Options"] == "SAMEORIGIN"
    assert second["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors" in second["Content-Security-Policy"]


def test_who_holds_the_page_already_gets_304_without_a_body(client, django_assert_num_queries):
    etag = client.get("/koncepce/")["ETag"]
    caches["pages"].delete(etag.removeprefix('W/"').rstrip('"'))  # the entry is not needed for it
    with django_assert_num_queries(1):
        response = client.get("/koncepce/", headers={"if-none-match": f'"other", {etag}'})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
    assert client.get("/koncepce/", headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize(("key", "fresh"), [("koncepce", True), ("site", True), ("plan", False)])
def test_raising_a_generation_makes_its_pages_out_of_date(client, key, fresh):
    etag = client.get("/koncepce/")["ETag"]
    raise_generation(key)
    response = client.get("/koncepce/", headers={"if-none-match": etag})
    assert (response.status_code == 200, len(drawn) == 2) == (fresh, fresh)
    assert (response["ETag"] != etag) == fresh


def test_a_generation_starts_at_one_and_grows_by_one():
    raise_generation("koncepce")
    raise_generation("koncepce", "site")
    assert dict(Generation.objects.values_list("key", "number")) == {"koncepce": 3, "site": 2}


def test_a_new_release_makes_all_pages_out_of_date(client, settings):
    client.get("/koncepce/")
    settings.RELEASE = "next"
    client.get("/koncepce/")
    assert len(drawn) == 2


def test_a_visitor_with_a_session_gets_no_kept_page_and_leaves_none(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    assert "ETag" not in client.get("/koncepce/")
    client.get("/koncepce/")
    del client.cookies[settings.SESSION_COOKIE_NAME]
    client.get("/koncepce/")
    assert len(drawn) == 3


def test_an_answer_that_sets_a_cookie_is_not_kept(client):
    assert client.get("/koncepce/?cookie=1").cookies["token"].value == "secret"
    del client.cookies["token"]
    client.get("/koncepce/?cookie=1")
    assert len(drawn) == 2


@pytest.mark.parametrize("address", ["/private/", "/ucet/", "/koncepce/?gone=1"])
def test_what_is_not_marked_not_allowed_or_no_success_is_not_kept(client, address):
    client.get(address)
    assert "ETag" not in client.get(address)
    assert len(drawn) == 2


def test_a_post_is_never_answered_from_the_kept_pages(client):
    client.get("/koncepce/")
    client.post("/koncepce/")
    assert len(drawn) == 2


def test_the_page_is_sent_compressed_to_those_who_can_read_it(client):
    plain = client.get("/koncepce/")
    packed = client.get("/koncepce/", headers={"accept-encoding": "br, gzip"})
    assert "Content-Encoding" not in plain
    assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)
    assert int(packed["Content-Length"]) == len(packed.content)
    assert "Accept-Encoding" in packed["Vary"]
    refused = client.get("/koncepce/", headers={"accept-encoding": "gzip;q=0, identity"})
    assert refused.content == plain.content


def test_each_language_query_and_host_has_a_page_of_its_own(client, settings):
    settings.ALLOWED_HOSTS = ["a.example.org", "b.example.org"]
    for address, host in (
        ("/koncepce/", "a.example.org"),
        ("/en/koncepce/", "a.example.org"),
        ("/koncepce/?view=1", "a.example.org"),
        ("/koncepce/", "b.example.org"),
    ):
        client.get(address, headers={"host": host})
    assert len(drawn) == 4
    english = client.get("/en/koncepce/", headers={"host": "a.example.org"})
    assert english["Content-Language"] == "en"
    assert "Stránka en" in english.content.decode()
    assert "Accept-Language" not in english["Vary"]


def test_parameters_nobody_reads_make_no_entries(client):
    for query, times in (("view=1", 1), ("made-up=1", 2), ("view=1&made-up=1", 2)):
        drawn.clear()
        pages = [client.get(f"/koncepce/?{query}") for _ in range(2)]
        assert [page.status_code for page in pages] == [200, 200]
        assert pages[1]["ETag"] == pages[0]["ETag"]
        assert len(drawn) == times, query


def test_head_is_answered_from_a_kept_page_and_keeps_none(client):
    client.head("/koncepce/")
    page = client.get("/koncepce/")
    assert len(drawn) == 2
    head = client.head("/koncepce/")
    assert (len(drawn), head["ETag"], head.content) == (2, page["ETag"], b"")
    assert head["Content-Length"] == page["Content-Length"]


def test_a_streamed_answer_is_handed_on():
    middleware = PageCacheMiddleware(
        lambda request: keep_for_anonymous(StreamingHttpResponse([b"a"]))
    )
    assert middleware(RequestFactory().get("/koncepce/")).streaming
