"""Reading documents: contents, sections, versions, comparisons, downloads. Every page asks the version's visibility."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.views import serve as serve_ordinary_page

from concept import actions, comparing, queries, reading
from concept.enums import DocumentKind
from concept.forms import SourceForm
from concept.models import Version
from concept.shelf import (
    Shelf,
    VersionMissing,
    by_letter,
    document_cards,
    download_choices,
    shelves,
)
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
                return _no_concept(request)
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
        return _no_concept(request)


def _no_concept(request: HttpRequest) -> HttpResponse:
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


def _answer(
    request: HttpRequest, shelf: Shelf, template: str, context: dict[str, Any], *versions: Version
) -> HttpResponse:
    """Render; a page of public versions is the same for all anonymous visitors and may be kept."""
    response = render(request, template, context)
    if shelf.is_public(*versions):
        keep_for_anonymous(response)
    return response


def _current(shelf: Shelf) -> Version:
    if shelf.current is None:
        raise Http404
    return shelf.current


@of_document
def document_contents(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Contents of the current wording: ``/koncepce/``."""
    if shelf.current is None:
        return _no_concept(request)
    version = shelf.current
    context = shelf.contents(version)
    return _answer(request, shelf, "concept/document_contents.html", context, version)


@of_document
def version_contents(request: HttpRequest, shelf: Shelf, label: str) -> HttpResponse:
    """Contents of one version, readable for ever: ``/koncepce/verze/0-8/``."""
    version = shelf.version(label)
    context = shelf.contents(version, *shelf.version_crumbs(version))
    return _answer(request, shelf, "concept/document_contents.html", context, version)


@of_document
def document_section(request: HttpRequest, shelf: Shelf, section: str) -> HttpResponse:
    """A section of the current wording: ``/koncepce/depistaz/``."""
    return _section(request, shelf, _current(shelf), section, shelf.home)


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
        return _moved_or_gone(request, shelf, sections, address, base)
    context = shelf.section(version, sections, index, base)
    return _answer(request, shelf, "concept/section_read.html", context, version)


def _moved_or_gone(
    request: HttpRequest, shelf: Shelf, outline: list[queries.Section], address: str, base: str
) -> HttpResponse:
    """An address the section once had leads to its present one; a dropped section says where it can be read."""
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
        (_("Section left out"), ""),
        version=shelf.version_facts(version),
        section_url=f"{reading.version_base(version)}{section_address}/",
    )
    return render(request, "concept/section_gone.html", context, status=404)


