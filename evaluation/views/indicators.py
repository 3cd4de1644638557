"""What everybody may read of indicators: the list, one of them with its series, its definitions, files."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from core.enums import Visibility
from core.pagecache import keep_for_anonymous
from core.permissions import allowed
from evaluation.charts import Chart, line_chart
from evaluation.enums import IndicatorKind
from evaluation.exports.indicators import TYPES, write
from evaluation.formulas import Verdict
from evaluation.queries import indicators as queries
from evaluation.queries.shown import rule_text, verdict_label
from evaluation.views.pages import APPROVE, ENTER_ANY, KEEP, InIndicator, crumbs_of

VIEW = "evaluation.view_indicator"


class IndicatorListView(View):
    """``/hodnoceni/ukazatele/``: indicators a person may know of, with their last values."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, filtered by kind (``druh``) and verdict (``stav``)."""
        kind, told = request.GET.get("druh", ""), request.GET.get("stav", "")
        rows = queries.listed(queries.known_indicators(request.user), request.user)
        shown = [
            row
            for row in rows
            if (not kind or row.indicator.kind == kind) and (not told or row.verdict == told)
        ]
        user = request.user
        context = {
            "rows": shown,
            "has_any": bool(rows),
            "kind": kind,
            "verdict": told,
            "kinds": IndicatorKind.choices,
            "verdicts": [(one.value, verdict_label(one, has_value=False)) for one in Verdict],
            "may_keep": allowed(user, KEEP),
            "may_enter": allowed(user, ENTER_ANY) or allowed(user, APPROVE),
            "may_approve": allowed(user, APPROVE),
            "breadcrumbs": crumbs_of(),
        }
        return keep_for_anonymous(render(request, "evaluation/indicator_list.html", context))


class IndicatorDetailView(InIndicator):
    """``/hodnoceni/ukazatele/<slug>/``."""

    permission = VIEW

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        page = queries.page_of(self.indicator)
        context = {
            "indicator": self.indicator,
            "page": page,
            "chart": _chart(page),
            "rule": rule_text(page.definition),
            "measures": queries.measures_of(self.indicator, request.user),
            "may_keep": allowed(request.user, KEEP),
            "values": queries.values_on_their_way(self.indicator, request.user),
            "breadcrumbs": self.crumbs(),
        }
        response = render(request, "evaluation/indicator_detail.html", context)
        if self.indicator.record.visibility == Visibility.PUBLIC:
            keep_for_anonymous(response)
        return response


def _chart(page: queries.IndicatorPage) -> Chart | None:
    series = [
        _drawn(point.value for point in series.points if point.value.kind == "own")
        for series in page.series
    ]
    targets = [
        (row.newest.end_on, row.newest.target, row.newest.target_text)
        for row in page.rows
        if row.newest.target is not None
    ]
    return line_chart([one for one in series if one], targets)


def _drawn(values: Iterable[Any]) -> list[tuple[Any, Decimal, str]]:
    return [(value.end_on, value.value, value.text) for value in values if value.value is not None]


class DefinitionListView(InIndicator):
    """``…/definice/``: what the indicator said, from the newest definition to the first."""

    permission = VIEW

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        context = {
            "indicator": self.indicator,
            "definitions": queries.definitions_of(self.indicator),
            "targets": queries.all_targets(self.indicator),
            "breadcrumbs": self.crumbs((_("Definitions and targets"), "")),
        }
        response = render(request, "evaluation/definition_list.html", context)
        if self.indicator.record.visibility == Visibility.PUBLIC:
            keep_for_anonymous(response)
        return response


class IndicatorFileView(InIndicator):
    """``…/soubor/<format>/``: the series with its definition as csv, xlsx or JSON."""

    permission = VIEW

    def get(self, _request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        kind = kwargs["format"]
        if kind not in TYPES:
            raise Http404
        page = queries.page_of(self.indicator)
        body = write(self.indicator, page, kind, on=timezone.localdate(self.now))
        response = HttpResponse(body, content_type=TYPES[kind])
        name = f"ukazatel-{self.indicator.slug}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
