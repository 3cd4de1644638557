"""The feed of the action plan: what was reported on measures and approved, for news readers."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concept.queries.action_plan import ToldReport, newest_reports
from core.pagecache import keep_for_anonymous
from core.templatetags.osnova import local_path


class MeasureReportFeed(Feed):
    """Approved reports on measures everyone may know of, newest first."""

    feed_type = Atom1Feed
    title = gettext_lazy("How the action plan is carried out")
    subtitle = gettext_lazy("Approved reports on the measures of approved documents.")

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for_anonymous(super().__call__(request, *args, **kwargs))

    def link(self) -> str:
        """The page the feed tells about."""
        return reverse("concept:measure-list")

    def items(self) -> list[ToldReport]:
        """The same for everybody, whoever asks."""
        return newest_reports(AnonymousUser())

    def item_title(self, item: ToldReport) -> str:
        """Which measure, and its status."""
        name = f"{item.measure.code} {item.measure.title}".strip()
        return _("Measure %(name)s: %(status)s") % {
            "name": name,
            "status": item.report.get_status_display(),
        }

    def item_description(self, item: ToldReport) -> str:
        """What happened, and why it was not done."""
        return escape(" ".join(filter(None, [item.report.sentence, item.report.reason])))

    def item_link(self, item: ToldReport) -> str:
        """The page of the report."""
        return local_path(item.report.record.path)

    def item_guid(self, item: ToldReport) -> str:
        """Stays when the site moves."""
        return f"urn:uuid:{item.report.record.uid}"

    def item_pubdate(self, item: ToldReport) -> datetime:
        """When it was approved."""
        return item.report.approved_at

    def item_updateddate(self, item: ToldReport) -> datetime:
        """The same: an approved report never changes."""
        return item.report.approved_at
