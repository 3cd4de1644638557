"""Who may do what in rounds of comments. Process (dates, states) is checked by actions, not here."""

import rules
from django.utils import timezone

from consultations import queries
from consultations.enums import StatementState
from core.permissions import define
from people.enums import STAFF_ROLES, Role
from people.rules import has_role
from working_groups.enums import ItemVisibility
from working_groups.queries.agenda import known_to
from working_groups.rules import runs as runs_group

is_editor = has_role(Role.EDITOR)
is_chair = has_role(Role.CHAIR)
is_secretary = has_role(Role.SECRETARY)
runs_rounds = has_role(Role.EDITOR, Role.SECRETARY)


@rules.predicate
def may_see_round(user, round) -> bool:
    """The round's record is visible to the user."""
    return round is not None and type(round).objects.visible_to(user).filter(pk=round.pk).exists()


@rules.predicate
def is_second_person(user, round) -> bool:
    """Somebody else than the person who proposed to open the round."""
    return round is not None and queries.proposer_of(round) != user.pk


@rules.predicate
def may_comment(user, round) -> bool:
    """The round is for this person: as a body, as a member, or as anyone in a public round."""
    return round is not None and bool(queries.voices(user, round, timezone.now()))


@rules.predicate
def speaks_in(user, statement) -> bool:
    """The statement is the person's own, that of their body, or opened by its code."""
    return statement is not None and queries.speaks_in(user, statement, timezone.now())


@rules.predicate
def may_send(user, statement) -> bool:
    """Own statements are sent by their author, joint ones by the authorised person of the body."""
    return statement is not None and queries.may_send(user, statement, timezone.now())


@rules.predicate
def may_bind(user, respondent) -> bool:
    """What the person says binds the respondent: themselves, the holder of the code, a body's authorised person."""
    return respondent is not None and queries.may_bind(user, respondent, timezone.now())


@rules.predicate
def may_bind_author(user, comment) -> bool:
    """The same of the respondent whose comment it is."""
    return comment is not None and may_bind(user, comment.statement.respondent)


@rules.predicate
def owns_comment(user, comment) -> bool:
    """The comment stands in a statement in which the person speaks."""
    return comment is not None and queries.speaks_in(user, comment.statement, timezone.now())


@rules.predicate
def may_read_file(user, attachment) -> bool:
    """Own files; sent ones also for those who settle. Originals and personal cases only for those who run rounds."""
    if attachment is None:
        return False
    if queries.speaks_in(user, attachment.statement, timezone.now()):
        return True
    if attachment.statement.state == StatementState.DRAFT:
        return False
    is_private = attachment.is_original or (
        attachment.comment is not None and attachment.comment.personal_case
    )
    return runs_rounds(user) if is_private else has_role(*STAFF_ROLES)(user)


@rules.predicate
def may_take_back(user, comment) -> bool:
    """Who may send the statement may take one of its points back."""
    return comment is not None and queries.may_send(user, comment.statement, timezone.now())


@rules.predicate
def takes_part(user, comment) -> bool:
    """Somebody with an account for whom the comment's round is."""
    return (
        comment is not None
        and user.is_authenticated
        and bool(queries.voices(user, comment.round, timezone.now()))
    )


@rules.predicate
def wrote_reply(user, reply) -> bool:
    """The reply is the person's own."""
    return reply is not None and user.is_authenticated and reply.by_id == user.pk


@rules.predicate
def may_see_comment(user, comment) -> bool:
    """The comment's record is visible to the user (whether its words are shown is another question)."""
    return (
        comment is not None
        and type(comment).objects.visible_to(user).filter(pk=comment.pk).exists()
    )


@rules.predicate
def may_read_publication(user, round) -> bool:
    """The settlement of the round is published for everyone who may know of it, or this person took part."""
    return round is not None and queries.may_read_publication(user, round, timezone.now())


@rules.predicate
def is_assigned(user, settlement) -> bool:
    """The settlement is assigned to this person."""
    return settlement is not None and settlement.assignee_id == user.pk


@rules.predicate
def may_decide(user, settlement) -> bool:
    """Formal advisory comments: the editor; other advisory ones: the chair; essential ones: only a meeting."""
    return settlement is not None and queries.may_decide_alone(user, settlement.comment)


@rules.predicate
def may_see_points(user, item) -> bool:
    """The person is of the meeting's circle or of staff and may know the item. Proposals are not for everybody."""
    if item is None:
        return False
    known = known_to(user, item.meeting)
    return ItemVisibility.GROUP in known and item.visibility in known


define("consultations.view_points", may_see_points | runs_group)
define("consultations.settle_points", runs_group)
define("consultations.view_round", may_see_round)
define("consultations.view_desk", has_role(*STAFF_ROLES))
define("consultations.prepare_round", is_editor)
define("consultations.announce_round", is_editor)
define("consultations.agree_round", (is_editor | is_chair) & is_second_person)
define("consultations.return_round", is_editor | is_chair)
define("consultations.remind_bodies", runs_rounds)
define("consultations.seal_round", runs_rounds)
define("consultations.settle_round", runs_rounds)
define("consultations.comment", may_comment)
define("consultations.edit_statement", speaks_in)
define("consultations.send_statement", may_send)
define("consultations.view_comment", may_see_comment | owns_comment | runs_rounds)
define("consultations.view_publication", may_see_round & may_read_publication)
define("consultations.view_attachment", may_read_file)
define("consultations.withdraw_comment", may_take_back)
define("consultations.reply", may_see_comment & (takes_part | has_role(*STAFF_ROLES)))
define("consultations.support", may_see_comment & takes_part & ~owns_comment)
define("consultations.delete_reply", wrote_reply)
define("consultations.change_consent", may_bind)
define("consultations.react_to_answer", may_bind_author)
define("consultations.view_private", runs_rounds)
define("consultations.enter_statement", runs_rounds)
define("consultations.moderate", runs_rounds)
define("consultations.place_comment", is_editor)
define("consultations.decide_check", is_editor)
define("consultations.check_conclusion", is_editor)
define("consultations.view_settlements", has_role(*STAFF_ROLES))
define("consultations.propose_settlement", is_editor | is_assigned)
define("consultations.decide_settlement", may_decide)
define("consultations.review_settlement", is_editor | is_chair)
define("consultations.assign_settlement", is_editor | is_secretary | is_chair)
define("consultations.note_settlement", is_editor | is_secretary | is_chair | is_assigned)
define("consultations.join_comments", is_editor)
define("consultations.import_proposals", is_editor)
define("consultations.manage_themes", is_editor)
define("consultations.record_meeting_decision", is_editor | is_secretary | is_chair)
define("consultations.resolve_dispute", is_editor | is_secretary | is_chair)
define("consultations.implement_settlement", is_editor)
define("consultations.manage_standard_answers", is_editor)
define("consultations.publish_report", is_editor)
