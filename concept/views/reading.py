"""Reading documents: contents, sections, whole texts, lists of versions, glossary."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from concept import queries, reading
from concept.models import Version
from concept.outline import by_letter
from concept.shelf import Shelf, document_cards, shelves
from concept.views.document import answer, current_version, no_concept, of_document
from core.methods import read_only
from core.pagecache import keep_for_anonymous


@of_document
def document_contents(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Contents of the current wording: ``/koncepce/``."""
    if shelf.current is None:
        return no_concept(request)
    version = shelf.current
    context = shelf.contents(version)
    return answer(request, shelf, "concept/document_contents.html", context, version)


@of_document
def version_contents(request: HttpRequest, shelf: Shelf, label: str) -> HttpResponse:
    """Contents of one version, readable for ever: ``/koncepce/verze/0-8/``."""
    version = shelf.version(label)
    context = shelf.contents(version, *shelf.version_crumbs(version))
    return answer(request, shelf, "concept/document_contents.html", context, version)


@of_document
def document_section(request: HttpRequest, shelf: Shelf, section: str) -> HttpResponse:
    """A section of the current wording: ``/koncepce/depistaz/``."""
    return _section(request, shelf, current_version(shelf), section, shelf.home)


@of_document
def version_section(request: HttpRequest, shelf: Shelf, label: str, section: str) -> HttpResponse:
    """A section of one version: ``/koncepce/verze/0-8/depistaz/``."""
    version = shelf.version(label)
    return _section(request, shelf, version, section, reading.version_base(version))


def _section(
    request: HttpRequest, shelf: Shelf, version: Version, address: str, base: str
) -> HttpResponse:
    sections = queries.read_section(version, address)
    index = next((i for i, s in enumerate(sections) if s.address == address), None)
    if index is None:
        return _moved_or_gone(request, shelf, version, sections, address, base)
    context = shelf.section(version, sections, index, base)
    return answer(request, shelf, "concept/section_read.html", context, version)


def _moved_or_gone(
    request: HttpRequest,
    shelf: Shelf,
    shown: Version,
    outline: list[queries.Section],
    address: str,
    base: str,
) -> HttpResponse:
    """An address the section once had leads to its present one.

    A section that was dropped, or is not in this version yet, says where it can be read.
    """
    uid = queries.section_at(shelf.document, address)
    if uid is None:
        raise Http404
    for section in outline:
        if section.uid == uid:
            return HttpResponseRedirect(f"{base}{section.address}/")
    last = queries.last_place_of(uid, shelf.versions)
    if last is None:
        raise Http404
    version, section_address = last
    context = shelf.page(
        (_("Section left out") if version.number < shown.number else _("Newer section"), ""),
        shown=shelf.version_facts(shown),
        is_newer=version.number > shown.number,
        version=shelf.version_facts(version),
        section_url=f"{reading.version_base(version)}{section_address}/",
    )
    return render(request, "concept/section_gone.html", context, status=404)


@of_document
def document_whole(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """The whole current wording on one page, for print."""
    version = current_version(shelf)
    return answer(request, shelf, "concept/document_whole.html", shelf.whole(version), version)


@of_document
def version_whole(request: HttpRequest, shelf: Shelf, label: str) -> HttpResponse:
    """A whole version on one page."""
    version = shelf.version(label)
    return answer(request, shelf, "concept/document_whole.html", shelf.whole(version), version)


@of_document
def version_list(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """All readable versions with their standing and a form to compare two."""
    return answer(request, shelf, "concept/version_list.html", shelf.history(), *shelf.versions)


@read_only
def glossary(request: HttpRequest) -> HttpResponse:
    """The words explained, in Czech order: ``/slovnicek/``."""
    context = {
        "letters": by_letter(queries.glossary_terms()),
        "language": "cs",
        "breadcrumbs": [{"title": _("Glossary"), "url": ""}],
    }
    return keep_for_anonymous(render(request, "concept/glossary.html", context))


@read_only
def document_list(request: HttpRequest) -> HttpResponse:
    """All documents with a readable version: ``/dokumenty/``."""
    context = {
        "documents": document_cards(shelves(request.user)),
        "breadcrumbs": [{"title": _("Documents"), "url": ""}],
    }
    return keep_for_anonymous(render(request, "concept/document_list.html", context))
