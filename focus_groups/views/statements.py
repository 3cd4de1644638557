"""Pages of what was said: the list of a series, one statement with its check and codes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import FormMixin
from focus_groups.actions import checking, coding, findings, worked_out
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.actions.statements import OPEN_STATES, StaleStatement, StatementErased
from focus_groups.enums import Inside, StatementState
from focus_groups.forms import checking as forms
from focus_groups.models import SpokenStatement
from focus_groups.queries import statements as queries
from focus_groups.queries.findings import drafts_of
from focus_groups.views.pages import InSeries

PER_PAGE = 50


class StatementListView(InSeries):
    """Statements of a series: ``/fokusni-skupiny/<series>/vyroky/``."""

    permission = "focus_groups.read_statements"
    reads = Inside.STATEMENTS

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list, narrowed to what is asked for."""
        return statement_list(self, forms.SearchForm(request.GET or None, series=self.series))

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """One step with the ticked statements, then back to the same page of the list."""
        form = forms.StepForm(
            request.POST,
            statements=queries.statements_of(self.series, request.user),
            findings=drafts_of(self.series, request.user),
        )
        if not form.is_valid():
            for error in (error for errors in form.errors.values() for error in errors):
                messages.error(request, error)
            return redirect(request.get_full_path())
        if form.cleaned_data["act"] == "write":
            ticked = [("vypoved", row.pk) for row in form.cleaned_data["statements"]]
            return redirect(f"{self.address('finding-new')}?{urlencode(ticked)}")
        try:
            messages.success(request, self.act(form))
        except (
            checking.CheckRefused,
            checking.MayNotLeave,
            worked_out.StepRefused,
            StatementErased,
        ) as error:
            messages.error(request, str(error))
        return redirect(request.get_full_path())

    def act(self, form: forms.StepForm) -> str:
        """Do it and say what was done."""
        said = form.cleaned_data
        if said["act"] == "put":
            findings.put_statements(
                finding=said["finding"],
                statements=said["statements"],
                side=said["side"],
                **self.common(),
            )
            return _("The statements stand behind the finding.")
        moved = checking.check_statements(
            statements=said["statements"], state=said["state"], **self.common()
        )
        return ngettext(
            "%(count)s statement moved on.", "%(count)s statements moved on.", moved
        ) % {"count": moved}


def statement_list(page: InSeries, form: forms.SearchForm) -> HttpResponse:
    """The page of the list."""
    request = page.request
    wanted = form.wanted()
    rows = queries.narrowed(queries.statements_of(page.series, request.user), wanted)
    shown = Paginator(queries.with_codes(rows), PER_PAGE).get_page(request.GET.get("strana"))
    context = {
        "series": page.series,
        "form": form,
        "is_filtered": bool(wanted),
        "page_obj": shown,
        "page_query": _query_without_page(request.GET),
        "waiting_count": queries.waiting_count(page.series, request.user),
        "steps": list(StatementState.choices)[1:],
        "findings": drafts_of(page.series, request.user),
        "breadcrumbs": page.crumbs((_("What was said"), "")),
    }
    return render(request, "focus_groups/statement_list.html", context)


def _query_without_page(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("strana", None)
    return f"{kept.urlencode()}&" if kept else ""


class InStatement(InSeries):
    """A page about one statement."""

    permission = "focus_groups.read_statements"
    reads = Inside.STATEMENTS
    object: SpokenStatement

    def find(self, **kwargs: Any) -> SpokenStatement | None:
        """The statement."""
        if super().find(**kwargs) is None:
            return None
        return queries.statement_by_key(self.series, kwargs["pk"], self.request.user)

    def subject(self) -> str:
        """Of which session."""
        return self.object.session.record.title

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return super().crumbs((_("What was said"), self.address("statement-list")), *further)


class StatementCheckView(FormMixin, InStatement):
    """One statement with its codes, and the form of its check: ``/fokusni-skupiny/<series>/vyroky/<pk>/``."""

    form_class = forms.CheckForm
    template_name = "focus_groups/statement_check.html"
    button = gettext_lazy("Save and go to the next one")
    problems = (
        StaleStatement,
        StatementErased,
        checking.CheckRefused,
        checking.MayNotLeave,
    )

    @property
    def heading(self) -> str:
        """Its number in the session."""
        return _("Statement %(number)s") % {"number": self.object.position}

    def values(self, stored: SpokenStatement) -> dict[str, Any]:
        """How far it is."""
        names = ("state", "sensitivity", "publication", "lock_version")
        return {name: getattr(stored, name) for name in names}

    def needs(self) -> dict[str, Any]:
        """The steps that follow from where it is."""
        return {"states": queries.steps_from(self.object.state)}

    def act(self, form: forms.CheckForm) -> HttpResponse:
        """Save it and go to the next one that waits, or to the list."""
        checking.check_statement(statement=self.object, **form.cleaned_data, **self.common())
        messages.success(self.request, _("The check is saved."))
        following = queries.next_to_check(self.object, self.request.user)
        if following is not None:
            return redirect(self.address("statement-check", following.pk))
        return redirect(self.back())

    def back(self) -> str:
        """The list."""
        return self.address("statement-list")

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The statement with its codes above the form."""
        coding_form = forms.CodingForm(series=self.series, statement=self.object)
        return super().page(
            form,
            statement=self.object,
            texts=queries.coded_texts(self.object),
            question=dict(queries.questions_of(self.series)).get(self.object.question, ""),
            coding_form=coding_form,
            may_edit=self.object.session.state in OPEN_STATES,
            **context,
        )


class CodingNewView(FormMixin, InStatement):
    """Puts a code on words of a statement: ``.../vyroky/<pk>/kody/``."""

    form_class = forms.CodingForm
    heading = gettext_lazy("Put a code on words")
    button = gettext_lazy("Put the code")
    template_name = "focus_groups/coding_new.html"
    problems = (coding.WordsNotFound, coding.CodeMerged, NotOfThisSeries)

    def needs(self) -> dict[str, Any]:
        """Codes of the series, texts of the statement."""
        return {"series": self.series, "statement": self.object}

    def act(self, form: forms.CodingForm) -> None:
        """Put it."""
        coding.put_coding(statement=self.object, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """The statement."""
        return self.address("statement-check", self.object.pk)

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The words above the form."""
        return super().page(form, texts=queries.coded_texts(self.object), **context)


class CodingRemoveView(InStatement):
    """A button: takes a code off."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Take it off and go back to the statement."""
        found = self.object.codings.filter(pk=kwargs["coding"]).first()
        if found is None:
            raise Http404
        coding.remove_coding(coding=found, **self.common())
        messages.success(request, _("The code is taken off."))
        return redirect(self.address("statement-check", self.object.pk))
