"""What is read to tell what became of comments: their places, answers, changes, and the passages all of these name."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from concept import queries as concept_queries
from concept.models import Change, VersionPassage, VersionSection
from concept.shelf import Shelf
from consultations.enums import (
    SettlementState,
)
from consultations.models import (
    Anchor,
    AnchorPlacement,
    Comment,
    Dispute,
    Reaction,
    SentWords,
    SettlementVersion,
)
from consultations.queries.sent_comments import grouped
from core.models import Record


class AnswersRead:
    """All that is told of some comments of one round, read at once as far as one reader may know of it.

    Constant queries, however many comments; they come with ``RELATED`` loaded.
    """

    def __init__(self, comments: Sequence[Comment], user: Any) -> None:
        self.comments = list(comments)
        self.user = user
        if not self.comments:
            return
        document = self.comments[0].round.document
        self.shelf = Shelf(document, concept_queries.readable_versions(document.slug, user), user)
        self.versions = {version.pk: version for version in self.shelf.versions}
        self._load()

    def _load(self) -> None:
        pks = [comment.pk for comment in self.comments]
        self.anchors = grouped(
            Anchor.objects.filter(comment__in=pks).order_by("pk"), lambda a: a.comment_id
        )
        self.links = concept_queries.links_of(comment.contribution_id for comment in self.comments)
        self.changes = self._changes()
        self.measures = concept_queries.measures_behind(self.links, self.user)
        self.placements = self._placements(pks)
        settlements = [comment.settlement.pk for comment in self.comments]
        given = SettlementVersion.objects.filter(
            settlement__in=settlements, state=SettlementState.ANSWERED
        )
        self.given = grouped(given.order_by("number"), lambda row: row.settlement_id)
        disputes = Dispute.objects.filter(settlement__in=settlements).order_by("pk")
        self.disputes = grouped(disputes, lambda dispute: dispute.settlement_id)
        withheld = [comment.pk for comment in self.comments if comment.has_withheld_words]
        self.sent = grouped(
            SentWords.objects.filter(comment__in=withheld) if withheld else [],
            lambda row: row.comment_id,
        )
        self.reactions = {
            reaction.comment_id: reaction for reaction in Reaction.objects.filter(comment__in=pks)
        }
        clusters = {comment.cluster_id for comment in self.comments} - {None}
        self.equal = grouped(
            Comment.objects.filter(cluster__in=clusters).submitted().only("pk", "cluster"),
            lambda comment: comment.cluster_id,
        )
        targets = {
            record
            for comment in self.comments
            for record in (comment.settlement.target_id, comment.settlement.decided_in_id)
        } - {None}
        self.open_records = set(
            Record.objects.visible_to(self.user).filter(pk__in=targets).values_list("pk", flat=True)
        )
        self.passages = self._passages()
        self.sections = self._sections()

    def _changes(self) -> dict[int, list[Change]]:
        """Changes each contribution shaped, as the newest word about each pair says."""
        return grouped(self.links, lambda row: row.contribution_id, lambda row: row.change)

    def _placements(self, pks: Iterable[int]) -> dict[int, AnchorPlacement]:
        """Where each quoted place stands in the newest version the reader may read."""
        rows = AnchorPlacement.objects.filter(
            anchor__comment__in=list(pks), version__in=list(self.versions)
        )
        found: dict[int, AnchorPlacement] = {}
        for placement in rows:
            known = found.get(placement.anchor_id)
            if known is None or self._number(placement) > self._number(known):
                found[placement.anchor_id] = placement
        return found

    def _number(self, placement: AnchorPlacement) -> int:
        return self.versions[placement.version_id].number

    def _passages(self) -> dict[tuple[int, str], dict[str, Any]]:
        wanted: set[tuple[int, str]] = set()
        for comment in self.comments:
            for anchor in self.anchors.get(comment.pk, []):
                wanted.add((anchor.version_id, str(anchor.passage_uid or "")))
                placement = self.placements.get(anchor.pk)
                if placement is not None:
                    wanted |= {
                        (placement.version_id, str(target.get("passage_uid", "")))
                        for target in placement.targets
                    }
            for change in self.changes.get(comment.contribution_id, []):
                wanted |= {(change.from_version_id, uid) for uid in change.old_uids}
                wanted |= {(change.to_version_id, uid) for uid in change.new_uids}
            covered = comment.settlement.covered_passage_uid
            if covered:
                wanted |= {(version, str(covered)) for version in self.versions}
        wanted = {(version, uid) for version, uid in wanted if uid and version in self.versions}
        rows = VersionPassage.objects.filter(
            version__in={version for version, _uid in wanted},
            passage_uid__in={UUID(uid) for _version, uid in wanted},
        )
        columns = (
            "version_id",
            "passage_uid",
            "label",
            "order",
            "content__kind",
            "content__text",
            "section__address",
            "section__code",
            "section__title",
        )
        return {
            (row["version_id"], str(row["passage_uid"])): row
            for row in rows.order_by("order").values(*columns)
        }

    def _sections(self) -> dict[tuple[int, str], VersionSection]:
        """Sections that are quoted as a whole, or in which a whole section stands now."""
        anchors = [a for found in self.anchors.values() for a in found if a.passage_uid is None]
        wanted = {(a.version_id, str(a.section_uid)) for a in anchors if a.section_uid}
        for anchor in anchors:
            placement = self.placements.get(anchor.pk)
            if placement is not None:
                wanted |= {
                    (placement.version_id, target["section_uid"])
                    for target in placement.targets
                    if target.get("section_uid")
                }
        wanted = {(version, uid) for version, uid in wanted if version in self.versions}
        if not wanted:
            return {}
        rows = VersionSection.objects.filter(
            version__in={version for version, _uid in wanted},
            node_uid__in={UUID(uid) for _version, uid in wanted},
        )
        return {(row.version_id, str(row.node_uid)): row for row in rows}
