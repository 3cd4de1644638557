"""What everyone may read of a round: what became of each comment, and the settlement table."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consultations import protection, queries
from consultations.actions import files
from consultations.enums import RoundStage
from consultations.forms import TableForm
from consultations.models import Round
from consultations.queries import publication, published_words
from consultations.queries.answers import Answers
from consultations.queries.beside import discussion
from consultations.queries.sent_comments import comment_by_reference
from consultations.settlement_exports import FORMATS, MOST_PRINTED_ROWS
from consultations.views.speaking import speaker_of
from core.enums import Visibility
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed
from core.templatetags.osnova import local_path

ROWS_PER_PAGE = 50


def published_round(request: HttpRequest, slug: str) -> Round:
    """The round whose settlement the reader may read; else 404, or 403 when it is for those who took part."""
    round = queries.round_by_slug(slug, request.user)
    if round is None:
        raise Http404
    if not allowed(request.user, "consultations.view_publication", round):
        raise PermissionDenied
    return round


def kept_if_public(round: Round, response: HttpResponse) -> HttpResponse:
    """Pages of public rounds are the same for every visitor."""
    is_public = round.record.visibility == Visibility.PUBLIC and round.publishes_settlement
    return keep_for_anonymous(response) if is_public else response


def round_crumbs(round: Round, *crumbs: tuple[str, str]) -> list[dict[str, str]]:
    """Trail from the list of rounds to a page of one."""
    trail = [
        (_("Consultations"), reverse("consultations:round-list")),
        (round.title, local_path(round.path)),
        *crumbs,
    ]
    return [{"title": title, "url": url} for title, url in trail]


def round_tabs(round: Round, current: str) -> list[dict[str, Any]]:
    """The pages that say how a round ended (components/tabs.html)."""
    tabs = [("settlement-table", _("Settlement of comments"))]
    if round.stage == RoundStage.REPORTED:
        tabs.append(("round-report", _("What you said, what we did")))
    tabs.append(("round-participation", _("Participation")))
    tabs.append(("answers-own", _("What became of my comments")))
    return [
        {
            "label": label,
            "url": reverse(f"consultations:{name}", args=[round.slug]),
            "current": name == current,
        }
        for name, label in tabs
    ]


@read_only
def comment_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """What became of one comment: ``/pripominky/R2-0147/``."""
    comment = comment_by_reference(reference)
    if comment is None:
        raise Http404
    speaker = speaker_of(request, comment.round)
    if not allowed(speaker, "consultations.view_comment", comment):
        raise Http404
    is_own = queries.speaks_in(speaker, comment.statement, timezone.now())
    answers = Answers([comment], request.user)
    context = {
        "round": comment.round,
        "answer": answers.facts(comment, is_own=is_own),
        "discussion": discussion(comment, request.user, timezone.now()),
        "own_url": reverse("consultations:answers-own", args=[comment.round.slug]),
        "breadcrumbs": round_crumbs(
            comment.round,
            (_("Comment %(reference)s") % {"reference": comment.reference}, ""),
        ),
    }
    response = render(request, "consultations/comment_detail.html", context)
    if is_own:
        add_never_cache_headers(response)
    elif comment.contribution.record.visibility == Visibility.PUBLIC:
        keep_for_anonymous(response)
    return response


@read_only
def settlement_table(request: HttpRequest, round: str) -> HttpResponse:
    """The settlement of a round as a table: ``/konzultace/<round>/vyporadani/``."""
    found = published_round(request, round)
    context: dict[str, Any] = {
        "round": found,
        "tabs": round_tabs(found, "settlement-table"),
        "breadcrumbs": round_crumbs(found, (_("Settlement of comments"), "")),
    }
    if publication.is_published(found):
        context |= _table(request, found)
    return kept_if_public(found, render(request, "consultations/settlement_table.html", context))


def download_choices() -> list[tuple[str, str, str]]:
    """Formats of the settlement: key, label, hint."""
    return [
        ("pdf", "PDF", _("for reading and print, with tags for screen readers")),
        ("docx", "Word (docx)", _("for your own notes")),
        ("xlsx", "Excel (xlsx)", _("for sorting and counting")),
        ("csv", "CSV", _("for any spreadsheet; UTF-8, semicolons")),
        ("json", "JSON", _("for programs, with a schema")),
    ]


@never_cache
@read_only
def settlement_download(request: HttpRequest, round: str, file_format: str) -> HttpResponse:
    """A file of the settlement with the order and filters of the address; a page that waits while a job makes it."""
    found = published_round(request, round)
    if file_format not in FORMATS or not publication.is_published(found):
        raise Http404
    form = TableForm(request.GET or None, publication=publication.Publication(found))
    form.is_valid()
    language = translation.get_language()
    wanted = files.Wanted(found, file_format, language, form.order(), form.filters())
    data, state = files.request_file(
        wanted, at=timezone.now(), may_begin=lambda: protection.may_make_file(request)
    )
    if data is None:
        return _waiting(request, found, file_format, state)
    made = FORMATS[file_format]
    response = HttpResponse(data, content_type=made.mime)
    name = f"{found.reference.lower()}-vyporadani.{made.extension}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _waiting(
    request: HttpRequest, round: Round, file_format: str, state: Mapping[str, Any]
) -> HttpResponse:
    names = {key: label for key, label, _hint in download_choices()}
    table = reverse("consultations:settlement-table", args=[round.slug])
    context = {
        "round": round,
        "format_label": names[file_format],
        "retry_url": request.get_full_path(),
        "table_url": table,
        "breadcrumbs": round_crumbs(
            round, (_("Settlement of comments"), table), (_("Download"), "")
        ),
        **state,
    }
    response = render(request, "consultations/file_waiting.html", context, status=202)
    if state["state"] == "waiting":
        response.headers["Refresh"] = "2"
    return response


def _file_url(round: Round, file_format: str, chosen: Mapping[str, str]) -> str:
    address = reverse("consultations:settlement-download", args=[round.slug, file_format])
    return f"{address}?{urlencode(chosen)}" if chosen else address


def _printed_parts(
    round: Round, listed: publication.Publication, chosen: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Sections of a list too long for print, each with its files; none of a section that is too long itself."""
    return [
        {
            "title": title,
            "count": count,
            "files": [
                (label, _file_url(round, key, {**chosen, "oddil": uid}))
                for key, label, _hint in download_choices()
                if FORMATS[key].writer and count <= MOST_PRINTED_ROWS
            ],
        }
        for uid, title, count in listed.listed_by_section()
    ]


