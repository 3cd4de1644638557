"""Settling comments at a meeting: what is on the agenda, taking out, the conclusion en bloc, votes on single ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from consultations.actions import agendas, at_meetings
from consultations.forms.at_meeting import ConclusionForm, NoteForm, NumbersForm, RoundForm
from consultations.models import PointOnAgenda, RoundOnAgenda
from consultations.point_numbers import spoken_numbers
from consultations.queries import meeting_points as queries
from core.permissions import allowed
from working_groups.actions import adoptions, decisions
from working_groups.enums import (
    AdoptionResult,
    DecisionMethod,
    DecisionVerb,
    ItemKind,
    MeetingState,
)
from working_groups.models import AgendaItem
from working_groups.queries import agenda as agenda_queries
from working_groups.queries import tasks as seat_queries
from working_groups.views.pages import InMeeting

PER_PAGE = 100
REFUSALS = (
    agendas.PointIsSettled,
    at_meetings.AgendaChanged,
    at_meetings.NothingToSettle,
    adoptions.TooManyVotes,
    decisions.MeetingNotBegun,
    decisions.MinutesApproved,
    decisions.NotAMember,
    decisions.TextMissing,
    ValidationError,
)


class PointsPage(InMeeting):
    """Frame: the item is for settling comments and the reader may know them (404), or runs the meeting (403)."""

    item: AgendaItem
    agenda: RoundOnAgenda | None
    writes = False  # the whole page is for whoever runs the meeting

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the item and what is under it."""
        super().setup(request, *args, **kwargs)
        item = agenda_queries.item_of(self.meeting, kwargs["pk"])
        if item is None or item.kind != ItemKind.COMMENT_SETTLEMENT:
            raise Http404
        item.meeting = self.meeting
        self.item = item
        self.agenda = queries.agenda_of(item)
        if self.agenda is not None:
            self.agenda.item = item

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the permission."""
        if not allowed(request.user, "consultations.view_points", self.item):
            raise Http404
        self.runs = allowed(request.user, "consultations.settle_points", self.item)
        if (self.writes or request.method == "POST") and not self.runs:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def url(self, name: str = "meeting-points", *args: Any) -> str:
        """Address of a page about the item's comments."""
        return reverse(f"consultations:{name}", args=[self.ref, self.item.pk, *args])

    def at_number(self, number: int) -> str:
        """Address of a comment in the list."""
        page = (number - 1) // PER_PAGE + 1
        query = f"?strana={page}" if page > 1 else ""
        return f"{self.url()}{query}#bod-{number}"

    def trail(self, *further: str) -> list[dict[str, str]]:
        """The way to the page; ``further`` are titles below the list."""
        title = _("Settlement of comments")
        crumbs = [(title, self.url()), *((name, "") for name in further)]
        return self.crumbs(*crumbs)

    @property
    def takes_changes(self) -> bool:
        """The meeting is not over and its minutes are not approved."""
        return not queries.is_over(self.meeting)

    @property
    def has_begun(self) -> bool:
        """Conclusions may be written down."""
        return self.meeting.state in (MeetingState.IN_PROGRESS, MeetingState.HELD) or (
            self.meeting.starts_at <= self.now
        )

    def taken_at(self) -> datetime | None:
        """While the meeting goes on a conclusion is of this moment, unless the item has its times."""
        is_on = self.meeting.state == MeetingState.IN_PROGRESS and self.item.started_at is None
        return self.now if is_on else None

    def quorums(self) -> list[tuple[Any, Any]]:
        """Each group with its quorum at the moment the conclusion would be of (None: nobody was written down)."""
        groups = list(self.meeting.groups.all())
        moment = self.taken_at() or self.meeting.held_from or self.meeting.starts_at
        found = adoptions.quorums_of(self.meeting, groups, self.item, moment)
        return [(group, found.get(group.pk)) for group in groups] if found else []

    def common(self) -> dict[str, Any]:
        """What all pages show."""
        return {
            "meeting": self.meeting,
            "item": self.item,
            "agenda": self.agenda,
            "ref": self.ref,
            "runs": self.runs,
        }


