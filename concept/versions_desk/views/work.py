"""Work lists of the thread, and where a link or the end of a measure is decided."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from concept import actions, queries
from concept.models import DocumentPage
from concept.versions_desk import queries as desk
from concept.versions_desk import review_forms
from concept.versions_desk import thread_queries as thread
from concept.versions_desk.views.page import DeskPage, VersionPage
from concept.versions_desk.work import LISTS
from core.issued_files import issued_files

PAGE_SIZE = 50


class WorkListView(DeskPage, TemplateView):
    """One list for one document, with a filter by version."""

    template_name = "concept/versions_desk/work_list.html"
    document: DocumentPage

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in LISTS:
            raise Http404
        self.document = desk.document(kwargs["document_pk"])

    def trail(self) -> list[tuple[str, str]]:
        url = reverse("versions_desk:plan-detail", args=[self.document.pk])
        return [(url, self.document.title)]

    def get_page_title(self) -> str:
        return str(LISTS[self.kwargs["kind"]].name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.kwargs["kind"]
        versions = queries.readable_versions(self.document.slug, self.request.user)
        readable = {version.label for version in versions}
        items = [
            item
            for item in LISTS[kind].find(self.document, versions)
            if not item.version or item.version in readable
        ]
        form = review_forms.WorkFilterForm(self.request.GET or None, items=items)
        page = Paginator(form.listed(), PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            document=self.document,
            lead=LISTS[kind].lead,
            tabs=[
                {
                    "label": each.name,
                    "url": reverse("versions_desk:work-list", args=[self.document.pk, key]),
                    "current": key == kind,
                }
                for key, each in LISTS.items()
            ],
            filter_form=form,
            total=len(items),
            page=page,
            may_decide=self.may("concept.decide_link"),
            **kwargs,
        )


class LinkDecisionView(DeskPage, FormView):
    """An editor agrees to a link or denies it, with the reason."""

    permission = "concept.decide_link"
    page_title = gettext_lazy("Is the link right?")
    template_name = "concept/versions_desk/link_decide.html"
    form_class = review_forms.LinkDecisionForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.influence = thread.influence(kwargs["influence_pk"], request.user)

    def list_url(self) -> str:
        """The list the link stands in."""
        kind = "navrzene" if self.influence.state == "proposed" else "k-overeni"
        document = self.influence.change.to_version.document_id
        return reverse("versions_desk:work-list", args=[document, kind])

    def form_valid(self, form: review_forms.LinkDecisionForm) -> HttpResponse:
        agrees = form.cleaned_data["decision"] == "agree"
        try:
            actions.decide_link(
                influence=self.influence,
                agrees=agrees,
                note=form.cleaned_data["note"],
                by=self.request.user,
                at=timezone.now(),
            )
        except actions.LinkRefused as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        done = _("The link was confirmed.") if agrees else _("The link was taken back.")
        messages.success(self.request, done)
        return redirect(self.list_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = self.influence.change
        return super().get_context_data(
            influence=self.influence,
            back_url=self.list_url(),
            passages=thread.words_of_change(change),
            version=change.to_version,
            **kwargs,
        )


class MeasureEditView(DeskPage, FormView):
    """The reason of a measure's end, and what a measure follows from."""

    permission = "concept.keep_measures"
    template_name = "concept/versions_desk/measure_edit.html"
    form_class = review_forms.MeasureForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.measure = thread.measure(kwargs["measure_pk"], request.user)

    def get_page_title(self) -> str:
        return _("Measure %(code)s") % {"code": self.measure.code}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "measure": self.measure}

    def form_valid(self, form: review_forms.MeasureForm) -> HttpResponse:
        who = {"by": self.request.user, "at": timezone.now()}
        try:
            if form.cleaned_data.get("source") is not None:
                actions.derive_measure(
                    measure=self.measure,
                    source=form.cleaned_data["source"],
                    note=form.cleaned_data["note"],
                    **who,
                )
            else:
                actions.say_why_ended(
                    measure=self.measure,
                    reason=form.cleaned_data.get("reason", ""),
                    where=form.cleaned_data.get("where", ""),
                    **who,
                )
        except (actions.DerivationRefused, actions.MeasureMoveRefused) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(reverse("versions_desk:measure-edit", args=[self.measure.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            measure=self.measure,
            sources=self.measure.derived_from.standing().select_related("source"),
            public_url=reverse("concept:measure-detail", args=[self.measure.code]),
            **kwargs,
        )


class LinkProposalView(VersionPage, FormView):
    """An evaluator says which contribution shaped a passage; an editor decides."""

    permission = "concept.propose_link"
    page_title = gettext_lazy("Propose a link")
    template_name = "concept/versions_desk/link_propose.html"
    form_class = review_forms.LinkProposalForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        uid = str(kwargs["passage_uid"])
        self.words = queries.passage_texts(self.version, [uid]).get(uid)
        if self.words is None:
            raise Http404

    def form_valid(self, form: review_forms.LinkProposalForm) -> HttpResponse:
        try:
            actions.propose_link_to_passage(
                version=self.version,
                passage_uid=str(self.kwargs["passage_uid"]),
                **form.cleaned_data,
                by=self.request.user,
                at=timezone.now(),
            )
        except (actions.LinkRefused, actions.SourceRefused) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The link was proposed. An editor will decide."))
        document = self.version.document_id
        return redirect(reverse("versions_desk:work-list", args=[document, "navrzene"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(words=self.words, **kwargs)


class SourceEditionView(DeskPage, FormView):
    """An editor records a new edition of an outside source."""

    permission = "concept.record_source"
    page_title = gettext_lazy("New edition of a source")
    template_name = "concept/versions_desk/source_edition.html"
    form_class = review_forms.EditionForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.source = thread.source(kwargs["source_pk"], request.user)

    def form_valid(self, form: review_forms.EditionForm) -> HttpResponse:
        try:
            actions.record_edition(
                source=self.source, **form.cleaned_data, by=self.request.user, at=timezone.now()
            )
        except actions.SourceRefused as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The new edition was recorded."))
        return redirect(reverse("versions_desk:source-edition", args=[self.source.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newer = getattr(self.source, "replaced_by", None)
        return super().get_context_data(source=self.source, newer=newer, **kwargs)


class IssuedFileListView(VersionPage, TemplateView):
    """Files of a version that were given out, and which of them hold words removed since."""

    page_title = gettext_lazy("Files given out")
    template_name = "concept/versions_desk/issued_files.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = Paginator(issued_files(self.version.record), PAGE_SIZE)
        return super().get_context_data(page=files.get_page(self.request.GET.get("p")), **kwargs)
