"""Writes of the concept app, by noun."""

from concept.actions.artifacts import (
    FORMATS,
    PENDING_SECONDS,
    build,
    demo_notice,
    make_artifact,
    pending_key,
    request_artifact,
)
from concept.actions.freezing import PlanOutOfDate, prepare_plan, start_plan
from concept.actions.lineage import (
    UncertainLineage,
    answer_lineage,
    confirm_lineage,
    correct_lineage,
    uncertain_passages,
)
from concept.actions.measures import (
    DerivationRefused,
    MeasureMoveRefused,
    derive_measure,
    follow_approved_measures,
    follow_measures,
    say_why_ended,
)
from concept.actions.redaction import RedactionRefused, WordsStillWritten, redact_passage
from concept.actions.releasing import Release, release_and_prepare, release_sections
from concept.actions.sealing import FreezeRefused, LabelTaken, seal_version
from concept.actions.sources import SourceRefused, record_original_wording, record_source
from concept.actions.versions import (
    ApprovalBlocked,
    SamePerson,
    StepRefused,
    agree_publication,
    pending_proposal,
    propose_publication,
    publish_due_versions,
    record_approval,
    set_access,
    withdraw_version,
)

__all__ = [
    "FORMATS",
    "PENDING_SECONDS",
    "ApprovalBlocked",
    "DerivationRefused",
    "FreezeRefused",
    "LabelTaken",
    "MeasureMoveRefused",
    "PlanOutOfDate",
    "RedactionRefused",
    "Release",
    "SamePerson",
    "SourceRefused",
    "StepRefused",
    "UncertainLineage",
    "WordsStillWritten",
    "agree_publication",
    "answer_lineage",
    "build",
    "confirm_lineage",
    "correct_lineage",
    "demo_notice",
    "derive_measure",
    "follow_approved_measures",
    "follow_measures",
    "make_artifact",
    "pending_key",
    "pending_proposal",
    "prepare_plan",
    "propose_publication",
    "publish_due_versions",
    "record_approval",
    "record_original_wording",
    "record_source",
    "redact_passage",
    "release_and_prepare",
    "release_sections",
    "request_artifact",
    "say_why_ended",
    "seal_version",
    "set_access",
    "start_plan",
    "uncertain_passages",
    "withdraw_version",
]
