"""One place of a comment at the desk: both texts in full, and what a person decides about it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from concept import reading
from consultations.actions import placements as actions
from consultations.desk.placing import CONFIRM, DROP, PlacingPage, queue_url, shown_times
from consultations.desk.placing_forms import HandForm, PassageForm
from consultations.enums import PlacementDecision
from consultations.models import AnchorPlacement
from consultations.queries import place_choices, place_search, place_texts
from consultations.queries.places import passage_by_label
from core.permissions import allowed

BY_HAND, TO_SECTION, UNDO = "rucne", "oddil", "zpet"
REFUSALS = (actions.PlacementDecided, actions.NothingChosen, actions.QuoteDoesNotMatch)


class PlacePage(PlacingPage):
    """Frame of the screens about one place, found by ``placement_pk``."""

    placement: AnchorPlacement

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        found = None
        if allowed(request.user, self.permission_to_know):
            found = place_search.placement_at_desk(kwargs["placement_pk"], request.user)
        if found is None:
            raise Http404
        self.placement = found
        self.version = found.version

    @cached_property
    def query(self) -> str:
        """The filter of the queue the person came from, and its page."""
        values = place_search.read_sought(self.request.GET).active()
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
        return place_choices.passage_of(self.version, uid) if uid else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        placement = self.placement
        [row] = place_texts.place_rows(self.version, [placement.pk], self.request.user, context=0)
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
                "choices": place_choices.passages_of(self.version, section) if section else [],
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
