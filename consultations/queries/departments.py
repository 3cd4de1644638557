"""Reads for the sheets of departments: who has how much, what stands in the closed columns, imports."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings as django_settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from concept.models import VersionSection
from consultations.department_sheets import SheetRow
from consultations.enums import (
    OUTCOMES,
    SETTLED_STATES,
    ImportState,
    Outcome,
    PersonalCase,
    SheetKind,
)
from consultations.models import Anchor, Round, Settlement, SheetImport
from consultations.naming import public_name
from people.models import Organisation

# A passage cannot be chosen in a sheet; "withdrawn" is the author's.
NOT_IN_SHEETS = frozenset({Outcome.ALREADY_COVERED, Outcome.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department with its comments of a round: all, without a proposal, undecided."""

    department: Organisation
    count: int
    open_count: int
    undecided_count: int


def _for_sheets(round: Round) -> Any:
    """What departments are asked about: no personal cases, nothing taken back."""
    return Settlement.objects.filter(
        comment__round=round,
        comment__personal_case=PersonalCase.NO,
        comment__withdrawn_at=None,
        comment__erased_at=None,
    )


def department_rows(round: Round) -> list[DepartmentRow]:
    """Departments that have comments of the round: two queries."""
    counts = {
        pk: (count, is_open, undecided)
        for pk, count, is_open, undecided in _for_sheets(round)
        .exclude(department=None)
        .values_list("department")
        .annotate(
            count=Count("pk"),
            is_open=Count("pk", filter=Q(outcome=Outcome.OPEN)),
            undecided=Count("pk", filter=~Q(state__in=SETTLED_STATES)),
        )
    }
    found = Organisation.objects.filter(pk__in=counts).order_by("sort_key")
    return [DepartmentRow(department, *counts[department.pk]) for department in found]


def unassigned_count(round: Round) -> int:
    """How many undecided comments are with no department: one query."""
    return _for_sheets(round).filter(department=None).exclude(state__in=SETTLED_STATES).count()


def department_of(round: Round, pk: int) -> Organisation | None:
    """A department that has comments of the round: one query."""
    return Organisation.objects.filter(
        pk=pk, pk__in=_for_sheets(round).values("department")
    ).first()


def sheet_rows(round: Round, department: Organisation) -> list[SheetRow]:
    """The undecided comments of a department in the order of the text, as rows of its sheet: three queries.

    Of equal comments only the first one: they are answered once.
    """
    settlements = list(
        _for_sheets(round)
        .filter(department=department)
        .exclude(state__in=SETTLED_STATES)
        .select_related("comment__statement__respondent__organisation", "comment__version")
        .order_by("comment__version", "comment__place_order", "comment__number")
    )
    seen: set[int] = set()
    for settlement in list(settlements):
        cluster = settlement.comment.cluster_id
        if cluster in seen:
            settlements.remove(settlement)
        elif cluster is not None:
            seen.add(cluster)
    closed = closed_columns(settlements)
    return [
        SheetRow(
            reference=settlement.comment.reference,
            lock_version=settlement.lock_version,
            closed=closed[settlement.comment.reference],
            outcome=""
            if settlement.outcome == Outcome.OPEN
            else str(Outcome(settlement.outcome).label),
            reason=settlement.reason,
        )
        for settlement in settlements
    ]


def closed_columns(settlements: Iterable[Settlement]) -> dict[str, dict[str, str]]:
    """What stands in the closed columns, by number of the comment: two queries.

    Names as they are published, so that a sheet that goes from hand to hand tells no more than the site; always in the
    language of the city, so that a sheet reads the same whoever makes it and takes it back.
    """
    with translation.override(django_settings.LANGUAGE_CODE):
        return _closed_columns(list(settlements))


