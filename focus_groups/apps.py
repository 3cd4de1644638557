"""Focus groups: series, sessions, participants without names, what they consented to and what they said."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FocusGroupsConfig(AppConfig):
    """Series, sessions, statements."""

    name = "focus_groups"
    verbose_name = _("Focus groups")

    def ready(self) -> None:
        from core import auditing, extension
        from focus_groups import erasing, rules, tasks  # noqa: F401  they register themselves
        from focus_groups.enums import FindingState, SeriesState, SessionState
        from focus_groups.queries import desk, search

        erasing.register()
        extension.add_search_source(search.SOURCE)
        extension.add_waiting("focus groups", desk.waiting_for)
        auditing.name_mails(
            {
                "recording_due": _("Reminder to delete a recording"),
                "retention_due": _("Reminder to anonymise a series"),
            }
        )
        auditing.name_kinds(
            {
                "focus_series": pgettext_lazy("kind of record", "Series of focus groups"),
                "focus_inside": pgettext_lazy("kind of record", "Inside of a series"),
                "focus_session": pgettext_lazy("kind of record", "Session of a focus group"),
                "focus_finding": pgettext_lazy("kind of record", "Finding of focus groups"),
                "focus_recommendation": pgettext_lazy(
                    "kind of record", "Recommendation of focus groups"
                ),
            }
        )
        auditing.name_states("focus_series", dict(SeriesState.choices))
        auditing.name_states("focus_session", dict(SessionState.choices))
        for kind in ("focus_finding", "focus_recommendation"):
            auditing.name_states(kind, dict(FindingState.choices))
        auditing.name_verbs(
            {
                "series_created": _("Series of focus groups made"),
                "series_edited": _("Series of focus groups edited"),
                "series_state_changed": _("State of a series changed"),
                "facilitator_started": _("Somebody facilitates the series"),
                "facilitator_ended": _("Somebody does not facilitate the series any more"),
                "consent_sheet_added": _("New edition of the information sheet"),
                "topic_guide_added": _("New edition of the topic guide"),
                "participant_added": _("Participant added"),
                "recovery_key_kept": _("Public half of a recovery key kept"),
                "participant_edited": _("Facts of a participant changed"),
                "attendance_recorded": _("Attendance of a session changed"),
                "consent_recorded": _("Consent recorded"),
                "consent_limited": _("Consent limited or withdrawn"),
                "session_opened": _("Session opened"),
                "session_edited": _("Session edited"),
                "session_shown": _("Session shown to everybody"),
                "session_hidden": _("Session hidden from the public"),
                "inside_read": _("Restricted page read"),
                "session_state_changed": _("State of a session changed"),
                "statement_stored": _("Statement stored"),
                "statement_edited": _("Statement edited"),
                "statements_merged": _("Two statements noted twice merged"),
                "statement_erased": _("Words of a statement erased"),
                "recording_deleted": _("Recording deleted"),
                "quote_written": _("Quote written"),
                "quote_removed": _("Quote taken away"),
                "publication_checked": _("Text checked before publication"),
                "report_edition_made": _("Edition of the report made"),
                "report_edition_published": _("Edition of the report published"),
                "statement_checked": _("Check of a statement moved on"),
                "code_added": _("Code added"),
                "code_edited": _("Code edited"),
                "code_merged": _("Code merged into another one"),
                "coding_put": _("Code put on a statement"),
                "coding_removed": _("Code removed from a statement"),
                "finding_written": _("Finding written"),
                "finding_edited": _("Finding edited"),
                "finding_base_changed": _("Statements behind a finding changed"),
                "finding_moved": _("State of a finding changed"),
                "finding_recounted": _("Finding counted again"),
                "recommendation_written": _("Recommendation written"),
                "recommendation_edited": _("Recommendation edited"),
                "recommendation_moved": _("State of a recommendation changed"),
                "recommendation_reported_back": _("Participants told what came of it"),
            }
        )
