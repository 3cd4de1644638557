"""Plain views that answer JSON with an ETag. What a reader may not know of is 404, as on the pages."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation

from concept import queries, reading
from concept.actions import demo_notice
from concept.enums import Standing
from concept.exports.downloads import SCHEMA_FILE
from concept.models import Version
from concept.plan_exports import SCHEMA_FILE as PLAN_SCHEMA_FILE
from concept.plan_exports import PlanFile, json_data
from concept.shelf import Shelf, VersionMissing, shelves
from core import extension
from core.api import Data, answers_json, description
from core.enums import DemoOrigin

OPENAPI_FILE = Path(__file__).with_name("openapi.json")


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


@answers_json()
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


@answers_json()
def version_list(request: HttpRequest, document: str) -> Data:
    """The versions of a document, newest first: one query, and one of each app that tells more of versions."""
    shelf = _shelf(document, request.user)
    more = extension.version_data(shelf.versions)
    return {"versions": [_version_row(request, shelf, version, more) for version in shelf.versions]}


@answers_json()
def version_detail(request: HttpRequest, document: str, label: str) -> Data:
    """A whole version, as the JSON download holds it (version.schema.json)."""
    version = _version(_shelf(document, request.user), label)
    notice = demo_notice() if version.record.demo_origin != DemoOrigin.NONE else ""
    return queries.version_json(version, notice=notice)


@answers_json()
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


@answers_json()
def measure_list(request: HttpRequest) -> Data:
    """Every measure the reader may know of: its newest readable approved wording and how far it is, nine queries."""
    plan = queries.action_plan(request.user)
    told = PlanFile(plan, (), translation.get_language())
    return json_data(told)


@answers_json()
def plan_schema(_request: HttpRequest) -> Data:
    """The schema of the action plan's JSON."""
    return json.loads(PLAN_SCHEMA_FILE.read_text(encoding="utf-8"))


@answers_json()
def openapi(_request: HttpRequest) -> Data:
    """The description of this interface."""
    return description(OPENAPI_FILE)


@answers_json()
def version_schema(_request: HttpRequest) -> Data:
    """The schema of a version's JSON."""
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
