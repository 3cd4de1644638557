"""Writes of the concept app, by noun."""

from concept.actions.artifacts import (
    FORMATS,
    PENDING_SECONDS,
    build,
    make_artifact,
    pending_key,
    request_artifact,
)
from concept.actions.freezing import (
    FreezeRefused,
    LabelTaken,
    PlanOutOfDate,
    UncertainLineage,
    answer_lineage,
    confirm_lineage,
    prepare_plan,
    release_sections,
    seal_version,
    start_plan,
)
from concept.actions.redaction import RedactionRefused, redact_passage
from concept.actions.versions import (
    SamePerson,
    StepRefused,
    agree_publication,
    propose_publication,
    publish_due_versions,
    record_approval,
    set_access,
    withdraw_version,
)

__all__ = [
    "FORMATS",
    "PENDING_SECONDS",
    "FreezeRefused",
    "LabelTaken",
    "PlanOutOfDate",
    "RedactionRefused",
    "SamePerson",
    "StepRefused",
    "UncertainLineage",
    "agree_publication",
    "answer_lineage",
    "build",
    "confirm_lineage",
    "make_artifact",
    "pending_key",
    "prepare_plan",
    "propose_publication",
    "publish_due_versions",
    "record_approval",
    "redact_passage",
    "release_sections",
    "request_artifact",
    "seal_version",
    "set_access",
    "start_plan",
    "withdraw_version",
]
