"""Values of concept fields and the allowed order of a version's steps."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(models.TextChoices):
    """What sort of document it is."""

    CONCEPT = "concept", _("Concept")
    ACTION_PLAN = "action_plan", _("Action plan")
    BACKGROUND_ANALYSIS = "background_analysis", _("Background analysis")
    METHODOLOGY = "methodology", _("Methodology")
    REPORT = "report", _("Report")


class PassageKind(models.TextChoices):
    """What sort of unit of text a passage is."""

    PARAGRAPH = "paragraph", _("Paragraph")
    LIST = "list", _("List")
    HEADING = "heading", _("Heading")
    TABLE = "table", _("Table")
    FIGURE = "figure", _("Figure")
    MEASURE = "measure", _("Measure")
    CALLOUT = "callout", _("Call-out")
    DEFINITION = "definition", _("Definition")
    QUOTE = "quote", _("Quotation")
    FOOTNOTE = "footnote", _("Footnote")


# Passages without a printed number of their own.
UNNUMBERED_KINDS = frozenset({PassageKind.HEADING, PassageKind.FOOTNOTE})


class VersionPurpose(models.TextChoices):
    """What a version was frozen for."""

    WORKING = "working", _("Working version")
    CONSULTATION = "consultation", _("For comments")
    APPROVAL = "approval", _("For approval")
    CONSOLIDATION = "consolidation", _("Consolidated wording")


class StepKind(models.TextChoices):
    """What happened to a version after it was frozen."""

    APPROVED = "approved", pgettext_lazy("version", "Approved")
    CONSIDERED = "considered", _("Dealt with by a body")
    PUBLICATION_PROPOSED = "publication_proposed", _("Publication proposed")
    PUBLICATION_AGREED = "publication_agreed", _("Publication agreed")
    PUBLICATION_CANCELLED = "publication_cancelled", _("Publication cancelled")
    PUBLISHED = "published", pgettext_lazy("version", "Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("version", "Withdrawn")


class Standing(models.TextChoices):
    """Where a version stands now, computed from its steps."""

    FROZEN = "frozen", pgettext_lazy("version", "Frozen")
    APPROVED = "approved", pgettext_lazy("version", "Approved")
    PUBLISHED = "published", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("version", "Withdrawn")


class ResolutionVerb(models.TextChoices):
    """Operative verbs of resolutions."""

    APPROVE = "approve", _("approves")
    TAKE_NOTE = "take_note", _("takes note of")
    ASSIGN = "assign", _("assigns")
    RECOMMEND = "recommend", _("recommends")


class AccessLevel(models.TextChoices):
    """Who may read a version."""

    STAFF = "staff", _("Staff")
    AUDIENCE = "audience", _("Invited readers")
    PUBLIC = "public", _("Everyone")


class LineageRelation(models.TextChoices):
    """How a passage of one version relates to a passage of the next."""

    SAME = "same", _("Unchanged")
    EDITED = "edited", _("Edited")
    MOVED = "moved", _("Moved")
    SPLIT = "split", _("Split")
    MERGED = "merged", _("Merged")
    REPLACED = "replaced", _("Replaced")
    NEW = "new", pgettext_lazy("passage", "New")
    DELETED = "deleted", pgettext_lazy("passage", "Deleted")


class PlanState(models.TextChoices):
    """How far a prepared freeze is."""

    PREPARING = "preparing", _("Being prepared")
    READY = "ready", _("Ready to be frozen")
    FAILED = "failed", _("Failed")
    SEALED = "sealed", _("Frozen")


class ContributionOutcome(models.TextChoices):
    """What became of a contribution."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY_ACCEPTED = "partly_accepted", _("Partly accepted")
    ACCEPTED_OTHERWISE = "accepted_otherwise", _("Accepted otherwise")
    ALREADY_COVERED = "already_covered", _("Already covered")
    EXPLAINED = "explained", _("Explained")
    NOTED = "noted", _("Noted")
    DEFERRED = "deferred", _("Deferred")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeKind(models.TextChoices):
    """Whether a change touches the meaning."""

    WORDING_ONLY = "wording_only", _("Wording only")
    SUBSTANTIVE = "substantive", _("Substantive")


class InfluenceState(models.TextChoices):
    """How sure the link between a contribution and a change is."""

    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    STALE = "stale", _("To be checked again")
    RETRACTED = "retracted", _("Retracted")


