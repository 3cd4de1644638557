"""Re-tests of accepted changes: which settlements are due for one in a version, and what it finds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from concept.enums import InfluenceRelation
from concept.models import Change, Influence, Version
from concept.queries import STANDING_LINKS, lineage_maps, newest_links
from concept.retesting import Retest, left_out_again, retest
from consultations.enums import CheckDecision, CheckResult, SettlementState
from consultations.models import Settlement, SettlementCheck
from consultations.queries.placements import VersionText, version_texts

# Whose words are promised to be in the text.
TESTED_STATES = frozenset(
    {SettlementState.IMPLEMENTED, SettlementState.VERIFIED, SettlementState.ANSWERED}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a re-test found, with a decision carried over from a version before."""

    result: str
    share: float
    decision: str = CheckDecision.NONE
    reason: str = ""
    decided_in: int | None = None
    decided_where: str = ""
    decided_by: int | None = None
    decided_at: datetime | None = None


def due_links(version: Version) -> dict[int, list[Influence]]:
    """Links of settlements to changes made before the version, by the settlement's primary key: two queries."""
    settlements = dict(
        Settlement.objects.filter(
            comment__round__document=version.document_id,
            comment__withdrawn_at=None,
            state__in=TESTED_STATES,
        ).values_list("comment__contribution_id", "pk")
    )
    links = newest_links(
        Influence.objects.filter(
            relation=InfluenceRelation.RESULTED_IN,
            contribution__comment__round__document=version.document_id,
            change__to_version__document=version.document_id,
            change__to_version__number__lt=version.number,
        )
    )
    due: dict[int, list[Influence]] = {}
    for link in links:
        settlement = settlements.get(link.contribution_id)
        if settlement is not None and link.state in STANDING_LINKS:
            due.setdefault(settlement, []).append(link)
    return due


def untested_count(version: Version) -> int:
    """How many settlements are due for a re-test in the version and had none yet: three queries."""
    tested = set(
        SettlementCheck.objects.filter(version=version).values_list("settlement_id", flat=True)
    )
    return len(due_links(version).keys() - tested)


def findings(version: Version) -> dict[int, Finding]:
    """What each due re-test finds in the version, by the settlement's primary key: eight queries."""
    due = due_links(version)
    former = _decided_before(version, due)
    pks = {
        pk
        for links in due.values()
        for link in links
        for pk in (link.change.from_version_id, link.change.to_version_id)
        if pk is not None
    }
    pks |= {check.version_id for check in former.values()}
    versions = list(Version.objects.filter(pk__in=pks))
    texts = version_texts([*versions, version])
    went = lineage_maps(versions, version)
    numbers = {each.pk: each.number for each in versions}
    result = {}
    for settlement, links in due.items():
        made = max(numbers[link.change.to_version_id] for link in links)
        if settlement in former and former[settlement].version.number < made:
            del former[settlement]  # it was about a change before; this one was made anew
        tests = [
            _retested(link.change, texts, went, version, former.get(settlement)) for link in links
        ]
        stands = all(test.stands for test in tests)
        share = min(test.share for test in tests)
        result[settlement] = _finding(stands, share, former.get(settlement))
    return result


def _decided_before(version: Version, due: Mapping[int, Any]) -> dict[int, SettlementCheck]:
    """The newest decision on each settlement in a version before: one query."""
    rows = SettlementCheck.objects.filter(
        settlement__in=list(due),
        version__number__lt=version.number,
        decision__in=[CheckDecision.STILL_MET, CheckDecision.OVERRIDDEN],
    ).select_related("version")
    return {row.settlement_id: row for row in rows.order_by("version__number")}


def _finding(stands: bool, share: float, former: SettlementCheck | None) -> Finding:
    if stands:
        return Finding(CheckResult.STANDS, share)
    if former is not None and former.decision == CheckDecision.OVERRIDDEN:
        return Finding(
            CheckResult.GONE,
            share,
            former.decision,
            former.reason,
            former.decided_in_id,
            former.decided_where,
            former.decided_by_id,
            former.decided_at,
        )
    return Finding(CheckResult.GONE, share)


def _retested(
    change: Change,
    texts: Mapping[int, VersionText],
    went: Mapping[int, Mapping[str, Sequence[str]]],
    version: Version,
    former: SettlementCheck | None,
) -> Retest:
    """Test one change; where a person called it still met in a version before, against the words of that version."""
    made = texts[change.to_version_id]
    before = (
        joined(texts[change.from_version_id], change.old_uids) if change.from_version_id else ""
    )
    if not change.new_uids:
        there = set(made.words.values())
        return left_out_again(
            before, [words for words in texts[version.pk].words.values() if words not in there]
        )
    after = joined(made, change.new_uids)
    now = joined(texts[version.pk], heirs(went[change.to_version_id], change.new_uids))
    if former is not None and former.decision == CheckDecision.STILL_MET:
        last = texts[former.version_id]
        between = lineage_between(went, change, former, texts)
        met = joined(last, between)
        if met == now:
            return Retest(1.0, stands=True)
        after = met
    return retest(before, after, now)


def lineage_between(
    went: Mapping[int, Mapping[str, Sequence[str]]],
    change: Change,
    former: SettlementCheck,
    texts: Mapping[int, VersionText],
) -> list[str]:
    """Passages of the version of a former decision whose heirs are those of the change's passages now."""
    now = set(heirs(went[change.to_version_id], change.new_uids))
    steps = went[former.version_id]
    return [uid for uid in texts[former.version_id].words if now & set(steps.get(uid, ()))]


def heirs(went: Mapping[str, Sequence[str]], uids: Iterable[str]) -> list[str]:
    """Descendants of several passages, each once."""
    return list(dict.fromkeys(new for uid in uids for new in went.get(uid, ())))


def joined(text: VersionText, uids: Iterable[str]) -> str:
    """Words of passages in the order of the text."""
    wanted = set(uids)
    return "\n".join(words for uid, words in text.words.items() if uid in wanted)
