"""An editor says of many changes of a version at once that they are of wording only, or of substance."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from concept import actions, queries
from concept.versions_desk import review_forms
from concept.versions_desk.views.page import VersionPage
from concept.word_alignment import diff_words

PAGE_SIZE = 50


class ChangeReviewView(VersionPage, TemplateView):
    """What changed in a version: choose passages on a page, or all that fit the filter."""

    permission = "concept.review_changes"
    page_title = gettext_lazy("Wording only, or substance?")
    template_name = "concept/versions_desk/change_review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changed = queries.changed_passages(self.version)
        form = review_forms.ReviewFilterForm(self.request.GET or None, passages=changed)
        listed = form.listed()
        page = Paginator(listed, PAGE_SIZE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            filter_form=form,
            changed_count=len(changed),
            waiting_count=sum(passage.review is None for passage in changed),
            listed_uids=" ".join(passage.uid for passage in listed),
            page=page,
            passages=[
                {"passage": passage, "segments": diff_words(passage.old, passage.new)}
                for passage in page.object_list
            ],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say how many passages and links it is about, then do it."""
        if "all" in request.POST:
            uids = request.POST.get("listed", "").split()
        else:
            uids = request.POST.getlist("uid") or request.POST.get("chosen", "").split()
        is_final = "confirm" in request.POST
        form = review_forms.ReviewForm(request.POST if is_final else None)
        if is_final and form.is_valid():
            try:
                review = actions.review_changes(
                    version=self.version,
                    uids=uids,
                    **form.cleaned_data,
                    by=request.user,
                    at=timezone.now(),
                )
            except actions.ReviewRefused as error:
                form.add_error(None, str(error))
            else:
                count = len(review.uids)
                messages.success(
                    request,
                    ngettext(
                        "%(count)d passage was marked.", "%(count)d passages were marked.", count
                    )
                    % {"count": count},
                )
                return redirect(reverse("versions_desk:change-review", args=[self.version.pk]))
        return self._confirmation(form, uids)

    def _confirmation(self, form: review_forms.ReviewForm, uids: list[str]) -> HttpResponse:
        known = {passage.uid: passage for passage in queries.changed_passages(self.version)}
        chosen = [known[uid] for uid in dict.fromkeys(uids) if uid in known]
        context = super().get_context_data(
            form=form,
            chosen=" ".join(passage.uid for passage in chosen),
            chosen_count=len(chosen),
            link_count=sum(passage.link_count for passage in chosen),
            unlike_count=sum(not passage.looks_like_wording for passage in chosen),
            back_url=reverse("versions_desk:change-review", args=[self.version.pk]),
        )
        template = "concept/versions_desk/change_review_confirm.html"
        return render(self.request, template, context)
