"""The form that seeks in the queue of a round."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.enums import (
    CommentNature,
    CommentType,
    Outcome,
    RespondentKind,
    SettlementState,
    Weight,
)
from consultations.models import Round
from consultations.queries import assignments, settlement_queue
from consultations.queries import themes as theme_queries


def _any(label: Any) -> tuple[str, Any]:
    return ("", label)


class QueueForm(forms.Form):
    """What is sought in the queue. A value that is none of the choices is as good as none."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=200)
    section = forms.ChoiceField(label=_("Section"), required=False)
    type = forms.ChoiceField(
        label=_("What it is about"),
        required=False,
        choices=[_any(_("Anything")), *CommentType.choices],
    )
    nature = forms.ChoiceField(
        label=pgettext_lazy("of a comment", "kind"),
        required=False,
        choices=[_any(_("Both")), *CommentNature.choices],
    )
    weight = forms.ChoiceField(
        label=_("weight"), required=False, choices=[_any(_("Both")), *Weight.choices]
    )
    body = forms.ChoiceField(label=_("By whom"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    outcome = forms.ChoiceField(
        label=_("outcome"), required=False, choices=[_any(_("Any")), *Outcome.choices]
    )
    assignee = forms.ChoiceField(label=_("assigned to"), required=False)
    department = forms.ChoiceField(label=_("responsible department"), required=False)
    due = forms.ChoiceField(
        label=_("due"),
        required=False,
        choices=[
            _any(_("Any time")),
            ("overdue", _("Overdue")),
            ("soon", _("Within seven days")),
            ("none", _("No date")),
        ],
    )
    cluster = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    doubtful = forms.BooleanField(label=_("Only with an uncertain place"), required=False)
    joined = forms.BooleanField(label=_("Only equal comments"), required=False)
    state = forms.ChoiceField(
        required=False,
        choices=[_any(""), (settlement_queue.UNSETTLED, ""), *SettlementState.choices],
        widget=forms.HiddenInput,
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            _any(_("By place in the text")),
            ("number", _("By number")),
            ("newest", _("Newest first")),
            ("due", _("By due date")),
            ("weight", _("Essential first")),
            ("body", _("By organisation")),
        ],
    )

    def __init__(self, data: Any, *, round: Round, today: date) -> None:
        super().__init__(data, auto_id="filter_%s")
        nobody = (settlement_queue.NOBODY, _("Nobody"))
        for name, choices in {
            "section": [_any(_("The whole text")), *settlement_queue.sections_of_round(round)],
            "body": [
                _any(_("Anybody")),
                *settlement_queue.bodies_of_round(round),
                *RespondentKind.choices,
            ],
            "theme": [
                _any(_("Any theme")),
                (settlement_queue.NOBODY, _("Without a theme")),
                *((theme.slug, theme.name) for theme in theme_queries.themes()),
            ],
            "assignee": [
                _any(_("Anybody")),
                (settlement_queue.MINE, _("Me")),
                nobody,
                *((str(user.pk), user.name) for user in assignments.assignees(today)),
            ],
            "department": [
                _any(_("Any department")),
                nobody,
                *((str(found.pk), found.name) for found in assignments.departments()),
            ],
        }.items():
            self.fields[name].choices = choices

    def sought(self) -> settlement_queue.QueueFilter:
        """What is valid of it."""
        self.is_valid()
        values = {
            name: self.cleaned_data.get(name) or ""
            for name in settlement_queue.QueueFilter.__dataclass_fields__
        }
        values["doubtful"] = "1" if values["doubtful"] else ""
        cluster = str(values["cluster"])
        if not (cluster.isdecimal() or cluster == settlement_queue.ANY):
            cluster = ""
        values["cluster"] = settlement_queue.ANY if self.cleaned_data.get("joined") else cluster
        return settlement_queue.QueueFilter(**values)