@of_document
def document_whole(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """The whole current wording on one page, for print."""
    version = _current(shelf)
    return _answer(request, shelf, "concept/document_whole.html", shelf.whole(version), version)


@of_document
def version_whole(request: HttpRequest, shelf: Shelf, label: str) -> HttpResponse:
    """A whole version on one page."""
    version = shelf.version(label)
    return _answer(request, shelf, "concept/document_whole.html", shelf.whole(version), version)


@of_document
def version_list(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """All readable versions with their standing and a form to compare two."""
    return _answer(request, shelf, "concept/version_list.html", shelf.history(), *shelf.versions)


VIEWS = ("text", "columns", "list")


@of_document
def compare_form(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """Take two labels from the form and lead to their comparison, the older one first.

    The bare address, as left when the labels are cut off, leads to the form.
    """
    if not request.GET:
        return HttpResponseRedirect(reverse("concept:version-list", args=[shelf.document.slug]))
    old = shelf.version(request.GET.get("starsi", ""))
    new = shelf.version(request.GET.get("novejsi", ""))
    if old.number > new.number:
        old, new = new, old
    return HttpResponseRedirect(shelf.compare_url(old, new))


@of_document
def compare(request: HttpRequest, shelf: Shelf, old: str, new: str) -> HttpResponse:
    """Two versions word by word: in the text, in two columns, or as a plain list of changes."""
    older, newer = shelf.version(old), shelf.version(new)
    if older.number > newer.number:
        return HttpResponseRedirect(shelf.compare_url(newer, older))
    view = request.GET.get("zobrazeni", VIEWS[0])
    if view not in VIEWS:
        raise Http404
    shown = request.GET.get("format") == "1"
    url = shelf.compare_url(older, newer)

    def address(chosen: str, *, with_format: bool) -> str:
        words = {} if chosen == VIEWS[0] else {"zobrazeni": chosen}
        if with_format:
            words["format"] = "1"
        return f"{url}?{urlencode(words)}" if words else url

    names = {"text": _("In the text"), "columns": _("Two columns"), "list": _("List of changes")}
    found = comparing.comparison(
        older,
        newer,
        old_base=reading.version_base(older),
        new_base=shelf.base(newer),
        with_formatting=shown,
    )
    context = shelf.page(
        (_("Versions"), reverse("concept:version-list", args=[shelf.document.slug])),
        (_("What changed"), ""),
        old=shelf.version_facts(older),
        new=shelf.version_facts(newer),
        picker=shelf.picker(older, newer),
        view=view,
        views=[
            {
                "label": name,
                "url": address(key, with_format=shown),
                "current": key == view,
            }
            for key, name in names.items()
        ],
        formatting={
            "hidden_count": found.formatting_count,
            "shown": shown,
            "toggle_url": address(view, with_format=not shown),
        },
        differs=found.differs,
        totals=found.totals,
        sections=found.sections,
    )
    return _answer(request, shelf, "concept/compare.html", context, older, newer)


@of_document
def passage_reasons(request: HttpRequest, shelf: Shelf, label: str, passage: UUID) -> HttpResponse:
    """Why a passage says what it says: ``/koncepce/verze/1-0/proc/<uid>/``."""
    version = shelf.version(label)
    found = _reasons_or_404(request, shelf, version, passage)
    place = next(p for step in found.steps for p in step.places)
    address = reverse("concept:source-record", args=[shelf.document.slug, version.slug, passage])
    context = shelf.page(
        *shelf.version_crumbs(version),
        (_("Why it says this"), ""),
        version=shelf.version_facts(version),
        passage={
            "label": reading.spoken_label(place.label),
            "url": f"{shelf.base(place.version)}{place.section_address}/#p-{place.uid}",
        },
        steps=[
            {
                "step": step,
                "version": shelf.version_facts(step.version),
                "compare_url": shelf.compare_url(previous, step.version)
                if (previous := shelf.previous(step.version))
                else "",
                "notes": queries.notes_cited(step.places),
            }
            for step in found.steps
        ],
        others=found.others,
        hidden_count=found.hidden_count,
        origin_url=reverse("concept:document-origin", args=[shelf.document.slug]),
        record_url=address if allowed(request.user, "concept.record_source") else "",
    )
    return _answer(request, shelf, "concept/passage_reasons.html", context, *shelf.versions)


def _reasons_or_404(
    request: HttpRequest, shelf: Shelf, version: Version, passage: UUID
) -> queries.PassageReasons:
    if not queries.holds_passage(version, passage):
        raise Http404
    found = queries.passage_reasons(str(passage), shelf.versions[::-1], request.user)
    if found is None or not any(step.places for step in found.steps):
        raise Http404
    return found


@with_document
@require_http_methods(["GET", "HEAD", "POST"])
def source_record(request: HttpRequest, shelf: Shelf, label: str, passage: UUID) -> HttpResponse:
    """An editor records what a passage leans on."""
    version = shelf.version(label)
    found = _reasons_or_404(request, shelf, version, passage)
    if not allowed(request.user, "concept.record_source"):
        raise PermissionDenied
    changed = [step for step in found.steps if step.places and (step.is_changed or step.is_first)]
    form = SourceForm(request.POST or None, steps=changed)
    back = reverse("concept:passage-reasons", args=[shelf.document.slug, version.slug, passage])
    if request.method == "POST" and form.is_valid():
        step = form.cleaned_data["step"]
        try:
            actions.record_source(
                version=step.version,
                passage_uid=step.places[0].uid,
                kind=form.cleaned_data["kind"],
                citation=form.cleaned_data["citation"],
                address=form.cleaned_data["address"],
                by=request.user,
                at=timezone.now(),
            )
        except actions.SourceRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The source was recorded."))
            return HttpResponseRedirect(back)
    context = shelf.page(
        *shelf.version_crumbs(version),
        (_("Why it says this"), back),
        (_("Record a source"), ""),
        form=form,
        back_url=back,
    )
    return render(request, "concept/source_record.html", context)


@with_document
@require_http_methods(["GET", "HEAD", "POST"])
def document_origin(request: HttpRequest, shelf: Shelf) -> HttpResponse:
    """How much of a document has a recorded reason: ``/koncepce/puvod/``.

    Editors say here of new passages without a reason that the author of the draft wrote them so.
    """
    if request.method == "POST":
        if not allowed(request.user, "concept.record_source"):
            raise PermissionDenied
        found = actions.record_original_wording(
            version=shelf.version(request.POST.get("verze", "")),
            by=request.user,
            at=timezone.now(),
        )
        if found is None:
            messages.info(request, _("Every new part of this version has a reason already."))
        else:
            messages.success(request, _("New parts without a reason are the author's wording now."))
        return HttpResponseRedirect(request.path)
    rows = queries.coverage(shelf.document, shelf.versions)
    slug = shelf.document.slug
    context = shelf.page(
        (_("Where the text comes from"), ""),
        rows=[
            {
                "version": shelf.version_facts(row.version),
                "changed": row.changed,
                "explained": row.explained,
                "unexplained": row.changed - row.explained,
                "compare_url": shelf.compare_url(previous, row.version)
                if (previous := shelf.previous(row.version))
                else "",
            }
            for row in rows
        ],
        kinds=queries.contribution_counts(shelf.document),
        may_record=allowed(request.user, "concept.record_source"),
        missing=[
            {
                "label": label,
                "url": reverse("concept:source-record", args=[slug, version.slug, uid]),
            }
            for version, uid, label in queries.unexplained_places(rows[:1])
        ]
        if allowed(request.user, "concept.record_source")
        else [],
    )
    return _answer(request, shelf, "concept/document_origin.html", context, *shelf.versions)


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
    return _answer(request, shelf, "concept/version_verify.html", context, version)


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
    response.headers["Cache-Control"] = "no-cache"
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
