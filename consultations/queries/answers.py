"""What became of comments, for those who read them: words, place, answer, the sentence before and after."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from concept import reading
from concept.anchoring import PassageText
from concept.diffing import diff_passages
from concept.models import Change
from concept.word_alignment import diff_words
from consultations.enums import (
    DOUBTFUL_PLACEMENTS,
    Channel,
    CommentNature,
    CommentType,
    DecidedBy,
    DisputeLevel,
    NoChangeKind,
    Outcome,
    PlacementDecision,
    PlacementStatus,
    RespondentKind,
    Satisfaction,
    SettlementState,
    Weight,
)
from consultations.models import (
    Anchor,
    Comment,
    Settlement,
)
from consultations.naming import public_name
from consultations.queries.answers_read import AnswersRead
from consultations.queries.published_words import (
    PERSONAL,
    TAKEN_BACK,
    outcome_label,
    removal_label,
)
from consultations.queries.sent_comments import removal_of_comment
from core.models import Record


class Answers(AnswersRead):
    """What became of some comments of one round, as one reader may know it. No query beyond those of the reading."""

    def facts(self, comment: Comment, *, is_own: bool = False) -> dict[str, Any]:
        """Everything ``consultations/_answer.html`` shows of a comment. Its author sees the words as they were sent."""
        removed = removal_of_comment(comment)
        shows_words = (not removed or is_own) and comment.erased_at is None
        respondent = comment.statement.respondent
        record = comment.contribution.record
        words = {name: getattr(comment, name) for name in ("text", "reason", "proposed_wording")}
        if is_own:
            words |= {row.field: row.words for row in self.sent.get(comment.pk, [])}
        received = comment.statement.received_on or timezone.localdate(
            comment.statement.submitted_at
        )
        name = (
            public_name(respondent)
            if removed in {"", TAKEN_BACK} or is_own
            else str(RespondentKind(respondent.kind).label)
        )
        return {
            "comment": comment,
            "reference": comment.reference,
            "path": comment.path,
            "is_own": is_own,
            "removed": removal_label(removed),
            "is_personal": removed == PERSONAL,
            "shows_words": shows_words,
            "is_partial": comment.has_withheld_words and not removed,
            "text": words["text"] if shows_words else "",
            "reason": words["reason"] if shows_words else "",
            "wording": _wording(comment.wording_from, words["proposed_wording"])
            if shows_words
            else None,
            "respondent": name,
            "received_on": received,
            "is_late": comment.statement.is_late,
            "channel": Channel(comment.statement.channel).label,
            "type": CommentType(comment.type).label,
            "nature": CommentNature(comment.nature).label,
            "weight": Weight(comment.weight).label,
            "is_essential": comment.weight == Weight.ESSENTIAL,
            "origin": record.demo_origin,
            "source": record.demo_source,
            "places": [
                self._place(anchor, shows_words=shows_words)
                for anchor in self.anchors.get(comment.pk, [])
            ],
            "answer": self._answer(comment, shows_words=shows_words),
            "dispute": self._dispute(comment.settlement),
            "reaction": self._reaction(comment),
            "shows_reaction_text": is_own or self.user.is_authenticated,
        }

    def _version(self, version_id: int | None) -> dict[str, str] | None:
        version = self.versions.get(version_id)
        if version is None:
            return None
        return {"label": version.label, "url": reading.version_base(version)}

    def _passage_link(self, version_id: int, uid: str) -> dict[str, str] | None:
        passage = self.passages.get((version_id, uid))
        if passage is None:
            return None
        base = self.shelf.base(self.versions[version_id])
        section = passage["section__code"] or passage["section__title"]
        return {
            "label": reading.spoken_label(passage["label"]) or section,
            "section": f"{passage['section__code']} {passage['section__title']}".strip(),
            "url": f"{base}{passage['section__address']}/#p-{uid}",
        }

    def _section_link(self, version_id: int, uid: str) -> dict[str, str] | None:
        section = self.sections.get((version_id, uid))
        if section is None:
            return None
        name = f"{section.code} {section.title}".strip()
        base = self.shelf.base(self.versions[version_id])
        return {"label": name, "section": name, "url": f"{base}{section.address}/"}

    def _link(
        self, version_id: int, passage: str | None, section: str | None
    ) -> dict[str, str] | None:
        if passage:
            return self._passage_link(version_id, str(passage))
        return self._section_link(version_id, str(section)) if section else None

    def _place(self, anchor: Anchor, *, shows_words: bool) -> dict[str, Any]:
        uid = str(anchor.passage_uid or "")
        link = self._link(anchor.version_id, anchor.passage_uid, anchor.section_uid)
        passage = self.passages.get((anchor.version_id, uid))
        return {
            "version": self._version(anchor.version_id),
            "link": link,
            "is_whole_document": anchor.section_uid is None,
            "before": passage["content__text"][: anchor.start] if passage else "",
            "quote": anchor.exact if shows_words and passage else "",
            "after": passage["content__text"][anchor.end :] if passage else "",
            "now": self._now(anchor),
        }

    def _now(self, anchor: Anchor) -> dict[str, Any] | None:
        """Where the place stands in the newest version; a doubtful place leads nowhere until a person has decided."""
        placement = self.placements.get(anchor.pk)
        if placement is None or anchor.section_uid is None:
            return None
        is_undecided = (
            placement.status in DOUBTFUL_PLACEMENTS and placement.decision == PlacementDecision.NONE
        )
        links = [
            self._link(placement.version_id, target.get("passage_uid"), target.get("section_uid"))
            for target in ([] if is_undecided else placement.targets)
        ]
        status = PlacementStatus(placement.status).label
        if placement.decision == PlacementDecision.DROPPED:
            status = PlacementDecision.DROPPED.label
        return {
            "version": self._version(placement.version_id),
            "status": status,
            "links": [link for link in links if link],
        }

    # --- the answer ----------------------------------------------------------------------------------------

    def _answer(self, comment: Comment, *, shows_words: bool) -> dict[str, Any]:
        settlement = comment.settlement
        given = self.given.get(settlement.pk, [])
        is_given = settlement.state == SettlementState.ANSWERED
        is_withdrawn = comment.withdrawn_at is not None
        outcome = Outcome.OPEN
        if is_withdrawn:
            outcome = Outcome.WITHDRAWN
        elif given:
            outcome = given[-1].outcome
        shown = {
            "outcome": outcome,
            "outcome_label": outcome_label(outcome),
            "is_open": outcome == Outcome.OPEN,
            "is_reconsidered": bool(given) and not is_given and not is_withdrawn,
            "is_in_dispute": settlement.state == SettlementState.IN_DISPUTE,
            "reason": given[-1].reason if given and shows_words and not is_withdrawn else "",
            "on": timezone.localdate(given[-1].at) if given else None,
            "earlier": [
                {
                    "on": timezone.localdate(row.at),
                    "outcome_label": outcome_label(row.outcome),
                    "reason": row.reason if shows_words else "",
                }
                for row in reversed(given[:-1])
            ],
            "equal_count": max(len(self.equal.get(comment.cluster_id, [])) - 1, 0),
            "changes": [],
            "measures": [],
        }
        if is_given and not is_withdrawn:
            shown |= self._decision(settlement)
            shown["changes"] = [
                self._change(change) for change in self.changes.get(comment.contribution_id, [])
            ]
            shown["measures"] = self.measures.get(comment.contribution_id, [])
        return shown

    def _decision(self, settlement: Settlement) -> dict[str, Any]:
        kind = settlement.no_change_kind
        return {
            "decided_as": DecidedBy(settlement.decided_as).label if settlement.decided_as else "",
            "decided_where": settlement.decided_where,
            "decided_on": settlement.decided_on,
            "decided_in": self._record(settlement.decided_in),
            "target": self._record(settlement.target),
            "no_change": NoChangeKind(kind).label if kind else "",
            "no_change_note": settlement.no_change_note,
            "covered": self._covered(settlement),
            "changed_in": self._version(settlement.changed_in_id),
        }

    def _record(self, record: Record | None) -> dict[str, str] | None:
        """A record the reader may know of as a link; others stay unnamed."""
        if record is None or record.pk not in self.open_records:
            return None
        title = record.title
        if record.reference not in title:
            title = " ".join(filter(None, [record.reference, title]))
        return {"title": title, "path": record.path}

    def _covered(self, settlement: Settlement) -> dict[str, str] | None:
        uid = str(settlement.covered_passage_uid or "")
        if not uid:
            return None
        for version in self.shelf.versions:
            link = self._passage_link(version.pk, uid)
            if link is not None:
                return {**link, "version": version.label}
        return None

    def _change(self, change: Change) -> dict[str, Any]:
        """The words before and after; of a version the reader may not know of only that there is one."""
        older, newer = (
            self.versions.get(change.from_version_id),
            self.versions.get(change.to_version_id),
        )
        is_new = change.from_version_id is None
        if newer is None or (older is None and not is_new):
            return {"is_open": False}
        old = self._texts(change.from_version_id, change.old_uids)
        new = self._texts(change.to_version_id, change.new_uids)
        is_removed = any(
            self.passages[version, uid]["content__text"] == ""
            for version, uids in (
                (change.from_version_id, change.old_uids),
                (change.to_version_id, change.new_uids),
            )
            for uid in uids
            if (version, uid) in self.passages
        )
        found = diff_passages(
            old, new, lineage={passage.uid: [p.uid for p in new] for passage in old}
        )
        links = [self._passage_link(change.from_version_id, uid) for uid in change.old_uids]
        compare = self.shelf.compare_url(older, newer) if older else ""
        addresses = [
            self.passages[change.to_version_id, uid]["section__address"]
            for uid in change.new_uids
            if (change.to_version_id, uid) in self.passages
        ]
        return {
            "is_open": True,
            "old": self._version(change.from_version_id),
            "new": self._version(change.to_version_id),
            "old_links": [link for link in links if link],
            "new_links": [
                link
                for link in (
                    self._passage_link(change.to_version_id, uid) for uid in change.new_uids
                )
                if link
            ],
            "compare_url": f"{compare}#s-{addresses[0]}" if compare and addresses else compare,
            # Words on one side only would look like added or left out ones.
            "parts": [] if is_removed else [list(part.segments) for part in found],
            "is_removed": is_removed,
        }

    def _texts(self, version_id: int | None, uids: Iterable[str]) -> list[PassageText]:
        rows = [(uid, self.passages.get((version_id, uid))) for uid in uids]
        known = sorted(
            ((row["order"], uid, row) for uid, row in rows if row), key=lambda found: found[0]
        )
        return [
            PassageText(uid=uid, text=row["content__text"], kind=row["content__kind"])
            for _order, uid, row in known
        ]

    def _dispute(self, settlement: Settlement) -> dict[str, Any] | None:
        disputes = self.disputes.get(settlement.pk)
        if not disputes:
            return None
        dispute = disputes[-1]
        return {
            "level": DisputeLevel(dispute.level).label,
            "opened_on": timezone.localdate(dispute.opened_at),
            "resolved_on": dispute.resolved_on,
            # What was agreed is told with the answer, not before it.
            "result": dispute.result if settlement.answered_at is not None else "",
        }

    def _reaction(self, comment: Comment) -> dict[str, Any] | None:
        reaction = self.reactions.get(comment.pk)
        if reaction is None:
            return None
        return {
            "label": Satisfaction(reaction.satisfaction).label,
            "text": reaction.text,
            "is_maintained": reaction.is_maintained,
            "on": timezone.localdate(reaction.at),
        }


def _wording(former: str, proposed: str) -> dict[str, Any] | None:
    """A proposed wording compared with the words it would replace."""
    if not proposed:
        return None
    return {"text": proposed, "segments": diff_words(former, proposed) if former else None}
