"""The codebook of a series: the tree, one code, adding, editing, merging, the file for other programs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import FormMixin
from focus_groups.actions import codes, coding
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.enums import Inside
from focus_groups.exports import codebook_qdc
from focus_groups.forms import codes as forms
from focus_groups.models import Code
from focus_groups.queries import codes as queries
from focus_groups.queries.statements import coded_with
from focus_groups.views.pages import InSeries

READ = "focus_groups.read_statements"
FIELDS = ("name", "parent", "definition", "include", "exclude")
PROBLEMS = (codes.CodeNameTaken, codes.CodeInCircle, coding.CodeMerged, NotOfThisSeries)


class CodeListView(InSeries):
    """``/fokusni-skupiny/<series>/kody/``."""

    permission = READ
    reads = Inside.CODES

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The tree."""
        context = {
            "series": self.series,
            "rows": queries.codebook(self.series, request.user),
            "breadcrumbs": self.crumbs((_("Codebook"), "")),
        }
        return render(request, "focus_groups/code_list.html", context)


class CodebookFileView(InSeries):
    """The codebook in the format programs for such work exchange (REFI-QDA)."""

    permission = READ
    reads = Inside.CODES

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The file. Codes with their definitions; nothing of what anybody said."""
        rows = queries.codebook(self.series, request.user)
        response = HttpResponse(codebook_qdc(rows), content_type="application/xml")
        response["Content-Disposition"] = f'attachment; filename="{self.series.slug}-kody.qdc"'
        response["Cache-Control"] = "no-store, private"
        return response


class CodeNewView(FormMixin, InSeries):
    """Adds a code."""

    permission = READ
    reads = Inside.CODES
    form_class = forms.CodeForm
    heading = gettext_lazy("Add a code")
    told = gettext_lazy("The code is added.")
    problems = PROBLEMS

    def needs(self) -> dict[str, Any]:
        """Codes it may stand below."""
        return {"series": self.series}

    def act(self, form: Any) -> None:
        """Add it."""
        codes.add_code(series=self.series, **form.cleaned_data, **self.common())

    def back(self) -> str:
        """The codebook."""
        return self.address("code-list")

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return super().crumbs((_("Codebook"), self.address("code-list")), *further)


class InCode(InSeries):
    """A page about one code."""

    permission = READ
    reads = Inside.CODES
    object: Code

    def find(self, **kwargs: Any) -> Code | None:
        """The code."""
        if super().find(**kwargs) is None:
            return None
        return queries.code_by_slug(self.series, kwargs["code"], self.request.user)

    def subject(self) -> str:
        """Its name."""
        return self.object.name

    def back(self) -> str:
        """The code."""
        return self.address("code-detail", self.object.slug)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return super().crumbs((_("Codebook"), self.address("code-list")), *further)


class CodeDetailView(InCode):
    """One code with what it was put on. A merged one leads to the one that stays."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The page."""
        if self.object.merged_into is not None:
            return redirect(self.address("code-detail", self.object.merged_into.slug))
        context = {
            "series": self.series,
            "code": self.object,
            "codings": coded_with(self.object, request.user),
            "aliases": self.object.aliases.order_by("name"),
            "breadcrumbs": self.crumbs((self.object.name, "")),
        }
        return render(request, "focus_groups/code_detail.html", context)


class CodeEditView(FormMixin, InCode):
    """Changes a code or moves it in the tree."""

    form_class = forms.CodeEditForm
    heading = gettext_lazy("Edit the code")
    told = gettext_lazy("The code is saved.")
    problems = (codes.StaleCode, *PROBLEMS)

    def values(self, stored: Code) -> dict[str, Any]:
        """What is stored."""
        return {name: getattr(stored, name) for name in (*FIELDS, "lock_version")}

    def needs(self) -> dict[str, Any]:
        """Codes it may stand below."""
        return {"series": self.series, "without": queries.codes_below(self.object)}

    def act(self, form: Any) -> None:
        """Save it."""
        codes.edit_code(code=self.object, **form.cleaned_data, **self.common())


class CodeMergeView(FormMixin, InCode):
    """Merges a code into another one."""

    form_class = forms.MergeForm
    heading = gettext_lazy("Merge the code into another one")
    lead = gettext_lazy(
        "The other code gets everything this one was put on and the codes below it. Its name stays as another one. "
        "This cannot be undone."
    )
    button = gettext_lazy("Merge")
    told = gettext_lazy("The codes are merged.")
    is_danger = True
    problems = PROBLEMS

    def needs(self) -> dict[str, Any]:
        """All codes but this one."""
        return {"series": self.series, "without": [self.object.pk]}

    def act(self, form: Any) -> HttpResponse:
        """Merge and show the one that stays."""
        stays = codes.merge_code(code=self.object, **form.cleaned_data, **self.common())
        return redirect(self.address("code-detail", stays.slug))
