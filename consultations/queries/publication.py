"""The settlement of a round as it is published: one read for the page, the downloads, the interface and the command.

What is published is the same for everyone who may know of the round. An answer is published once it was given; names
follow the consent of this moment; words that may not be shown are replaced by the reason why.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept.models import VersionPassage, VersionSection
from concept.reading import spoken_label
from consultations.enums import (
    OUTCOMES,
    HiddenReason,
    Outcome,
    RespondentKind,
    RoundStage,
    SettlementState,
    StatementState,
    Weight,
)
from consultations.models import (
    Anchor,
    Comment,
    Respondent,
    Round,
    SettlementVersion,
    Statement,
)
from consultations.naming import public_name
from consultations.queries.published_rows import (
    COLUMNS,
    NO_SECTION,
    Filters,
    Head,
    Labels,
    Row,
    Totals,
    conclusion_of,
    day_of,
    decided_in_words,
    version_in_words,
)
from consultations.queries.published_words import (
    PERSONAL,
    REMOVALS,
    TAKEN_BACK,
    outcome_label,
    removal_of,
)
from core.enums import Visibility

CHUNK = 2000
PUBLISHED_STAGES = frozenset({RoundStage.SEALED, RoundStage.SETTLED, RoundStage.REPORTED})
BY_PLACE, BY_NUMBER = "misto", "cislo"
ORDERS = {BY_PLACE: gettext_lazy("By place in the text"), BY_NUMBER: gettext_lazy("By number")}


def is_published(round: Round) -> bool:
    """Whether a settlement table exists: from the seal on, when it is known what there is to settle."""
    return round.stage in PUBLISHED_STAGES


class Publication:
    """The settlement of one round, listed by place or number. At most nine queries, however many comments there are."""

    def __init__(
        self, round: Round, *, order: str = BY_PLACE, filters: Filters | None = None
    ) -> None:
        self.round = round
        self.order = order
        self.filters = filters or Filters()

    def listed(self, *, order: str, filters: Filters) -> "Publication":
        """The same round listed otherwise."""
        other = Publication(self.round, order=order, filters=filters)
        other.sections = self.sections
        return other

    # --- what is listed ------------------------------------------------------------------------------

    @cached_property
    def _all_heads(self) -> list[Head]:
        ordering = ("number",) if self.order == BY_NUMBER else ("place_order", "number")
        rows = Comment.objects.filter(round=self.round).submitted().order_by(*ordering)
        return [
            self._head(*row)
            for row in rows.values_list(
                "pk",
                "number",
                "moderation",
                "hidden_reason",
                "personal_case",
                "erased_at",
                "withdrawn_at",
                "contribution__record__visibility",
                "settlement__state",
                "settlement__outcome",
                "settlement__answered_at",
                "weight",
                "statement__respondent__kind",
                "section_uid",
                "statement_id",
            )
        ]

    def _head(
        self,
        pk: int,
        number: int,
        moderation: str,
        hidden_reason: str,
        personal_case: str,
        erased_at: Any,
        withdrawn_at: Any,
        visibility: str,
        state: str,
        outcome: str,
        answered_at: Any,
        weight: str,
        kind: str,
        section: Any,
        statement: int,
    ) -> Head:
        removed = removal_of(
            moderation=moderation,
            hidden_reason=hidden_reason,
            personal_case=personal_case,
            is_erased=erased_at is not None,
            is_withdrawn=withdrawn_at is not None,
            visibility=visibility,
        )
        is_reconsidered = False
        if withdrawn_at is not None:
            outcome = Outcome.WITHDRAWN
        elif state != SettlementState.ANSWERED:
            is_reconsidered = answered_at is not None
            outcome = self._answers_given[pk][0] if is_reconsidered else Outcome.OPEN
        if removed == PERSONAL:
            # Nothing tells one personal case from another.
            weight = kind = section = ""
        return Head(
            pk,
            number,
            outcome,
            removed,
            weight,
            kind,
            str(section or ""),
            statement,
            is_reconsidered,
        )

    @cached_property
    def _answers_given(self) -> dict[int, tuple[str, str]]:
        """Last given answers of settlements that are considered anew: comment -> outcome and reason."""
        rows = SettlementVersion.objects.filter(
            settlement__comment__round=self.round,
            settlement__answered_at__isnull=False,
            state=SettlementState.ANSWERED,
        ).exclude(settlement__state=SettlementState.ANSWERED)
        return {
            comment: (outcome, reason)
            for comment, outcome, reason in rows.order_by("number").values_list(
                "settlement__comment_id", "outcome", "reason"
            )
        }

    @cached_property
    def heads(self) -> list[Head]:
        """The listed comments in order."""
        f = self.filters
        return [
            head
            for head in self._all_heads
            if (not f.outcome or head.outcome == f.outcome)
            and (not f.section or (head.section or NO_SECTION) == f.section)
            and (not f.weight or head.weight == f.weight)
            and (not f.kind or head.kind == f.kind)
        ]

    def listed_by_section(self) -> list[tuple[str, str, int]]:
        """How many comments are listed of each section, in order of the text: (uid or NO_SECTION, title, count)."""
        counts = Counter(head.section or NO_SECTION for head in self.heads)
        titles = self.sections | {NO_SECTION: no_section_label()}
        return [(uid, title, counts[uid]) for uid, title in titles.items() if counts[uid]]

    @cached_property
    def totals(self) -> Totals:
        """The counts that stand on the page and in every file."""
        heads = self._all_heads
        outcomes = Counter(head.outcome for head in heads)
        weights = Counter(head.weight for head in heads)
        removed = Counter(head.removed for head in heads if head.removed)
        sent = Statement.objects.filter(round=self.round, state=StatementState.SUBMITTED)
        kinds = Counter(sent.values_list("has_no_comments", flat=True))
        return Totals(
            comments=len(heads),
            listed=len(self.heads),
            statements=kinds.total(),
            no_comments=kinds[True],
            by_outcome={
                str(value): outcomes[value]
                for value in (*OUTCOMES, Outcome.OPEN)
                if outcomes[value]
            },
            by_weight={str(value): weights[value] for value in Weight if weights[value]},
            removed={
                key: removed[key] for key in (*HiddenReason.values, *REMOVALS) if removed[key]
            },
        )

    @cached_property
    def sections(self) -> dict[str, str]:
        """Sections of the round's versions in order: uid -> code and title."""
        rows = VersionSection.objects.filter(version__round_versions__round=self.round)
        return {
            str(uid): f"{code} {title}".strip()
            for uid, code, title in rows.order_by("version__number", "order").values_list(
                "node_uid", "code", "title"
            )
        }

    # --- rows ------------------------------------------------------------------------------------------

    def rows(self, heads: Collection[Head] | None = None) -> Iterator[Row]:
        """The listed rows in order, or those of some heads only (a page); read as they are needed."""
        wanted = {head.pk: head for head in (self.heads if heads is None else heads)}
        comments = Comment.objects.filter(round=self.round).submitted()
        if heads is not None:
            comments = comments.filter(pk__in=list(wanted))
        ordering = ("number",) if self.order == BY_NUMBER else ("place_order", "number")
        labels = Labels()
        values = comments.order_by(*ordering).values_list(*COLUMNS)
        for value in values.iterator(chunk_size=CHUNK):
            head = wanted.get(value[0])
            if head is not None:
                yield self._row(head, dict(zip(COLUMNS, value, strict=True)), labels)

    @cached_property
    def _names(self) -> dict[int, str]:
        people = Respondent.objects.filter(round=self.round).select_related("organisation")
        return {respondent.pk: public_name(respondent) for respondent in people}

    @cached_property
    def _places(self) -> dict[int, tuple[list[str], str]]:
        """What each comment quotes: comment -> spoken labels of its passages and the first quoted words."""
        anchors = Anchor.objects.filter(comment__round=self.round, passage_uid__isnull=False)
        rows = list(
            anchors.order_by("pk").values_list(
                "comment_id",
                "version_id",
                "passage_uid",
                "exact",
                "version__record__visibility",
            )
        )
        passages = VersionPassage.objects.filter(version__round_versions__round=self.round)
        labels = {
            (version, uid): spoken_label(label)
            for version, uid, label in passages.values_list("version_id", "passage_uid", "label")
        }
        found: dict[int, tuple[list[str], str]] = {}
        for comment, version, passage, exact, visibility in rows:
            # The words of a version that was closed to readers again are not told here either.
            quote = "" if visibility == Visibility.STAFF else exact
            spoken, _quote = found.setdefault(comment, ([], quote))
            label = labels.get((version, passage), "")
            if label and label not in spoken:
                spoken.append(label)
        return found

    def _row(self, head: Head, value: Mapping[str, Any], labels: Labels) -> Row:
        is_open = head.outcome == Outcome.OPEN
        shown = not head.removed
        is_personal = head.removed == PERSONAL
        # Who decides and what changes is published with an answer; a new answer is not given yet.
        has_details = not (is_open or is_personal or head.is_reconsidered)
        answer = value["settlement__reason"]
        if head.is_reconsidered:
            answer = self._answers_given[head.pk][1]
        conclusion, conclusion_path = conclusion_of(value) if has_details else ("", "")
        spoken, quote = self._places.get(head.pk, ([], ""))
        received = value["statement__received_on"] or value["statement__submitted_at"]
        return Row(
            pk=head.pk,
            reference=value["reference"],
            received_on=None if is_personal else day_of(received),
            respondent=self._respondent(head, value, labels),
            kind=head.kind,
            place="" if is_personal else self._place(value, spoken),
            quote=quote if shown else "",
            text=value["text"] if shown else "",
            proposed_wording=value["proposed_wording"] if shown else "",
            reason=value["reason"] if shown else "",
            weight=head.weight,
            weight_label=labels.weight(head.weight) if head.weight else "",
            nature="" if is_personal else value["nature"],
            nature_label="" if is_personal else labels.nature(value["nature"]),
            type="" if is_personal else value["type"],
            type_label="" if is_personal else labels.type(value["type"]),
            outcome=head.outcome,
            outcome_label=labels.outcome(head.outcome),
            answer=answer if shown and not is_open else "",
            decided=decided_in_words(value, labels) if has_details else "",
            conclusion=conclusion,
            conclusion_path=conclusion_path,
            version=version_in_words(value, labels) if has_details else "",
            channel="" if is_personal else value["statement__channel"],
            channel_label="" if is_personal else labels.channel(value["statement__channel"]),
            path="" if is_personal else f"/pripominky/{value['reference']}/",
            removed=head.removed,
            origin=labels.origin(value["contribution__record__demo_origin"]),
        )

    def _respondent(self, head: Head, value: Mapping[str, Any], labels: Labels) -> str:
        if head.removed == PERSONAL:
            return ""
        if head.removed in {"", TAKEN_BACK}:
            return self._names[value["statement__respondent_id"]]
        return labels.kind(value["statement__respondent__kind"])

    def _place(self, value: Mapping[str, Any], spoken: Sequence[str]) -> str:
        section = self.sections.get(str(value["section_uid"] or ""), "")
        if not section:
            return _("The whole document")
        return "; ".join([section, *spoken])


def no_section_label() -> str:
    """Where a section would be named, of comments on the text as a whole and of those whose place is not told."""
    return _("Without a section")


def _section_title(publication: Publication, uid: str) -> str:
    return no_section_label() if uid == NO_SECTION else publication.sections.get(uid, "")


def statement_of_filters(publication: Publication) -> list[tuple[str, str]]:
    """The filters in words, for the page and every file."""
    f = publication.filters
    found = [
        (_("Outcome"), outcome_label(f.outcome) if f.outcome else ""),
        (_("Section"), _section_title(publication, f.section)),
        (_("Weight"), str(Weight(f.weight).label) if f.weight else ""),
        (_("Commenter"), str(RespondentKind(f.kind).label) if f.kind else ""),
    ]
    return [(name, value) for name, value in found if value]
