"""Consultations: rounds of comments on frozen text, and how every point is settled."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ConsultationsConfig(AppConfig):
    """Rounds, statements, comments, settlements."""

    name = "consultations"
    verbose_name = _("Consultations")

    def ready(self) -> None:
        from consultations import (  # noqa: F401  they register themselves
            erasing,
            panels,
            reading,
            repeats,
            rules,
            tasks,
            thread,
        )
        from consultations.actions import files
        from consultations.api import DESCRIPTION_FILE
        from consultations.enums import RoundStage, SettlementState, StatementState
        from consultations.queries import approval
        from consultations.queries.digest import PARTS
        from consultations.queries.finding import SOURCE
        from consultations.queries.focus_recommendations import outcomes_of_recommendations
        from consultations.queries.waiting import waiting_for
        from consultations.sealing import verify_seals
        from core import api, auditing, extension
        from focus_groups.outcomes import add_outcome_source
        from people import groups
        from people.enums import Role

        extension.add_panel(
            extension.Panel(
                place="working_groups.group",
                name="rounds of comments",
                permission="working_groups.view_group",
                render=panels.group_rounds,
                valid_until=lambda group: None,  # boundaries of generations say it (refresh_pages)
            )
        )
        extension.add_panel(
            extension.Panel(
                place="working_groups.meeting",
                name="comments to settle",
                permission="working_groups.view_meeting",
                render=panels.meeting_points,
                valid_until=lambda meeting: None,  # its page is not kept
            )
        )
        extension.add_panel(
            extension.Panel(
                place="working_groups.decision",
                name="comments a conclusion settled",
                permission="working_groups.view_decision",
                render=panels.settled_comments,
                valid_until=lambda decision: None,  # its page is not kept
            )
        )
        extension.add_panel(
            extension.Panel(
                place="focus_groups.recommendation",
                name="what became of a recommendation in rounds",
                permission="focus_groups.view_worked_out",
                render=panels.recommendation_fate,
                valid_until=lambda recommendation: None,  # its page is not kept
            )
        )
        add_outcome_source("rounds of comments", outcomes_of_recommendations)
        extension.add_panel(
            extension.Panel(
                place="people.organisation",
                name="rounds of comments",
                permission="consultations.view_desk",
                render=panels.organisation_rounds,
                valid_until=lambda organisation: None,  # its page is not kept
            )
        )
        extension.add_panel(
            extension.Panel(
                place="concept.version_desk",
                name="places of comments and lost changes",
                permission="consultations.view_settlements",
                render=panels.version_work,
                valid_until=lambda version: None,
            )
        )
        extension.add_verification("comments and seals of rounds", verify_seals)
        erasing.register()
        repeats.register()
        extension.add_approval_finder("accepted comments", approval.lost_changes)
        extension.add_approval_finder("places, disputes, unsettled comments", approval.open_work)
        extension.add_waiting("rounds of comments", waiting_for)
        extension.add_search_source(SOURCE)
        for part in PARTS:
            extension.add_digest_part(part)
        api.add_description(DESCRIPTION_FILE)
        reading.register()
        thread.register()
        groups.permit(Role.EDITOR, "consultations.change_housingcontact")
        groups.permit(Role.EDITOR, "consultations.change_letteraddress")
        extension.add_eraser(extension.Eraser("files of settlements", files.erase_quotes))
        auditing.name_kinds(
            {
                "round": pgettext_lazy("kind of record", "Round of comments"),
                "statement": pgettext_lazy("kind of record", "Statement"),
                "comment": pgettext_lazy("kind of record", "Comment"),
            }
        )
        auditing.name_mails(
            {
                "round_announced": _("Round announced"),
                "round_reminder": _("Reminder before a round closes"),
                "statement_received": _("Statement received"),
                "settlement_answered": _("Answer given"),
                "answers_given": _("Answers to the comments of a round"),
                "settlement_checked": _("Change checked in a new version"),
                "case_handed_over": _("Personal case handed over"),
                "words_not_shown": _("Words of a comment not shown"),
                "objection_answered": _("Objection to moderation answered"),
            }
        )
        auditing.name_states("round", dict(RoundStage.choices))
        auditing.name_states("statement", dict(StatementState.choices))
        auditing.name_states("comment", dict(SettlementState.choices))
        auditing.name_verbs(
            {
                "round_prepared": _("Round of comments prepared"),
                "round_edited": _("Round of comments edited"),
                "round_proposed": _("Opening of a round proposed"),
                "round_returned": _("Proposed round returned"),
                "round_announced": _("Round announced"),
                "round_extended": _("Round extended"),
                "round_reminded": _("Bodies without an answer reminded"),
                "round_rules_changed": _("Rules of a round changed"),
                "round_sealed": _("Round sealed"),
                "round_settled": _("Round settled"),
                "round_reopened": _("Settling of a round resumed"),
                "round_reported": _("Report on a round published"),
                "round_cancelled": _("Round cancelled"),
                "report_reissued": _("Report on a round issued anew"),
                "statement_received": _("Statement received"),
                "recommendation_sent": _("Recommendation sent into a round"),
                "comments_imported": _("Spreadsheet of comments imported"),
                "statement_split": _("Statement split into points"),
                "statement_checked": _("Statement compared with its original"),
                "statement_is_duplicate": _("Statement repeats another one"),
                "statement_withdrawn": _("Statement taken back"),
                "mandate_confirmed": _("Mandate of the signer confirmed"),
                "code_issued": _("Code given to the sender"),
                "comment_received": _("Comment received"),
                "comments_placed": _("Places of comments computed"),
                "comments_followed_again": _("Following of comments asked for again"),
                "comment_place_confirmed": _("Place of a comment decided"),
                "comment_place_dropped": _("Text of a comment left out on purpose"),
                "comment_place_reopened": _("Decision on a place of a comment taken back"),
                "settlements_checked": _("Accepted changes looked for in a new version"),
                "check_still_met": _("Comment still met in substance"),
                "check_reopened": _("Comment to be settled anew"),
                "check_taken_back": _("Decision on a lost change taken back"),
                "check_overridden": _("Accepted change overridden by a conclusion"),
                "comment_withdrawn": _("Comment taken back"),
                "comment_shown": _("Comment checked: shown"),
                "comment_hidden": _("Comment checked: hidden"),
                "words_withheld": _("Part of a comment withheld"),
                "words_restored": _("Withheld part shown again"),
                "reply_shown": _("Reply checked: shown"),
                "reply_hidden": _("Reply checked: hidden"),
                "hiding_objected": _("Author objects to hiding"),
                "hiding_lifted": _("Objection granted: words shown"),
                "hiding_upheld": _("Objection not granted"),
                "personal_case_marked": _("Marked as a personal case"),
                "personal_case_unmarked": _("No longer a personal case"),
                "personal_case_read": _("Personal case read"),
                "handover_consent_recorded": _("Consent to hand a case over recorded"),
                "personal_case_handed_over": _("Personal case handed over"),
                "repeated_words_erased": _("Words that repeated erased ones erased"),
                "comment_erased": _("Words of a comment erased"),
                "contacts_erased": _("Contacts of respondents erased"),
                "comment_joined": _("Comment joined with equal ones"),
                "comment_parted": _("Comment parted from equal ones"),
                "settlement_proposed": _("Settlement proposed"),
                "settlement_reviewed": _("Settlement checked"),
                "settlement_decided": _("Settlement decided"),
                "settlement_in_dispute": _("Dispute opened"),
                "settlement_implemented": _("Settlement worked into the text"),
                "settlement_verified": _("Settlement verified in the text"),
                "settlement_answered": _("Answer given"),
                "settlement_assigned": _("Settlement assigned"),
                "answer_rated": _("Answer rated by its author"),
                "comment_maintained": _("Essential comment insisted on"),
                "consent_changed": _("Consent to publish a name changed"),
                "author_agreed": _("Author agreed to the settlement"),
                "dispute_raised": _("Dispute taken higher"),
                "dispute_positions": _("Positions in a dispute written down"),
                "dispute_resolved": _("Dispute resolved"),
                "dispute_withdrawn": _("Dispute ended without a decision"),
                "themes_changed": _("Themes changed"),
                "themes_merged": _("Themes merged"),
                "wording_taken": _("Wording taken over into the draft"),
                "sheet_issued": _("Sheet for a department made"),
                "sheet_imported": _("Sheet of a department imported"),
                "meeting_paper_made": _("Paper for a meeting made"),
                "round_put_on_agenda": _("Comments put on the agenda of a meeting"),
                "point_taken_out": _("Comments taken out at a meeting"),
                "conclusion_checked": _("What a changed conclusion had settled looked at"),
                "point_put_back": _("Comment left to the decision en bloc"),
            }
        )
