"""What the rows about places of comments in later versions speak of: ``placement`` and ``check`` in a version."""

from datetime import datetime

from concept.models import Version
from consultations.actions import placements
from consultations.enums import CheckResult
from consultations.models import AnchorPlacement, Comment, SettlementCheck


def build(comment: Comment, version: Version, at: datetime) -> dict[str, int]:
    """Mapping name in a path -> what stands for it."""
    placements.place_comments(version=version, at=at)
    check = SettlementCheck.objects.create(
        settlement=comment.settlement, version=version, result=CheckResult.GONE, checked_at=at
    )
    placement = AnchorPlacement.objects.get(anchor__comment=comment, version=version)
    return {"placement": placement.pk, "check": check.pk}
