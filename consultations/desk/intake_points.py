"""A letter is split into points beside its original."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from consultations.actions import comment_words, comments, intake, splitting
from consultations.anchors import QuoteDoesNotMatch
from consultations.desk.intake_forms import PointForm, point_initial
from consultations.desk.intake_page import StatementPage
from consultations.queries import intake as reads


class PointWriteView(StatementPage, FormView):
    """The original beside a form for one point: mark its words, say what it is about."""

    template_name = "consultations/desk/point_write.html"
    form_class = PointForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.versions = reads.versions_of_round(self.round)
        self.point = None
        if "point_pk" in kwargs:
            self.point = reads.point_of(self.statement, kwargs["point_pk"])
            if self.point is None:
                raise Http404

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = super().dispatch
        if not self.takes_points and self.may(self.permission):
            messages.error(request, _("Points cannot be added to this statement."))
            return redirect(self.page_url())
        return allowed(request, *args, **kwargs)

    def get_page_title(self) -> str:
        name = {"reference": self.statement.reference}
        return (
            _("Edit a point of %(reference)s") if self.point else _("Points of %(reference)s")
        ) % name

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.page_url(), self.statement.reference)]

    def get_initial(self) -> dict[str, Any]:
        return point_initial(self.point) if self.point else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        respondent = self.statement.respondent
        return super().get_form_kwargs() | {
            "versions": self.versions,
            "finders": {str(v.pk): reads.place_finder(v) for v in self.versions},
            "may_be_essential": comments.may_be_essential(self.round, respondent),
            "has_original": bool(self.statement.original_text),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        points = reads.points_of(self.statement)
        context = super().get_context_data(
            statement=self.statement,
            round=self.round,
            point=self.point,
            points=points,
            waiting=[point for point in points if not point.is_sent],
            files=reads.originals_of(self.statement),
            versions=self.versions,
            sections=dict.fromkeys(
                name for version in self.versions for name in reads.sections_in_words(version)
            ),
            **kwargs,
        )
        if self.statement.original_text:
            others = [p for p in points if self.point is None or p.pk != self.point.pk]
            context["original"] = self.original(others)
            context["chosen"] = self.chosen(context["form"])
        return context

    def chosen(self, form: PointForm) -> dict[str, Any]:
        """Which words are marked now: kept from a form with errors, or those of the point being edited."""
        marked = form.marked()
        if marked is None and self.point is not None and self.point.original_start is not None:
            marked = (self.point.original_start, self.point.original_end)
        if marked is None:
            return {"value": "", "words": ""}
        start, end = marked
        return {
            "value": f"{start}-{end}",
            "start": start,
            "end": end,
            "words": self.statement.original_text[start:end],
        }

    def form_valid(self, form: PointForm) -> HttpResponse:
        data = form.cleaned_data
        start, end = form.marked() or (None, None)
        is_placed = bool(form.place.section_uid)
        try:
            splitting.save_point(
                statement=self.statement,
                version=form.versions[data["version"]],
                place=form.place.as_quote(),
                place_words="" if is_placed else data["place"],
                point=self.point,
                lock_version=data["lock_version"] or 0,
                original_start=start,
                original_end=end,
                by=self.request.user,
                at=timezone.now(),
                **{
                    name: data[name]
                    for name in ("type", "nature", "weight", "text", "proposed_wording", "reason")
                },
            )
        except comments.StaleComment as error:
            form.add_error(None, str(error))
            return self.form_invalid(form, current=error.current)
        except comments.EssentialNotAllowed as error:
            form.add_error("weight", str(error))
        except (comment_words.TextTooLong, comments.NothingWritten) as error:
            form.add_error("text", str(error))
        except (splitting.OutsideOriginal, intake.RoundTakesNothing, intake.NotEntered) as error:
            form.add_error(None, str(error))
        except (QuoteDoesNotMatch, ValidationError) as error:
            form.add_error("place", str(error))
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, _("The point was saved. It waits for its number."))
        address = reverse("consultations_desk:point-write", args=[self.statement.pk])
        return redirect(f"{address}#veta-{start}" if start is not None else address)

    def form_invalid(self, form: PointForm, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context))
