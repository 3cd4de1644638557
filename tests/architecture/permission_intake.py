"""What the rows of the intake desk and of the check speak of: an entered letter with a numbered point and one that
waits, its scan, a sheet to be confirmed, a hidden comment of a web statement.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from consultations.actions import comments, imports, intake, moderation, splitting, statements
from consultations.enums import Channel
from consultations.models import Comment, Round
from core.uploads import read_upload
from tests.consultations import files

LETTER = "Podpora nestačí. Chybí lhůta."


def build(round: Round, secretary: Any, at: datetime) -> dict[str, str | int]:
    """Make everything; mapping name in a path -> what stands for it."""
    statement = intake.enter_statement(
        round=round,
        sender=intake.Sender(),
        arrival=intake.Arrival(channel=Channel.LETTER, received_on=timezone.localdate(at)),
        original_text=LETTER,
        files=[read_upload("dopis.pdf", files.PDF)],
        by=secretary,
        at=at,
    )
    for start, end in ((0, 16), (17, 29)):
        point = splitting.save_point(
            statement=statement,
            version=round.versions.get(),
            place={},
            original_start=start,
            original_end=end,
            by=secretary,
            at=at,
        )
        if start == 0:
            splitting.finish_splitting(statement=statement, by=secretary, at=at)
    written = statements.begin_statement(round=round, by=None, token="kod-kontroly", at=at)
    comments.save_comment(
        statement=written,
        version=round.versions.get(),
        places=[],
        text="Hlupáci.",
        by=None,
        at=at,
    )
    statements.submit_statement(statement=written, by=None, at=at)
    comment = Comment.objects.get(statement=written)
    moderation.hide_comment(comment=comment, reason="abuse", by=secretary, at=at)
    sheet = imports.preview_sheet(
        round=round,
        filename="tabulka.csv",
        data="č.;připomínka\n1;Chybí lhůta.".encode(),
        arrival=intake.Arrival(channel=Channel.SPREADSHEET, received_on=timezone.localdate(at)),
        by=secretary,
        at=at,
    )
    return {
        "sheet": sheet.pk,
        "statement": statement.pk,
        "point": point.pk,
        "scan": statement.attachments.get().pk,
        "checked": comment.pk,
        "checked_reference": comment.reference,
    }
