"""Who may do what with documents and versions."""

import rules
from django.utils import timezone

from concept.enums import WRITTEN_REPORTS, ReportState
from core.permissions import define
from people.enums import STAFF_ROLES, Role
from people.rules import has_role, is_data_protection_officer


@rules.predicate
def is_second_person(user, step) -> bool:
    """Somebody else than the person who proposed the publication."""
    return step is not None and step.by_id != user.pk


@rules.predicate
def may_see_version(user, version) -> bool:
    """The version's record is visible to the user."""
    return (
        version is not None
        and type(version).objects.visible_to(user).filter(pk=version.pk).exists()
    )


is_editor = has_role(Role.EDITOR)
is_chair = has_role(Role.CHAIR)

define("concept.view_versions_desk", has_role(*STAFF_ROLES))
# Views load versions by ``visible_to``; this is the same rule asked of one version, by name.
define("concept.view_version", may_see_version)
define("concept.freeze_version", is_editor)
define("concept.record_step", is_editor)
define("concept.propose_publication", is_editor)
define("concept.agree_publication", (is_editor | is_chair) & is_second_person)
define("concept.cancel_publication", is_editor | is_chair)
define("concept.set_access", is_editor)
define("concept.redact_passage", is_editor)
define("concept.correct_lineage", is_editor)
define("concept.record_source", is_editor)
define("concept.review_changes", is_editor)
define("concept.decide_link", is_editor)
define("concept.propose_link", has_role(Role.EDITOR, Role.EVALUATOR))
define("concept.keep_measures", is_editor)


@rules.predicate
def owns_measure(user, measure) -> bool:
    """The user answers for the measure today."""
    if measure is None or not user.is_authenticated:
        return False
    return measure.owners.on(timezone.localdate()).filter(user=user).exists()


@rules.predicate
def is_author(user, report) -> bool:
    """The user wrote the report."""
    return report is not None and report.written_by_id == user.pk


@rules.predicate
def is_written(_user, report) -> bool:
    """The report is worked on by its author."""
    return report is not None and report.state in WRITTEN_REPORTS


@rules.predicate
def is_approved(_user, report) -> bool:
    """The report counts."""
    return report is not None and report.state == ReportState.APPROVED


@rules.predicate
def owns_measure_of(user, report) -> bool:
    """The user answers today for the measure the report is about."""
    return report is not None and owns_measure(user, report.measure)


@rules.predicate
def may_see(user, obj) -> bool:
    """The object is among those the user may know of."""
    return obj is not None and type(obj).objects.visible_to(user).filter(pk=obj.pk).exists()


follows_the_plan = has_role(Role.EDITOR, Role.PROJECT_MANAGER)

define("concept.view_measure", may_see)
define("concept.view_measure_report", may_see)
# the page of a measure is kept for visitors: nothing is asked of the database for them
define("concept.use_measure_tools", rules.is_authenticated)
define("concept.report_measure", owns_measure)
define("concept.write_measure_report", is_author & is_written)
define("concept.correct_measure_report", is_approved & owns_measure_of)
define("concept.approve_measure_reports", follows_the_plan)
# that nobody approves their own is said by the action, in words
define("concept.approve_measure_report", follows_the_plan & may_see)
define("concept.keep_measure_owners", follows_the_plan)
define("concept.link_measures", follows_the_plan)
define("concept.keep_reporting_dates", follows_the_plan)
# approved words that hold personal data; the officer only of what they may know of
define("concept.remove_report_words", follows_the_plan | is_data_protection_officer)
define("concept.view_plan_report", may_see)
define("concept.make_plan_report", follows_the_plan)
