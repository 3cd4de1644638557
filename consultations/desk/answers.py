"""Standard answers and themes: lists of words the settlement desk is allowed to use again and again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from concept.word_alignment import diff_words
from consultations.actions import answers as actions
from consultations.actions import themes as theme_actions
from consultations.desk.page import SETTLING_HELP, DeskPage
from consultations.queries import standard_answers
from consultations.queries import themes as theme_queries


class AnswerForm(forms.Form):
    """Title and words of a standard answer."""

    title = forms.CharField(
        label=pgettext_lazy("of a standard answer", "Title"),
        max_length=150,
        help_text=gettext_lazy("How you find it in a list; nobody else sees it."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("What the author reads. Say why, in plain words."),
    )


class AnswerPage(DeskPage):
    """Frame of the screens of standard answers."""

    help_path = SETTLING_HELP
    permission_to_know = "consultations.view_settlements"
    header_icon = "openquote"

    def list_url(self) -> str:
        """Address of the list."""
        return reverse("consultations_desk:answer-list")


class AnswerListView(AnswerPage, TemplateView):
    """Answers that are offered and those that are not any more, with how often each is used."""

    page_title = gettext_lazy("Standard answers")
    template_name = "consultations/desk/answer_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = standard_answers.newest_answers()
        uses = standard_answers.answer_uses_with_former(newest)
        rows = [{"answer": answer, "uses": uses[answer.pk]} for answer in newest]
        return super().get_context_data(
            offered=[row for row in rows if row["answer"].is_active],
            retired=[row for row in rows if not row["answer"].is_active],
            may_manage=self.may("consultations.manage_standard_answers"),
            **kwargs,
        )


class AnswerCreateView(AnswerPage, FormView):
    """A new standard answer."""

    permission = "consultations.manage_standard_answers"
    page_title = gettext_lazy("New standard answer")
    template_name = "consultations/desk/answer_form.html"
    form_class = AnswerForm

    def trail(self) -> list[tuple[str, str]]:
        return [(self.list_url(), _("Standard answers"))]

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        try:
            actions.create_answer(**form.cleaned_data, by=self.request.user, at=timezone.now())
        except actions.AnswerIsEmpty as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The standard answer is offered now."))
        return redirect(self.list_url())


class AnswerDetailView(AnswerCreateView):
    """One answer: its versions with what changed, where it is used; a change of words is a new version."""

    permission = ""
    template_name = "consultations/desk/answer_detail.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.answer = standard_answers.answer(kwargs["answer_pk"])
        if self.answer is None:
            raise Http404

    def get_page_title(self) -> str:
        return self.answer.title

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.answer.title, "text": self.answer.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = standard_answers.answer_versions(self.answer)
        before = ""
        history = []
        for version in versions:
            history.append((version, diff_words(before, version.text) if before else []))
            before = version.text
        uses = standard_answers.answer_uses(versions)
        return super().get_context_data(
            answer=self.answer,
            is_newest=versions[-1].pk == self.answer.pk,
            newest=versions[-1],
            history=[(version, segments, uses[version.pk]) for version, segments in history[::-1]],
            used_in=standard_answers.answer_used_in(versions),
            may_manage=self.may("consultations.manage_standard_answers"),
            current=kwargs.pop("current", None),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.ask("consultations.manage_standard_answers")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        try:
            made = actions.revise_answer(
                answer=self.answer, **form.cleaned_data, by=self.request.user, at=timezone.now()
            )
        except actions.AnswerIsEmpty as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        except actions.StaleAnswer as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form, current=error.current))
        if made.pk == self.answer.pk:
            messages.info(self.request, _("The words are the same. No new version was made."))
        else:
            messages.success(
                self.request,
                _("Version %(number)s is offered from now on; earlier uses keep their words.")
                % {"number": made.number},
            )
        return redirect("consultations_desk:answer-detail", made.pk)


class AnswerOfferView(AnswerPage, View):
    """Takes an answer out of the offer, or puts it back."""

    permission = "consultations.manage_standard_answers"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = standard_answers.answer(kwargs["answer_pk"])
        if answer is None:
            raise Http404
        actions.offer_answer(answer=answer, is_active="offer" in request.POST)
        messages.success(request, _("The list of offered answers is changed."))
        return redirect(self.list_url())


# --- themes ------------------------------------------------------------------------------------------


class ThemeForm(forms.Form):
    """The name of a theme."""

    name = forms.CharField(label=gettext_lazy("Name of the theme"), max_length=100)


class ThemeListView(DeskPage, FormView):
    """The closed list of themes with the number of comments of each; a new one, another name, merging, dropping."""

    help_path = SETTLING_HELP
    permission_to_know = "consultations.view_settlements"
    header_icon = "tag"
    page_title = gettext_lazy("Themes")
    template_name = "consultations/desk/theme_list.html"
    form_class = ThemeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            themes=theme_queries.themes_with_counts(),
            may_manage=self.may("consultations.manage_themes"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.ask("consultations.manage_themes")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ThemeForm) -> HttpResponse:
        try:
            theme_actions.create_theme(name=form.cleaned_data["name"])
        except (theme_actions.ThemeTaken, theme_actions.ThemeUnknown) as error:
            form.add_error("name", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The theme is in the list."))
        return redirect(self.request.path)


class ThemeEditView(DeskPage, FormView):
    """One theme: another name, merged into another one, or dropped when nobody uses it."""

    help_path = SETTLING_HELP
    permission_to_know = "consultations.view_settlements"
    permission = "consultations.manage_themes"
    header_icon = "tag"
    template_name = "consultations/desk/theme_edit.html"
    form_class = ThemeForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.theme = theme_queries.theme(kwargs["theme_pk"])
        if self.theme is None:
            raise Http404

    def list_url(self) -> str:
        """Address of the list."""
        return reverse("consultations_desk:theme-list")

    def trail(self) -> list[tuple[str, str]]:
        return [(self.list_url(), _("Themes"))]

    def get_page_title(self) -> str:
        return self.theme.name

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.theme.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        themes = theme_queries.themes_with_counts()
        return super().get_context_data(
            theme=self.theme,
            count=next(count for theme, count in themes if theme.pk == self.theme.pk),
            others=[theme for theme, _count in themes if theme.pk != self.theme.pk],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "merge" in request.POST:
            return self.merge()
        if "drop" in request.POST:
            return self.drop()
        return super().post(request, *args, **kwargs)

    def merge(self) -> HttpResponse:
        into = self.request.POST.get("into", "")
        other = theme_queries.theme(int(into)) if into.isdecimal() else None
        if other is None or other.pk == self.theme.pk:
            messages.error(self.request, _("Choose the theme it shall be merged into."))
            return redirect(self.request.path)
        count = theme_actions.merge_themes(
            theme=self.theme, into=other, by=self.request.user, at=timezone.now()
        )
        messages.success(
            self.request,
            ngettext(
                "%(count)s comment has the theme “%(name)s” now.",
                "%(count)s comments have the theme “%(name)s” now.",
                count,
            )
            % {"count": count, "name": other.name},
        )
        return redirect(self.list_url())

    def drop(self) -> HttpResponse:
        try:
            theme_actions.delete_theme(theme=self.theme)
        except theme_actions.ThemeIsUsed as error:
            messages.error(self.request, str(error))
            return redirect(self.request.path)
        messages.success(self.request, _("The theme is out of the list."))
        return redirect(self.list_url())

    def form_valid(self, form: ThemeForm) -> HttpResponse:
        try:
            theme_actions.rename_theme(theme=self.theme, name=form.cleaned_data["name"])
        except (theme_actions.ThemeTaken, theme_actions.ThemeUnknown) as error:
            form.add_error("name", str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("The theme has its new name everywhere."))
        return redirect(self.list_url())