def _closed_columns(settlements: list[Settlement]) -> dict[str, dict[str, str]]:
    comments = [settlement.comment for settlement in settlements]
    quotes: dict[int, list[str]] = {}
    rows = Anchor.objects.filter(comment__in=comments).order_by("pk")
    for comment, exact in rows.values_list("comment_id", "exact"):
        quotes.setdefault(comment, []).append(exact)
    titles = {
        (version, uid): f"{code} {title}".strip()
        for version, uid, code, title in VersionSection.objects.filter(
            version__in={comment.version_id for comment in comments},
            node_uid__in={comment.section_uid for comment in comments if comment.section_uid},
        ).values_list("version", "node_uid", "code", "title")
    }
    found = {}
    for comment in comments:
        section = titles.get((comment.version_id, comment.section_uid), "")
        hidden = "" if comment.shows_words else _("The words are not shown.")
        found[comment.reference] = {
            "number": comment.reference,
            "by": public_name(comment.statement.respondent),
            "place": " · ".join(filter(None, [comment.place_label, section])),
            "quote": "\n".join(filter(None, quotes.get(comment.pk, []))),
            "comment": hidden or comment.text,
            "wording": "" if hidden else comment.proposed_wording,
            "why": "" if hidden else comment.reason,
            "weight": str(comment.get_weight_display()),
            "nature": str(comment.get_nature_display()),
        }
    return found


def headings() -> dict[str, str]:
    """Headings of the columns in the language being read."""
    return {
        "number": pgettext("heading of a column", "No."),
        "by": _("Commented by"),
        "place": _("Part of the document"),
        "quote": _("Quoted text"),
        "comment": _("Words of the comment"),
        "wording": _("Proposed wording"),
        "why": _("Reason of the author"),
        "weight": _("Weight"),
        "nature": _("Kind"),
        "outcome": _("Outcome"),
        "reason": _("Reason of the settlement"),
    }


def sheet_outcomes() -> list[str]:
    """Outcomes a department may choose, in the language being read."""
    return [str(outcome.label) for outcome in OUTCOMES if outcome not in NOT_IN_SHEETS]


@cache
def outcome_names() -> dict[str, str]:
    """Names of outcomes in all our languages -> value, for what people type."""
    found = {}
    for language in ("cs", "en"):
        with translation.override(language):
            found |= {
                str(outcome.label): outcome.value
                for outcome in OUTCOMES
                if outcome not in NOT_IN_SHEETS
            }
    return found


def settlements_by_reference(round: Round, references: Iterable[str]) -> dict[str, Settlement]:
    """Settlements of a round by the number of their comment, without personal cases: a query per 500 numbers."""
    wanted = sorted(set(references))
    found: dict[str, Settlement] = {}
    for start in range(0, len(wanted), 500):
        rows = Settlement.objects.filter(
            comment__round=round,
            comment__personal_case=PersonalCase.NO,
            comment__reference__in=wanted[start : start + 500],
        ).select_related("comment__statement__respondent__organisation", "department")
        found |= {row.comment.reference: row for row in rows}
    return found


def sheet_import(round: Round, pk: int) -> SheetImport | None:
    """A returned sheet of a round: one query."""
    found = SheetImport.objects.filter(round=round, pk=pk, kind=SheetKind.PROPOSALS)
    return found.select_related("department", "uploaded_by").first()


def sheet_imports(round: Round) -> list[SheetImport]:
    """Returned sheets of a round, newest first, without their rows: one query."""
    found = SheetImport.objects.filter(round=round, kind=SheetKind.PROPOSALS)
    found = found.exclude(state=ImportState.DISCARDED)
    return list(
        found.select_related("department", "uploaded_by").defer("rows").order_by("-pk")[:30]
    )


def finished_twin(sheet: SheetImport) -> SheetImport | None:
    """An import of the very same file that was confirmed before: one query."""
    found = SheetImport.objects.filter(
        round=sheet.round_id, digest=sheet.digest, state=ImportState.DONE, kind=SheetKind.PROPOSALS
    )
    return found.exclude(pk=sheet.pk).order_by("pk").first()
