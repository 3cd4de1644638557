"""Editions of information sheets and topic guides: written, looked at, printed."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept.queries.standing import all_readable_versions
from core.pages import FormMixin
from focus_groups.actions import series as acts
from focus_groups.enums import ConsentScope
from focus_groups.forms import editions as shapes
from focus_groups.guide_lines import guide_text
from focus_groups.models import ConsentSheet, TopicGuide
from focus_groups.queries import guides as queries
from focus_groups.queries.series import guides_of, sheets_of
from focus_groups.sheet_languages import name_of_language
from focus_groups.views.pages import InSeries


class SheetNewView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/pouceni/nove/``."""

    form_class = shapes.SheetForm
    heading = gettext_lazy("New edition of the information sheet")
    button = gettext_lazy("Save the edition")
    told = gettext_lazy(
        "The new edition is saved. Consents given before stay with the edition they were given to."
    )

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What a sheet has to say."""
        return _(
            "Say who you are and what the session is for, what you write down, who reads it, that taking part is"
            " voluntary and can be ended at any time, until when consent can be withdrawn and where, and that the"
            " session is for adults."
        )

    def values(self, _stored: Any) -> dict[str, Any]:
        """The newest edition."""
        newest = sheets_of(self.series).first()
        return {"text": newest.text, "language": newest.language} if newest else {}

    def act(self, form: forms.Form) -> HttpResponse:
        """Add it and look at it."""
        made = acts.add_sheet(series=self.series, **form.cleaned_data, **self.common())
        return redirect(self.address("sheet-detail", made.number))


class SheetDetailView(InSeries):
    """``/fokusni-skupiny/<series>/pouceni/<edition>/``: an edition, as it is printed."""

    sheet: ConsentSheet

    def find(self, **kwargs: Any) -> Any:
        """The edition."""
        if super().find(**kwargs) is None:
            return None
        found = sheets_of(self.series).filter(number=kwargs["edition"]).first()
        if found is None:
            return None
        self.sheet = found
        return self.series

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The edition as it is printed: the text, what can be consented to in pictures, a place to sign."""
        context = {
            "series": self.series,
            "sheet": self.sheet,
            "language": name_of_language(self.sheet.language),
            "others": [row for row in sheets_of(self.series) if row.pk != self.sheet.pk],
            "scopes": [(scope.value, scope.label) for scope in ConsentScope],
            "breadcrumbs": self.crumbs((_("Information sheet"), "")),
        }
        return render(request, "focus_groups/sheet_detail.html", context)


class GuideNewView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/scenare/novy/``."""

    form_class = shapes.GuideForm
    heading = gettext_lazy("New edition of the topic guide")
    button = gettext_lazy("Save the edition")
    told = gettext_lazy("The new edition is saved. Sessions keep the edition they followed.")
    problems = (acts.GuideEmpty,)

    def values(self, _stored: Any) -> dict[str, Any]:
        """The newest edition."""
        newest = guides_of(self.series).first()
        if newest is None:
            return {}
        version, labels = queries.labels_of(newest, self.request.user)
        return {
            "title": newest.title,
            "questions": guide_text(newest.questions),
            "version": version,
            "labels": labels,
        }

    def needs(self) -> dict[str, Any]:
        """Frozen versions the person may read."""
        return {"versions": all_readable_versions(self.request.user)}

    def act(self, form: forms.Form) -> HttpResponse:
        """Add it and look at it."""
        made = acts.add_guide(series=self.series, **form.cleaned_data, **self.common())
        return redirect(self.address("guide-detail", made.number))


class GuideDetailView(InSeries):
    """``/fokusni-skupiny/<series>/scenare/<edition>/``: an edition, as it is printed."""

    guide: TopicGuide

    def find(self, **kwargs: Any) -> Any:
        """The edition."""
        if super().find(**kwargs) is None:
            return None
        found = guides_of(self.series).filter(number=kwargs["edition"]).first()
        if found is None:
            return None
        self.guide = found
        return self.series

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The edition."""
        context = {
            "series": self.series,
            "guide": self.guide,
            "others": [row for row in guides_of(self.series) if row.pk != self.guide.pk],
            "pinned": queries.pinned_passages(self.guide, request.user),
            "breadcrumbs": self.crumbs((_("Topic guide"), "")),
        }
        return render(request, "focus_groups/guide_detail.html", context)
