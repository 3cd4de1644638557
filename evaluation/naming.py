"""Names of what the evaluation plan, findings and recommendations write into the log."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import auditing
from evaluation.enums.judgements import JudgementState


def name_in_log() -> None:
    """Called once the apps are ready."""
    auditing.name_kinds(
        {
            "evaluation_plan": pgettext_lazy("kind of record", "Evaluation plan"),
            "evaluation_plan_version": pgettext_lazy(
                "kind of record", "Version of an evaluation plan"
            ),
            "evaluation_finding": pgettext_lazy("kind of record", "Finding of the evaluation"),
            "evaluation_recommendation": pgettext_lazy(
                "kind of record", "Recommendation of the evaluation"
            ),
        }
    )
    for kind in ("evaluation_finding", "evaluation_recommendation"):
        auditing.name_states(kind, dict(JudgementState.choices))
    auditing.name_verbs(
        {
            "evaluation_plan_created": _("Evaluation plan begun"),
            "evaluation_plan_edited": _("Evaluation plan edited"),
            "evaluation_question_added": _("Question added to the evaluation plan"),
            "evaluation_question_edited": _("Question of the evaluation plan edited"),
            "evaluation_question_dropped": _("Question of the evaluation plan dropped"),
            "evaluation_question_restored": _("Dropped question of the evaluation plan restored"),
            "evaluation_plan_frozen": _("Evaluation plan frozen"),
            "evaluation_plan_published": _("Evaluation plan made public"),
            "evaluation_finding_written": _("Finding of the evaluation written"),
            "evaluation_finding_edited": _("Finding of the evaluation edited"),
            "evaluation_finding_moved": _("State of a finding of the evaluation changed"),
            "evaluation_finding_published": _("Finding of the evaluation made public"),
            "evaluation_finding_hidden": _("Finding of the evaluation taken from the public"),
            "evaluation_recommendation_written": _("Recommendation of the evaluation written"),
            "evaluation_recommendation_edited": _("Recommendation of the evaluation edited"),
            "evaluation_recommendation_moved": _(
                "State of a recommendation of the evaluation changed"
            ),
            "evaluation_recommendation_published": _(
                "Recommendation of the evaluation made public"
            ),
            "evaluation_recommendation_hidden": _(
                "Recommendation of the evaluation taken from the public"
            ),
            "evaluation_recommendation_answered": _("Recommendation of the evaluation answered"),
            "recommendation_action_added": _("Action added to a recommendation"),
            "recommendation_action_reported": _("State of an action reported"),
        }
    )
    auditing.name_mails(
        {
            "evaluation_answer_late": _("Reminder to answer a recommendation of the evaluation"),
            "evaluation_action_late": _("Reminder of a late action of a recommendation"),
        }
    )
