"""Reading documents: contents, sections, versions, comparisons, downloads. Every page asks the version's visibility."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.views import serve as serve_ordinary_page

from concept import actions, queries, reading
from concept.enums import Standing
from concept.exports import downloads
from concept.models import DocumentPage, Version
from core.enums import Visibility
from core.pagecache import keep_for_anonymous
from core.permissions import allowed

View = Callable[..., HttpResponse]


class VersionMissing(Http404):
    """The label is unknown or not for this reader; the page lists what there is."""


def of_document(view: View) -> View:
    """Load the document and the versions the reader may know of; what is no document is an ordinary page.

    Nothing readable means 404, as for an address that does not exist.
    """

    @wraps(view)
    @require_safe
    def load(request: HttpRequest, document: str, **kwargs: Any) -> HttpResponse:
        found = queries.document_by_slug(document)
        if found is None:
            return serve_ordinary_page(request, request.path_info.removeprefix("/en").lstrip("/"))
        versions = queries.readable_versions(found, request.user)
        if not versions and not allowed(request.user, "concept.freeze_version"):
            raise Http404
        shelf = Shelf(request, found, versions)
        return view(shelf, **kwargs)

    return load


class Shelf:
    """A document with the versions this reader may read."""

    def __init__(
        self, request: HttpRequest, document: DocumentPage, versions: list[Version]
    ) -> None:
        self.request = request
        self.document = document
        self.versions = versions
        for version in versions:
            version.document = document
        self.standings = queries.standings(versions)
        self.current = queries.current_version(versions, self.standings)

    def version(self, label: str) -> Version:
        """The readable version with this label; else VersionMissing."""
        for version in self.versions:
            if version.slug == label:
                return version
        raise VersionMissing

    def context(self, version: Version | None = None, **more: Any) -> dict[str, Any]:
        """What every page of a document shows: its versions, standing, where the newest wording is."""
        shown = version or self.current
        return {
            "document": self.document,
            "versions": self.versions,
            "version": shown,
            "standing": self.standings[shown.pk] if shown else "",
            "standing_label": Standing(self.standings[shown.pk]).label if shown else "",
            "current": self.current,
            "is_current": shown is not None
            and self.current is not None
            and shown.pk == self.current.pk,
            "demo_notice": bool(self.document.demo_origin),
            **more,
        }

    def answer(
        self, template: str, context: dict[str, Any], version: Version | None = None
    ) -> HttpResponse:
        """Render; a page of a public version is the same for all anonymous visitors and may be kept."""
        response = render(self.request, template, context)
        shown = version or self.current
        if shown is not None and shown.record.visibility == Visibility.PUBLIC:
            keep_for_anonymous(response)
        return response


def _base(shelf: Shelf, version: Version) -> str:
    if shelf.current is not None and version.pk == shelf.current.pk:
        return reading.current_base(shelf.document)
    return reading.version_base(version)


def _crumbs(shelf: Shelf, *more: tuple[str, str]) -> list[dict[str, str]]:
    home = reverse("concept:document-contents", args=[shelf.document.slug])
    return [{"title": shelf.document.title, "url": home}] + [
        {"title": title, "url": url} for title, url in more
    ]


def _version_crumbs(shelf: Shelf, version: Version) -> list[tuple[str, str]]:
    return [
        (_("Versions"), reverse("concept:version-list", args=[shelf.document.slug])),
        (_("Version %(label)s") % {"label": version.label}, reading.version_base(version)),
    ]


@of_document
def document_contents(shelf: Shelf) -> HttpResponse:
    """Contents of the current wording: `/koncepce/`."""
    if shelf.current is None:
        return render(shelf.request, "concept/document_empty.html", shelf.context())
    return _contents(shelf, shelf.current, _crumbs(shelf))


@of_document
def version_contents(shelf: Shelf, label: str) -> HttpResponse:
    """Contents of one version, readable for ever: `/koncepce/verze/0-8/`."""
    try:
        version = shelf.version(label)
    except VersionMissing:
        return _missing(shelf, label)
    return _contents(shelf, version, _crumbs(shelf, *_version_crumbs(shelf, version)))


def _missing(shelf: Shelf, label: str) -> HttpResponse:
    return render(
        shelf.request,
        "concept/version_missing.html",
        shelf.context(label=label, breadcrumbs=_crumbs(shelf)),
        status=404,
    )


def _contents(shelf: Shelf, version: Version, crumbs: list[dict[str, str]]) -> HttpResponse:
    sections = queries.read_sections(version)
    changed = queries.changed_sections(version)
    base = _base(shelf, version)
    previous = next((v for v in shelf.versions if v.number == version.number - 1), None)
    context = shelf.context(
        version,
        breadcrumbs=crumbs,
        base=base,
        sections=[
            {
                "code": s.code,
                "title": s.title,
                "depth": s.depth,
                "url": f"{base}{s.address}/",
                "changed_count": changed.get(s.uid, 0),
            }
            for s in sections
        ],
        steps=[s for s in version.steps.order_by("pk") if s.step in queries.PUBLIC_STEPS],
        previous=previous,
        formats=downloads.FORMATS,
    )
    return shelf.answer("concept/document_contents.html", context, version)


@of_document
def document_section(shelf: Shelf, section: str) -> HttpResponse:
    """A section of the current wording: `/koncepce/prevence/`. Old addresses lead to the section's present one."""
    if shelf.current is None:
        raise Http404
    return _section(shelf, shelf.current, section, in_version=False)


