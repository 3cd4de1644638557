"""Pages of the report of a series: its editions, what the next one leaves out, quotes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from concept import actions as texts
from core.pages import FormMixin
from core.permissions import allowed
from focus_groups.actions import people, quotes, reports
from focus_groups.enums import Inside
from focus_groups.forms.publication import QuoteForm
from focus_groups.models import Finding, Quote, SpokenStatement
from focus_groups.queries import quotes as quote_queries
from focus_groups.queries import reports as queries
from focus_groups.reads import log_read
from focus_groups.views.pages import InSeries

LEAD = "focus_groups.lead_series"


class ReportPage(InSeries):
    """A page about the report of a series."""

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return super().crumbs((_("Report"), self.address("report")), *further)


@method_decorator(never_cache, name="dispatch")
class ReportView(InSeries):
    """``/fokusni-skupiny/<series>/zprava/``: editions, and what waits to be told or left out."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        return render(
            request,
            "focus_groups/report.html",
            {
                "series": self.series,
                "editions": queries.edition_rows(self.series),
                "findings": queries.findings_with_quotes(self.series),
                "is_due": queries.needs_new_edition(self.series),
                "due_on": queries.next_issue_on(self.now),
                "files": queries.files_given_out(self.series),
                "may_lead": allowed(request.user, LEAD, self.series),
                "breadcrumbs": self.crumbs((_("Report"), "")),
            },
        )


@method_decorator(never_cache, name="dispatch")
class EditionNewView(FormMixin, ReportPage):
    """``.../zprava/sestavit/``: freeze the next edition, which two people then check."""

    permission = LEAD
    heading = gettext_lazy("Put the next edition together")
    lead = gettext_lazy(
        "The edition tells of published findings and recommendations, of checked quotes and of counts that may be "
        "told. Then two people check it; the second one publishes it."
    )
    button = gettext_lazy("Put it together")
    problems = (
        reports.NothingToReport,
        reports.ReportTouched,
        texts.FreezeRefused,
        texts.PlanOutOfDate,
    )
    told = gettext_lazy("The edition is ready for the check.")

    def act(self, _form: Any) -> None:
        """Freeze it."""
        reports.make_edition(series=self.series, **self.common())

    def back(self) -> str:
        """To the report."""
        return self.address("report")


@method_decorator(never_cache, name="dispatch")
class EditionEarlyView(FormMixin, ReportPage):
    """``.../zprava/vydat-drive/``: leave out what was taken back before the day on which it happens by itself."""

    permission = LEAD
    heading = gettext_lazy("Leave it out now")
    lead = gettext_lazy(
        "What was taken back leaves the report by itself on the first day of the next month, together with "
        "everything else that was. An edition on another day can tell who asked for it. Do it now only if waiting "
        "would harm somebody more."
    )
    button = gettext_lazy("Publish the edition now")
    is_danger = True
    problems = (reports.EditionOutOfDate, reports.ReportTouched, texts.FreezeRefused)
    told = gettext_lazy("What was taken back is no longer in the report.")

    def act(self, _form: Any) -> None:
        """Publish it."""
        reports.issue_reduced(series=self.series, **self.common())

    def back(self) -> str:
        """To the report."""
        return self.address("report")


@method_decorator(never_cache, name="dispatch")
class FindingQuotesView(ReportPage):
    """``.../zprava/citace/<finding>/``: quotes under a finding, and statements that may be quoted."""

    finding: Finding

    def find(self, **kwargs: Any) -> Any:
        """The finding, once the series is known."""
        series = super().find(**kwargs)
        found = series and quote_queries.finding_by_number(series, kwargs["finding"])
        if not found:
            return None
        self.finding = found
        return series

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page; that it was read is logged."""
        log_read(series=self.series, what=Inside.STATEMENTS, **self.common())
        return render(
            request,
            "focus_groups/quote_list.html",
            {
                "series": self.series,
                "finding": self.finding,
                "quotes": quote_queries.quotes_of([self.finding]),
                "statements": quote_queries.quotable(self.finding),
                "breadcrumbs": self.crumbs((self.finding.record.title, "")),
            },
        )


class QuotePage(FormMixin, ReportPage):
    """A form of one quote, beside the statement it is of."""

    form_class = QuoteForm
    template_name = "focus_groups/quote_edit.html"
    problems = (quotes.QuoteRefused, quotes.StaleQuote, people.NotOfThisSeries)
    finding: Finding
    statement: SpokenStatement

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The form below the statement; that it was read is logged."""
        log_read(series=self.series, what=Inside.STATEMENTS, **self.common())
        return super().page(form, statement=self.statement, **context)

    def back(self) -> str:
        """To the quotes of the finding."""
        return self.address("quote-list", self.finding.number)


