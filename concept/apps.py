"""Concept: documents, sections, frozen versions, passages and what shaped them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConceptConfig(AppConfig):
    """The text kernel."""

    name = "concept"
    verbose_name = _("Concept")

    def ready(self) -> None:
        from concept import (
            editor_comments,
            erasing,
            kept,
            measure_tools,
            queries,
            removable,
            repeats,
            review,
            rules,  # noqa: F401  it registers itself
            tasks,  # noqa: F401  they register themselves
            waiting,
        )
        from concept.actions import removing
        from concept.enums import AccessLevel, MeasureState, ReportState, StepKind
        from concept.queries.plan_reports import verify_plan_reports
        from core import auditing, extension, pagecache
        from people import groups
        from people.enums import Role

        auditing.name_kinds(
            {
                "version": pgettext_lazy("kind of record", "Version"),
                "change": pgettext_lazy("kind of record", "Change of the text"),
                "source": pgettext_lazy("kind of record", "Source"),
                "measure": pgettext_lazy("kind of record", "Measure"),
                "measure_report": pgettext_lazy("kind of record", "Report on a measure"),
                "reporting_date": pgettext_lazy("kind of record", "Reporting date"),
                "plan_report": pgettext_lazy("kind of record", "Report on an action plan"),
            }
        )
        auditing.name_states("measure", dict(MeasureState.choices))
        auditing.name_states("measure_report", dict(ReportState.choices))
        auditing.name_states("version", dict(StepKind.choices) | dict(AccessLevel.choices))
        auditing.name_verbs(
            {
                "version_frozen": _("Version frozen"),
                "version_approved": _("Approval recorded"),
                "version_considered": _("Decision of a body recorded"),
                "version_publication_proposed": _("Publication proposed"),
                "version_publication_agreed": _("Publication agreed"),
                "version_publication_cancelled": _("Publication cancelled"),
                "version_published": _("Version published"),
                "version_superseded": _("Version superseded"),
                "version_withdrawn": _("Version withdrawn"),
                "version_access_set": _("Readers of the version changed"),
                "lineage_corrected": _("Origin of a passage corrected"),
                "passage_redacted": _("Words of a passage removed"),
                "source_recorded": _("Source of a passage recorded"),
                "source_superseded": _("Newer edition of a source recorded"),
                "change_recorded": _("Change of the text recorded"),
                "changes_reviewed_wording_only": _("Changes declared as wording only"),
                "changes_reviewed_substantive": _("Changes declared as substantive"),
                "measure_born": _("Measure begins with an approval"),
                "measure_placed": _("Measure found in an approved version"),
                "measure_approved": _("Measure followed again"),
                "measure_place_corrected": _("Place of a measure corrected"),
                "measure_dropped": _("Measure left out"),
                "measure_replaced": _("Measure continued by another one"),
                "measure_end_explained": _("Reason of a measure's end given"),
                "measure_derived": _("Measure follows from another one"),
                "measure_derivation_taken_back": _(
                    "Link of a measure to the one it carries out taken back"
                ),
                "measure_owner_named": _("Owner of a measure named"),
                "measure_owner_ended": _("Owner of a measure ended"),
                "measure_dependency_said": _("Measure waits for another one"),
                "measure_dependency_ended": _("Waiting for another measure taken back"),
                "measure_report_written": _("Report on a measure begun"),
                "measure_report_edited": _("Report on a measure changed"),
                "measure_report_submitted": _("Report on a measure submitted"),
                "measure_report_returned": _("Report on a measure returned"),
                "measure_report_approved": _("Report on a measure approved"),
                "measure_report_discarded": _("Report on a measure discarded"),
                "reporting_date_set": _("Reporting date set"),
                "reporting_date_cancelled": _("Reporting date called off"),
                "plan_report_made": _("Report on an action plan made"),
                "words_removed": _("Words of an approved text removed"),
                "plan_report_noted": _("A body dealt with the report on an action plan"),
                "influence_proposed": _("Link to a change proposed"),
                "influence_confirmed": _("Link to a change confirmed"),
                "influence_stale": _("Link to a change is to be checked again"),
                "influence_retracted": _("Link to a change taken back"),
            }
        )
        auditing.name_mails(
            {
                "measure_report_returned": _("A report on a measure was returned"),
                "measure_reports_due": _("Reports on measures are due soon"),
                "measure_reports_late": _("Reports on measures are late"),
            }
        )
        erasing.register()
        editor_comments.register()
        repeats.register()
        removable.register()
        removing.register()
        pagecache.add_dependence(kept.keys_of_thread)
        extension.add_contribution_kind(
            extension.ContributionKind(
                name="source",
                describe=queries.describe_sources,
                about=lambda _places: set(),
                counts=queries.source_counts,
            )
        )
        extension.add_panel(measure_tools.TOOLS)
        extension.add_waiting("texts", waiting.waiting_for)
        extension.add_waiting("measures", waiting.measures_waiting_for)
        extension.add_verification("reports on action plans", verify_plan_reports)
        review.connect()
        for name in ("add", "change", "delete", "view"):
            groups.permit(Role.EDITOR, f"concept.{name}_glossaryterm")
