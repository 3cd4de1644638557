"""A comment as the settlement desk shows it: under which name, with which words."""

from django.utils.translation import gettext

from consultations.models import Comment
from consultations.naming import public_name, staff_name


def name_for(comment: Comment, *, may_see_names: bool) -> str:
    """The name of its author for somebody at the desk; without the right to private data as published."""
    respondent = comment.statement.respondent
    return staff_name(respondent) if may_see_names else public_name(respondent)


def shows_words_at_desk(comment: Comment, *, may_see_private: bool) -> bool:
    """Who runs rounds reads what is hidden from others too, for it is to be settled; an erased one has no words.

    A personal case is no matter of the text: its words stand on its page in the check only, whose reading is logged.
    """
    if comment.personal_case or comment.erased_at is not None:
        return False
    return may_see_private or comment.shows_words


def words_of(comment: Comment) -> str:
    """What a comment says in one line: its text, else the wording it proposes."""
    return comment.text or comment.proposed_wording


def instead_of_words(comment: Comment) -> str:
    """What stands where words are not shown, or where there are none."""
    if comment.erased_at is not None:
        return gettext("erased")
    if comment.personal_case:
        return gettext("personal case, not published")
    if comment.hidden_reason:
        return gettext("hidden: %(reason)s") % {"reason": comment.get_hidden_reason_display()}
    return comment.get_type_display()
