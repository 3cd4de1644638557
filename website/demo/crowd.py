"""Comments of a crowd, for measuring: many, alike and quickly made."""

from datetime import datetime, timedelta
from typing import Any

from concept.models import Version, VersionPassage
from consultations.actions import comments as comment_actions
from consultations.actions import (
    issuing,
    rounds,
)
from consultations.anchors import check_quotes
from consultations.enums import (
    Channel,
    Moderation,
    RespondentKind,
)
from consultations.models import (
    Comment,
    Respondent,
    Round,
    Statement,
)
from people.tokens import token_digest

CROWD_SUBJECTS = (
    "Tady bych uvedl konkrétní lhůtu.",
    "Věta je příliš dlouhá.",
    "Není jasné, kdo za to odpovídá.",
    "Chybí, kolik to bude stát.",
    "V našem domě to tak nefunguje.",
    "Slovo, které tu stojí, nikdo nezná.",
    "S tímto odstavcem souhlasím.",
    "Odkud tento údaj pochází?",
    "Obvody to samy nezvládnou.",
    "Nezapomeňte na seniory.",
    "Nezapomeňte na rodiny s dětmi.",
)
CROWD_WISHES = (
    "Prosím doplnit.",
    "Prosím vysvětlit.",
    "Navrhuji větu rozdělit.",
    "Navrhuji větu vypustit.",
    "Uveďte prosím příklad.",
    "Uveďte prosím pramen.",
    "Uveďte, komu se má člověk ozvat.",
    "Napište to jednodušeji.",
    "Přesuňte to na začátek kapitoly.",
    "Zeptejte se těch, kterých se to týká.",
    "Děkuji za odpověď.",
    "Stačí jedno slovo navíc.",
    "Bez toho opatření nebude k ničemu.",
)
CROWD_TYPES = ("substantive", "wording", "factual", "question", "general")


def let_crowd_comment(round: Round, size: int, opens: datetime) -> None:
    """Let a crowd write ``size`` comments in a round, in statements of fifty."""
    made = rounds.lock_round(round)
    version = made.versions.get()
    passages = list(
        VersionPassage.objects.filter(version=version)
        .exclude(label="")
        .order_by("order")
        .values_list("passage_uid", "content__text")
    )
    at = opens + timedelta(days=9)
    for start in range(0, size, 50):
        respondent = Respondent.objects.create(
            round=made,
            kind=RespondentKind.ANONYMOUS,
            token_digest=token_digest(f"ukazka-dav-{start}"),
            created_at=at,
        )
        statement = Statement(
            round=made,
            respondent=respondent,
            channel=Channel.WEB,
            created_at=at,
            submitted_at=at,
            received_on=at.date(),
        )
        statement.save()
        issuing.number_statement(statement, by=None, at=at)
        comments = [
            _crowd_comment(made, statement, version, passages, start + order, at)
            for order in range(min(50, size - start))
        ]
        issuing.issue_comments(statement, comments, by=None, at=at)


def _crowd_comment(
    made: Round,
    statement: Statement,
    version: Version,
    passages: list[tuple[Any, str]],
    number: int,
    at: datetime,
) -> Comment:
    uid, text = passages[number * 7 % len(passages)]
    subject, wish = CROWD_SUBJECTS[number % 11], CROWD_WISHES[number % 13]
    comment = Comment(
        statement=statement,
        round=made,
        order=number % 50,
        created_at=at,
        updated_at=at,
        moderation=Moderation.VISIBLE,
    )
    words = {"text": f"{subject} {wish} ({number + 1})", "type": CROWD_TYPES[number % 5]}
    comment_actions.write_words(comment, words)
    end = max(text.find(" ", 40), 0) or len(text)
    place = {"passage_uid": str(uid), "start": 0, "end": end, "exact": text[:end]}
    comment_actions.set_quotes(comment, version, check_quotes(version, [place]))
    return comment
