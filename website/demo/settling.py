"""How comments of the demonstration's rounds were settled: proposals, decisions, disputes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from concept.models import Version, VersionPassage
from consultations.actions import clusters as cluster_actions
from consultations.actions import comments as comment_actions
from consultations.actions import (
    disputes,
    settlements,
)
from consultations.enums import (
    DecidedBy,
    DisputeLevel,
)
from consultations.models import (
    Comment,
    Dispute,
    Settlement,
)
from people.models import User
from website.demo.acts import Act, Entry, noon
from website.demo.content import ContentError


@dataclass(frozen=True, slots=True)
class SettlingLoader:
    """Settles the comments of a round in the names of the demonstration's people.

    What was decided on one of ``meeting_days``, and the disputes of comments with ``resolved_keys``, the meetings of
    the groups decide themselves (``website.demo.groups``).
    """

    people: Mapping[str, User]
    meeting_days: frozenset[date] = frozenset()
    resolved_keys: frozenset[str] = frozenset()

    def join(self, entries: Iterable[Entry], closes: datetime) -> None:
        """Join the comments the files call equal."""
        clusters: dict[str, list[Comment]] = defaultdict(list)
        for entry in entries:
            if title := entry.data.get("cluster"):
                clusters[title].append(entry.comment)
        for title, comments in clusters.items():
            cluster_actions.join_cluster(
                comments=comments,
                title=title,
                by=self.people["editor"],
                at=closes + timedelta(days=3),
            )

    def acts(self, entry: Entry, closes: datetime) -> Iterator[Act]:
        """How the files say that a comment was settled; none for one that is answered with its cluster."""
        data = entry.data
        if day := data.get("withdrawn_on"):
            at = noon(day)
            yield Act(at, lambda: self._withdraw(entry, at))
            return
        if "outcome" not in data:
            return  # answered with its cluster
        decided = noon(data["on"]) if "on" in data else closes + timedelta(days=9)
        if "dispute_opened_at" in data:
            yield from self._dispute_acts(entry, closes)
            return
        if decided.date() in self.meeting_days and data["decided"] != DecidedBy.EDITOR:
            eve = decided - timedelta(days=1)
            yield Act(eve, lambda: self._propose(entry, eve, data["outcome"], "answer"))
            return
        proposed = min(decided - timedelta(days=1), closes + timedelta(days=6))
        proposed = max(proposed, closes + timedelta(days=4))
        if decided <= proposed:
            decided = proposed + timedelta(hours=1)
        yield Act(proposed, lambda: self._propose(entry, proposed, data["outcome"], "answer"))
        yield Act(decided, lambda: self._decide(entry, decided))

    def _withdraw(self, entry: Entry, at: datetime) -> None:
        comment_actions.withdraw_comment(comment=entry.comment, by=self.people["secretary"], at=at)

    def _propose(self, entry: Entry, at: datetime, outcome: str, answer: str) -> None:
        covered = entry.data.get("covered")
        version = entry.comment.version
        settlements.propose_settlement(
            settlement=settlement_of(entry),
            outcome=outcome,
            reason=entry.data.get(answer, ""),
            target_note=entry.data.get("target", ""),
            covered_passage_uid=uids_of(version, [covered], entry)[0] if covered else None,
            by=self.people["editor"],
            at=at,
        )
        if entry.data.get("author_agreed"):
            settlements.record_author_agreed(
                settlement=settlement_of(entry), by=self.people["secretary"], at=at
            )

    def _decide(self, entry: Entry, at: datetime) -> None:
        person = {
            DecidedBy.EDITOR: self.people["editor"],
            DecidedBy.CHAIR: self.people["chair"],
            DecidedBy.MEETING: self.people["secretary"],
        }
        decided_as = entry.data["decided"]
        settlements.decide_settlement(
            settlement=settlement_of(entry),
            decided_as=decided_as,
            decided_on=at.date(),
            decided_where=entry.data.get("where", ""),
            by=person[decided_as],
            at=at,
        )

    def _dispute_acts(self, entry: Entry, closes: datetime) -> Iterator[Act]:
        data = entry.data
        proposed = closes + timedelta(days=6)
        opened = datetime.fromisoformat(data["dispute_opened_at"])
        raised, resolved = noon(data["dispute_raised_on"]), noon(data["dispute_resolved_on"])
        yield Act(
            proposed,
            lambda: self._propose(entry, proposed, data["proposed_outcome"], "proposed_answer"),
        )
        yield Act(opened, lambda: self._open_dispute(entry, opened))
        yield Act(raised, lambda: self._raise_dispute(entry, raised))
        if data.get("key") not in self.resolved_keys:
            yield Act(resolved, lambda: self._resolve_dispute(entry, resolved))

    def _open_dispute(self, entry: Entry, at: datetime) -> None:
        disputes.open_dispute(
            settlement=settlement_of(entry),
            author_position=entry.data["dispute_author"],
            by=self.people["editor"],
            at=at,
        )

    def _raise_dispute(self, entry: Entry, at: datetime) -> None:
        dispute = Dispute.objects.get(settlement__comment=entry.comment)
        disputes.raise_dispute(
            dispute=dispute,
            level=DisputeLevel.JOINT_MEETING,
            lock_version=dispute.lock_version,
            occurred_on=at.date(),
            by=self.people["secretary"],
            at=at,
        )

    def _resolve_dispute(self, entry: Entry, at: datetime) -> None:
        disputes.resolve_dispute(
            dispute=Dispute.objects.get(settlement__comment=entry.comment),
            outcome=entry.data["outcome"],
            reason=entry.data["answer"],
            result=entry.data["dispute_result"],
            resolved_on=at.date(),
            decided_where=entry.data["where"],
            by=self.people["secretary"],
            at=at,
        )


def settlement_of(entry: Entry) -> Settlement:
    """The settlement of a comment as it is stored now: one query."""
    return Settlement.objects.select_related("comment").get(comment=entry.comment)


def uids_of(version: Version, labels: list[str], entry: Entry) -> list[str]:
    """Uids of passages by their printed numbers, in this order; raises ContentError where one is not in the version."""
    rows = VersionPassage.objects.filter(version=version, label__in=labels)
    found = {label: str(uid) for label, uid in rows.values_list("label", "passage_uid")}
    if missing := set(labels) - set(found):
        raise ContentError(f"{entry.place}: {version.label} has no {', '.join(missing)}")
    return [found[label] for label in labels]
