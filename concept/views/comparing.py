"""Comparing two versions."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from concept import comparing, reading
from concept.shelf import Shelf
from concept.views.document import answer, of_document

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
    return answer(request, shelf, "concept/compare.html", context, older, newer)
