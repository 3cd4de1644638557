"""The public action plan: a tree, a table, a line of time, each under an address of its own, and files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concept import queries
from concept.actions import plan_files
from concept.forms import PlanForm
from concept.plan_exports import FORMATS, PlanFile
from concept.plan_timeline import timeline
from core.exports import ExportFailed, ExportProblem
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.rates import address_key, within_limit

HOUR_SECONDS = 3600
FILES_PER_ADDRESS = 60  # for print; each takes seconds of the machine


@read_only
def measure_list(request: HttpRequest) -> HttpResponse:
    """The plan as a tree of priorities and their measures: ``/opatreni/``."""
    return _view(request, "measure-list")


@read_only
def measure_table(request: HttpRequest) -> HttpResponse:
    """The plan as a table: ``/opatreni/tabulka/``."""
    return _view(request, "measure-table")


@read_only
def measure_timeline(request: HttpRequest) -> HttpResponse:
    """Deadlines in their order and drawn: ``/opatreni/casova-osa/``."""
    return _view(request, "measure-timeline")


def _view(request: HttpRequest, name: str) -> HttpResponse:
    plan, form = _chosen(request)
    query = f"?{urlencode(form.chosen())}" if form.chosen() else ""
    context: dict[str, Any] = {
        "plan": plan,
        "form": form,
        "filters": form.told(),
        "overdue_count": sum(row.is_overdue for row in plan.chosen),
        "overdue_url": "" if form.chosen() else "?po_terminu=on#opatreni",
        "tabs": _tabs(name, query),
        "downloads": [
            {
                "label": label,
                "url": reverse("concept:measure-download", args=[key]) + query,
                "hint": hint,
            }
            for key, label, hint in download_choices()
        ],
        "breadcrumbs": [{"title": _("Action plan"), "url": ""}],
    }
    if name == "measure-timeline":
        context["timeline"] = timeline(plan.chosen, plan.on)
    response = render(request, f"concept/{name.replace('-', '_')}.html", context)
    # Of words that were typed there is no end.
    return response if plan.filters.words else keep_for_anonymous(response)


def _chosen(request: HttpRequest) -> tuple[queries.ActionPlan, PlanForm]:
    plan = queries.action_plan(request.user)
    form = PlanForm(request.GET or None, plan=plan)
    form.is_valid()
    plan.filters = form.filters()
    return plan, form


def _tabs(current: str, query: str) -> list[dict[str, Any]]:
    """The views (components/tabs.html); what was chosen stays chosen."""
    tabs = [
        ("measure-list", _("Tree")),
        ("measure-table", _("Table")),
        ("measure-timeline", _("Timeline")),
    ]
    return [
        {"label": label, "url": reverse(f"concept:{name}") + query, "current": name == current}
        for name, label in tabs
    ]


def download_choices() -> list[tuple[str, str, str]]:
    """Formats of the plan: key, label, hint."""
    return [
        ("pdf", "PDF", _("for reading and print, with tags for screen readers")),
        ("docx", "Word (docx)", _("for your own notes")),
        ("xlsx", "Excel (xlsx)", _("for sorting and counting")),
        ("csv", "CSV", _("for any spreadsheet; UTF-8, semicolons")),
        ("json", "JSON", _("for programs, with a schema")),
    ]


@never_cache
@read_only
def measure_download(request: HttpRequest, file_format: str) -> HttpResponse:
    """A file of the chosen measures: ``/opatreni/stahnout/pdf/``."""
    if file_format not in FORMATS:
        raise Http404
    plan, form = _chosen(request)
    told = PlanFile(plan, form.told(), translation.get_language())
    try:
        data = plan_files.plan_file(
            told, file_format, at=timezone.now(), may_begin=lambda: may_begin(request)
        )
    except ExportProblem as problem:
        return _failed(request, form, str(problem))
    except ExportFailed:
        return _failed(request, form, _("The file could not be made. Try again in a few minutes."))
    made = FORMATS[file_format]
    response = HttpResponse(data, content_type=made.mime)
    name = f"opatreni-{plan.on:%Y-%m-%d}.{made.extension}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def may_begin(request: HttpRequest) -> bool:
    """Whether another file for print may be made for this address now."""
    return within_limit(f"plan-file:{address_key(request)}", FILES_PER_ADDRESS, HOUR_SECONDS)


def _failed(request: HttpRequest, form: PlanForm, problem: str) -> HttpResponse:
    query = f"?{urlencode(form.chosen())}" if form.chosen() else ""
    context = {
        "problem": problem,
        "back_url": reverse("concept:measure-table") + query,
        "breadcrumbs": [
            {"title": _("Action plan"), "url": reverse("concept:measure-list")},
            {"title": _("Download"), "url": ""},
        ],
    }
    return render(request, "concept/measure_download_failed.html", context, status=503)
