"""What waits for people: publications to agree to, drafts to release, reports on measures to write and approve."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concept import queries
from concept.queries import states
from core.extension import Waiting
from core.permissions import allowed
from core.templatetags.osnova import local_path
from people.models import User


def waiting_for(person: User, at: datetime) -> list[Waiting]:
    """Publications the person may agree to, and for editors how many sections are not released: two queries."""
    found = [
        Waiting(
            title=_("Publication waits for a second person"),
            url=reverse("versions_desk:version-detail", args=[step.version_id]),
            button=_("Look at it and agree"),
            note=_("%(document)s, version %(label)s. Proposed by %(person)s on %(day)s.")
            % {
                "document": step.version.document.title,
                "label": step.version.label,
                "person": step.by,
                "day": date_format(timezone.localdate(step.recorded_at), "SHORT_DATE_FORMAT"),
            },
        )
        for step in queries.waiting_proposals(person)
        if allowed(person, "concept.agree_publication", step)
    ]
    if allowed(person, "concept.freeze_version") and (count := queries.unreleased_section_count()):
        found.append(
            Waiting(
                title=ngettext(
                    "%(count)d section with a draft that is not released",
                    "%(count)d sections with a draft that is not released",
                    count,
                )
                % {"count": count},
                url=reverse("wagtailadmin_home"),
                button=_("Go to the sections"),
                note=_("A version takes only what was released for it."),
            )
        )
    return found


def measures_waiting_for(person: User, at: datetime) -> list[Waiting]:
    """Reports a person owes or is to complete, and those they may approve: five queries at most."""
    today = timezone.localdate(at)
    found = [
        Waiting(
            title=ngettext(
                "%(count)d report on your measures is to be written",
                "%(count)d reports on your measures are to be written",
                count,
            )
            % {"count": count},
            url=reverse("concept:own-measures"),
            button=_("Go to my measures"),
            note=_("%(document)s, state as of %(day)s.")
            % {
                "document": row.document.title,
                "day": date_format(row.as_of, "SHORT_DATE_FORMAT"),
            },
            due_on=row.due_on,
        )
        for row, count in states.awaited_of(person, today)
    ]
    found += [
        Waiting(
            title=_("A report was returned to you"),
            url=local_path(report.record.path),
            button=_("Complete the report"),
            note=_("Measure %(code)s") % {"code": report.measure.code},
        )
        for report in states.returned_reports(person)
    ]
    if allowed(person, "concept.approve_measure_reports"):
        count = states.reports_to_approve().exclude(written_by=person).count()
        if count:
            found.append(
                Waiting(
                    title=ngettext(
                        "%(count)d report on a measure waits for approval",
                        "%(count)d reports on measures wait for approval",
                        count,
                    )
                    % {"count": count},
                    url=reverse("concept:report-queue"),
                    button=_("Look at the reports"),
                )
            )
    return found
