"""Models of the concept app by noun: live pages, frozen versions, the thread of reasons."""

from concept.models.freezing import FreezePlan
from concept.models.glossary import GlossaryTerm
from concept.models.pages import DocumentPage, ProjectPage, SectionPage
from concept.models.thread import Change, Contribution, Influence
from concept.models.versions import (
    DocumentGeneration,
    Lineage,
    PassageContent,
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
    "DocumentGeneration",
    "DocumentPage",
    "FreezePlan",
    "GlossaryTerm",
    "Influence",
    "Lineage",
    "PassageContent",
    "ProjectPage",
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
