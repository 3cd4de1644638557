"""Sentences about conclusions, and names of what groups do, for pages, feeds and the log."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from core import auditing
from working_groups.enums import (
    DecisionState,
    DecisionVerb,
    ProcedureState,
    TaskState,
)

# Who concluded, how many they are -> the beginning of the sentence whose end is the conclusion's text.
_BEGINNINGS = {
    DecisionVerb.RECOMMEND: ngettext_lazy("%(groups)s recommends", "%(groups)s recommend", "count"),
    DecisionVerb.TAKE_NOTE: ngettext_lazy(
        "%(groups)s takes note of", "%(groups)s take note of", "count"
    ),
    DecisionVerb.AGREE: ngettext_lazy("%(groups)s agrees", "%(groups)s agree", "count"),
    DecisionVerb.ASSIGN: ngettext_lazy(
        "%(groups)s assigns to its members", "%(groups)s assign to their members", "count"
    ),
    DecisionVerb.APPROVE: ngettext_lazy("%(groups)s approves", "%(groups)s approve", "count"),
}


def beginning(verb: str, codes: Iterable[str]) -> str:
    """The beginning of a conclusion's sentence, such as "PS1, PS2 recommend"; its text goes on."""
    named = list(codes)
    return str(_BEGINNINGS[verb] % {"groups": ", ".join(named), "count": len(named)})


def name_in_log() -> None:
    """Tell the log what records, states and acts of conclusions, votes and tasks are called."""
    auditing.name_kinds(
        {
            "decision": pgettext_lazy("kind of record", "Conclusion"),
            "task": pgettext_lazy("kind of record", "Task"),
            "written_procedure": pgettext_lazy("kind of record", "Vote in writing"),
        }
    )
    auditing.name_states("decision", dict(DecisionState.choices))
    auditing.name_states("task", dict(TaskState.choices))
    auditing.name_states("written_procedure", dict(ProcedureState.choices))
    auditing.name_mails(
        {
            "procedure_started": _("Vote in writing started"),
            "task_reminder": _("Task due soon"),
        }
    )
    auditing.name_verbs(
        {
            "decision_recorded": _("Conclusion recorded"),
            "decision_edited": _("Conclusion edited"),
            "decision_confirmed": _("Conclusion valid: minutes approved"),
            "decision_published": _("Conclusion made public"),
            "decision_corrected": _("Conclusion corrected with the minutes"),
            "decision_superseded": _("Conclusion replaced by a newer one"),
            "decision_revoked": _("Conclusion revoked"),
            "decision_lapsed": _("Conclusion lapsed"),
            "decision_review_set": _("Day of looking at a conclusion again set"),
            "decision_confirmed_in_writing": _("Conclusion confirmed in writing"),
            "decision_not_confirmed": _("Conclusion not confirmed in writing"),
            "procedure_started": _("Vote in writing started"),
            "procedure_closed": _("Outcome of a vote in writing recorded"),
            "procedure_cancelled": _("Vote in writing called off"),
            "vote_cast": _("Vote cast"),
            "vote_entered": _("Vote entered for somebody"),
            "task_assigned": _("Task given"),
            "task_begun": _("Task begun"),
            "task_due_changed": _("Day of a task moved"),
            "task_helpers_changed": _("Helpers of a task changed"),
            "task_reported_done": _("Task reported as done"),
            "task_report_changed": _("Report on a task changed"),
            "task_returned": _("Report on a task sent back"),
            "task_verified": _("Task checked as done"),
            "task_cancelled": _("Task cancelled"),
            "task_transferred": _("Task handed over"),
            "group_handed_over": _("Open work of a group handed over"),
        }
    )
