"""Loading a document for a reader, and answering what is none. Every page asks the version's visibility."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.views import serve as serve_ordinary_page

from concept import queries
from concept.enums import DocumentKind
from concept.models import Version
from concept.shelf import Shelf, VersionMissing, shelves
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed

View = Callable[..., HttpResponse]
CONCEPT = "koncepce"


def with_document(view: View) -> View:
    """Load the document and the versions the reader may know of; what is no document is an ordinary page.

    Nothing readable is answered as an address that does not exist. An unknown version lists what there is.
    """

    @wraps(view)
    def load(request: HttpRequest, document: str, **kwargs: Any) -> HttpResponse:
        versions = queries.readable_versions(document, request.user)
        found = versions[0].document if versions else queries.document_by_slug(document)
        if found is None:
            return _ordinary_page(request)
        if not versions:
            if not allowed(request.user, "concept.freeze_version"):
                return no_concept(request)
            return render(request, "concept/document_empty.html", {"document": found})
        shelf = Shelf(found, versions, request.user)
        try:
            return view(request, shelf, **kwargs)
        except VersionMissing as error:
            context = {**shelf.history(), "missing_label": str(error)}
            return render(request, "concept/version_list.html", context, status=404)

    return load


def of_document(view: View) -> View:
    """The same for a page that is only read."""
    return read_only(with_document(view))


def _ordinary_page(request: HttpRequest) -> HttpResponse:
    path = request.path_info.removeprefix("/en/").lstrip("/")
    try:
        return serve_ordinary_page(request, path)
    except Http404:
        return no_concept(request)


def no_concept(request: HttpRequest) -> HttpResponse:
    """Nothing to read at this address: 404, unless it is the one the main navigation leads to on every site.

    From there the first concept with another address is led to; while there is none, a page says so.
    """
    if request.path != reverse("concept:document-contents", args=[CONCEPT]):
        raise Http404
    for shelf in shelves(request.user):
        if shelf.document.kind == DocumentKind.CONCEPT and shelf.current is not None:
            return HttpResponseRedirect(shelf.home)
    context = {"breadcrumbs": [{"title": _("Concept"), "url": ""}]}
    return keep_for_anonymous(render(request, "concept/concept_missing.html", context))


def answer(
    request: HttpRequest, shelf: Shelf, template: str, context: dict[str, Any], *versions: Version
) -> HttpResponse:
    """Render; a page of public versions is the same for all anonymous visitors and may be kept."""
    response = render(request, template, context)
    if shelf.is_public(*versions):
        keep_for_anonymous(response)
    return response


def current_version(shelf: Shelf) -> Version:
    """The version in force; without one there is no such page."""
    if shelf.current is None:
        raise Http404
    return shelf.current