@of_document
def version_section(shelf: Shelf, label: str, section: str) -> HttpResponse:
    """A section of one version: `/koncepce/verze/0-8/prevence/`."""
    try:
        version = shelf.version(label)
    except VersionMissing:
        return _missing(shelf, label)
    return _section(shelf, version, section, in_version=True)


def _section(shelf: Shelf, version: Version, address: str, *, in_version: bool) -> HttpResponse:
    outline = queries.read_sections(version)
    index = next((i for i, s in enumerate(outline) if s.address == address), None)
    if index is None:
        return _moved_or_gone(shelf, version, outline, address, in_version=in_version)
    sections = queries.read_version(version, section_uid=outline[index].uid)
    section = sections[index]
    base = reading.version_base(version) if in_version else reading.current_base(shelf.document)
    addresses = reading.addresses_for(version, sections, base=base)
    crumbs = _crumbs(shelf, *(_version_crumbs(shelf, version) if in_version else []))
    parents = []
    parent = section.parent
    while parent is not None:
        above = next(s for s in sections if s.uid == parent)
        parents.append((f"{above.code} {above.title}".strip(), f"{base}{above.address}/"))
        parent = above.parent
    crumbs += [{"title": title, "url": url} for title, url in reversed(parents)]
    crumbs.append({"title": f"{section.code} {section.title}".strip(), "url": ""})
    explain = queries.term_marker(shelf.document).mark
    current_url = _same_place_in_current(shelf, version, section)
    context = shelf.context(
        version,
        breadcrumbs=crumbs,
        base=base,
        section=reading.readable_section(section, addresses, explain=explain),
        sections=[
            {
                "code": s.code,
                "title": s.title,
                "depth": s.depth,
                "url": f"{base}{s.address}/",
                "is_here": s.uid == section.uid,
            }
            for s in sections
        ],
        before=_neighbour(sections, index - 1, base),
        after=_neighbour(sections, index + 1, base),
        current_url=current_url,
        permalink_base=f"{reading.version_base(version)}{section.address}/",
    )
    return shelf.answer("concept/section_read.html", context, version)


def _neighbour(sections: list[queries.Section], index: int, base: str) -> dict[str, str] | None:
    if not 0 <= index < len(sections):
        return None
    section = sections[index]
    return {"code": section.code, "title": section.title, "url": f"{base}{section.address}/"}


def _same_place_in_current(shelf: Shelf, version: Version, section: queries.Section) -> str:
    """Address of the same section in the current wording, or of its contents when it is gone; "" when current."""
    if shelf.current is None or version.pk == shelf.current.pk:
        return ""
    base = reading.current_base(shelf.document)
    for other in queries.read_sections(shelf.current):
        if other.uid == section.uid:
            return f"{base}{other.address}/"
    return base


def _moved_or_gone(
    shelf: Shelf,
    version: Version,
    outline: list[queries.Section],
    address: str,
    *,
    in_version: bool,
) -> HttpResponse:
    uid = queries.node_at_address(shelf.document, address)
    if uid is None:
        raise Http404
    for section in outline:
        if section.uid == str(uid):
            base = (
                reading.version_base(version)
                if in_version
                else reading.current_base(shelf.document)
            )
            return HttpResponseRedirect(f"{base}{section.address}/")
    last = _last_with(shelf, uid)
    context = shelf.context(version, breadcrumbs=_crumbs(shelf), last_url=last)
    return render(shelf.request, "concept/section_gone.html", context, status=404)


def _last_with(shelf: Shelf, uid: Any) -> str:
    """Where a dropped section can still be read."""
    for version in shelf.versions:
        for section in queries.read_sections(version):
            if section.uid == str(uid):
                return f"{reading.version_base(version)}{section.address}/"
    return ""


