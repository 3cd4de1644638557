"""Writes of what a project spends: rows that are never changed, and corrections that say why."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sanitizing import clean_plain
from evaluation.actions.project import lock_ledger, raise_pages
from evaluation.models import KeyActivity, Spending


class CorrectedAlready(Exception):
    """The row was replaced by a correction, which can be corrected itself."""


class DocumentEntered(Exception):
    """An amount of the same document, day and activity is entered already."""


@transaction.atomic
def add_spending(
    *,
    activity: KeyActivity,
    spent_on: date,
    amount_czk: Decimal,
    document_number: str,
    purpose: str,
    by: Any,
    at: datetime,
    may_repeat: bool = False,
) -> Spending:
    """Enter an amount spent by a document. Raises DocumentEntered unless it ``may_repeat``, ValidationError."""
    document_number = clean_plain(document_number).strip()
    ledger = lock_ledger(activity.project, by=by, at=at)
    same = Spending.objects.standing().filter(
        activity=activity, spent_on=spent_on, document_number=document_number, amount_czk=amount_czk
    )
    if not may_repeat and same.exists():
        raise DocumentEntered(
            _("The same amount of this document and day is entered already. Enter it again?")
        )
    row = Spending(
        activity=activity,
        number=_next_number(ledger),
        spent_on=spent_on,
        amount_czk=amount_czk,
        document_number=document_number,
        purpose=clean_plain(purpose).strip(),
        entered_by=by,
        entered_at=at,
    )
    return _kept(row, "spending_entered", by=by, at=at)


@transaction.atomic
def correct_spending(
    *,
    spending: Spending,
    activity: KeyActivity,
    spent_on: date,
    amount_czk: Decimal,
    document_number: str,
    purpose: str,
    reason: str,
    by: Any,
    at: datetime,
) -> Spending:
    """Put a row in the place of a wrong one, which stays to be read; zero takes the amount out.

    Raises CorrectedAlready, ValidationError.
    """
    ledger = lock_ledger(activity.project, by=by, at=at)
    if Spending.objects.filter(corrects=spending).exists():
        raise CorrectedAlready(_("This row was corrected already. Correct the newer one."))
    row = Spending(
        activity=activity,
        number=_next_number(ledger),
        spent_on=spent_on,
        amount_czk=amount_czk,
        document_number=clean_plain(document_number).strip(),
        purpose=clean_plain(purpose).strip(),
        corrects=spending,
        reason=clean_plain(reason).strip(),
        entered_by=by,
        entered_at=at,
    )
    return _kept(row, "spending_corrected", by=by, at=at)


def _next_number(ledger: Any) -> int:
    ledger.last_spending_number += 1
    ledger.save(update_fields=["last_spending_number"])
    return ledger.last_spending_number


def _kept(row: Spending, verb: str, *, by: Any, at: datetime) -> Spending:
    row.full_clean()
    row.save()
    log_event(
        record=row.activity.record,
        verb=verb,
        by=by,
        at=at,
        occurred_on=row.spent_on,
        payload={"spending": row.number},
    )
    raise_pages(row.activity.project)
    return row