class PointsView(PointsPage):
    """``/jednani/<ref>/body/<pk>/vyporadani/``: the comments under an item, and the buttons of whoever runs it."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The list."""
        return self.page()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Put the round there, take out or put back."""
        step = request.POST.get("krok", "")
        try:
            if step == "zaradit":
                return self.put_there() if self.agenda is None else redirect(self.url())
            if self.agenda is None:
                raise Http404
            if step == "doplnit":
                return self.fill_up()
            if step == "vyjmout":
                return self.take_out()
            return self.one_button()
        except (agendas.NotForSettling, agendas.PointIsSettled) as error:
            messages.error(request, str(error))
            return redirect(self.url())

    def put_there(self) -> HttpResponse:
        """Put the chosen round under the item."""
        form = self.round_form(self.request.POST)
        if not form.is_valid():
            return self.page(round_form=form)
        agendas.put_on_agenda(
            item=self.item, round=form.chosen(), by=self.request.user, at=self.now
        )
        messages.success(self.request, _("The comments are on the agenda."))
        return redirect(self.url())

    def fill_up(self) -> HttpResponse:
        """Add what was proposed since, and take over what was proposed anew."""
        agendas.put_on_agenda(
            item=self.item, round=self.agenda.round, by=self.request.user, at=self.now
        )
        messages.success(self.request, _("The comments are as they are proposed now."))
        return redirect(self.url())

    def take_out(self) -> HttpResponse:
        """Take out by numbers."""
        form = NumbersForm(self.request.POST)
        if form.is_valid():
            wanted = form.cleaned_data["numbers"]
            known = queries.points_by_number(self.agenda, wanted)
            strange = [number for number in wanted if number not in known]
            if not strange:
                taken = self.out(list(known.values()), form.cleaned_data["note"])
                self.tell_taken(taken)
                return redirect(self.url())
            form.add_error(
                "numbers",
                _("These numbers are not on the agenda: %(numbers)s.")
                % {"numbers": spoken_numbers(strange)},
            )
        return self.page(numbers_form=form)

    def out(self, keys: list[int], note: str = "") -> list[PointOnAgenda]:
        """Take them out."""
        return agendas.take_out(
            agenda=self.agenda, points=keys, note=note, by=self.request.user, at=self.now
        )

    def tell_taken(self, taken: Sequence[PointOnAgenda], place: str = "") -> None:
        """Say which ones are out now; at the row (``place``) whose button was pressed."""
        numbers = spoken_numbers(point.position for point in taken)
        if taken:
            told = _("Taken out: %(numbers)s.") % {"numbers": numbers}
            messages.success(self.request, told, extra_tags=place)
        else:
            messages.info(self.request, _("They were out already."), extra_tags=place)

    def one_button(self) -> HttpResponse:
        """The button of one row: ``vyjmout-bod`` or ``vratit`` with its number."""
        for name in ("vyjmout-bod", "vratit"):
            typed = self.request.POST.get(name, "")
            if typed.isdecimal():
                point = queries.point_by_number(self.agenda, int(typed))
                if point is None:
                    raise Http404
                place = f"bod-{point.position}"
                if name == "vratit":
                    back = agendas.put_back(point=point, by=self.request.user, at=self.now)
                    numbers = spoken_numbers(one.position for one in back) or typed
                    told = _("Left to the decision en bloc: %(numbers)s.") % {"numbers": numbers}
                    messages.success(self.request, told, extra_tags=place)
                else:
                    taken = self.out([point.pk], self.request.POST.get("note", ""))
                    self.tell_taken(taken, place)
                return redirect(self.at_number(point.position))
        raise Http404

    def round_form(self, data: Any = None) -> RoundForm:
        """The choice of a round."""
        return RoundForm(data, rounds=queries.rounds_to_choose(self.meeting, self.request.user))

    def page(self, **forms: Any) -> HttpResponse:
        """The page; what was typed wrongly is in ``forms``."""
        takes = self.takes_changes
        context = self.common() | {
            "takes_changes": takes,
            "has_begun": self.has_begun,
            "breadcrumbs": self.crumbs((_("Settlement of comments"), "")),
        }
        if self.agenda is None:
            context["round_form"] = forms.get("round_form") or (
                self.round_form() if self.runs and takes else None
            )
            return render(self.request, "consultations/meeting_points.html", context)
        page = Paginator(queries.all_points(self.agenda), PER_PAGE).get_page(
            self.request.GET.get("strana")
        )
        points = list(page.object_list)
        refused = self.refused(points) if takes else {}
        context |= {
            "counts": queries.counts_of(self.agenda),
            "page_obj": page,
            "rows": [
                (row, refused.get(row.number, ""))
                for row in queries.rows(self.agenda, points, self.request.user)
            ],
            "taken_out": queries.taken_out(self.agenda),
            "conclusions": queries.conclusions(self.agenda),
            "quorums": self.quorums(),
            "numbers_form": forms.get("numbers_form") or NumbersForm(),
        }
        return render(self.request, "consultations/meeting_points.html", context)

    def refused(self, points: Sequence[PointOnAgenda]) -> dict[int, str]:
        """Why some of the points would be left out of a decision en bloc, by number."""
        waiting = [one for one in points if one.taken_out_at is None and not one.is_decided]
        _ready, refused = at_meetings.sort_out(
            self.agenda,
            waiting,
            queries.settlements_of(waiting),
            self.request.user if self.runs else None,
            must_be_as_shown=True,
        )
        return {one.number: one.reason for one in refused}


class ConclusionPage(PointsPage):
    """A form for a conclusion over comments."""

    writes = True
    template_name = ""
    method = DecisionMethod.NO_OBJECTION
    must_be_as_shown = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """There are comments."""
        super().setup(request, *args, **kwargs)
        if self.agenda is None:
            raise Http404

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The form and what it is about."""
        return self.page()

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Record it, or say what is wrong; nothing typed is lost."""
        if not self.points():
            # the button was pressed twice, or somebody was faster
            messages.info(request, _("A conclusion over it is recorded already: see below."))
            return redirect(self.url())
        form = self.form(request.POST)
        if form.is_valid():
            try:
                return self.done(self.settle(form))
            except REFUSALS as error:
                form.add_error(None, getattr(error, "messages", None) or str(error))
        return self.page(form)

    def settle(self, form: ConclusionForm) -> at_meetings.Settled:
        """The one action."""
        raise NotImplementedError

    def points(self) -> list[PointOnAgenda]:
        """What the conclusion is to be about."""
        raise NotImplementedError

    def form(self, data: Any = None, **initial: Any) -> ConclusionForm:
        """The form for the groups of the meeting."""
        groups = list(self.meeting.groups.all())
        day = timezone.localdate(self.meeting.starts_at)
        seats = seat_queries.seats_on([group.pk for group in groups], day)
        said = {"method": self.method, "verb": DecisionVerb.AGREE} | initial
        return ConclusionForm(data, groups=groups, seats=seats, initial=said)

    def about(self) -> tuple[list[PointOnAgenda], list[PointOnAgenda], list[Any], str]:
        """Points, those that can be decided, those left out with the reason, and the fingerprint of all."""
        points = self.points()
        rows = queries.settlements_of(points)
        ready, refused = at_meetings.sort_out(
            self.agenda,
            points,
            rows,
            self.request.user,
            must_be_as_shown=self.must_be_as_shown,
        )
        return points, ready, refused, queries.fingerprint(points, rows)

    def done(self, made: at_meetings.Settled) -> HttpResponse:
        """Say what was decided, what was left out and what waits for a group."""
        told = {"conclusion": made.decision.record.reference, "count": len(made.points)}
        if made.is_final:
            words = ngettext(
                "Conclusion %(conclusion)s settles %(count)d comment.",
                "Conclusion %(conclusion)s settles %(count)d comments.",
                len(made.points),
            )
            messages.success(self.request, words % told)
        elif made.decision.adoptions.filter(result=AdoptionResult.NOT_ADOPTED).exists():
            words = _("Conclusion %(conclusion)s was not adopted. The proposals stay proposals.")
            messages.warning(self.request, words % told)
        else:
            words = _("Conclusion %(conclusion)s is recorded. It settles nothing yet: see below.")
            messages.warning(self.request, words % told)
        if made.refused:
            words = ngettext(
                "%(count)d comment was left out: number %(numbers)s. The list says why.",
                "%(count)d comments were left out: numbers %(numbers)s. The list says why.",
                len(made.refused),
            )
            numbers = spoken_numbers(row.number for row in made.refused)
            told = {"count": len(made.refused), "numbers": numbers}
            messages.warning(self.request, words % told)
        return redirect(self.url())

    def page(self, form: ConclusionForm | None = None) -> HttpResponse:
        """The page; a form that was refused goes on from what is stored now."""
        points, ready, refused, fingerprint = self.about()
        if form is None:
            form = self.form(text=self.beginning(ready), as_shown=fingerprint)
        else:
            form.data = form.data.copy()
            form.data["as_shown"] = fingerprint
        context = self.common() | {
            "form": form,
            "points": points,
            "ready": ready,
            "ready_numbers": spoken_numbers(point.position for point in ready),
            "refused": refused,
            "quorums": self.quorums(),
            "has_begun": self.has_begun,
            "back": self.url(),
            **self.more(),
        }
        return render(self.request, self.template_name, context)

    def more(self) -> dict[str, Any]:
        """What the page shows besides."""
        return {}

    def beginning(self, ready: Sequence[PointOnAgenda]) -> str:
        """The text the secretary begins with: Czech, whatever the language of the screen."""
        raise NotImplementedError


class EnBlocView(ConclusionPage):
    """``/jednani/<ref>/body/<pk>/vyporadani/en-bloc/``: one conclusion over everything that was not taken out."""

    template_name = "consultations/meeting_en_bloc.html"

    def points(self) -> list[PointOnAgenda]:
        """Everything that waits and is not out."""
        return queries.en_bloc(self.agenda)

    def settle(self, form: ConclusionForm) -> at_meetings.Settled:
        """Record it."""
        return at_meetings.settle_en_bloc(
            agenda=self.agenda,
            taken_at=self.taken_at(),
            by=self.request.user,
            at=self.now,
            **form.said(),
        )

    def more(self) -> dict[str, Any]:
        """The trail."""
        return {"breadcrumbs": self.trail(_("Approve the rest en bloc"))}

    def beginning(self, ready: Sequence[PointOnAgenda]) -> str:
        """Which comments of which round."""
        told = {
            "count": len(ready),
            "round": self.agenda.round.reference,
            "numbers": spoken_numbers(point.position for point in ready),
        }
        with override(settings.LANGUAGE_CODE):
            words = ngettext(
                "with the proposed settlement of %(count)d comment of round %(round)s (number "
                "%(numbers)s of the paper).",
                "with the proposed settlement of %(count)d comments of round %(round)s (numbers "
                "%(numbers)s of the paper).",
                len(ready),
            )
        return words % told


class SinglyView(ConclusionPage):
    """``/jednani/<ref>/body/<pk>/vyporadani/<number>/``: one comment; once it is out, the vote on it."""

    template_name = "consultations/meeting_point.html"
    method = DecisionMethod.VOTE
    must_be_as_shown = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the comment."""
        super().setup(request, *args, **kwargs)
        point = queries.point_by_number(self.agenda, kwargs["number"])
        if point is None:
            raise Http404
        self.point = point

    @property
    def number(self) -> int:
        """Its number on the agenda."""
        return self.point.position

    def points(self) -> list[PointOnAgenda]:
        """The comment and equal ones."""
        return queries.singly(self.agenda, self.point)

    def settle(self, form: ConclusionForm) -> at_meetings.Settled:
        """Record it."""
        return at_meetings.settle_one(
            point=self.point,
            taken_at=self.taken_at(),
            by=self.request.user,
            at=self.now,
            **form.said(),
        )

    def more(self) -> dict[str, Any]:
        """The comment itself."""
        (row,) = queries.rows(self.agenda, [self.point], self.request.user)
        return {
            "row": row,
            "note_form": NoteForm(),
            "takes_changes": self.takes_changes,
            "breadcrumbs": self.trail(_("Number %(number)s") % {"number": self.number}),
        }

    def beginning(self, ready: Sequence[PointOnAgenda]) -> str:
        """Which comments."""
        rows = queries.settlements_of(ready)
        references = [rows[point.settlement_id].comment.reference for point in ready]
        told = {"references": ", ".join(references)}
        with override(settings.LANGUAGE_CODE):
            words = ngettext(
                "with the proposed settlement of comment %(references)s.",
                "with the proposed settlement of comments %(references)s.",
                len(ready),
            )
        return words % told
