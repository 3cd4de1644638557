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
            queries,
            repeats,
            review,
            rules,  # noqa: F401  it registers itself
            tasks,  # noqa: F401  they register themselves
            waiting,
        )
        from concept.enums import AccessLevel, MeasureState, StepKind
        from core import auditing, extension, pagecache
        from people import groups
        from people.enums import Role

        auditing.name_kinds(
            {
                "version": pgettext_lazy("kind of record", "Version"),
                "change": pgettext_lazy("kind of record", "Change of the text"),
                "source": pgettext_lazy("kind of record", "Source"),
                "measure": pgettext_lazy("kind of record", "Measure"),
            }
        )
        auditing.name_states("measure", dict(MeasureState.choices))
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
                "influence_proposed": _("Link to a change proposed"),
                "influence_confirmed": _("Link to a change confirmed"),
                "influence_stale": _("Link to a change is to be checked again"),
                "influence_retracted": _("Link to a change taken back"),
            }
        )
        erasing.register()
        editor_comments.register()
        repeats.register()
        pagecache.add_dependence(kept.keys_of_thread)
        extension.add_contribution_kind(
            extension.ContributionKind(
                name="source",
                describe=queries.describe_sources,
                about=lambda _places: set(),
                counts=queries.source_counts,
            )
        )
        extension.add_waiting("texts", waiting.waiting_for)
        review.connect()
        for name in ("add", "change", "delete", "view"):
            groups.permit(Role.EDITOR, f"concept.{name}_glossaryterm")
