"""Frames of the pages that follow measures: who may know of them and the way to them."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from concept import queries
from concept.models import Measure, MeasureReport
from core.pages import About

APPROVE = "concept.approve_measure_reports"


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page below ``/opatreni/``."""
    rows = [(_("Action plan"), reverse("concept:measure-list")), *further]
    return [{"title": title, "url": url} for title, url in rows]


class InMeasure(About):
    """A page about one measure that the person may know of."""

    measure: Measure

    def find(self, **kwargs: Any) -> Any:
        """The measure."""
        found = queries.measure_by_code(kwargs["code"])
        if found is None or not queries.may_know_measure(found, self.request.user):
            return None
        self.measure = found
        return found

    def subject(self) -> str:
        """Its number."""
        return _("Measure %(code)s") % {"code": self.measure.code}

    def address(self, name: str = "measure-detail", *args: Any) -> str:
        """Address of a page of the measure."""
        return reverse(f"concept:{name}", args=[self.measure.code, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs(
            (self.subject(), reverse("concept:measure-detail", args=[self.measure.code])), *further
        )


class InReport(InMeasure):
    """A page about one report on a measure that the person may know of."""

    report: MeasureReport

    def find(self, **kwargs: Any) -> Any:
        """The report."""
        if super().find(**kwargs) is None:
            return None
        found = queries.report_of(self.measure, kwargs["number"], self.request.user)
        if found is not None:
            self.report = found
        return found

    def address(self, name: str = "report-detail", *args: Any) -> str:
        """Address of a page of the report."""
        return super().address(name, self.report.number, *args)

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        title = _("Report %(number)s") % {"number": self.report.number}
        return super().crumbs((title, self.address()), *further)


class ForAll(About):
    """A page about no single thing, for whoever has its permission."""

    def find(self, **_kwargs: Any) -> Any:
        """It is about nothing but who works there."""
        return self.request.user

    def subject(self) -> str:
        """Nothing."""
        return ""

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return crumbs(*further)


class SignedIn(ForAll):
    """A page about the person's own work; who is not signed in is asked to."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask to sign in."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        # past the permission of ``About``: there is none to ask for one's own work
        return super(About, self).dispatch(request, *args, **kwargs)
