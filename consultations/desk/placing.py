"""The desk of places: where comments on an older version stand in a new one, and what a person decides about it.

Everything works without scripts. The filter is in the address and goes along with each act, so that one comes back to
the same page, at the next place.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from concept import reading
from concept.models import Version
from concept.versions_desk.queries import version as version_at_desk
from consultations.actions import following
from consultations.actions import placements as actions
from consultations.desk.page import PLACING_HELP, DeskPage
from consultations.desk.placing_forms import HandForm, PassageForm
from consultations.enums import PlacementDecision
from consultations.models import AnchorPlacement
from consultations.queries import placing
from consultations.queries.checks import untested_count
from consultations.queries.places import passage_by_label
from core import jobs
from core.permissions import allowed

RELOAD_SECONDS = 3
MOST_AT_ONCE = 200
CONFIRM, DROP = "potvrdit", "vypusteno"
BY_HAND, TO_SECTION, UNDO = "rucne", "oddil", "zpet"
REFUSALS = (actions.PlacementDecided, actions.NothingChosen, actions.QuoteDoesNotMatch)
STATE_LABELS: Mapping[str, Any] = {
    placing.WAITING: gettext_lazy("Waiting for a decision"),
    **{status.value: status.label for status in reversed(placing.SEVERITY)},
    placing.DECIDED: gettext_lazy("Decided by a person"),
    placing.ALL: gettext_lazy("All"),
}


def queue_url(version: Version) -> str:
    """Address of the places of a version."""
    return reverse("consultations_desk:placement-list", args=[version.pk])


class PlacingPage(DeskPage):
    """Frame of the screens of places: whoever may see settlements reads them, editors decide."""

    permission_to_know = "consultations.view_settlements"
    header_icon = "crosshairs"
    help_path = PLACING_HELP

    def trail(self) -> list[tuple[str, str]]:
        return [
            (reverse("consultations_desk:placement-versions"), _("Comments in new versions")),
        ]


class VersionsView(PlacingPage, TemplateView):
    """Versions into which comments were followed, with what waits in each."""

    page_title = gettext_lazy("Comments in new versions")
    template_name = "consultations/desk/placement_versions.html"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=placing.version_work(self.request.user), **kwargs)


class VersionPage(PlacingPage):
    """Frame of the screens about one version, found by ``version_pk`` in the address."""

    version: Version

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not allowed(request.user, self.permission_to_know):
            raise Http404
        self.version = version_at_desk(kwargs["version_pk"], request.user)

    def version_name(self) -> str:
        """What the version is called, with its document."""
        return _("%(document)s, version %(label)s") % {
            "document": self.version.document.title,
            "label": self.version.label,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)


def progress_of(version: Version) -> dict[str, Any]:
    """How far following comments into the version is: five queries.

    ``is_going_on``: something is left and it waits or runs; ``is_given_up``: nobody does it unasked; ``is_undone``:
    something was never looked for though nothing runs.
    """
    run = jobs.newest_run(following.FOLLOW_JOB, version_id=version.pk)
    unplaced, untested = placing.unplaced_count(version), untested_count(version)
    # A run with nothing left only looks again: the page is not taken from under somebody's hands for that.
    is_going_on = run is not None and run.is_going_on and bool(unplaced or untested)
    is_given_up = run is not None and run.state == jobs.RunState.FAILED
    return {
        "unplaced": unplaced,
        "untested": untested,
        "is_going_on": is_going_on,
        "is_running": run is not None and run.state == jobs.RunState.RUNNING,
        "attempt": run.attempt if run else 0,
        "is_given_up": is_given_up,
        "is_undone": not is_going_on and not is_given_up and bool(unplaced or untested),
    }


class QueueView(VersionPage, TemplateView):
    """Places of comments in one version: what waits for a person first; rows can be decided one by one or many."""

    template_name = "consultations/desk/placement_list.html"

    def get_page_title(self) -> str:
        return _("Places of comments in version %(label)s") % {"label": self.version.label}

    @cached_property
    def sought(self) -> placing.Sought:
        """What the address seeks."""
        return placing.read_sought(self.request.GET)

    @cached_property
    def progress(self) -> dict[str, Any]:
        """How far the work in the background is."""
        return progress_of(self.version)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, sought = self.request.user, self.sought
        counts = placing.state_counts(self.version, user, sought)
        pages = Paginator(placing.ordered_keys(self.version, user, sought), placing.PAGE_SIZE)
        page = pages.get_page(self.request.GET.get("p"))
        rows = placing.place_rows(self.version, page.object_list, user)
        query = urlencode(
            sought.active() | ({"p": page.number} if page.number > 1 else {}), doseq=True
        )
        return super().get_context_data(
            page=page,
            rows=rows,
            count=pages.count,
            query=query,
            sought=sought,
            states=self.states(counts),
            rounds=placing.rounds_in(self.version, user),
            sections=placing.sections_in(self.version),
            progress=self.progress,
            may_decide=self.may("consultations.place_comment"),
            base=reading.version_base(self.version),
            is_narrowed=bool(sought.round or sought.section or sought.unconfirmed),
            **kwargs,
        )

    def states(self, counts: Mapping[str, int]) -> list[dict[str, Any]]:
        """Choices of the state with how many there are; those without any are left out, but the first and the last."""
        shown = []
        others = {k: v for k, v in self.sought.active().items() if k != "stav"}
        for state, label in STATE_LABELS.items():
            if not counts[state] and state not in (placing.WAITING, placing.ALL):
                continue
            stav = {} if state == placing.WAITING else {"stav": state}
            shown.append(
                {
                    "label": label,
                    "count": counts[state],
                    "query": urlencode(stav | others),
                    "is_current": self.sought.state == state,
                }
            )
        return shown

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.progress["is_going_on"]:
            response.headers["Refresh"] = str(RELOAD_SECONDS)
        return response


class FollowAgainView(VersionPage, View):
    """Asks anew for what the work in the background gave up."""

    http_method_names = ["post"]
    permission = "consultations.place_comment"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if following.follow_again(version=self.version, by=request.user, at=timezone.now()):
            messages.success(request, _("It will be tried again at once."))
        else:
            messages.info(request, _("It is being worked on already."))
        return redirect(queue_url(self.version))


def shown_times(data: Any) -> dict[int, datetime]:
    """When each shown place was computed, as a form says it ("12:2026-01-05T10:00:00+00:00")."""
    found = {}
    for value in data.getlist("spocteno"):
        key, _colon, when = value.partition(":")
        moment = _moment(when)
        if key.isdecimal() and moment is not None:
            found[int(key)] = moment
    return found


def _moment(words: str) -> datetime | None:
    try:
        return parse_datetime(words)
    except ValueError:
        return None


class BulkView(VersionPage, TemplateView):
    """A step over many places: first how many rows it changes and which not, then what became of each."""

    http_method_names = ["post"]
    permission = "consultations.place_comment"
    template_name = "consultations/desk/placement_bulk.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.step = request.POST.get("krok", "")
        if request.method == "POST" and self.step not in (CONFIRM, DROP):
            raise Http404

    def trail(self) -> list[tuple[str, str]]:
        name = _("Places of comments in version %(label)s") % {"label": self.version.label}
        return [*super().trail(), (self.back_url(), name)]

    def get_page_title(self) -> str:
        if self.step == DROP:
            return _("Text left out on purpose: several comments")
        return _("Confirm several places")

    def back_url(self) -> str:
        """The queue as it was."""
        query = urlencode(placing.read_sought(self.request.GET).active())
        return f"{queue_url(self.version)}?{query}" if query else queue_url(self.version)

    def chosen(self) -> tuple[list[AnchorPlacement], bool]:
        """The places the step concerns, and whether there are more than can be done at once."""
        user = self.request.user
        if self.request.POST.get("ktere") == "vse":
            keys = placing.ordered_keys(self.version, user, placing.read_sought(self.request.GET))
        else:
            given = self.request.POST.getlist("chosen")
            keys = [int(key) for key in given if key.isdecimal()]
        places = placing.places_by_key(self.version, user, keys[:MOST_AT_ONCE])
        return places, len(keys) > MOST_AT_ONCE

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        places, is_cut = self.chosen()
        if not places:
            messages.error(request, _("Choose at least one place."))
            return redirect(self.back_url())
        context: dict[str, Any] = {"is_cut": is_cut, "most": MOST_AT_ONCE}
        times = shown_times(request.POST)
        if "provest" in request.POST:
            act = actions.confirm_dropped if self.step == DROP else actions.confirm_placements
            context["result"] = act(
                placements=places, by=request.user, at=timezone.now(), computed=times
            )
        else:
            ask = actions.why_not_dropped if self.step == DROP else actions.why_not_confirmed
            reasons = [(place, ask(place)) for place in places]
            context["changing"] = [place for place, reason in reasons if not reason]
            context["refused"] = [(place, reason) for place, reason in reasons if reason]
            context["times"] = [
                f"{place.pk}:{times.get(place.pk, place.computed_at).isoformat()}"
                for place, reason in reasons
                if not reason
            ]
        return self.render_to_response(self.get_context_data(**context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            step=self.step,
            is_drop=self.step == DROP,
            back_url=self.back_url(),
            query=urlencode(placing.read_sought(self.request.GET).active()),
            **kwargs,
        )


class PlacePage(PlacingPage):
    """Frame of the screens about one place, found by ``placement_pk``."""

    placement: AnchorPlacement

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = None
        if allowed(request.user, self.permission_to_know):
            found = placing.placement_at_desk(kwargs["placement_pk"], request.user)
        if found is None:
            raise Http404
        self.placement = found
        self.version = found.version

    @cached_property
    def query(self) -> str:
        """The filter of the queue the person came from, and its page."""
        values = placing.read_sought(self.request.GET).active()
        page = self.request.GET.get("p", "")
        return urlencode(values | ({"p": page} if page.isdecimal() else {}))

    def back_url(self, beside: str = "") -> str:
        """The queue as it was, at a row."""
        query = f"?{self.query}" if self.query else ""
        return f"{queue_url(self.version)}{query}{f'#misto-{beside}' if beside else ''}"

    def trail(self) -> list[tuple[str, str]]:
        name = _("Places of comments in version %(label)s") % {"label": self.version.label}
        return [*super().trail(), (self.back_url(str(self.placement.pk)), name)]


class PlaceView(PlacePage, TemplateView):
    """One place with both texts in full, its decision, and the form to place the comment by hand."""

    template_name = "consultations/desk/placement_detail.html"
    bound: HandForm | None = None

    def get_page_title(self) -> str:
        return _("Place of comment %(reference)s in version %(label)s") % {
            "reference": self.placement.anchor.comment.reference,
            "label": self.version.label,
        }

    @cached_property
    def where(self) -> PassageForm:
        """Which section or paragraph is looked at."""
        own = self.placement.anchor.section_uid
        return PassageForm(self.request.GET, version=self.version, section=str(own or ""))

    @cached_property
    def passage(self) -> Any:
        """The passage chosen by its number or its link; None before that."""
        uid = self.request.GET.get("odstavec", "")
        number = self.request.GET.get("cislo", "").strip()
        if not uid and number:
            uid = passage_by_label(self.version, number) or ""
        return placing.passage_of(self.version, uid) if uid else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        placement = self.placement
        [row] = placing.place_rows(self.version, [placement.pk], self.request.user, context=0)
        is_open = placement.decision == PlacementDecision.NONE
        context: dict[str, Any] = {
            "version": self.version,
            "row": row,
            "is_open": is_open,
            "query": self.query,
            "kept": parse_qsl(self.query),
            "back_url": self.back_url(str(placement.pk)),
            "may_decide": self.may("consultations.place_comment"),
            "base": reading.version_base(self.version),
            "old_base": row.old_base,
        }
        if is_open and context["may_decide"]:
            section = self.where.section()
            number = self.request.GET.get("cislo", "").strip()
            context |= {
                "where": self.where,
                "section": section,
                "section_name": dict(self.where.fields["umistit"].choices).get(section, ""),
                "choices": placing.passages_of(self.version, section) if section else [],
                "passage": self.passage,
                "hand_form": self.bound
                or (HandForm(passage=self.passage) if self.passage else None),
                "number_missing": number if number and self.passage is None else "",
            }
        return super().get_context_data(**context, **kwargs)


class PlaceActView(PlaceView):
    """A button about one place: ``act`` names it."""

    http_method_names = ["post"]
    permission = "consultations.place_comment"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        acts: dict[str, Callable[[], str]] = {
            CONFIRM: self.confirm,
            DROP: self.drop,
            BY_HAND: self.by_hand,
            TO_SECTION: self.to_section,
            UNDO: self.undo,
        }
        act = acts.get(kwargs["act"])
        if act is None:
            raise Http404
        following_row = request.POST.get("dalsi", "")
        try:
            told = act()
        except REFUSALS as error:
            if self.bound is not None:
                self.bound.add_error(None, str(error))
                return self.render_to_response(self.get_context_data())
            reference = self.placement.anchor.comment.reference
            messages.error(request, f"{reference}: {error}")
            return redirect(self.back_url(str(self.placement.pk)))
        if not told:
            return self.render_to_response(self.get_context_data())
        messages.success(request, told)
        return redirect(self.back_url(following_row if following_row.isdecimal() else ""))

    @property
    def doing(self) -> dict[str, Any]:
        """What every act is told."""
        times = shown_times(self.request.POST)
        return {
            "placement": self.placement,
            "by": self.request.user,
            "at": timezone.now(),
            "computed_at": times.get(self.placement.pk),
        }

    @property
    def reference(self) -> str:
        """Number of the comment."""
        return self.placement.anchor.comment.reference

    def confirm(self) -> str:
        """The comment belongs where it was proposed, or to the chosen ones of several places."""
        chosen = None
        if "vyber" in self.request.POST:
            given = self.request.POST.getlist("cil")
            chosen = [int(number) for number in given if number.isdecimal()]
        actions.confirm_placement(chosen=chosen, **self.doing)
        return _("%(reference)s: the place is confirmed.") % {"reference": self.reference}

    def drop(self) -> str:
        """The text was left out on purpose."""
        doing = self.doing
        shown = doing.pop("computed_at")
        result = actions.confirm_dropped(
            placements=[doing.pop("placement")],
            computed={self.placement.pk: shown} if shown else None,
            **doing,
        )
        for _place, reason in result.refused:
            raise actions.PlacementDecided(reason)
        return _("%(reference)s: the text was left out on purpose.") % {"reference": self.reference}

    def by_hand(self) -> str:
        """The comment belongs to words a person chose; "" when what was typed does not fit."""
        if self.passage is None:
            raise actions.NothingChosen(_("Choose where the comment belongs."))
        self.bound = HandForm(self.request.POST, passage=self.passage)
        if not self.bound.is_valid():
            return ""
        actions.place_by_hand(places=[self.bound.place()], **self.doing)
        return self._placed()

    def to_section(self) -> str:
        """The comment belongs to a whole section."""
        section = self.where.section()
        if not section:
            raise actions.NothingChosen(_("Choose where the comment belongs."))
        actions.place_by_hand(places=[{"section_uid": section}], **self.doing)
        return self._placed()

    def _placed(self) -> str:
        return _("%(reference)s: the comment is placed by hand.") % {"reference": self.reference}

    def undo(self) -> str:
        """The decision is taken back."""
        actions.undo_decision(placement=self.placement, by=self.request.user, at=timezone.now())
        return _("%(reference)s: the decision is taken back.") % {"reference": self.reference}


VERSION = "umisteni/<int:version_pk>/"
PLACE = "umisteni/misto/<int:placement_pk>/"

urlpatterns = [
    path("umisteni/", VersionsView.as_view(), name="placement-versions"),
    path(VERSION, QueueView.as_view(), name="placement-list"),
    path(f"{VERSION}znovu/", FollowAgainView.as_view(), name="placement-follow"),
    path(f"{VERSION}hromadne/", BulkView.as_view(), name="placement-bulk"),
    path(PLACE, PlaceView.as_view(), name="placement-detail"),
    path(f"{PLACE}<slug:act>/", PlaceActView.as_view(), name="placement-act"),
]
