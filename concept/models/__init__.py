"""Models of the concept app by noun: live pages, frozen versions, the thread of reasons."""

from concept.models.freezing import FreezePlan
from concept.models.glossary import GlossaryTerm
from concept.models.pages import DocumentPage, ProjectLogo, ProjectPage, SectionPage
from concept.models.thread import Change, Contribution, Influence
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
    "Contribution",
    "DocumentPage",
    "FreezePlan",
    "GlossaryTerm",
    "Influence",
    "Lineage",
    "PassageContent",
    "PassageHint",
    "ProjectLogo",
    "ProjectPage",
    "RedactedPhrase",
    "Redaction",
    "SectionAddress",
    "SectionPage",
    "Version",
    "VersionAccess",
    "VersionArtifact",
    "VersionAsset",
    "VersionPassage",
    "VersionSection",
    "VersionStep",
]
