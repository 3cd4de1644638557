"""Plain views that answer JSON with an ETag. What a reader may not know of is 404, as on the pages."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers

from concept import queries, reading
from concept.actions import demo_notice
from concept.enums import Standing
from concept.exports.downloads import SCHEMA_FILE
from concept.models import Version
from concept.shelf import Shelf, VersionMissing, shelves
from core import extension
from core.enums import DemoOrigin
from core.methods import read_only
from core.pagecache import keep_for_anonymous

OPENAPI_FILE = Path(__file__).with_name("openapi.json")
Data = dict[str, Any]


def answers_json(view: Callable[..., Data]) -> Callable[..., HttpResponse]:
    """Give out the view's data as JSON: errors are JSON too, a second request may be answered by 304.

    Visitors share the kept answer; what a signed-in reader gets stays private.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            data, status = view(request, *args, **kwargs), 200
        except Http404:
            data, status = {"error": "not found"}, 404
        body = json.dumps(data, ensure_ascii=False, indent=1).encode()
        response = HttpResponse(body, content_type="application/json", status=status)
        # Anyone may read public data from a page of their own; no cookie goes along.
        response.headers["Access-Control-Allow-Origin"] = "*"
        if status != 200:
            return response
        etag = f'"{sha256(body).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
            patch_vary_headers(response, ["Cookie"])
            return get_conditional_response(request, etag=etag, response=response)
        return keep_for_anonymous(response)

    return read_only(answer)


def _shelf(slug: str, user: Any) -> Shelf:
    versions = queries.readable_versions(slug, user)
    if not versions:
        raise Http404
    return Shelf(versions[0].document, versions, user)


def _version(shelf: Shelf, label: str) -> Version:
    try:
        return shelf.version(label)
    except VersionMissing as error:
        raise Http404 from error


def _version_row(
    request: HttpRequest, shelf: Shelf, version: Version, more: Mapping[str, Mapping[int, Any]]
) -> Data:
    slug = shelf.document.slug
    address = reverse("concept_api:version-detail", args=[slug, version.slug])
    return {
        "number": version.number,
        "slug": version.slug,
        "label": version.label,
        "purpose": version.purpose,
        "standing": Standing(shelf.standings[version.pk]).value,
        "frozen_at": version.frozen_at.isoformat(),
        "digest": version.digest,
        "previous_digest": version.previous.digest if version.previous_id else "",
        "steps": [
            {
                "step": step.step,
                "body": step.body,
                "occurred_on": step.occurred_on.isoformat(),
                "resolution": step.resolution,
                "verb": step.verb,
            }
            for step in shelf.steps[version.pk]
        ],
        "url": request.build_absolute_uri(address),
        "page": request.build_absolute_uri(reading.version_base(version)),
        **{name: found.get(version.pk) for name, found in more.items()},
    }


@answers_json
def document_list(request: HttpRequest) -> Data:
    """Every document with a readable version: one query."""
    return {
        "documents": [
            {
                "uid": str(shelf.document.doc_uid),
                "slug": shelf.document.slug,
                "title": shelf.document.title,
                "kind": shelf.document.kind,
                "current": shelf.current.slug if shelf.current else None,
                "versions": request.build_absolute_uri(
                    reverse("concept_api:version-list", args=[shelf.document.slug])
                ),
                "page": request.build_absolute_uri(shelf.home),
            }
            for shelf in shelves(request.user)
        ]
    }


@answers_json
def version_list(request: HttpRequest, document: str) -> Data:
    """The versions of a document, newest first: one query, and one of each app that tells more of versions."""
    shelf = _shelf(document, request.user)
    more = extension.version_data(shelf.versions)
    return {"versions": [_version_row(request, shelf, version, more) for version in shelf.versions]}


@answers_json
def version_detail(request: HttpRequest, document: str, label: str) -> Data:
    """A whole version, as the JSON download holds it (version.schema.json)."""
    version = _version(_shelf(document, request.user), label)
    notice = demo_notice() if version.record.demo_origin != DemoOrigin.NONE else ""
    return queries.version_json(version, notice=notice)


@answers_json
def passage_detail(request: HttpRequest, document: str, uid: UUID) -> Data:
    """A passage with everything it came from and became, oldest first: five queries."""
    shelf = _shelf(document, request.user)
    history = queries.passage_history(str(uid), shelf.versions)
    if not history:
        raise Http404
    return {
        "uid": str(uid),
        "history": [
            {
                "version": place.version.slug,
                "number": place.version.number,
                "uid": place.uid,
                "kind": place.kind,
                "label": place.label,
                "section": place.section_address,
                "html": place.html,
                "text": place.text,
                "digest": place.digest,
                "page": request.build_absolute_uri(
                    f"{reading.version_base(place.version)}{place.section_address}/#p-{place.uid}"
                ),
            }
            for place in history
        ],
    }


@answers_json
def openapi(_request: HttpRequest) -> Data:
    """The description of this interface."""
    return json.loads(OPENAPI_FILE.read_text(encoding="utf-8"))


@answers_json
def version_schema(_request: HttpRequest) -> Data:
    """The schema of a version's JSON."""
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
