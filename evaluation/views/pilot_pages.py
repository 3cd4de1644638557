"""Frames of the pilot's pages: 404 to everybody but pilot officers and evaluators, the way there, the log of reads."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.pages import About, FormMixin
from core.permissions import allowed
from evaluation.actions.pilot import PilotRefused
from evaluation.models import Flat, Household, Pilot, Review, SupportLevel, Tenancy
from evaluation.queries import households as queries
from evaluation.queries.flats import FlatRow, flat_row
from evaluation.queries.pilot import Pilots, in_pilot, pilots_for
from evaluation.reads import log_read

READ = "evaluation.read_households"
WORK = "evaluation.work_in_pilot"


class InPilot(About):
    """A page with rows of households: opening it is logged as ``reads``, a kind of page (``Inside``), and no browser
    keeps it. Who may not read them is told that there is nothing.

    It is of the pilot the address names (``?pilot=…``), else of the last begun; a page of a flat, a household or a stay
    of whichever pilot that belongs to. ``request.pilots`` tells templates (``pilot_links``).
    """

    permission = READ
    hides = True
    reads = ""
    pilot: Pilot
    pilots: Pilots | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer, and log what was shown."""
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        if self.reads and response.status_code == 200:
            log_read(pilot=self.pilot, by=request.user, at=self.now, what=self.reads)
        return response

    def find(self, **_kwargs: Any) -> Any:
        """The pilot, for whoever reads its households."""
        if not allowed(self.request.user, READ):
            return None
        found = pilots_for(self.request.user, self.request.GET.get("pilot", ""))
        if found is None:
            return None
        self.be_on(found)
        return self.pilot

    def be_on(self, pilots: Pilots) -> None:
        """Let the page be of the chosen one of these pilots."""
        self.request.pilots = self.pilots = pilots
        self.pilot = pilots.chosen

    @property
    def today(self) -> Any:
        """The day on which the page is asked for."""
        return timezone.localdate(self.now)

    def may_write(self) -> bool:
        """Whether links to forms are shown."""
        return allowed(self.request.user, WORK)

    def subject(self) -> str:
        """The name of the pilot."""
        return self.pilot.name

    def address(self, name: str = "pilot-month", *args: Any) -> str:
        """Address of a page of the pilot."""
        slug = self.pilots.slug if self.pilots else ""
        return in_pilot(reverse(f"evaluation:{name}", args=args), slug)

    def paged(self, **asked: str) -> str:
        """What addresses of further pages of a list begin with, after the question mark."""
        if self.pilots is not None and self.pilots.slug:
            asked["pilot"] = self.pilots.slug
        return f"{urlencode(asked)}&" if asked else ""

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        rows = [(_("Pilot"), self.address()), *further]
        return [{"title": title, "url": url} for title, url in rows]

    def tabs(self, current: str) -> list[dict[str, Any]]:
        """The pages of the pilot; ``current`` is the name of the one shown."""
        pages = [
            ("pilot-month", _("This month")),
            ("household-list", _("Households")),
            ("flat-list", _("Flats")),
            ("pilot-figures", pgettext("of the pilot", "Figures")),
            ("pilot-rules", _("Rules and plan")),
        ]
        return [
            {"label": label, "url": self.address(name), "current": name == current}
            for name, label in pages
        ]


class FormInPilot(FormMixin, InPilot):
    """A form for the pilot officer."""

    permission = WORK
    problems = (PilotRefused,)


class AboutFlat(InPilot):
    """A page about one flat."""

    row: FlatRow

    def find(self, **kwargs: Any) -> Flat | None:
        """The flat."""
        if super().find(**kwargs) is None:
            return None
        is_named = "pilot" in self.request.GET
        for pilot in [self.pilot] if is_named else self.pilots.in_order():
            found = flat_row(pilot, self.request.user, kwargs["code"], self.today)
            if found is not None:
                self.be_on(self.pilots.on(pilot.pk))
                self.row = found
                return found.flat
        return None

    def subject(self) -> str:
        """Its code."""
        return _("Flat %(code)s") % {"code": self.object.code}

    def address(self, name: str = "flat-detail", *args: Any) -> str:
        """Its page, or another one."""
        return super().address(name, *(args or (self.object.code,)))

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        rows = [
            (_("Pilot"), InPilot.address(self, "pilot-month")),
            (_("Flats"), InPilot.address(self, "flat-list")),
            (self.object.code, self.address()),
            *further,
        ]
        return [{"title": title, "url": url} for title, url in rows]


class AboutHousehold(InPilot):
    """A page about one household."""

    household: Household

    def find(self, **kwargs: Any) -> Any:
        """The household."""
        if super().find(**kwargs) is None:
            return None
        return self.of_household(queries.household_by_uid(self.request.user, kwargs["uid"]))

    def of_household(self, household: Household | None) -> Household | None:
        """Keep the household, and let the page be of its pilot."""
        if household is not None:
            self.household = household
            self.be_on(self.pilots.on(household.pilot_id))
        return household

    def subject(self) -> str:
        """Its pseudonym."""
        return _("Household %(pseudonym)s") % {"pseudonym": self.household.pseudonym}

    def address(self, name: str = "household-detail", *args: Any) -> str:
        """Its page, or another one."""
        return super().address(name, *(args or (self.household.uid,)))

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        rows = [
            (_("Pilot"), InPilot.address(self, "pilot-month")),
            (_("Households"), InPilot.address(self, "household-list")),
            (self.household.pseudonym, self.address()),
            *further,
        ]
        return [{"title": title, "url": url} for title, url in rows]


class FormOfHousehold(FormMixin, AboutHousehold):
    """A form about one household whose rows are kept."""

    permission = WORK
    problems = (PilotRefused,)

    def find(self, **kwargs: Any) -> Any:
        """The household."""
        found = super().find(**kwargs)
        return None if found is None or found.erased_at is not None else found


class _OfRow(FormOfHousehold):
    """A form about a row of a household: what is asked for by its key."""

    def of_row(self, row: Any) -> Any:
        """Keep the household of the row."""
        if row is not None:
            self.of_household(row.household)
        return row


class FormOfStay(_OfRow):
    """A form about one stay."""

    object: Tenancy

    def find(self, **kwargs: Any) -> Any:
        """The stay."""
        if InPilot.find(self, **kwargs) is None:
            return None
        return self.of_row(queries.stay_by_key(self.request.user, kwargs["key"]))

    def subject(self) -> str:
        """The household and the flat."""
        return _("Household %(pseudonym)s in flat %(code)s") % {
            "pseudonym": self.household.pseudonym,
            "code": self.object.flat.code,
        }


class FormOfLevel(_OfRow):
    """A form about one decision on support."""

    object: SupportLevel

    def find(self, **kwargs: Any) -> Any:
        """The decision."""
        if InPilot.find(self, **kwargs) is None:
            return None
        return self.of_row(queries.level_by_key(self.request.user, kwargs["key"]))


class FormOfReview(_OfRow):
    """A form about one review."""

    object: Review

    def find(self, **kwargs: Any) -> Any:
        """The review."""
        if InPilot.find(self, **kwargs) is None:
            return None
        return self.of_row(queries.review_by_key(self.request.user, kwargs["key"]))


class FormOfFlat(FormMixin, AboutFlat):
    """A form about one flat."""

    permission = WORK
    problems = (PilotRefused,)
