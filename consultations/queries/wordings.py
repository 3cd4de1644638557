"""Reads of suggested wordings: passages that have some, and those of one passage side by side."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from concept.models import Version, VersionPassage
from concept.word_alignment import Segment, diff_words
from consultations.enums import OUTCOMES_THAT_CHANGE_TEXT
from consultations.models import Anchor, Round, Settlement, TakenWording
from consultations.queries.desk_words import name_for
from consultations.queries.settlements import settlements_at_desk
from consultations.wordings import Suggestion, collisions, combine
from core.permissions import allowed

MOST_WORDINGS = 100  # nobody compares more side by side
MOST_PAIRS = 20  # of contradictory comments that are listed for one passage


@dataclass(frozen=True, slots=True)
class WordingRow:
    """A passage with suggested wordings. ``contradictions``: accepted ones that touch the same words."""

    version: Version
    passage_uid: str
    label: str
    section: str
    text: str
    count: int
    open_count: int
    contradictions: tuple[tuple[str, str], ...]

    @property
    def shown_contradictions(self) -> tuple[tuple[str, str], ...]:
        """The first ``MOST_PAIRS`` of them: many comments at one place make very many pairs."""
        return self.contradictions[:MOST_PAIRS]

    @property
    def further_pairs(self) -> int:
        """How many pairs more there are."""
        return max(0, len(self.contradictions) - MOST_PAIRS)


@dataclass(frozen=True, slots=True)
class Wording:
    """One suggestion on a passage with its own difference, and the numbers of those that touch the same words."""

    settlement: Settlement
    name: str
    suggestion: Suggestion
    segments: tuple[Segment, ...]
    collides_with: tuple[str, ...]
    is_taken: bool


def _suggesting(round: Round, user: Any) -> Any:
    """Settlements of comments that propose a wording of a passage, are not taken back and whose words may be read."""
    found = settlements_at_desk(round, user).filter(
        comment__personal_case="",
        comment__passage_uid__isnull=False,
        comment__withdrawn_at=None,
        comment__erased_at=None,
    )
    return found.exclude(comment__proposed_wording="")


def wording_rows(round: Round, user: Any) -> list[WordingRow]:
    """Passages with suggested wordings in the order of the text: four queries.

    Contradictions are looked for among accepted settlements only: pairs per passage, never per round.
    """
    keys: dict[tuple[int, Any], list[tuple[int, str, str]]] = defaultdict(list)
    for version, passage, comment, reference, outcome in _suggesting(round, user).values_list(
        "comment__version",
        "comment__passage_uid",
        "comment_id",
        "comment__reference",
        "outcome",
    ):
        keys[version, passage].append((comment, reference, outcome))
    versions = {version.pk: version for version in round.versions.select_related("document")}
    accepted = {
        comment
        for found in keys.values()
        for comment, _reference, outcome in found
        if outcome in OUTCOMES_THAT_CHANGE_TEXT
    }
    suggestions = _suggestions(accepted)
    rows = []
    passages = VersionPassage.objects.filter(
        version__in=versions, passage_uid__in={passage for _version, passage in keys}
    ).order_by("version", "order")
    for version, uid, label, code, title, text in passages.values_list(
        "version", "passage_uid", "label", "section__code", "section__title", "content__text"
    ):
        found = keys.get((version, uid))
        if not found:
            continue
        names = {comment: reference for comment, reference, _outcome in found}
        own = [suggestions[comment] for comment in names if comment in suggestions]
        outcomes = Counter(outcome for _comment, _reference, outcome in found)
        rows.append(
            WordingRow(
                version=versions[version],
                passage_uid=str(uid),
                label=label,
                section=f"{code} {title}".strip(),
                text=text,
                count=len(found),
                open_count=outcomes["open"],
                contradictions=tuple(
                    (names[one], names[other]) for one, other in collisions(text, own)
                ),
            )
        )
    return rows


def _suggestions(comments: Iterable[int]) -> dict[int, Suggestion]:
    """Suggestions by comment: the quote of the passage the comment stands at and what shall replace it. One query."""
    found: dict[int, Suggestion] = {}
    rows = Anchor.objects.filter(comment__in=list(comments), passage_uid__isnull=False)
    for comment, passage, start, end, wording, own in rows.order_by("pk").values_list(
        "comment_id",
        "passage_uid",
        "start",
        "end",
        "comment__proposed_wording",
        "comment__passage_uid",
    ):
        if passage == own:
            found.setdefault(comment, Suggestion(comment, start, end, wording))
    return found


def passage_of(version: Version, uid: str) -> VersionPassage | None:
    """A frozen passage with its words and section: one query."""
    found = VersionPassage.objects.filter(version=version, passage_uid=uid)
    return found.select_related("content", "section").first()


def round_version(round: Round, pk: int) -> Version | None:
    """A version the round is about: one query."""
    return round.versions.select_related("document").filter(pk=pk).first()


def wordings_of(round: Round, passage: VersionPassage, user: Any) -> list[Wording]:
    """The first ``MOST_WORDINGS`` suggestions on one passage with their collisions, by number: three queries."""
    settlements = list(
        _suggesting(round, user)
        .filter(comment__version=passage.version_id, comment__passage_uid=passage.passage_uid)
        .select_related("comment__statement__respondent__organisation", "comment__round")
        .order_by("comment__number")[:MOST_WORDINGS]
    )
    by_comment = {settlement.comment_id: settlement for settlement in settlements}
    suggestions = _suggestions(by_comment)
    text = passage.content.text
    beside: dict[int, list[str]] = defaultdict(list)
    ordered = [suggestions[key] for key in by_comment if key in suggestions]
    for one, other in collisions(text, ordered):
        beside[one].append(by_comment[other].comment.reference)
        beside[other].append(by_comment[one].comment.reference)
    taken = set(
        TakenWording.objects.filter(settlement__in=settlements).values_list(
            "settlement_id", flat=True
        )
    )
    may_see_names = allowed(user, "consultations.view_private")
    return [
        Wording(
            settlement=by_comment[suggestion.key],
            name=name_for(by_comment[suggestion.key].comment, may_see_names=may_see_names),
            suggestion=suggestion,
            segments=tuple(diff_words(text, combine(text, [suggestion]))),
            collides_with=tuple(beside[suggestion.key]),
            is_taken=by_comment[suggestion.key].pk in taken,
        )
        for suggestion in ordered
    ]


def contradictions(round: Round, user: Any) -> list[WordingRow]:
    """Passages on which accepted comments propose different words for the same place: four queries."""
    return [row for row in wording_rows(round, user) if row.contradictions]


def accepted_collisions(settlement: Settlement, user: Any) -> list[str]:
    """Numbers of accepted comments whose wording touches the same words as this one's: at most four queries."""
    comment = settlement.comment
    if not (comment.proposed_wording and comment.passage_uid):
        return []
    passage = passage_of(comment.version, str(comment.passage_uid))
    if passage is None:
        return []
    accepted = (
        _suggesting(comment.round, user)
        .filter(
            comment__version=comment.version_id,
            comment__passage_uid=comment.passage_uid,
            outcome__in=OUTCOMES_THAT_CHANGE_TEXT,
        )
        .exclude(pk=settlement.pk)
        .order_by("comment__number")[:MOST_WORDINGS]
    )
    names = dict(accepted.values_list("comment_id", "comment__reference"))
    suggestions = _suggestions([comment.pk, *names])
    own = suggestions.pop(comment.pk, None)
    if own is None:
        return []
    return [
        reference
        for key, reference in names.items()
        if (other := suggestions.get(key)) is not None
        and collisions(passage.content.text, [own, other])
    ]
