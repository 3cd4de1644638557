"""Frames of pages about indicators, periods and values: who may know of them, and the way to them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import About
from evaluation.models import Indicator, Measurement, Period
from evaluation.queries.entry import period_by_slug, value_by_number
from evaluation.queries.indicators import indicator_by_slug

KEEP = "evaluation.keep_indicators"
ENTER = "evaluation.enter_value"
ENTER_ANY = "evaluation.enter_values"
APPROVE = "evaluation.approve_values"


def crumbs_of(*further: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page of indicators."""
    rows = [(_("Indicators"), reverse("evaluation:indicator-list")), *further]
    return [
        {"title": title, "url": url if place < len(rows) else ""}
        for place, (title, url) in enumerate(rows, start=1)
    ]


class AtIndicators(About):
    """A page about no single indicator."""

    permission = KEEP

    def find(self, **_kwargs: Any) -> Any:
        """It is about nothing yet but who works there."""
        return self.request.user

    def subject(self) -> str:
        """Nothing."""
        return ""

    def address(self) -> str:
        """The list."""
        return reverse("evaluation:indicator-list")

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs_of(*further)


class InIndicator(About):
    """A page about one indicator; hidden from whoever may not know of it."""

    permission = KEEP
    indicator: Indicator

    def find(self, **kwargs: Any) -> Any:
        """The indicator."""
        found = indicator_by_slug(kwargs["slug"], self.request.user)
        if found is not None:
            self.indicator = found
        return found

    def subject(self) -> str:
        """Its code and title."""
        return f"{self.indicator.code} {self.indicator.record.title}"

    def address(self, name: str = "indicator-detail", *args: Any) -> str:
        """Address of a page of the indicator."""
        return reverse(f"evaluation:{name}", args=[self.indicator.slug, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs_of((self.indicator.record.title, self.address()), *further)


class OfValue(InIndicator):
    """A page about one value of an indicator."""

    permission = ENTER
    value: Measurement

    def find(self, **kwargs: Any) -> Measurement | None:
        """The value, also of an indicator the person knows of only by what they enter."""
        found = value_by_number(kwargs["slug"], kwargs["number"], self.request.user)
        if found is not None:
            self.value, self.indicator = found, found.indicator
        return found

    def subject(self) -> str:
        """The indicator and the period."""
        return f"{self.indicator.code} {self.indicator.record.title}, {self.value.period.label}"

    def address(self, name: str = "value-detail", *args: Any) -> str:
        """Address of a page of the value."""
        return reverse(f"evaluation:{name}", args=[self.indicator.slug, self.value.number, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        indicator = reverse("evaluation:indicator-detail", args=[self.indicator.slug])
        title = _("Value %(number)s") % {"number": self.value.number}
        return crumbs_of(
            (self.indicator.record.title, indicator), (title, self.address()), *further
        )


class InPeriod(About):
    """A page about one period; hidden from whoever does not measure."""

    permission = "evaluation.view_period"
    hides = True
    period: Period

    def find(self, **kwargs: Any) -> Period | None:
        """The period."""
        found = period_by_slug(kwargs["period"])
        if found is not None:
            self.period = found
        return found

    def subject(self) -> str:
        """Its name."""
        return self.period.label

    def address(self, name: str = "period-detail", *args: Any) -> str:
        """Address of a page of the period."""
        return reverse(f"evaluation:{name}", args=[self.period.slug, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        periods = (_("Periods"), reverse("evaluation:period-list"))
        return crumbs_of(periods, (self.period.label, self.address()), *further)