@of_document
def document_whole(shelf: Shelf) -> HttpResponse:
    """The whole current wording on one page, for print."""
    if shelf.current is None:
        raise Http404
    return _whole(shelf, shelf.current)


@of_document
def version_whole(shelf: Shelf, label: str) -> HttpResponse:
    """A whole version on one page."""
    return _whole(shelf, shelf.version(label))


def _whole(shelf: Shelf, version: Version) -> HttpResponse:
    sections = queries.read_version(version)
    base = _base(shelf, version)
    addresses = reading.addresses_for(version, sections, base=base, on_one_page=True)
    readable = []
    first_footnote = 1
    for section in sections:
        readable.append(reading.readable_section(section, addresses, first_footnote=first_footnote))
        first_footnote += len(readable[-1].footnotes)
    context = shelf.context(
        version,
        breadcrumbs=_crumbs(shelf, (_("On one page"), "")),
        base=base,
        sections=readable,
    )
    return shelf.answer("concept/document_whole.html", context, version)


@of_document
def version_list(shelf: Shelf) -> HttpResponse:
    """All readable versions with their standing and a form to compare two."""
    context = shelf.context(
        breadcrumbs=_crumbs(shelf, (_("Versions"), "")),
        rows=[
            {
                "version": version,
                "standing": shelf.standings[version.pk],
                "standing_label": Standing(shelf.standings[version.pk]).label,
                "url": reading.version_base(version),
            }
            for version in shelf.versions
        ],
    )
    return shelf.answer("concept/version_list.html", context)


VIEWS = ("text", "sloupce", "seznam")


@of_document
def compare_form(shelf: Shelf) -> HttpResponse:
    """Take two labels from the form and lead to their comparison, the older one first."""
    old = shelf.version(shelf.request.GET.get("od", ""))
    new = shelf.version(shelf.request.GET.get("do", ""))
    if old.number > new.number:
        old, new = new, old
    view = shelf.request.GET.get("zobrazeni", "")
    url = reverse("concept:version-compare", args=[shelf.document.slug, old.slug, new.slug])
    return HttpResponseRedirect(f"{url}?zobrazeni={view}" if view in VIEWS else url)


@of_document
def verification_guide(shelf: Shelf) -> HttpResponse:
    """How anyone checks a downloaded version with common tools."""
    return shelf.answer(
        "concept/version_verify.html",
        shelf.context(breadcrumbs=_crumbs(shelf, (_("How to verify a version"), ""))),
    )


@of_document
def glossary(shelf: Shelf) -> HttpResponse:
    """The words explained."""
    context = shelf.context(
        breadcrumbs=_crumbs(shelf, (_("Glossary"), "")),
        terms=queries.glossary_terms(),
    )
    return shelf.answer("concept/glossary.html", context)


@of_document
def download(shelf: Shelf, label: str, file_format: str) -> HttpResponse:
    """A file of a version: at once when it is made already, else a page that waits for the job."""
    version = shelf.version(label)
    if file_format not in downloads.FORMATS:
        raise Http404
    artifact = actions.request_artifact(version=version, file_format=file_format, language="cs")
    if artifact is None:
        context = shelf.context(
            version,
            file_format=file_format,
            extension=downloads.FORMATS[file_format].extension,
            breadcrumbs=_crumbs(shelf, *_version_crumbs(shelf, version), (_("Download"), "")),
        )
        response = render(shelf.request, "concept/download_wait.html", context, status=202)
        response.headers["Refresh"] = "2"
        response.headers["Cache-Control"] = "no-store"
        return response
    made = downloads.FORMATS[file_format]
    response = HttpResponse(bytes(artifact.data), content_type=made.mime)
    filename = f"{shelf.document.slug}-{version.slug}.{made.extension}"
    response.headers["Content-Disposition"] = content_disposition_header(True, filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = f'"{artifact.digest}"'
    return response


@of_document
def version_file(shelf: Shelf, label: str, digest: str) -> HttpResponse:
    """An image or file of a version; its address holds the digest of its bytes."""
    version = shelf.version(label)
    asset = queries.asset_of(version, digest)
    if asset is None:
        raise Http404
    response = HttpResponse(bytes(asset.data), content_type=asset.mime)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if not asset.mime.startswith("image/"):
        response.headers["Content-Disposition"] = content_disposition_header(True, asset.filename)
    public = version.record.visibility == Visibility.PUBLIC
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if public else "private, no-store"
    )
    return response
