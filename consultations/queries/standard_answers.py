"""Standard answers with their versions and uses."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet

from consultations.models import Settlement, StandardAnswer
from core.czech import sort_key


def standard_answers() -> QuerySet[StandardAnswer]:
    """Answers that are offered now, in their newest words; a form puts them in Czech order."""
    return StandardAnswer.objects.filter(is_active=True, next=None)


def answer_uses(answers: Iterable[StandardAnswer | int]) -> Counter[int]:
    """How many settlements use each of the answers: one query."""
    rows = Settlement.objects.filter(standard_answer__in=list(answers)).values_list(
        "standard_answer"
    )
    return Counter(dict(rows.annotate(count=Count("pk"))))


def answer(pk: int) -> StandardAnswer | None:
    """One version of a standard answer: one query."""
    return StandardAnswer.objects.select_related("made_by").filter(pk=pk).first()


def newest_answers() -> list[StandardAnswer]:
    """The newest version of every standard answer: one query."""
    newest = StandardAnswer.objects.filter(next=None)
    return sorted(newest, key=lambda answer: sort_key(answer.title))


def answer_versions(answer: StandardAnswer) -> list[StandardAnswer]:
    """All versions of a standard answer, oldest first: one query."""
    rows = {row.pk: row for row in StandardAnswer.objects.select_related("made_by")}
    after = {row.previous_id: row for row in rows.values() if row.previous_id}
    first = rows[answer.pk]
    while first.previous_id:
        first = rows[first.previous_id]
    found = [first]
    while found[-1].pk in after:
        found.append(after[found[-1].pk])
    return found


def answer_uses_with_former(newest: Iterable[StandardAnswer]) -> Counter[int]:
    """How many settlements use each answer in any of its versions, by the key of the newest: two queries."""
    previous = dict(StandardAnswer.objects.values_list("pk", "previous_id"))
    uses = answer_uses(previous)
    counts: Counter[int] = Counter()
    for answer in newest:
        key: int | None = answer.pk
        while key is not None:
            counts[answer.pk] += uses[key]
            key = previous[key]
    return counts


def answer_used_in(versions: Sequence[StandardAnswer]) -> list[str]:
    """Numbers of the comments answered with one of the versions, at most a hundred: one query."""
    found = Settlement.objects.filter(
        standard_answer__in=versions, comment__personal_case=""
    ).order_by("comment__round", "comment__number")
    return list(found.values_list("comment__reference", flat=True)[:100])
