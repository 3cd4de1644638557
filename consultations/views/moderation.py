"""The check before publication as others see it: its reasons and figures, and the author who does not agree."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from consultations import protection, queries
from consultations.actions import moderation
from consultations.enums import HiddenReason
from consultations.queries.moderation import monthly_figures
from consultations.queries.sent_comments import comment_by_reference
from consultations.views.publication import round_crumbs
from consultations.views.speaking import speaker_of
from core.methods import read_only
from core.pagecache import keep_for_anonymous
from core.permissions import allowed
from core.templatetags.osnova import local_path
from people.models import TokenHolder
from people.tokens import read_code


@read_only
def moderation_figures(request: HttpRequest) -> HttpResponse:
    """Why words are not shown, and how often that happened: ``/konzultace/kontrola/``."""
    context = {
        "reasons": [str(reason.label) for reason in HiddenReason],
        "months": monthly_figures(),
        "breadcrumbs": [
            {"title": _("Consultations"), "url": local_path("/konzultace/")},
            {"title": _("Check before publication"), "url": ""},
        ],
    }
    return keep_for_anonymous(render(request, "consultations/moderation_figures.html", context))


class ObjectionForm(forms.Form):
    """Why the author does not agree. Somebody without an account proves with the code that it is theirs."""

    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=200,
        help_text=gettext_lazy("It is on the receipt of your comments."),
    )
    text = forms.CharField(
        label=gettext_lazy("Why the words should be shown"),
        max_length=moderation.LONGEST_OBJECTION,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class CommentObjection(FormView):
    """The author of a hidden comment asks somebody else to decide: ``/pripominky/<ref>/nesouhlas/``."""

    template_name = "consultations/comment_objection.html"
    form_class = ObjectionForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = comment_by_reference(kwargs["reference"])
        if found is None:
            raise Http404
        speaker = speaker_of(request, found.round)
        if not allowed(speaker, "consultations.view_comment", found):
            raise Http404
        self.comment = found
        self.hiding = moderation.hiding_decision(found)
        self.is_author = queries.speaks_in(speaker, found.statement, timezone.now())

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not self.is_author:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"asks_code": not self.is_author}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            comment=self.comment,
            hiding=self.hiding,
            comment_url=local_path(self.comment.path),
            breadcrumbs=round_crumbs(
                self.comment.round,
                (self.comment.reference, local_path(self.comment.path)),
                (_("I do not agree"), ""),
            ),
            **kwargs,
        )

    def form_valid(self, form: ObjectionForm) -> HttpResponse:
        now = timezone.now()
        if not self.is_author:
            if not protection.may_try_code(self.request):
                form.add_error(
                    "code", _("Too many attempts from your network. Try again in an hour.")
                )
                return self.form_invalid(form)
            holder = TokenHolder(read_code(form.cleaned_data["code"]))
            if not queries.speaks_in(holder, self.comment.statement, now):
                form.add_error("code", _("This code does not belong to this comment."))
                return self.form_invalid(form)
        user = self.request.user
        try:
            moderation.object_to_hiding(
                comment=self.comment,
                text=form.cleaned_data["text"],
                by=user if user.is_authenticated else None,
                at=now,
            )
        except (
            moderation.NothingToCheck,
            moderation.NothingHidden,
            moderation.ObjectionKnown,
        ) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        return redirect(f"{self.request.path}?odeslano=1")
