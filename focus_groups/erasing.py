"""Every place of focus groups that may hold words of a statement, or repeat them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from core import immutability
from core.extension import add_replay
from core.repeats import Repeats, masked
from focus_groups.actions.erasing import add_series_repeat_eraser, add_statement_eraser
from focus_groups.actions.quotes import withdraw_quotes
from focus_groups.actions.withdrawals import repeat_withdrawals
from focus_groups.models import (
    Code,
    Coding,
    Finding,
    PublicationCheck,
    Quote,
    Recommendation,
    Series,
    Session,
)


def _erase_codings(pks: Sequence[int], at: datetime) -> None:
    """Where a code was put tells how long the words were and what they were about."""
    Coding.objects.filter(statement__in=pks).delete()


def _erase_quotes(pks: Sequence[int], at: datetime) -> None:
    withdraw_quotes(Quote.objects.filter(statement__in=pks), at=at)


def _mask_notes(series: Series, repeats: Repeats, at: datetime) -> None:
    for session in Session.objects.filter(series=series):
        _mask(session, repeats, "field_notes", "others_present")


def _mask_codebook(series: Series, repeats: Repeats, at: datetime) -> None:
    for code in Code.objects.filter(series=series):
        _mask(code, repeats, "definition", "include", "exclude")


def _mask_findings(series: Series, repeats: Repeats, at: datetime) -> None:
    """Texts facilitators work on; what was published of them is no secret and is not among the repeats."""
    for finding in Finding.objects.filter(series=series):
        _mask(finding, repeats, "text", "plain_text", "limits", "alone_reason", "retract_reason")
    for recommendation in Recommendation.objects.filter(series=series):
        _mask(recommendation, repeats, "text", "alone_reason", "retract_reason")


def _empty_reasons(series: Series, repeats: Repeats, at: datetime) -> None:
    """Frozen words cannot be changed in part: the whole reason goes."""
    reasons = PublicationCheck.objects.filter(series=series).exclude(reason="")
    hit = [
        pk
        for pk, reason in reasons.values_list("pk", "reason")
        if masked(reason, repeats) != reason
    ]
    immutability.empty(PublicationCheck, PublicationCheck.objects.filter(pk__in=hit))


def _mask(row: Model, repeats: Repeats, *fields: str) -> None:
    changed = [
        name
        for name in fields
        if (clean := masked(getattr(row, name), repeats)) != getattr(row, name)
        and setattr(row, name, clean) is None
    ]
    if changed:
        row.save(update_fields=changed)


def register() -> None:
    """Called once the apps are ready."""
    add_statement_eraser("codings", _erase_codings)
    add_statement_eraser("quotes", _erase_quotes)
    add_series_repeat_eraser("notes of sessions", _mask_notes)
    add_series_repeat_eraser("codebook", _mask_codebook)
    add_series_repeat_eraser("findings", _mask_findings)
    add_series_repeat_eraser("reasons of checks", _empty_reasons)
    add_replay("withdrawn consents", repeat_withdrawals)
