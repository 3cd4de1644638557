"""What a check of stored data against its digests finds. Apps register their checks in ``core.extension``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was closed (``is_fault``), or an erasure that explains a gap."""

    place: str
    message: str
    is_fault: bool = True
