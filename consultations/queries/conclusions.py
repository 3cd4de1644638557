"""Reads of conclusions of working groups over comments: what one settled, which changed since."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from consultations.models import Comment, ConclusionCheck, Round, Settlement
from working_groups.enums import DecisionState
from working_groups.models import Decision, DecisionVersion

# The comments stay settled; an editor looks whether they still are.
CHANGED_STATES = (DecisionState.SUPERSEDED, DecisionState.LAPSED)


@dataclass(slots=True)
class SettledBy:
    """References and addresses of comments of a conclusion the reader may know of; ``hidden_count`` of others.

    ``settled`` are decided by it, ``others`` were on its list and are not: it was not adopted, has to be confirmed or
    was revoked.
    """

    settled: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)
    hidden_count: int = 0

    def __bool__(self) -> bool:
        return bool(self.settled or self.others or self.hidden_count)


def settled_by(decision: Decision, user: Any) -> SettledBy:
    """The comments a conclusion was over, as a reader may know them: two queries."""
    found = Settlement.objects.filter(
        Q(decided_in=decision.record_id) | Q(on_agendas__decision=decision)
    )
    rows = found.distinct().order_by("comment__round", "comment__number")
    comments = list(rows.values_list("comment", "comment__reference", "decided_in"))
    known = set(
        Comment.objects.visible_to(user)
        .filter(pk__in=[key for key, _reference, _record in comments])
        .values_list("pk", flat=True)
    )
    made = SettledBy()
    for key, reference, record in comments:
        if key not in known:
            made.hidden_count += 1
            continue
        row = (reference, f"/pripominky/{reference}/")
        (made.settled if record == decision.record_id else made.others).append(row)
    return made


def changed(user: Any) -> QuerySet[Decision]:
    """Conclusions the user may know of that were corrected, replaced or lapsed after they had settled comments, while
    nobody looked since. Each has ``wording`` (its number) and ``settled_count``.
    """
    return _changed().filter(pk__in=Decision.objects.visible_to(user).values("pk"))


def _changed() -> QuerySet[Decision]:
    newest = DecisionVersion.objects.filter(decision=OuterRef("pk")).order_by("-number")
    settled = Settlement.objects.filter(decided_in=OuterRef("record")).order_by()
    counted = settled.values("decided_in").annotate(count=Count("pk")).values("count")
    checked = ConclusionCheck.objects.filter(
        decision=OuterRef("pk"), state=OuterRef("state"), wording=OuterRef("wording")
    )
    return (
        Decision.objects.annotate(
            wording=Coalesce(Subquery(newest.values("number")[:1]), Value(1)),
            settled_count=Subquery(counted),
        )
        .filter(Q(state__in=CHANGED_STATES) | Q(wording__gt=1), settled_count__gt=0)
        .exclude(Exists(checked))
        .select_related("record")
        .order_by("record__occurred_on", "pk")
    )


def to_check(decision: Decision) -> Decision | None:
    """The conclusion with its wording and count when what it settled waits to be looked at: one query."""
    return _changed().filter(pk=decision.pk).first()


def changed_of_round(round: Round, user: Any) -> list[Decision]:
    """Those that settled comments of a round: one query."""
    theirs = Settlement.objects.filter(comment__round=round, decided_in__isnull=False)
    return list(changed(user).filter(record__in=theirs.values("decided_in")))


def settlements_by(decision: Decision) -> list[Settlement]:
    """What a conclusion settles now, for the desk: one query."""
    found = Settlement.objects.filter(decided_in=decision.record_id).select_related("comment")
    return list(found.order_by("comment__round", "comment__number"))
