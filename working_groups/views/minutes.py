"""Minutes as they are read: the text that counts, what changed in it, earlier texts, remarks, files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concept.digests import canonical_json
from core.pages import About
from core.permissions import allowed
from working_groups import minutes_content, minutes_exports, minutes_paper
from working_groups.actions import objections
from working_groups.enums import MinutesState, ObjectionState
from working_groups.forms.minutes import AnswerForm, ObjectionForm
from working_groups.minutes_content import Circle
from working_groups.models import Minutes, MinutesObjection
from working_groups.queries import minutes as queries
from working_groups.queries.agenda import in_order
from working_groups.queries.minutes import KeptText
from working_groups.views.pages import group_crumbs

REMARKS = "pripominky"  # the part of the page about them


@method_decorator(never_cache, name="dispatch")
class InMinutes(About):
    """A page about the minutes of one meeting."""

    permission = "working_groups.view_minutes"
    minutes: Minutes

    def find(self, **kwargs: Any) -> Minutes | None:
        """The minutes, and as whom the person reads them."""
        found = queries.minutes_at(kwargs["ref"], self.request.user)
        if found is not None:
            self.minutes = found
            self.ref = kwargs["ref"]
            self.circle = queries.circle_of(found, self.request.user)
        return found

    def subject(self) -> str:
        """Of which meeting they are."""
        return _("Minutes of the meeting %(reference)s") % {
            "reference": self.minutes.record.reference
        }

    def may(self, name: str) -> bool:
        """Whether the person may do something with these minutes."""
        return allowed(self.request.user, f"working_groups.{name}", self.minutes)

    def address(self, name: str = "minutes", *args: Any) -> str:
        """Address of a page of the minutes."""
        return reverse(f"working_groups:{name}", args=[self.ref, *args])

    def crumbs(self, *further: tuple[str, str]) -> list[dict[str, str]]:
        """The way to the page."""
        return group_crumbs(self.minutes.meeting.host, (self.subject(), self.address()), *further)

    def shown_texts(self) -> list[KeptText]:
        """The texts the person may read, oldest first; nobody reads a draft here."""
        return queries.kept_texts(self.minutes, self.circle)


class MinutesView(InMinutes):
    """``/jednani/<ref>/zapis/``: the text that counts, with what changed since the one before, remarks, next steps."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Read."""
        return self.page(self.objection_form())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Raise a remark."""
        if not self.may("object_to_minutes"):
            raise PermissionDenied
        form = self.objection_form(request.POST)
        if form.is_valid():
            try:
                made = objections.raise_objection(
                    minutes=self.minutes, by=request.user, at=self.now, **form.cleaned_data
                )
            except (
                objections.RemarksNotTaken,
                objections.RemarksClosed,
                objections.RemarkEmpty,
            ) as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request,
                    _("Your remark P%(number)d was sent.") % {"number": made.number},
                    extra_tags=REMARKS,
                )
                return redirect(f"{self.address()}#{REMARKS}")
        return self.page(form)

    def objection_form(self, data: Any = None) -> ObjectionForm:
        """The form over the items this reader may know of."""
        shown = minutes_content.SHOWN_ITEMS[self.circle]
        items = in_order(self.minutes.meeting.items.filter(visibility__in=shown))
        return ObjectionForm(data, items=items)

    def page(self, form: ObjectionForm) -> HttpResponse:
        """The page with the form for a remark."""
        minutes, texts = self.minutes, self.shown_texts()
        current = texts[-1] if texts else None
        before = texts[-2] if len(texts) > 1 else None
        is_open = minutes.state == MinutesState.CIRCULATED and self.now < minutes.objection_until
        remarks = self.remarks()
        context = {
            "minutes": minutes,
            "ref": self.ref,
            "text": current,
            "paper": current and not current.is_empty and minutes_paper.paper(current.content),
            "changes": _changes(before, current),
            "before": before,
            "text_count": len(texts),
            "is_public": self.circle is Circle.PUBLIC,
            "is_open": is_open,
            "may_object": is_open and self.may("object_to_minutes"),
            "form": form,
            "remarks": remarks,
            "may_answer": self.may("circulate_minutes"),
            "may_write": self.may("write_minutes"),
            "may_circulate": self.may("circulate_minutes"),
            "may_approve": self.may("approve_minutes"),
            "may_correct": self.may("correct_minutes"),
            "may_confirm": self.may("confirm_minutes"),
            "answer_form": AnswerForm(),
            "breadcrumbs": self.crumbs(),
        }
        return render(self.request, "working_groups/minutes/read.html", context)

    def remarks(self) -> list[MinutesObjection]:
        """Remarks: members and staff read all that are about what they may know of, others only their own."""
        found = queries.objections_of(self.minutes)
        shown = minutes_content.SHOWN_ITEMS[self.circle]
        if self.circle is Circle.PUBLIC:
            user = self.request.user
            return [row for row in found if user.is_authenticated and row.raised_by == user]
        return [row for row in found if row.item is None or row.item.visibility in shown]


def _changes(before: KeptText | None, current: KeptText | None) -> list[dict[str, Any]]:
    """What changed between two texts as the reader is shown them, item by item."""
    if before is None or current is None or before.is_empty or current.is_empty:
        return []
    found = minutes_content.changes(before.content, current.content)
    items = {item["item"]: item for data in (before, current) for item in data.content["items"]}
    return [
        {
            "label": items[key]["label"],
            "title": items[key].get("title", ""),
            "segments": change.segments,
        }
        for key, change in found.items()
    ]


class ObjectionView(InMinutes):
    """``/jednani/<ref>/zapis/pripominky/<number>/``: a remark is accepted, not accepted, or taken back."""

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """One of the three; whoever may not gets 403."""
        objection = self.minutes.objections.filter(number=kwargs["number"]).first()
        if objection is None:
            raise Http404
        answer = request.POST.get("answer", "")
        step = request.POST.get("krok", "")
        told = {"objection": objection, "by": request.user, "at": self.now}
        try:
            if step == "zpet":
                self.need(objection.raised_by == request.user)
                objections.withdraw_objection(**told)
            elif step == "prijmout":
                self.need(self.may("circulate_minutes"))
                objections.accept_objection(**told, answer=answer)
            elif step == "neprijmout":
                self.need(self.may("circulate_minutes"))
                objections.reject_objection(**told, answer=answer)
            else:
                raise Http404
        except (objections.RemarkAnswered, objections.RemarkEmpty) as error:
            messages.error(request, str(error), extra_tags=REMARKS)
        else:
            state = ObjectionState(self.minutes.objections.get(pk=objection.pk).state).label
            messages.success(
                request,
                _("Remark P%(number)d: %(state)s")
                % {"number": objection.number, "state": str(state).lower()},
                extra_tags=REMARKS,
            )
        return redirect(f"{self.address()}#{REMARKS}")

    def need(self, is_allowed: bool) -> None:
        """403 unless it is."""
        if not is_allowed:
            raise PermissionDenied


class VersionListView(InMinutes):
    """``/jednani/<ref>/zapis/verze/``: every text the reader may read, why it was made, how it is checked."""

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Read."""
        context = {
            "minutes": self.minutes,
            "ref": self.ref,
            "texts": list(reversed(self.shown_texts())),
            "is_member": self.circle is Circle.MEMBERS,
            "breadcrumbs": self.crumbs((_("All texts"), "")),
        }
        return render(request, "working_groups/minutes/versions.html", context)


