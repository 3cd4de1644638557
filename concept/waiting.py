"""What waits for people at the text itself: publications to agree to, drafts to release."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concept import queries
from core.extension import Waiting
from core.permissions import allowed
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
