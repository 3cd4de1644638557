"""Why a passage stands in the text, and where the whole document comes from."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from concept import actions, queries, reading
from concept.forms import SourceForm
from concept.models import Version
from concept.shelf import Shelf
from concept.views.document import answer, of_document, with_document
from core.permissions import allowed


@of_document
def passage_reasons(request: HttpRequest, shelf: Shelf, label: str, passage: UUID) -> HttpResponse:
    """Why a passage says what it says: ``/koncepce/verze/1-0/proc/<uid>/``."""
    version = shelf.version(label)
    found = _reasons_or_404(request, shelf, version, passage)
    place = next(p for step in found.steps for p in step.places)
    uids = {step.version.pk: {p.uid for p in step.places} for step in found.steps}
    address = reverse("concept:source-record", args=[shelf.document.slug, version.slug, passage])
    context = shelf.page(
        *shelf.version_crumbs(version),
        (_("Why it says this"), ""),
        version=shelf.version_facts(version),
        passage={
            "label": reading.spoken_label(place.label),
            "url": f"{shelf.base(place.version)}{place.section_address}/#p-{place.uid}",
        },
        steps=shelf.reason_steps(found.steps),
        measures=queries.measures_at(uids, request.user),
        others=found.others,
        hidden_count=found.hidden_count,
        origin_url=reverse("concept:document-origin", args=[shelf.document.slug]),
        propose_url=reverse("versions_desk:link-propose", args=[version.pk, passage])
        if allowed(request.user, "concept.propose_link")
        else "",
        record_url=address if allowed(request.user, "concept.record_source") else "",
    )
    return answer(request, shelf, "concept/passage_reasons.html", context, *shelf.versions)


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
            for version, uid, label, _section in queries.unexplained_places(rows[:1])
        ]
        if allowed(request.user, "concept.record_source")
        else [],
    )
    return answer(request, shelf, "concept/document_origin.html", context, *shelf.versions)
