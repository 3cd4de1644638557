"""A feed of published minutes, with the fingerprint of each public text: a public record outside our database."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pagecache import keep_for_anonymous
from core.templatetags.osnova import local_path
from working_groups.queries.minutes_news import ToldMinutes, published_minutes


class MinutesFeed(Feed):
    """Published minutes and their corrections, newest first; words of non-public items are not there."""

    feed_type = Atom1Feed
    title = gettext_lazy("Minutes of working groups")
    subtitle = gettext_lazy(
        "What was published and corrected, with the digital fingerprint of each text."
    )

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for_anonymous(super().__call__(request, *args, **kwargs))

    def link(self) -> str:
        """The page the feed tells about."""
        return reverse("working_groups:group-list")

    def items(self) -> list[ToldMinutes]:
        """The same for everybody, whoever asks."""
        return published_minutes(AnonymousUser())

    def item_title(self, item: ToldMinutes) -> str:
        """Which meeting, and what happened."""
        return _("Minutes of the meeting %(reference)s: %(what)s") % {
            "reference": item.reference,
            "what": item.what,
        }

    def item_description(self, item: ToldMinutes) -> str:
        """The fingerprint, by which a downloaded text is checked."""
        return _("Digital fingerprint (SHA-256): %(digest)s") % {"digest": item.digest}

    def item_link(self, item: ToldMinutes) -> str:
        """Where they are read."""
        return local_path(item.path)

    def item_guid(self, item: ToldMinutes) -> str:
        """Stays when the site moves."""
        return f"urn:uuid:{item.uid}:{item.number}"

    def item_pubdate(self, item: ToldMinutes) -> datetime:
        """When it became public."""
        return item.at

    def item_updateddate(self, item: ToldMinutes) -> datetime:
        """The same: a kept text never changes."""
        return item.at

    def item_categories(self, item: ToldMinutes) -> list[str]:
        """The groups."""
        return list(item.groups)