class VersionView(InMinutes):
    """``/jednani/<ref>/zapis/verze/<number>/``: one text, with what changed since the one before."""

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """Read."""
        texts = self.shown_texts()
        place = place_of(texts, kwargs["number"])
        text, before = texts[place], texts[place - 1] if place else None
        context = {
            "minutes": self.minutes,
            "ref": self.ref,
            "text": text,
            "paper": not text.is_empty and minutes_paper.paper(text.content),
            "before": before,
            "changes": _changes(before, text),
            "is_newest": place == len(texts) - 1,
            "is_public": self.circle is Circle.PUBLIC,
            "breadcrumbs": self.crumbs(
                (_("All texts"), self.address("minutes-versions")),
                (_("Text %(number)d") % {"number": text.version.number}, ""),
            ),
        }
        return render(request, "working_groups/minutes/version.html", context)


def place_of(texts: list[KeptText], number: int) -> int:
    """Where the text with a number stands among those the reader may read; 404 when it does not."""
    for place, text in enumerate(texts):
        if text.version.number == number:
            return place
    raise Http404


class FileView(InMinutes):
    """``/jednani/<ref>/zapis/verze/<number>/zapis.<kind>``: docx or PDF, or the data whose fingerprint is checked."""

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The file as its reader may have it."""
        texts = self.shown_texts()
        text = texts[place_of(texts, int(kwargs["number"]))]
        if text.is_empty:
            raise Http404
        kind = kwargs["kind"]
        if kind == "json":
            is_whole = self.circle is Circle.MEMBERS and request.GET.get("cele") == "1"
            data = text.read.content if is_whole else minutes_content.public_data(text.read.content)
            body = canonical_json(data)
        else:
            body = minutes_exports.make(
                self.minutes, text, kind, is_public=self.circle is Circle.PUBLIC, at=self.now
            )
        response = HttpResponse(body, content_type=minutes_exports.MIMES[kind])
        name = f"zapis-{self.ref}-{text.version.number}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "private, no-store"
        return response
