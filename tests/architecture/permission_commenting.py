"""What the rows about writing comments speak of, in the round ``otevrene``: a draft of one person and a sent
statement of another, each with a file; and a reply under a public comment.
"""

from datetime import datetime

from consultations.actions import attachments, comments, discussion, statements
from consultations.models import Comment, Round, Statement
from core.uploads import read_upload
from people.models import User
from tests.factories.people import UserFactory


def build(round: Round, answered: str, at: datetime) -> dict[str, str | int]:
    """Mapping name in a path -> what stands for it."""
    reply = discussion.add_reply(
        comment=Comment.objects.get(reference=answered), text="Odpověď.", by=UserFactory(), at=at
    )
    draft, draft_file = _written(round, UserFactory(), at)
    sent, sent_file = _written(round, UserFactory(), at)
    statements.submit_statement(statement=sent.statement, by=sent.created_by, at=at)
    return {
        "reply": reply.pk,
        "draft": draft.pk,
        "draft_file": draft_file,
        "sent_file": sent_file,
        "sent_number": Statement.objects.get(pk=sent.statement_id).number,
        "section_uid": str(round.versions.get().sections.get().node_uid),
    }


def _written(round: Round, person: User, at: datetime) -> tuple[Comment, int]:
    statement = statements.begin_statement(round=round, by=person, at=at)
    comment = comments.save_comment(
        statement=statement,
        version=round.versions.get(),
        places=[],
        text="Připomínka.",
        by=person,
        at=at,
    )
    file = attachments.attach_file(
        statement=statement, upload=read_upload("a.txt", b"Slova."), by=person, at=at
    )
    attachments.bind_files(comment=comment, keys=[file.pk], removed=[])
    return comment, file.pk
