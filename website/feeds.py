"""Feeds that join the documents: for news readers, and as a public record of digests.

Whoever follows ``/feeds/verze.atom`` holds the digest of every published version outside our database, so that not
even its owner could quietly make the chain anew (docs/architecture.md, the text model).
"""

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

from core.pagecache import keep_for_anonymous
from core.templatetags.osnova import local_path
from evaluation.queries.news import News, newest_results
from website.queries import ToldStep, public_steps


class VersionFeed(Feed):
    """Approvals and publications of the versions everyone may read, newest first, each with its digest."""

    feed_type = Atom1Feed
    title = gettext_lazy("Versions of the documents")
    subtitle = gettext_lazy(
        "What was approved and published, with the digital fingerprint of each version."
    )

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for_anonymous(super().__call__(request, *args, **kwargs))

    def link(self) -> str:
        """The page the feed tells about."""
        return reverse("concept:document-list")

    def items(self) -> list[ToldStep]:
        """The same for everybody, whoever asks."""
        return public_steps(AnonymousUser())

    def item_title(self, item: ToldStep) -> str:
        """What happened to which version."""
        return f"{item.title}: {item.note}"

    def item_description(self, item: ToldStep) -> str:
        """The digest, by which a downloaded version is checked."""
        return _("Digital fingerprint (SHA-256): %(digest)s") % {"digest": item.digest}

    def item_link(self, item: ToldStep) -> str:
        """Where the version is read."""
        return item.url

    def item_guid(self, item: ToldStep) -> str:
        """Stays when the site moves."""
        return f"urn:sha256:{item.digest}:{item.pk}"

    def item_pubdate(self, item: ToldStep) -> datetime:
        """When the step was recorded here."""
        return item.recorded_at

    def item_updateddate(self, item: ToldStep) -> datetime:
        """The same: a step never changes."""
        return item.recorded_at

    def item_categories(self, item: ToldStep) -> list[str]:
        """The kind of the step."""
        return [item.step]


class ResultFeed(Feed):
    """Public findings, recommendations, values of indicators and half-years of the pilot, the newest first."""

    feed_type = Atom1Feed
    title = gettext_lazy("New results")
    subtitle = gettext_lazy("What was found, recommended and measured, as it is published.")

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for_anonymous(super().__call__(request, *args, **kwargs))

    def link(self) -> str:
        """The page the feed tells about."""
        return reverse("website:results")

    def items(self) -> list[News]:
        """The same for everybody, whoever asks."""
        return newest_results(AnonymousUser())

    def item_title(self, item: News) -> str:
        """What it is."""
        return item.title

    def item_description(self, item: News) -> str:
        """What it says."""
        return escape(item.text)

    def item_link(self, item: News) -> str:
        """Its page."""
        return local_path(item.record.path)

    def item_guid(self, item: News) -> str:
        """Stays when the site moves."""
        return f"urn:uuid:{item.record.uid}"

    def item_categories(self, item: News) -> list[str]:
        """The kind of it, and where demonstration data come from."""
        return [value for value in (item.record.kind, item.record.demo_origin) if value]

    def item_pubdate(self, item: News) -> datetime:
        """When it was published."""
        return item.at

    def item_updateddate(self, item: News) -> datetime:
        """The same: what is wrong is corrected by something further."""
        return item.at
