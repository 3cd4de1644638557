"""The screen on which the secretary writes minutes: the agenda, the texts of all items, who was there, next steps."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from core.permissions import allowed
from working_groups import minutes_paper
from working_groups.actions import minutes as actions
from working_groups.actions.minutes import TypedText
from working_groups.enums import MinutesState, ObjectionState
from working_groups.forms.minutes import PeopleForm, SectionForm, digest_of
from working_groups.minutes_content import Circle, shown
from working_groups.models import MinutesSection
from working_groups.queries import minutes as queries
from working_groups.queries.minutes_frame import agenda_of, frame_of
from working_groups.views.minutes import InMinutes


@method_decorator(never_cache, name="dispatch")
class BeginView(View):
    """``/jednani/<ref>/zapis/zalozit/``: the secretary begins the minutes."""

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Begin, and go on to write."""
        meeting = queries.meeting_at(kwargs["ref"], request.user)
        if meeting is None:
            raise Http404
        if not allowed(request.user, "working_groups.write_minutes", meeting):
            raise PermissionDenied
        try:
            actions.begin_minutes(meeting=meeting, by=request.user, at=timezone.now())
        except actions.MeetingOff as error:
            messages.error(request, str(error))
            return redirect(meeting.record.path)
        return redirect(reverse("working_groups:minutes-write", args=[kwargs["ref"]]))


