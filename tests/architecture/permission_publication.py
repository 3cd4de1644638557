"""What the rows about published settlements speak of: a sealed public round ``vyporadane`` with comments of every
visibility.
"""

from datetime import datetime, timedelta

from concept.models import Version
from consultations.actions import comments, round_steps, rounds, seals, settlements, statements
from consultations.actions.visibility import refresh_comment_visibility
from consultations.enums import HiddenReason, Moderation, OthersVisible, PersonalCase, RoundKind
from consultations.models import Comment
from people.models import User

WORDS = ("Odpovězená.", "Skrytá.", "Osobní.", "Čeká.")


def build(version: Version, editor: User, chair: User, at: datetime) -> dict[str, str | int]:
    """Mapping name in a path -> what stands for it."""
    before = at - timedelta(days=30)
    round = rounds.create_round(
        title="Vypořádané kolo",
        slug="vyporadane",
        kind=RoundKind.PUBLIC,
        versions=[version],
        opens_at=before,
        closes_at=at,
        is_public=True,
        others_visible=OthersVisible.AT_ONCE,
        by=editor,
        at=before,
    )
    round_steps.propose_opening(round=round, by=editor, at=before)
    round_steps.announce_round(round=round, by=chair, at=before)
    statement = statements.begin_statement(round=round, by=None, token="kod-z-tabulky", at=before)
    for words in WORDS:
        comments.save_comment(
            statement=statement, version=version, places=[], text=words, by=None, at=before
        )
    statements.submit_statement(statement=statement, by=None, at=before)
    answered, hidden, personal, waiting = Comment.objects.filter(round=round).order_by("number")
    seals.seal_round(round=round, at=at)
    Comment.objects.filter(pk=hidden.pk).update(
        moderation=Moderation.HIDDEN, hidden_reason=HiddenReason.ABUSE
    )
    Comment.objects.filter(pk=personal.pk).update(
        personal_case=PersonalCase.KEPT, personal_case_at=at
    )
    Comment.objects.filter(pk=waiting.pk).update(moderation=Moderation.WAITING)
    fresh = Comment.objects.filter(round=round).select_related("contribution")
    refresh_comment_visibility(rounds.lock_round(round), fresh)
    settlement = settlements.propose_settlement(
        settlement=answered.settlement, outcome="noted", reason="Děkujeme.", by=editor, at=at
    )
    settlement = settlements.decide_settlement(
        settlement=settlement, decided_as="chair", by=chair, at=at
    )
    settlements.answer_settlement(settlement=settlement, by=editor, at=at)
    return {
        "sealed_round": round.pk,
        "answered": answered.reference,
        "hidden": hidden.reference,
        "personal": personal.reference,
        "waiting": waiting.reference,
    }
