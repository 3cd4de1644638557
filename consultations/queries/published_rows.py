"""The rows of the published settlement: which are asked for, what one holds, its columns, and the counts of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext_lazy

from consultations.enums import (
    Channel,
    CommentNature,
    CommentType,
    DecidedBy,
    NoChangeKind,
    Outcome,
    RespondentKind,
    Weight,
)
from consultations.queries.published_words import outcome_label
from core.enums import DemoOrigin, Visibility

NO_SECTION = "zadny"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows are listed; an empty value lists all. ``section`` is a section's uid, or NO_SECTION."""

    outcome: str = ""
    section: str = ""
    weight: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return bool(self.outcome or self.section or self.weight or self.kind)


class Head(NamedTuple):
    """What decides whether and how a comment is listed. ``outcome`` is the published one; ``removed`` a key, see
    ``removal_label``.
    """

    pk: int
    number: int
    outcome: str
    removed: str
    weight: str
    kind: str
    section: str
    statement: int
    is_reconsidered: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One comment as published; labels are in the active language. Empty words where ``removed`` says why."""

    pk: int
    reference: str
    received_on: date | None
    respondent: str
    kind: str
    place: str
    quote: str
    text: str
    proposed_wording: str
    reason: str
    weight: str
    weight_label: str
    nature: str
    nature_label: str
    type: str
    type_label: str
    outcome: str
    outcome_label: str
    answer: str
    decided: str
    conclusion: str
    conclusion_path: str
    version: str
    channel: str
    channel_label: str
    path: str
    removed: str
    origin: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts of the whole round; ``listed`` counts the rows that fit the filters. Mappings are value -> count."""

    comments: int
    listed: int
    statements: int
    no_comments: int
    by_outcome: dict[str, int]
    by_weight: dict[str, int]
    removed: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """The counts as plain data, the same in every file."""
        return {
            "comments": self.comments,
            "listed": self.listed,
            "statements": self.statements,
            "statements_without_comments": self.no_comments,
            "by_outcome": self.by_outcome,
            "by_weight": self.by_weight,
            "removed": self.removed,
        }


COLUMNS = (
    "pk",
    "reference",
    "statement__received_on",
    "statement__submitted_at",
    "statement__respondent_id",
    "statement__respondent__kind",
    "statement__channel",
    "section_uid",
    "place_label",
    "text",
    "proposed_wording",
    "reason",
    "nature",
    "type",
    "settlement__reason",
    "settlement__decided_as",
    "settlement__decided_on",
    "settlement__decided_where",
    "settlement__decided_in__reference",
    "settlement__decided_in__path",
    "settlement__decided_in__visibility",
    "settlement__changed_in__label",
    "settlement__no_change_kind",
    "settlement__no_change_note",
    "contribution__record__demo_origin",
)


class Labels:
    """Names of values in the active language, each translated once."""

    def __init__(self) -> None:
        self.weight = _names(Weight).__getitem__
        self.nature = _names(CommentNature).__getitem__
        self.type = _names(CommentType).__getitem__
        self.channel = _names(Channel).__getitem__
        self.kind = _names(RespondentKind).__getitem__
        self.decided_as = _names(DecidedBy).get
        self.no_change = _names(NoChangeKind).get
        self.outcome = {value: outcome_label(value) for value in Outcome.values}.__getitem__
        self.origin = {
            value: str(ORIGINS[value]) if value else "" for value in DemoOrigin.values
        }.__getitem__


ORIGINS = {
    DemoOrigin.REAL: gettext_lazy("fact from a source"),
    DemoOrigin.INVENTED: gettext_lazy("invented for the demonstration"),
}


def _names(choices: Any) -> dict[str, str]:
    return {value: str(label) for value, label in choices.choices}


def day_of(moment: Any) -> date | None:
    """The day of a moment in Prague; a day is its own."""
    if moment is None or not hasattr(moment, "hour"):
        return moment
    return timezone.localdate(moment)


def decided_in_words(value: Mapping[str, Any], labels: Labels) -> str:
    """Who settled it, where and when, such as "Meeting, joint meeting, PS1/2017/12, 21. 9. 2017"."""
    on = value["settlement__decided_on"]
    parts = [
        labels.decided_as(value["settlement__decided_as"], ""),
        value["settlement__decided_where"],
        conclusion_of(value)[0],
        date_format(on, "SHORT_DATE_FORMAT") if on else "",
    ]
    return ", ".join(filter(None, parts))


def conclusion_of(value: Mapping[str, Any]) -> tuple[str, str]:
    """Number and address of the conclusion that settled it, empty unless everybody may know of it.

    A settlement is published for everyone in the same words, its files too.
    """
    if value["settlement__decided_in__visibility"] != Visibility.PUBLIC:
        return "", ""
    return value["settlement__decided_in__reference"], value["settlement__decided_in__path"]


def version_in_words(value: Mapping[str, Any], labels: Labels) -> str:
    """The version that was changed, or why no words changed."""
    if value["settlement__changed_in__label"]:
        return value["settlement__changed_in__label"]
    kind = labels.no_change(value["settlement__no_change_kind"], "")
    return ": ".join(filter(None, [kind, value["settlement__no_change_note"]]))


# Columns of the published table in the order of Czech practice (domain facts 7.3): key of ``Row`` and heading.
TABLE: tuple[tuple[str, Any], ...] = (
    ("reference", pgettext_lazy("column of the settlement table", "No.")),
    ("received_on", pgettext_lazy("column of the settlement table", "Date")),
    ("respondent", pgettext_lazy("column of the settlement table", "Commenter")),
    ("place", pgettext_lazy("column of the settlement table", "Part of the document")),
    ("text", pgettext_lazy("column of the settlement table", "Wording of the comment")),
    ("proposed_wording", pgettext_lazy("column of the settlement table", "Proposed wording")),
    ("reason", pgettext_lazy("column of the settlement table", "Reason of the comment")),
    ("weight_label", pgettext_lazy("column of the settlement table", "Type")),
    ("nature_label", pgettext_lazy("column of the settlement table", "Kind")),
    ("outcome_label", pgettext_lazy("column of the settlement table", "Outcome")),
    ("answer", pgettext_lazy("column of the settlement table", "Reason of the settlement")),
    ("decided", pgettext_lazy("column of the settlement table", "Settled by / at")),
    ("version", pgettext_lazy("column of the settlement table", "Changed in version")),
    ("channel_label", pgettext_lazy("column of the settlement table", "Channel")),
    ("path", pgettext_lazy("column of the settlement table", "Link")),
    ("origin", pgettext_lazy("column of the settlement table", "Origin of the data")),
)
