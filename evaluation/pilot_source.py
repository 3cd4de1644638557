"""Published figures of the pilot as a table of a text (``core.extension.FreezeSource``)."""

import re
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import extension
from evaluation.pilot_sets import HalfYear
from evaluation.queries.publications import public_edition, sections_of, told_by

HALF_YEAR = re.compile(r"(?:([-\w]+)/)?(20\d\d)-([12])", re.ASCII)
LEFT_OUT = "–"


def resolve(reference: str, as_of: date) -> extension.SourcedTable:
    """Figures of the half-year "2018-1" as the edition that was public at the end of the day told them.

    "pilot-2017/2018-1" says of which pilot, where several published the half-year.
    """
    found = HALF_YEAR.fullmatch(reference.strip())
    if found is None:
        raise extension.SourceUnresolved(
            _("Write a half-year such as 2018-1: the year, a dash, 1 or 2.")
        )
    half = HalfYear(int(found[2]), int(found[3]))
    edition = public_edition(half, as_of, found[1] or "")
    if edition is None:
        raise extension.SourceUnresolved(
            _("No figures of the pilot were published of %(half_year)s by that day.")
            % {"half_year": half.slug}
        )
    rows = [
        (row.label, row.text or LEFT_OUT, row.percent_text)
        for section in sections_of(told_by(edition.preparation))
        for row in section.rows
    ]
    return extension.SourcedTable(
        title=_("Housing pilot in figures, half-year %(half)s/%(year)s")
        % {"half": half.half, "year": half.year},
        columns=(_("figure"), _("count"), _("per cent")),
        rows=rows,
        as_of=min(as_of, timezone.localdate(edition.at)),
        path=edition.record.path,
        note=_("A dash stands for a count that is left out to protect a few households."),
        definition=_("edition %(edition)s") % {"edition": edition.edition},
    )


def register() -> None:
    """Let texts hold these figures."""
    extension.add_freeze_source(
        extension.FreezeSource(
            kind="pilot_figures",
            label=gettext_lazy("Figures of the housing pilot"),
            reference_help=gettext_lazy(
                "half-year, such as 2018-1; of one of several pilots pilot-2017/2018-1"
            ),
            resolve=resolve,
        )
    )
