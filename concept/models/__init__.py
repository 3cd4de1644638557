"""Models of the concept app by noun: live pages, frozen versions, the thread of reasons."""

from concept.models.freezing import FreezePlan
from concept.models.glossary import GlossaryTerm
from concept.models.measures import DerivationTurn, Measure, MeasureDerivation, MeasurePlace
from concept.models.pages import DocumentPage, ProjectLogo, ProjectPage, SectionPage
from concept.models.progress import (
    MeasureDependency,
    MeasureOwner,
    MeasureReport,
    MeasureReportEvidence,
    PlanReport,
    PlanReportNotice,
    ReportingDate,
)
from concept.models.thread import Change, ChangeReview, Contribution, Influence, Source
from concept.models.versions import (
    Lineage,
    PassageContent,
    PassageHint,
    RedactedPhrase,
    Redaction,
    SectionAddress,
    Version,
    VersionAccess,
    VersionArtifact,
    VersionAsset,
    VersionPassage,
    VersionSection,
    VersionStep,
)

__all__ = [
    "Change",
    "ChangeReview",
    "Contribution",
    "DerivationTurn",
    "DocumentPage",
    "FreezePlan",
    "GlossaryTerm",
    "Influence",
    "Lineage",
    "Measure",
    "MeasureDependency",
    "MeasureDerivation",
    "MeasureOwner",
    "MeasurePlace",
    "MeasureReport",
    "MeasureReportEvidence",
    "PassageContent",
    "PassageHint",
    "PlanReport",
    "PlanReportNotice",
    "ProjectLogo",
    "ProjectPage",
    "RedactedPhrase",
    "Redaction",
    "ReportingDate",
    "SectionAddress",
    "SectionPage",
    "Source",
    "Version",
    "VersionAccess",
    "VersionArtifact",
    "VersionAsset",
    "VersionPassage",
    "VersionSection",
    "VersionStep",
]
