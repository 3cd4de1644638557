"""Work on what was said: codes, findings, recommendations."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class StatementState(models.TextChoices):
    """How far the check of a statement is. Only a usable one is counted in published tables or quoted."""

    STORED = "stored", pgettext_lazy("check of a statement", "Entered")
    PSEUDONYMISED = "pseudonymised", pgettext_lazy("check of a statement", "Without names")
    CHECKED = "checked", pgettext_lazy("check of a statement", "Checked")
    USABLE = "usable", pgettext_lazy("check of a statement", "Can be used")


ALLOWED_STATEMENT_MOVES: Mapping[str, frozenset[str]] = {
    StatementState.STORED: frozenset({StatementState.PSEUDONYMISED}),
    StatementState.PSEUDONYMISED: frozenset({StatementState.STORED, StatementState.CHECKED}),
    StatementState.CHECKED: frozenset({StatementState.PSEUDONYMISED, StatementState.USABLE}),
    StatementState.USABLE: frozenset({StatementState.PSEUDONYMISED, StatementState.CHECKED}),
}
CHECKED_STATES = frozenset({StatementState.CHECKED, StatementState.USABLE})


class CodedField(models.TextChoices):
    """Which text of a statement a coding is in."""

    WORDS = "words", pgettext_lazy("coding", "Words as said")
    WORKING_TEXT = "working_text", pgettext_lazy("coding", "Working text")


class FindingState(models.TextChoices):
    """How far the text of a finding or a recommendation is."""

    DRAFT = "draft", pgettext_lazy("finding", "Draft")
    SECOND_READ = "second_read", pgettext_lazy("finding", "Read by a second person")
    VALIDATED = "validated", pgettext_lazy("finding", "Confirmed by participants")
    PUBLISHED = "published", pgettext_lazy("finding", "Published")
    RETRACTED = "retracted", pgettext_lazy("finding", "Retracted")


# Whoever changes the text of one that was read, confirmed or published begins again.
ALLOWED_FINDING_MOVES: Mapping[str, frozenset[str]] = {
    FindingState.DRAFT: frozenset({FindingState.SECOND_READ, FindingState.RETRACTED}),
    FindingState.SECOND_READ: frozenset(
        {FindingState.DRAFT, FindingState.VALIDATED, FindingState.RETRACTED}
    ),
    FindingState.VALIDATED: frozenset(
        {FindingState.DRAFT, FindingState.PUBLISHED, FindingState.RETRACTED}
    ),
    FindingState.PUBLISHED: frozenset({FindingState.DRAFT, FindingState.RETRACTED}),
    FindingState.RETRACTED: frozenset(),
}
READ_STATES = frozenset({FindingState.SECOND_READ, FindingState.VALIDATED, FindingState.PUBLISHED})


class Breadth(models.TextChoices):
    """In how many sessions of a series a finding was heard."""

    NONE = "", pgettext_lazy("breadth", "Nowhere")
    ONE_SESSION = "one_session", pgettext_lazy("breadth", "At one session")
    SEVERAL = "several", pgettext_lazy("breadth", "At several sessions")
    ALL = "all", pgettext_lazy("breadth", "At all sessions")


class Side(models.TextChoices):
    """Whether a statement speaks for a finding or against it."""

    SUPPORTS = "supports", pgettext_lazy("finding", "Supports it")
    OPPOSES = "opposes", pgettext_lazy("finding", "Speaks against it")
