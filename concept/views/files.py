"""Versions as files, and how a downloaded one is verified."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from concept import actions, queries, reading
from concept.shelf import Shelf, download_choices
from concept.views.document import answer, of_document


@of_document
def version_verify(request: HttpRequest, shelf: Shelf, label: str) -> HttpResponse:
    """How anyone checks a downloaded version with common tools."""
    version = shelf.version(label)
    slug, name = shelf.document.slug, f"{shelf.document.slug}-{version.slug}"
    zip_url = reverse("concept:version-download", args=[slug, version.slug, "zip"])
    context = shelf.page(
        *shelf.version_crumbs(version),
        (_("How to verify a version"), ""),
        version=shelf.version_facts(version),
        downloads=[{"label": _("Package for verification (zip)"), "url": zip_url, "hint": ""}],
        steps=reading.verification_steps(name, version.digest),
    )
    return answer(request, shelf, "concept/version_verify.html", context, version)


@of_document
def download(request: HttpRequest, shelf: Shelf, label: str, file_format: str) -> HttpResponse:
    """A file of a version: at once when it is made already, else a page that waits for the job."""
    version = shelf.version(label)
    if file_format not in actions.FORMATS:
        raise Http404
    artifact, state = actions.request_artifact(
        version=version, file_format=file_format, language=version.language
    )
    if artifact is None:
        names = {key: name for key, name, _hint in download_choices()}
        context = shelf.page(
            *shelf.version_crumbs(version),
            (_("Download"), ""),
            version=shelf.version_facts(version),
            format_label=names.get(file_format, file_format),
            percent=None,
            state=state,
            retry_url=request.path,
        )
        response = render(request, "concept/download_waiting.html", context, status=202)
        if state == "waiting":
            response.headers["Refresh"] = "2"
        response.headers["Cache-Control"] = "no-store"
        return response
    made = actions.FORMATS[file_format]
    response = HttpResponse(bytes(artifact.data), content_type=made.mime)
    filename = f"{shelf.document.slug}-{version.slug}.{made.extension}"
    response.headers["Content-Disposition"] = content_disposition_header(True, filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = (
        "no-cache" if shelf.is_public(version) else "private, no-cache"
    )
    etag = f'"{artifact.digest}"'
    response.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)


@of_document
def version_file(request: HttpRequest, shelf: Shelf, label: str, digest: str) -> HttpResponse:
    """An image or file of a version; its address holds the digest of its bytes."""
    version = shelf.version(label)
    asset = queries.asset_of(version, digest)
    if asset is None:
        raise Http404
    response = HttpResponse(bytes(asset.data), content_type=asset.mime)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if not asset.mime.startswith("image/"):
        response.headers["Content-Disposition"] = content_disposition_header(True, asset.filename)
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if shelf.is_public(version) else "private, no-store"
    )
    return response