class WriteView(InMinutes):
    """``/jednani/<ref>/zapis/psat/``: one form over all items, so that no button throws away what stands beside it."""

    permission = "working_groups.write_minutes"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """What is stored."""
        if self.minutes.state != MinutesState.DRAFTING:
            return redirect(self.address())
        return self.page(self.forms())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Save what was changed; as one types (``prubezne`` names the item) no line becomes anything."""
        forms = self.forms(request.POST)
        while_typing = request.POST.get("prubezne", "")
        if while_typing:
            return self.save_while_typing(forms, while_typing)
        if not all(form.is_valid() for form in forms):
            return self.page(forms)
        texts = [
            TypedText(form.item, **_typed(form))
            for form in forms
            if form.is_touched or _has_lines(form)
        ]
        try:
            done = actions.save_sections(
                minutes=self.minutes, texts=texts, by=request.user, at=self.now
            )
        except actions.MinutesNotBeingWritten as error:
            messages.error(request, str(error))
            return self.page(forms)
        if done.stale:
            self.tell(done)
            return self.page(forms, stale=done.stale, saved=done.saved)
        pressed = request.POST.get("ulozit", "")
        place = f"bod-{pressed}" if any(str(form.item.pk) == pressed for form in forms) else ""
        self.tell(done, place)
        return redirect(self.address("minutes-write") + (f"#{place}" if place else ""))

    def save_while_typing(self, forms: list[SectionForm], which: str) -> HttpResponse:
        """Answer what is stored now, and whether it is what was typed (``outcome``).

        All three outcomes are 200: a browser tells of any other status in its console, and nothing here is a fault.
        """
        form = next((form for form in forms if str(form.item.pk) == which), None)
        if form is None or not form.is_valid():
            raise Http404
        try:
            saved = actions.save_section(
                minutes=self.minutes,
                item=form.item,
                makes_objects=False,
                by=self.request.user,
                at=self.now,
                **_typed(form),
            )
        except actions.StaleSection as error:
            told = {"outcome": "conflict", "said": str(error)}
            return JsonResponse(_stored(error.current) | told)
        except actions.MinutesNotBeingWritten as error:
            return JsonResponse({"outcome": "closed", "said": str(error)})
        return JsonResponse(_stored(saved.section) | {"outcome": "saved"})

    def forms(self, data: Any = None) -> list[SectionForm]:
        """One for each item of the agenda."""
        sections = queries.sections_of(self.minutes)
        return [
            SectionForm(data, item=item, section=sections.get(item.pk))
            for item in agenda_of(self.minutes.meeting)
        ]

    def tell(self, done: actions.SavedSections, place: str = "") -> None:
        """Say what lines became, and which stayed and why, at the item whose button was pressed."""
        made = minutes_paper.made_of_lines(
            sum(len(one.decisions) for one in done.saved), sum(len(one.tasks) for one in done.saved)
        )
        if done.saved:
            said = ". ".join([str(_("Saved")), *made]) + "."
            messages.success(self.request, said, extra_tags=place)
        for one in done.saved:
            for line in minutes_paper.lines_of_problems(one.problems):
                messages.warning(self.request, line, extra_tags=place)
        for why in done.refused.values():
            messages.warning(self.request, why, extra_tags=place)

    def page(
        self,
        forms: list[SectionForm],
        stale: dict[int, MinutesSection] | None = None,
        saved: Any = (),
    ) -> HttpResponse:
        """The screen. A stale text stands as it was typed, beside what is stored; saving again replaces that."""
        stale = stale or {}
        if forms and forms[0].is_bound:
            again = forms[0].data.copy()
            for one in saved:
                _refill(again, one.section)
            for section in stale.values():
                again[f"b{section.item_id}-lock_version"] = str(section.lock_version)
            for form in forms:
                form.data = again
        content = shown(frame_of(self.minutes), Circle.MEMBERS, with_names=True)
        paper = minutes_paper.paper(content)
        drawn = {item.key: item for item in paper.items}
        remarks: dict[int | None, list[Any]] = {}
        for row in queries.objections_of(self.minutes):
            if row.state in {ObjectionState.OPEN, ObjectionState.ACCEPTED}:
                remarks.setdefault(row.item_id, []).append(row)
        context = {
            "minutes": self.minutes,
            "ref": self.ref,
            "paper": paper,
            "rows": [
                {
                    "form": form,
                    "place": f"bod-{form.item.pk}",
                    "item": drawn[form.item.pk],
                    "stale": stale.get(form.item.pk),
                    "remarks": remarks.get(form.item.pk, []),
                }
                for form in forms
            ],
            "remarks": remarks.get(None, []),
            "stale_count": len(stale),
            "people_form": PeopleForm(minutes=self.minutes),
            "may_circulate": self.may("circulate_minutes"),
            "is_held": self.minutes.meeting.state in actions.HELD,
            "breadcrumbs": self.crumbs((_("Writing"), "")),
        }
        return render(self.request, "working_groups/minutes/write.html", context)


def _typed(form: SectionForm) -> dict[str, Any]:
    typed = form.cleaned_data
    return {name: typed[name] for name in ("public_text", "internal_text", "lock_version")}


def _has_lines(form: SectionForm) -> bool:
    """Whether lines were saved while they were typed, which are to become something now."""
    text = form.cleaned_data["public_text"].lower()
    return any(word in text for word in ("závěr", "zaver", "úkol", "ukol"))


def _stored(section: MinutesSection) -> dict[str, Any]:
    return {
        "lock_version": section.lock_version,
        "base": digest_of(section.public_text, section.internal_text),
        "public_text": section.public_text,
        "internal_text": section.internal_text,
        "by": str(section.edited_by or ""),
    }


def _refill(data: Any, section: MinutesSection) -> None:
    """Show what was saved instead of what was typed: its lines have left the text."""
    for name, value in _stored(section).items():
        if name != "by":
            data[f"b{section.item_id}-{name}"] = str(value)


class PeopleView(InMinutes):
    """``/jednani/<ref>/zapis/osoby/``: who takes the minutes and who verifies them."""

    permission = "working_groups.write_minutes"

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Name them."""
        form = PeopleForm(request.POST, minutes=self.minutes)
        if not form.is_valid():
            messages.error(request, _("Choose people who were at the meeting."))
        else:
            try:
                actions.name_people(
                    minutes=self.minutes, by=request.user, at=self.now, **form.cleaned_data
                )
                messages.success(request, _("Saved."))
            except actions.MinutesNotBeingWritten as error:
                messages.error(request, str(error))
        return redirect(self.address("minutes-write"))