class InfluenceRelation(models.TextChoices):
    """The closed list of what links a contribution with a change."""

    RESULTED_IN = "resulted_in", _("led to the change")
    SOURCE = "source", _("is a source of the wording")
    ASKS_CHANGE_OF = "asks_change_of", _("asks for a change")
    SUPPORTS = "supports", _("supports the wording")
    CONTRADICTS = "contradicts", _("contradicts the wording")
    MANDATES = "mandates", _("mandates the change")
    OVERRIDES = "overrides", _("overrides an earlier change")


class SourceKind(models.TextChoices):
    """What sort of source outside the thread shaped the text."""

    ANALYSIS = "analysis", _("Passage of another document")
    STATUTE = "statute", _("Statute")
    STATISTIC = "statistic", _("Statistic")
    ORIGINAL = "original", _("Original wording of the author of the draft")
    OTHER = "other", _("Another source")


class MeasureState(models.TextChoices):
    """Whether a measure is followed."""

    APPROVED = "approved", pgettext_lazy("measure", "Approved")
    DROPPED = "dropped", pgettext_lazy("measure", "Dropped")
    REPLACED = "replaced", pgettext_lazy("measure", "Replaced")


ALLOWED_MEASURE_MOVES: dict[str, frozenset[str]] = {
    MeasureState.APPROVED: frozenset({MeasureState.DROPPED, MeasureState.REPLACED}),
    MeasureState.DROPPED: frozenset({MeasureState.APPROVED}),
    MeasureState.REPLACED: frozenset({MeasureState.APPROVED}),
}


class MeasureStatus(models.TextChoices):
    """How far the carrying out of a measure is, as its reports say."""

    NOT_STARTED = "not_started", pgettext_lazy("status of a measure", "Not started")
    PREPARED = "prepared", pgettext_lazy("status of a measure", "Being prepared")
    ONGOING = "ongoing", pgettext_lazy("status of a measure", "Carried out continuously")
    DONE = "done", pgettext_lazy("status of a measure", "Done")
    PARTLY_DONE = "partly_done", pgettext_lazy("status of a measure", "Partly done")
    NOT_DONE = "not_done", pgettext_lazy("status of a measure", "Not done")
    CANCELLED = "cancelled", pgettext_lazy("status of a measure", "Cancelled or moved elsewhere")


# Statuses that say why.
REASONED_STATUSES = frozenset({MeasureStatus.NOT_DONE, MeasureStatus.CANCELLED})
# Statuses with which nothing is awaited any more: a deadline cannot pass.
SETTLED_STATUSES = frozenset({MeasureStatus.DONE, MeasureStatus.CANCELLED})


class MeasureStage(models.TextChoices):
    """The stage line of a measure, in its order."""

    INTENTION = "intention", pgettext_lazy("stage of a measure", "Intention")
    PREPARATION = "preparation", pgettext_lazy("stage of a measure", "Preparation")
    REALISATION = "realisation", pgettext_lazy("stage of a measure", "Realisation")
    FINISHED = "finished", pgettext_lazy("stage of a measure", "Finished")


class ReportState(models.TextChoices):
    """Where a report of a measure stands on its way to approval."""

    DRAFT = "draft", pgettext_lazy("report of a measure", "Being written")
    SUBMITTED = "submitted", pgettext_lazy("report of a measure", "Waiting for approval")
    RETURNED = "returned", pgettext_lazy("report of a measure", "Returned to be completed")
    APPROVED = "approved", pgettext_lazy("report of a measure", "Approved")
    DISCARDED = "discarded", pgettext_lazy("report of a measure", "Discarded")


# States in which its author works on a report.
WRITTEN_REPORTS = frozenset({ReportState.DRAFT, ReportState.RETURNED})
# States in which a report never changes any more.
CLOSED_REPORTS = frozenset({ReportState.APPROVED, ReportState.DISCARDED})

ALLOWED_REPORT_MOVES: dict[str, frozenset[str]] = {
    ReportState.DRAFT: frozenset({ReportState.SUBMITTED, ReportState.DISCARDED}),
    ReportState.SUBMITTED: frozenset({ReportState.RETURNED, ReportState.APPROVED}),
    ReportState.RETURNED: frozenset({ReportState.SUBMITTED, ReportState.DISCARDED}),
    ReportState.APPROVED: frozenset(),
    ReportState.DISCARDED: frozenset(),
}
