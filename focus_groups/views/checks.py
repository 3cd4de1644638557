"""Pages of the check before publication: what waits for it, and the checklist."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from core.pages import FormMixin
from focus_groups.actions import checks, publishing, reports, worked_out
from focus_groups.enums import FindingState, Inside
from focus_groups.forms.publication import CheckForm, PublishForm
from focus_groups.models import Finding, Quote, Recommendation, ReportEdition
from focus_groups.queries import checks as queries
from focus_groups.reads import log_read
from focus_groups.views.pages import InSeries


@method_decorator(never_cache, name="dispatch")
class CheckListView(InSeries):
    """``/fokusni-skupiny/<series>/kontrola/``: texts that are published only once two people checked them."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list."""
        return render(
            request,
            "focus_groups/check_list.html",
            {
                "series": self.series,
                "rows": queries.check_rows(self.series, request.user),
                "is_alone": queries.is_alone(self.series, on=self.now),
                "breadcrumbs": self.crumbs((_("Checks before publication"), "")),
            },
        )


@method_decorator(never_cache, name="dispatch")
class CheckView(FormMixin, InSeries):
    """``/fokusni-skupiny/<series>/kontrola/<kind>/<key>/``: one text with the checklist.

    What others found is shown only to who said their own word, so that nobody ticks after somebody.
    """

    form_class = CheckForm
    template_name = "focus_groups/check_detail.html"
    heading = gettext_lazy("Check before publication")
    button = gettext_lazy("Save the check")
    told = gettext_lazy("Your check is saved.")
    problems = (
        checks.CheckIncomplete,
        checks.CheckedAlready,
        checks.TextChanged,
        reports.EditionOutOfDate,
    )
    checked: queries.Subject

    def find(self, **kwargs: Any) -> Any:
        """The text, once the series is known."""
        series = super().find(**kwargs)
        if series is None:
            return None
        found = queries.subject_by_key(series, kwargs["kind"], kwargs["key"])
        if found is None:
            return None
        self.checked = found
        return series

    def values(self, _stored: Any) -> dict[str, Any]:
        """The text as it is read."""
        return {"digest": queries.digest_of(self.checked)}

    def act(self, form: CheckForm) -> None:
        """Keep the word of the person."""
        told = {
            "digest": form.cleaned_data["digest"],
            "answers": form.answers(),
            "reason": form.cleaned_data["reason"],
            **self.common(),
        }
        if isinstance(self.checked, ReportEdition):
            reports.check_edition(edition=self.checked, **told)
        else:
            checks.record_check(subject=self.checked, **told)

    def back(self) -> str:
        """To the list."""
        return self.address("check-list")

    def page(self, form: CheckForm, **context: Any) -> HttpResponse:
        """The text above the checklist."""
        if isinstance(self.checked, Quote):
            log_read(series=self.series, what=Inside.STATEMENTS, **self.common())
        standing = queries.standing_of(self.checked)
        has_word = standing.has_word_of(self.request.user)
        return super().page(
            form,
            series=self.series,
            kind=queries.name_of(self.checked),
            key=self.checked.pk,
            name=queries.title_of(self.checked),
            parts=queries.parts_of(self.checked),
            edition=self.checked if isinstance(self.checked, ReportEdition) else None,
            statement=self.checked.statement if isinstance(self.checked, Quote) else None,
            standing=standing,
            has_word=has_word,
            may_publish=standing.is_passed
            and getattr(self.checked, "state", None) == FindingState.VALIDATED
            and self.checked.needs_review_since is None,
            may_check=not has_word and not standing.is_passed,
            **context,
        )

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return super().crumbs((_("Checks before publication"), self.back()), *further)


@method_decorator(never_cache, name="dispatch")
class PublishView(FormMixin, InSeries):
    """``.../kontrola/<kind>/<key>/zverejnit/``: publish a finding or a recommendation two people checked."""

    form_class = PublishForm
    heading = gettext_lazy("Publish the text")
    lead = gettext_lazy(
        "Everybody can read it from now on. What was published before stays readable."
    )
    button = gettext_lazy("Publish it")
    told = gettext_lazy("The text is published.")
    problems = (publishing.NotChecked, worked_out.StepRefused, worked_out.StaleText)
    checked: Finding | Recommendation

    def find(self, **kwargs: Any) -> Any:
        """The text, once the series is known."""
        series = super().find(**kwargs)
        found = series and queries.subject_by_key(series, kwargs["kind"], kwargs["key"])
        if not isinstance(found, Finding | Recommendation):
            return None
        self.checked = found
        return series

    def values(self, _stored: Any) -> dict[str, Any]:
        """The state it is published in."""
        return {"lock_version": self.checked.lock_version}

    def act(self, form: PublishForm) -> None:
        """Publish it."""
        publishing.publish_text(row=self.checked, **form.cleaned_data, **self.common())

    def page_of_both(self, form: Any, error: Any) -> HttpResponse:
        """Nothing was typed that could be lost: the text is read again."""
        form.add_error(None, str(error))
        return self.page(form)

    def page(self, form: Any, **context: Any) -> HttpResponse:
        """The words above the button."""
        return super().page(form, quoted=self.checked.text, **context)

    def back(self) -> str:
        """To the list of checks."""
        return self.address("check-list")
