"""Which statements of a session two people may have noted twice. Proposed only: nothing is merged by likeness."""

from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from core.czech import fold
from focus_groups.models import Session, SpokenStatement, StatementPair
from focus_groups.queries.entry import statements_of

ALIKE = 80.0  # least similarity of the words, 0-100
LEAST_WORDS = 4  # fewer words are alike by chance
MOST_COMPARED = 1_000
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Alike:
    """Two statements that may be one, the earlier stored first. ``score`` 0-100."""

    first: SpokenStatement
    second: SpokenStatement
    score: float


def alike_in(session: Session, user: Any) -> list[Alike]:
    """Pairs nobody has decided about yet, the most alike first: three queries.

    Words of two different participants are two statements, however alike they are.
    """
    standing = statements_of(session, user).filter(erased_at=None, merged_at=None)
    rows = list(standing.order_by("pk")[:MOST_COMPARED])
    texts = [fold(row.words or row.working_text) for row in rows]
    long = [place for place, text in enumerate(texts) if len(text.split()) >= LEAST_WORDS]
    decided = set(
        StatementPair.objects.visible_to(user)
        .filter(first__session=session)
        .values_list("first", "second")
    )
    found = []
    for here, one in enumerate(long):
        later = {place: texts[place] for place in long[here + 1 :]}
        for _text, score, other in process.extract(
            texts[one], later, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=None
        ):
            first, second = rows[one], rows[other]
            if (first.pk, second.pk) not in decided and _may_be_one(first, second):
                found.append(Alike(first, second, score))
    return sorted(found, key=lambda pair: -pair.score)[:MOST_SHOWN]


def _may_be_one(first: SpokenStatement, second: SpokenStatement) -> bool:
    speakers = {first.participant_id, second.participant_id} - {None}
    return len(speakers) < 2


def merged_into(session: Session, user: Any) -> list[StatementPair]:
    """What was put away under what, by whom, the last first: one query."""
    return list(
        StatementPair.objects.visible_to(user)
        .filter(first__session=session, kept__isnull=False)
        .select_related("first", "second", "by")
        .order_by("-pk")
    )