@method_decorator(never_cache, name="dispatch")
class QuoteNewView(QuotePage):
    """``.../zprava/citace/<finding>/<statement>/``: quote a statement."""

    heading = gettext_lazy("Quote a statement")
    told = gettext_lazy("The quote is saved. Two people check it now.")

    def find(self, **kwargs: Any) -> Any:
        """The finding and the statement, once the series is known."""
        series = super().find(**kwargs)
        found = series and quote_queries.finding_by_number(series, kwargs["finding"])
        statement = found and quote_queries.statement_behind(found, kwargs["statement"])
        if not statement:
            return None
        self.finding, self.statement = found, statement
        return series

    def values(self, _stored: Any) -> dict[str, Any]:
        """The words of the statement."""
        said = self.statement.working_text or self.statement.words
        return {"text": said, "is_verbatim": "yes" if self.statement.is_verbatim else "no"}

    def act(self, form: QuoteForm) -> None:
        """Write it."""
        quotes.write_quote(
            finding=self.finding,
            statement=self.statement,
            text=form.cleaned_data["text"],
            is_verbatim=form.cleaned_data["is_verbatim"],
            **self.common(),
        )


class OneQuote(QuotePage):
    """A page about a quote that stands."""

    quote: Quote

    def find(self, **kwargs: Any) -> Any:
        """The quote, once the series is known."""
        series = super().find(**kwargs)
        found = series and quote_queries.quote_by_key(series, kwargs["key"])
        if not found:
            return None
        self.quote, self.finding, self.statement = found, found.finding, found.statement
        return series


@method_decorator(never_cache, name="dispatch")
class QuoteEditView(OneQuote):
    """``.../zprava/citace/<key>/upravit/``: other words, which are checked anew."""

    heading = gettext_lazy("Change the quote")
    told = gettext_lazy("The quote is saved. Two people check it now.")

    def form(self, **kwargs: Any) -> QuoteForm:
        """The form with what is stored."""
        return self.form_of(self.quote, **kwargs)

    def values(self, stored: Quote) -> dict[str, Any]:
        """What is stored."""
        return {
            "text": stored.text,
            "is_verbatim": "yes" if stored.is_verbatim else "no",
            "lock_version": stored.lock_version,
        }

    def act(self, form: QuoteForm) -> None:
        """Change it."""
        quotes.edit_quote(
            quote=self.quote,
            lock_version=form.cleaned_data["lock_version"] or 0,
            text=form.cleaned_data["text"],
            is_verbatim=form.cleaned_data["is_verbatim"],
            **self.common(),
        )


@method_decorator(never_cache, name="dispatch")
class QuoteRemoveView(FormMixin, ReportPage):
    """``.../zprava/citace/<key>/odebrat/``: take a quote away."""

    heading = gettext_lazy("Take the quote away")
    lead = gettext_lazy(
        "The words of the quote are erased. Where they are published, they go with the next edition of the report."
    )
    button = gettext_lazy("Take it away")
    is_danger = True
    told = gettext_lazy("The quote is taken away.")
    quote: Quote

    def find(self, **kwargs: Any) -> Any:
        """The quote, once the series is known."""
        series = super().find(**kwargs)
        found = series and quote_queries.quote_by_key(series, kwargs["key"])
        if not found:
            return None
        self.quote = found
        return series

    def act(self, _form: Any) -> None:
        """Erase it."""
        quotes.remove_quote(quote=self.quote, **self.common())

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The words above the button."""
        return super().page(form, quoted=self.quote.text, **context)

    def back(self) -> str:
        """To the quotes of the finding."""
        return self.address("quote-list", self.quote.finding.number)
