"""Shape and type of what people type into screens of consultations, by noun."""

from consultations.forms.answers import ReactionForm
from consultations.forms.commenting import (
    MOST_FILES,
    CodeForm,
    CommentForm,
    ConsentForm,
    PersonalCaseForm,
    ReplyForm,
    SendForm,
    comment_initial,
    voice_name,
)
from consultations.forms.publication import CommentFilterForm, TableForm

__all__ = [
    "MOST_FILES",
    "CodeForm",
    "CommentFilterForm",
    "CommentForm",
    "ConsentForm",
    "PersonalCaseForm",
    "ReactionForm",
    "ReplyForm",
    "SendForm",
    "TableForm",
    "comment_initial",
    "voice_name",
]
