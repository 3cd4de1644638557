"""Reads of quotes: which there are, and what stands against saying one in public."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from focus_groups.enums import Publication, Sensitivity, Speaker
from focus_groups.models import Finding, Participant, Quote, Series, SpokenStatement
from focus_groups.queries.consents import NEEDED_SCOPES, scopes_held_by_all

OMISSION = re.compile(r"\[…\]|\(…\)|…|\.\.\.")


def speakers_of(statement: SpokenStatement) -> list[Participant]:
    """Whose consent a statement needs: who said it, or everybody who was there when nobody alone did."""
    if statement.participant is not None:
        return [statement.participant]
    return list(statement.session.participants.all())


def consents_cover(statement: SpokenStatement, *, is_verbatim: bool) -> bool:
    """Whether everybody whose words these are consents now to publishing them, so or in other words."""
    needed = NEEDED_SCOPES[Publication.QUOTE if is_verbatim else Publication.PARAPHRASE]
    return needed <= scopes_held_by_all(speakers_of(statement))


def says_word_by_word(text: str, statement: SpokenStatement) -> bool:
    """Whether each piece of a quote, between marks of omission, stands in the statement in this order."""
    for said in (statement.words, statement.working_text):
        rest = " ".join(said.split())
        for piece in OMISSION.split(text):
            wanted = " ".join(piece.split()).strip(' „“"')
            if wanted and wanted not in rest:
                break
            rest = rest.partition(wanted)[2] if wanted else rest
        else:
            return bool(said)
    return False


def obstacles(statement: SpokenStatement, *, is_verbatim: bool) -> list[str]:
    """What stands against quoting a statement, in sentences; nothing when it may be done."""
    allowed = {Publication.QUOTE} if is_verbatim else {Publication.QUOTE, Publication.PARAPHRASE}
    found = []
    if statement.erased_at is not None:
        found.append(_("The words were erased."))
    if statement.speaker == Speaker.OBSERVER:
        found.append(_("A note of the facilitator is nobody's words. It is not quoted."))
    elif not consents_cover(statement, is_verbatim=is_verbatim):
        found.append(
            _("The consent that is in force does not allow it: look at what was consented to.")
        )
    if statement.sensitivity == Sensitivity.IDENTIFYING:
        found.append(
            _("A statement that could tell who said it stays inside. Choose to publish nothing.")
        )
    if statement.publication not in allowed:
        found.append(_("The check of the statement did not allow to publish it in this way."))
    return found


def quote_obstacles(quote: Quote) -> list[str]:
    """What stands against saying a quote in public, but for its check."""
    if quote.withdrawn_at is not None:
        return [_("The quote was taken back.")]
    return obstacles(quote.statement, is_verbatim=quote.is_verbatim)


def quotes_of(findings: Iterable[Finding]) -> list[Quote]:
    """Standing quotes under findings, in the order they were written: one query."""
    rows = Quote.objects.standing().filter(finding__in=list(findings))
    return list(
        rows.select_related(
            "statement__participant", "statement__session__record", "finding__record"
        ).order_by("finding__number", "pk")
    )


def quotable(finding: Finding) -> list[SpokenStatement]:
    """Statements for a finding that the check allows to publish in some way."""
    rows = SpokenStatement.objects.filter(findings__finding=finding, erased_at=None)
    rows = rows.exclude(publication=Publication.INTERNAL).exclude(
        sensitivity=Sensitivity.IDENTIFYING
    )
    return list(
        rows.select_related("participant", "session__record").order_by(
            "session__number", "position", "pk"
        )
    )


def finding_by_number(series: Series, number: int) -> Finding | None:
    """A finding of a series that was not retracted."""
    rows = series.findings.standing().select_related("record", "series")
    return rows.filter(number=number).first()


def statement_behind(finding: Finding, key: int) -> SpokenStatement | None:
    """A statement behind a finding that may be quoted in some way."""
    return next((row for row in quotable(finding) if row.pk == key), None)


def quote_by_key(series: Series, key: int) -> Quote | None:
    """A standing quote of a series."""
    rows = Quote.objects.standing().select_related(
        "finding__record", "finding__series", "statement__participant", "statement__session__record"
    )
    return rows.filter(finding__series=series, pk=key).first()
