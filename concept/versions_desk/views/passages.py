"""Passages of a frozen version: a wrong origin is corrected, words are removed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from concept import actions
from concept.versions_desk import forms
from concept.versions_desk import queries as desk
from concept.versions_desk.views.page import VersionPage

PAGE_SIZE = 50


class PassageSearchView(VersionPage, TemplateView):
    """Finds a passage of a version by its words."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = forms.SearchForm(self.request.GET or None)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        found = Paginator(desk.search_passages(self.version, words), PAGE_SIZE)
        return super().get_context_data(
            search_form=form,
            words=words,
            passages=found.get_page(self.request.GET.get("p")),
            **kwargs,
        )


class CorrectionSearchView(PassageSearchView):
    """Chooses the passage whose origin is wrong."""

    permission = "concept.correct_lineage"
    page_title = gettext_lazy("Correct where a passage comes from")
    template_name = "concept/versions_desk/correction_search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            corrections=desk.lineage_corrections(self.version), **kwargs
        )


class CorrectionView(VersionPage, FormView):
    """Says which passage of the version before a passage comes from, or that it is new."""

    permission = "concept.correct_lineage"
    page_title = gettext_lazy("Where the passage comes from")
    template_name = "concept/versions_desk/lineage_correct.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.version.previous is None:
            raise Http404
        self.passage = desk.passage(self.version, kwargs["passage_uid"])

    def get_form(self, form_class: Any = None) -> forms.CorrectionForm:
        self.search = forms.SearchForm(self.request.GET or None)
        self.words = self.search.cleaned_data["q"] if self.search.is_valid() else ""
        data = self.request.POST if self.request.method == "POST" else None
        candidates = desk.likely_ancestors(self.version, self.passage, self.words)
        return forms.CorrectionForm(data, candidates=candidates)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "passage": self.passage,
            "ancestors": desk.ancestors_of(self.version, self.passage.passage_uid),
            "search_form": self.search,
            "words": self.words,
        }

    def form_valid(self, form: forms.CorrectionForm) -> HttpResponse:
        actions.correct_lineage(
            version=self.version,
            old_uid=form.cleaned_data["ancestor"],
            new_uid=str(self.passage.passage_uid),
            relation=form.cleaned_data["relation"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The origin of the passage is corrected."))
        return redirect("versions_desk:correction-search", self.version.pk)


class RedactionSearchView(PassageSearchView):
    """Finds the passage whose words must go."""

    permission = "concept.redact_passage"
    page_title = gettext_lazy("Remove words of a passage")
    template_name = "concept/versions_desk/redaction_search.html"


class RedactionView(VersionPage, FormView):
    """Says what will be lost and where, and removes the words when the person is sure."""

    permission = "concept.redact_passage"
    page_title = gettext_lazy("Remove the words for ever")
    template_name = "concept/versions_desk/passage_redact.html"
    form_class = forms.RedactionForm
    still_in: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.content = desk.content(self.version, kwargs["digest"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            content=self.content,
            places=desk.places_of(self.content),
            still_in=self.still_in,
            **kwargs,
        )

    def form_valid(self, form: forms.RedactionForm) -> HttpResponse:
        try:
            actions.redact_passage(
                content=self.content,
                reason=form.cleaned_data["reason"],
                by=self.request.user,
                at=timezone.now(),
            )
        except actions.WordsStillWritten as error:
            self.still_in = error.page
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except actions.RedactionRefused as error:
            form.add_error("reason", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The words are removed. The fact and the reason stay."))
        return redirect(self.version_url())
