"""Writes of quotes: words of statements as they may be said under a finding."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.actions import log_event
from core.sanitizing import clean_plain
from focus_groups.actions.people import NotOfThisSeries
from focus_groups.models import Finding, Quote, SpokenStatement
from focus_groups.queries.quotes import obstacles, says_word_by_word


class QuoteRefused(Exception):
    """A quote says what was said, by somebody who consents to it, and points at nobody."""


class StaleQuote(Exception):
    """Somebody else changed the quote in the meantime; ``current`` is what is stored now."""

    def __init__(self, message: str, current: Quote) -> None:
        super().__init__(message)
        self.current = current


@transaction.atomic
def write_quote(
    *,
    finding: Finding,
    statement: SpokenStatement,
    text: str,
    is_verbatim: bool,
    by: Any,
    at: datetime,
) -> Quote:
    """Put words of a statement under a finding it stands behind. Raises QuoteRefused, NotOfThisSeries."""
    statement = _lock(statement)
    if statement.session.series_id != finding.series_id:
        raise NotOfThisSeries(_("This belongs to another series."))
    if not finding.statements.filter(statement=statement).exists():
        raise QuoteRefused(_("Choose a statement that stands behind the finding."))
    quote = Quote(finding=finding, statement=statement, written_by=by, written_at=at)
    _set(quote, statement, text, is_verbatim)
    log_event(record=statement.session.series.inside, verb="quote_written", by=by, at=at)
    return quote


@transaction.atomic
def edit_quote(
    *, quote: Quote, lock_version: int, text: str, is_verbatim: bool, by: Any, at: datetime
) -> Quote:
    """Change the words of a quote, which is then checked anew. Raises StaleQuote, QuoteRefused."""
    quote = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if quote.lock_version != lock_version:
        raise StaleQuote(
            _("Somebody else changed the quote in the meantime. Compare both and save again."),
            quote,
        )
    if quote.withdrawn_at is not None:
        raise QuoteRefused(_("The quote was taken back."))
    statement = _lock(quote.statement)
    quote.lock_version += 1
    _set(quote, statement, text, is_verbatim)
    log_event(record=statement.session.series.inside, verb="quote_written", by=by, at=at)
    return quote


def _lock(statement: SpokenStatement) -> SpokenStatement:
    return (
        SpokenStatement.objects.select_for_update(of=("self",))
        .select_related("participant", "session__series__inside")
        .get(pk=statement.pk)
    )


def _set(quote: Quote, statement: SpokenStatement, text: str, is_verbatim: bool) -> None:
    quote.text = clean_plain(text).strip()
    quote.is_verbatim = is_verbatim
    if not quote.text:
        raise QuoteRefused(_("Write the words of the quote."))
    if found := obstacles(statement, is_verbatim=is_verbatim):
        raise QuoteRefused(" ".join(found))
    if is_verbatim and not says_word_by_word(quote.text, statement):
        raise QuoteRefused(
            _(
                "These words do not stand in the statement. Mark what is left out by “…”, or say it "
                "in other words."
            )
        )
    quote.full_clean(exclude=["finding", "statement", "written_by"])
    quote.save()


@transaction.atomic
def remove_quote(*, quote: Quote, by: Any, at: datetime) -> None:
    """Take a quote away; where it was published it goes with the next edition of the report. May run twice."""
    quote = Quote.objects.select_related("finding__series__inside").get(pk=quote.pk)
    if withdraw_quotes(Quote.objects.filter(pk=quote.pk), at=at):
        log_event(record=quote.finding.series.inside, verb="quote_removed", by=by, at=at)


def withdraw_quotes(rows: QuerySet[Quote], *, at: datetime) -> int:
    """Empty quotes for good; answers how many had words. What was published of them goes with the next edition."""
    count = 0
    for quote in rows.select_for_update(of=("self",)).filter(withdrawn_at=None):
        quote.text, quote.withdrawn_at = "", at
        quote.lock_version += 1
        quote.save(update_fields=["text", "withdrawn_at", "lock_version"])
        count += 1
    return count
