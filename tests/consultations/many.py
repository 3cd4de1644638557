"""A round with as many sent comments as a benchmark wants, made through ``issue_comments``, in seconds."""

import random
from datetime import datetime
from typing import Any

from concept.models import Version, VersionPassage
from consultations.actions import comments as comment_actions
from consultations.actions import issuing
from consultations.anchors import check_quotes
from consultations.enums import (
    Channel,
    CommentNature,
    CommentType,
    Moderation,
    PublishConsent,
    RespondentKind,
    StatementState,
    Weight,
)
from consultations.models import Comment, Respondent, Round, Statement
from people.models import Organisation

PER_STATEMENT = 25
VOICES = """
město obvod byt bydlení domácnost rodina nájem smlouva pracovník podpora příjem služba odbor cíl opatření rok počet
žádost pomoc krize ubytovna dávka nájemce správce dům garant lhůta komise přidělení kaution dluh doplatek soused
pravidlo příloha tabulka přehled zpráva termín rozpočet obec úřad kontakt místo senior dítě matka škola práce
""".split()  # noqa: SIM905  a list is longer
VERBS = ["doplnit", "upravit", "vypustit", "zpřesnit", "uvést", "sjednotit", "vysvětlit", "zkrátit"]


def fill_round(
    round: Round,
    count: int,
    *,
    at: datetime,
    by: Any = None,
    seed: int = 1,
    equal_share: float = 0.1,
) -> list[Comment]:
    """Send ``count`` comments of bodies and of the public to a round's first version.

    Every fourth statement is a body's. ``equal_share`` of the comments repeat the words of an earlier one, half of them
    with a word changed. A third propose a wording.
    """
    chance = random.Random(seed)
    round = Round.objects.select_related("record", "document").get(pk=round.pk)
    version = round.versions.order_by("pk").first()
    places = _places(version)
    bodies = list(Organisation.objects.order_by("pk"))
    sent: list[Comment] = []
    said: list[tuple[dict[str, Any], str]] = []
    for start in range(0, count, PER_STATEMENT):
        is_body = bodies and (start // PER_STATEMENT) % 4 == 0
        statement = _statement(
            round,
            chance.choice(bodies) if is_body else None,
            number=start,
            by=by,
            at=at,
        )
        issuing.number_statement(statement, by=by, at=at)
        comments = []
        for order in range(1, min(PER_STATEMENT, count - start) + 1):
            if said and chance.random() < equal_share:
                place, words = chance.choice(said)
                if chance.random() < 0.5:
                    words = words.replace(chance.choice(words.split()), chance.choice(VOICES), 1)
            else:
                place, words = chance.choice(places), _words(chance)
                said.append((place, words))
            comments.append(_comment(statement, version, place, words, order, chance, at, by))
        issuing.issue_comments(statement, comments, by=by, at=at)
        sent += comments
    return sent


def _places(version: Version) -> list[dict[str, Any]]:
    rows = VersionPassage.objects.filter(version=version).exclude(content__text="")
    found = []
    for uid, text in rows.values_list("passage_uid", "content__text"):
        end = text.find(". ") + 1 or len(text)
        found.append({"passage_uid": str(uid), "start": 0, "end": end, "exact": text[:end]})
    return found


def _words(chance: random.Random) -> str:
    sentences = []
    for _ in range(chance.randint(1, 4)):
        words = [
            chance.choice(VERBS).capitalize(),
            *chance.choices(VOICES, k=chance.randint(6, 14)),
        ]
        sentences.append(" ".join(words) + ".")
    return " ".join(sentences)


def _statement(
    round: Round, body: Organisation | None, *, number: int, by: Any, at: datetime
) -> Statement:
    if body is not None:
        respondent, _made = Respondent.objects.get_or_create(
            round=round,
            organisation=body,
            user=None,
            token_digest="",
            defaults={
                "kind": RespondentKind.OTHER_BODY,
                "publish_consent": PublishConsent.ORGANISATION_ONLY,
                "created_at": at,
            },
        )
    else:
        respondent = Respondent.objects.create(
            round=round,
            kind=RespondentKind.ANONYMOUS,
            token_digest=f"{round.pk:08d}{number:056d}",
            created_at=at,
        )
    return Statement.objects.create(
        round=round,
        respondent=respondent,
        channel=Channel.WEB,
        state=StatementState.DRAFT,
        created_by=by,
        created_at=at,
        submitted_by=by,
        submitted_at=at,
        received_on=at.date(),
    )


def _comment(
    statement: Statement,
    version: Version,
    place: dict[str, Any],
    words: str,
    order: int,
    chance: random.Random,
    at: datetime,
    by: Any,
) -> Comment:
    is_body = statement.respondent.organisation_id is not None
    comment = Comment(
        statement=statement,
        round=statement.round,
        order=order,
        created_by=by,
        updated_by=by,
        created_at=at,
        updated_at=at,
        moderation=Moderation.VISIBLE,
        type=chance.choice(CommentType.values),
        nature=CommentNature.FORMAL if chance.random() < 0.2 else CommentNature.SUBSTANTIVE,
        weight=Weight.ESSENTIAL if is_body and chance.random() < 0.3 else Weight.ADVISORY,
        text=words,
    )
    if chance.random() < 0.33:
        comment.proposed_wording = f"{place['exact']} {words.split('.')[0]}."
    comment_actions.set_quotes(comment, version, check_quotes_once(version, place))
    return comment


_checked: dict[tuple[int, str], Any] = {}


def check_quotes_once(version: Version, place: dict[str, Any]) -> Any:
    """The checked quote of a place; asked of the database once per process."""
    key = (version.pk, place["passage_uid"])
    if key not in _checked:
        _checked[key] = check_quotes(version, [place])
    return _checked[key]
