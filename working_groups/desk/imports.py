"""Members of a group from a spreadsheet: upload, see what would become of each row, confirm."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import FormView

from core.sheet_reading import SheetNotRead
from core.spreadsheets import LARGEST_FILE, neutral
from working_groups import queries
from working_groups.actions import member_imports
from working_groups.desk import forms
from working_groups.desk.views import MANAGE, GroupPage
from working_groups.member_sheets import ROLE_WORDS
from working_groups.models import Membership

# Czech, since it is filled in and read in Czech; every heading is one that ``member_sheets.COLUMNS`` knows.
HEADINGS = ("jméno", "e-mail", "organizace", "role", "hlasuje", "od", "jmenován dokumentem")


class MemberListView(GroupPage, FormView):
    """Upload a list; the answer shows what would become of its rows."""

    permission = MANAGE
    page_title = gettext_lazy("Members from a list")
    template_name = "working_groups/desk/member_list.html"
    form_class = forms.MemberListForm

    def form_valid(self, form: forms.MemberListForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            # one byte too many is enough to be refused for its size
            rows = member_imports.read_members(data["file"].read(LARGEST_FILE + 1))
        except SheetNotRead as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        plans = member_imports.plan_seats(self.group, rows, data["on"])
        confirm = forms.ConfirmListForm(
            initial={"rows": forms.sealed_rows(data["on"], rows), "invites": True}
        )
        context = self.get_context_data(
            form=form,
            on=data["on"],
            plans=plans,
            confirm_form=confirm,
            seat_count=sum(plan.will_be_seated for plan in plans),
        )
        return self.render_to_response(context)


class ConfirmListView(GroupPage, FormView):
    """Seats the people of the list that was shown."""

    http_method_names = ["post"]
    permission = MANAGE
    page_title = gettext_lazy("Members from a list")
    template_name = "working_groups/desk/member_list.html"
    form_class = forms.ConfirmListForm

    def form_valid(self, form: forms.ConfirmListForm) -> HttpResponse:
        on, rows = form.cleaned_data["rows"]
        done = member_imports.import_members(
            group=self.group,
            rows=rows,
            on=on,
            invites=form.cleaned_data["invites"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(
            self.request,
            ngettext(
                "%(count)s person was seated.", "%(count)s people were seated.", done.seated_count
            )
            % {"count": done.seated_count},
        )
        for row in done.refused:
            messages.warning(
                self.request,
                _("Row %(number)s was left out: %(problem)s")
                % {"number": row.number, "problem": row.problem},
            )
        return redirect(self.group_url())

    def form_invalid(self, form: forms.ConfirmListForm) -> HttpResponse:
        messages.error(self.request, " ".join(form.errors.get("rows", [])))
        return redirect(reverse("groups_desk:member-list", args=[self.group.pk]))


class BlankListView(GroupPage, View):
    """The members of today as a list to fill in: storing it again changes nothing."""

    permission = MANAGE
    page_title = gettext_lazy("Members from a list")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="clenove-{self.group.slug}.csv"'
        writer = csv.writer(response, delimiter=";")
        writer.writerow(HEADINGS)
        for member in queries.roster(self.group, timezone.localdate()):
            if member.substitute_for_id is None:
                writer.writerow(_cells(member))
        return response


def _cells(member: Membership) -> list[str]:
    cells = [
        member.user.name,
        member.user.email,
        member.on_behalf_of.name if member.on_behalf_of else "",
        ROLE_WORDS[member.role],
        "ano" if member.is_voting else "ne",
        member.valid_from.isoformat(),
        member.appointment,
    ]
    return [neutral(cell) for cell in cells]
