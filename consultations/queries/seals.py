"""What a seal of a round shows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.enums import Channel, CommentNature, CommentType, Weight
from consultations.models import Comment, RoundSeal

HEADINGS = (
    ("by_channel", _("How they came"), Channel),
    ("by_type", _("What they are about"), CommentType),
    ("by_nature", pgettext_lazy("of comments", "Kind"), CommentNature),
    ("by_weight", _("Weight"), Weight),
)


@dataclass(frozen=True, slots=True)
class SealFacts:
    """A seal for a page: counts as (heading, [(name, count)]) and what came after it was put on."""

    seal: RoundSeal
    statement_count: int
    empty_count: int
    comment_count: int
    counts: list[tuple[str, list[tuple[str, int]]]]
    rows: list[dict[str, str]]
    late_count: int
    entered_later_count: int


def seal_facts(seal: RoundSeal) -> SealFacts:
    """The seal with its counts in words, and how many comments were numbered since: one query.

    Comments numbered later are late ones, and those of letters that came in time and were written down afterwards.
    """
    contents: dict[str, Any] = seal.contents
    counts = contents["counts"]
    later = Comment.objects.filter(round=seal.round_id, number__gt=counts["comments"]).aggregate(
        late=Count("pk", filter=Q(statement__is_late=True)),
        in_time=Count("pk", filter=Q(statement__is_late=False)),
    )
    return SealFacts(
        seal=seal,
        statement_count=counts["statements"],
        empty_count=counts.get("without_comments", 0),
        comment_count=counts["comments"],
        counts=[
            (
                str(heading),
                sorted(
                    ((str(choices(key).label), number) for key, number in counts[name].items()),
                    key=lambda pair: (-pair[1], pair[0]),
                ),
            )
            for name, heading, choices in HEADINGS
            if counts.get(name)
        ],
        rows=contents["comments"],
        late_count=later["late"],
        entered_later_count=later["in_time"],
    )
