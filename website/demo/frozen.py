"""What a frozen version of the demonstration brings: accepted comments proved in it, places decided, sources told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from concept.actions import record_original_wording, record_source
from concept.enums import LineageRelation, SourceKind
from concept.models import Lineage, Version, VersionPassage
from consultations.actions import (
    checks,
    implementing,
    placements,
    settlements,
)
from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    CheckDecision,
    CheckResult,
    PlacementDecision,
    PlacementStatus,
    RoundStage,
    SettlementState,
)
from consultations.models import (
    AnchorPlacement,
    Comment,
    Settlement,
    SettlementCheck,
)
from people.models import User
from website.demo.acts import Entry
from website.demo.content import ContentError
from website.demo.groups.conclusions import ConclusionsLoader
from website.demo.settling import settlement_of, uids_of

ANALYSIS = "podkladova-analyza"


@dataclass(frozen=True, slots=True)
class FrozenLoader:
    """Does what each frozen version brings. ``entries``: the comments of the files by the number of their round."""

    people: Mapping[str, User]
    entries: Mapping[int, list[Entry]]
    conclusions: ConclusionsLoader

    def after_freeze(self, version: Version, at: datetime) -> None:
        """Prove in the version every accepted comment the files say was met there."""
        for entries in self.entries.values():
            for entry in entries:
                if entry.data.get("changed") == version.label and entry.comment is not None:
                    self._implement(entry, version, at)
        placements.place_comments(version=version, at=at)
        checks.check_settlements(version=version, at=at)
        self._look_at_places(version, at + timedelta(hours=1))
        self._look_at_lost_changes(version, at + timedelta(hours=1))
        self.conclusions.after_freeze(version, at + timedelta(hours=1))
        self._record_sources(version, at + timedelta(hours=2))

    def after_plan(self, version: Version, at: datetime) -> None:
        """The same for a version of the action plan, which no round was about."""
        self.conclusions.after_freeze(version, at + timedelta(hours=1))
        self._record_sources(version, at + timedelta(hours=2))

    def _record_sources(self, version: Version, at: datetime) -> None:
        """New passages lean on the background analysis they link to; the others are the author's own wording."""
        analysis = Version.objects.filter(document__slug=ANALYSIS).order_by("number").last()
        if analysis is not None:
            link = f'data-document="{analysis.document.doc_uid}"'
            new = Lineage.objects.filter(to_version=version, relation=LineageRelation.NEW)
            passages = VersionPassage.objects.filter(
                version=version,
                passage_uid__in=new.values("to_uid"),
                content__html__contains=link,
            )
            for uid in passages.values_list("passage_uid", flat=True):
                record_source(
                    version=version,
                    passage_uid=str(uid),
                    kind=SourceKind.ANALYSIS,
                    citation=f"{analysis.title}, verze {analysis.label}",
                    source_version=analysis,
                    by=self.people["editor"],
                    at=at,
                )
        record_original_wording(version=version, by=self.people["editor"], at=at)

    def _look_at_places(self, version: Version, at: datetime) -> None:
        """Decide the doubtful places that keep a round from being settled."""
        doubtful = AnchorPlacement.objects.filter(
            version=version,
            status__in=DOUBTFUL_PLACEMENTS,
            decision=PlacementDecision.NONE,
            anchor__comment__round__stage=RoundStage.SEALED,
        )
        editor = self.people["editor"]
        for placement in doubtful.filter(status=PlacementStatus.AMBIGUOUS):
            placements.confirm_placement(placement=placement, by=editor, at=at)
        gone = doubtful.filter(status=PlacementStatus.ORPHANED)
        placements.confirm_dropped(placements=gone, by=editor, at=at)

    def _look_at_lost_changes(self, version: Version, at: datetime) -> None:
        """Decide what the files say of accepted changes that are no longer in the text."""
        lost = SettlementCheck.objects.filter(
            version=version, result=CheckResult.GONE, decision=CheckDecision.NONE
        )
        by_comment = {
            entry.comment.pk: entry
            for entries in self.entries.values()
            for entry in entries
            if entry.comment is not None
        }
        for check in lost.select_related("settlement__comment"):
            entry = by_comment[check.settlement.comment_id]
            decision, reason, where = entry.data.get("regression", ("", "", ""))
            if decision == CheckDecision.OVERRIDDEN:
                checks.override_settlement(
                    check=check,
                    reason=reason,
                    decided_where=where,
                    by=self.people["secretary"],
                    at=at,
                )
            elif decision == CheckDecision.STILL_MET:
                checks.keep_as_met(check=check, reason=reason, by=self.people["editor"], at=at)
            else:
                raise ContentError(f"{entry.place}: the change is gone in {version.label}")

    def _implement(self, entry: Entry, version: Version, at: datetime) -> None:
        try:
            implementing.implement_settlement(
                settlement=settlement_of(entry),
                to_version=version,
                new_uids=uids_of(version, entry.data.get("changes", []), entry),
                by=self.people["editor"],
                at=at,
            )
        except (implementing.NoRealChange, settlements.MoveRefused) as error:
            raise ContentError(f"{entry.place} in {version.label}: {error}") from error
        members = Settlement.objects.filter(
            comment__in=[entry.comment.pk], state=SettlementState.IMPLEMENTED
        )
        if cluster := Comment.objects.get(pk=entry.comment.pk).cluster_id:
            members = Settlement.objects.filter(
                comment__cluster=cluster, state=SettlementState.IMPLEMENTED
            )
        for settlement in members:
            implementing.verify_settlement(settlement=settlement, by=self.people["editor"], at=at)
