"""Checking that no kept text of minutes was altered: its fingerprints are computed again (``verify_versions``)."""

from collections.abc import Iterator

from core.verification import Finding
from working_groups.enums import CorrectionKind
from working_groups.minutes_content import fingerprint, public_data
from working_groups.models import MinutesCorrection, MinutesVersion


def verify_minutes() -> Iterator[Finding]:
    """One finding for each text that was altered, and for each whose words were removed for a reason."""
    removals = MinutesCorrection.objects.filter(kind=CorrectionKind.PRIVACY)
    reasons = dict(removals.values_list("from_version", "reason"))
    rows = MinutesVersion.objects.select_related("minutes__record").order_by("pk")
    for version in rows.iterator(chunk_size=200):
        place = f"minutes {version.minutes.record.reference}, version {version.number}"
        if version.pk in reasons:
            if version.content:
                yield Finding(place, "redacted, but words are still stored")
            else:
                yield Finding(place, f"redacted: {reasons[version.pk]}", is_fault=False)
        elif not version.content or fingerprint(version.content) != version.digest:
            yield Finding(place, "the text was altered")
        elif fingerprint(public_data(version.content)) != version.content["public_digest"]:
            yield Finding(place, "the public part was altered")
