"""The next version is prepared: what would change, what is wrong, what is left to decide."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView

from concept import actions
from concept.actions.lineage import uncertain_passages
from concept.enums import PlanState
from concept.freeze_plans import ERROR
from concept.versions_desk import forms
from concept.versions_desk import queries as desk
from concept.versions_desk.views.page import DeskPage, PlanPage, typed_key

SECTIONS_PER_PAGE = 10
RELOAD_SECONDS = 2
SLOW_SECONDS = 60


class DocumentListView(DeskPage, TemplateView):
    """Documents with their latest version and what is newer than it."""

    page_title = gettext_lazy("Versions")
    template_name = "concept/versions_desk/document_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=desk.document_rows(self.request.user),
            may_freeze=self.may("concept.freeze_version"),
            **kwargs,
        )


class PlanDetailView(PlanPage, TemplateView):
    """The next version of a document: progress, findings, what changes, what is left to decide.

    Whoever may not freeze sees the document's versions only.
    """

    permission = ""
    template_name = "concept/versions_desk/plan_detail.html"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_page_title(self) -> str:
        return self.document.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            versions=desk.versions_of(self.document, self.request.user), **kwargs
        )
        if not self.may("concept.freeze_version"):
            return context
        plan = desk.open_plan(self.document)
        context |= {"may_freeze": True, "plan": plan, "states": PlanState}
        if plan is None:
            return context
        waited = timezone.now() - plan.created_at
        context["is_slow"] = waited.total_seconds() > SLOW_SECONDS
        if plan.state == PlanState.READY:
            changes = desk.planned_changes(plan, desk.old_passages(plan.base))
            uncertain = len(uncertain_passages(plan))
            has_errors = any(issue["severity"] == ERROR for issue in plan.issues)
            context |= {
                "issue_groups": desk.issue_groups(plan),
                "unreleased": desk.unreleased_sections(self.document),
                "changes": changes,
                "passage_count": len(plan.content["passages"]),
                "section_count": len(plan.content["sections"]),
                "uncertain_count": uncertain,
                "answered_count": len(plan.answers),
                "has_errors": has_errors,
                "may_seal": not has_errors and not uncertain,
            }
        return context

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        plan = context.get("plan")
        if plan is not None and plan.state == PlanState.PREPARING:
            response.headers["Refresh"] = str(RELOAD_SECONDS)
        return response


class PlanStartView(PlanPage, View):
    """Begins a plan, or prepares it again. What was typed into the form of sealing is kept."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        typed = {
            name: request.POST[name] for name in forms.SealForm.base_fields if name in request.POST
        }
        if typed:
            request.session[typed_key(self.document)] = typed
        actions.start_plan(document=self.document, by=request.user, at=timezone.now())
        return redirect(self.plan_url())


class SectionReleaseView(PlanPage, View):
    """Releases the chosen sections for the next version and prepares it again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        chosen = desk.sections_by_id(self.document, request.POST.getlist("section"))
        if not chosen:
            messages.error(request, _("Choose at least one section."))
            return redirect(self.plan_url())
        before = len(desk.unreleased_sections(self.document))
        pages, refused = [], []
        for page in chosen:
            reason = self.why_not(page)
            if reason:
                refused.append((page, reason))
            else:
                pages.append(page)
        done = actions.release_and_prepare(
            document=self.document, pages=pages, by=request.user, at=timezone.now()
        )
        after = len(desk.unreleased_sections(self.document))
        count = len(done.released)
        released = ngettext(
            "%(count)s section was released for the next version.",
            "%(count)s sections were released for the next version.",
            count,
        ) % {"count": count}
        if not count:
            released = _("No section was released.")
        waiting = _("Waiting before: %(before)s, now: %(after)s.") % {
            "before": before,
            "after": after,
        }
        tell = messages.success if count else messages.warning
        tell(request, f"{released} {waiting}")
        for page, reason in refused + done.refused:
            messages.error(
                request,
                _("“%(section)s” was not released: %(reason)s")
                % {"section": page, "reason": reason},
            )
        return redirect(self.plan_url())

    def why_not(self, page: Any) -> str:
        """Why this person may not release the section; "" when they may."""
        permissions = page.permissions_for_user(self.request.user)
        if permissions.page_locked():
            return _("it is locked by somebody else.")
        if not permissions.can_publish():
            return _("you may not release it.")
        return ""


class PlanChangesView(PlanPage, TemplateView):
    """What would change since the last version, section by section, with the texts before and after."""

    page_title = gettext_lazy("What will change")
    template_name = "concept/versions_desk/plan_changes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan = self.ready_plan()
        if self.plan is None:
            return redirect(self.plan_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = desk.planned_changes(self.plan, desk.old_passages(self.plan.base))
        pages = Paginator(changes, SECTIONS_PER_PAGE)
        return super().get_context_data(
            plan=self.plan, sections=pages.get_page(self.request.GET.get("p")), **kwargs
        )