def _table(request: HttpRequest, round: Round) -> dict[str, Any]:
    choices = publication.Publication(round)
    form = TableForm(request.GET or None, publication=choices)
    form.is_valid()
    chosen = urlencode(form.chosen())
    listed = choices.listed(order=form.order(), filters=form.filters())
    fits_print = len(listed.heads) <= MOST_PRINTED_ROWS
    page = Paginator(listed.heads, ROWS_PER_PAGE).get_page(request.GET.get("strana"))
    rows = list(listed.rows(list(page.object_list)))
    return {
        "form": form,
        "publication": listed,
        "totals": listed.totals,
        "outcomes": [
            (published_words.outcome_label(value), count)
            for value, count in listed.totals.by_outcome.items()
        ],
        "removed": [
            (published_words.removal_label(value), count)
            for value, count in listed.totals.removed.items()
        ],
        "filters": publication.statement_of_filters(listed),
        "order_label": publication.ORDERS[listed.order],
        "page_obj": page,
        "page_query": f"{chosen}&" if chosen else "",
        "downloads": [
            {"label": label, "url": _file_url(round, key, form.chosen()), "hint": hint}
            for key, label, hint in download_choices()
            if fits_print or not FORMATS[key].writer
        ],
        "most_printed": MOST_PRINTED_ROWS,
        "printed_parts": [] if fits_print else _printed_parts(round, listed, form.chosen()),
        "rows": [(row, published_words.removal_label(row.removed)) for row in rows],
    }
