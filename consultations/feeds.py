"""Feed of rounds: for news readers, and as a public record of the fingerprints of seals.

Whoever follows ``/feeds/kola.atom`` holds the fingerprint of every seal outside our database.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations import queries
from consultations.queries import FeedItem
from core.pagecache import keep_for_anonymous


class RoundFeed(Feed):
    """What happened to the rounds everyone may know of, newest first; an opening appears at its very time."""

    feed_type = Atom1Feed
    title = gettext_lazy("Rounds of comments")
    subtitle = gettext_lazy(
        "Rounds that were announced, opened, extended and closed, with the fingerprints of their seals."
    )

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for_anonymous(super().__call__(request, *args, **kwargs))

    def link(self) -> str:
        """The page the feed tells about."""
        return reverse("consultations:round-list")

    def items(self) -> list[FeedItem]:
        """The same for everybody, whoever asks."""
        return queries.feed_items(AnonymousUser(), timezone.now())

    def item_title(self, item: FeedItem) -> str:
        """What happened to which round."""
        return _("%(round)s: %(what)s") % {"round": item.title, "what": item.label}

    def item_description(self, item: FeedItem) -> str:
        """The details and the reason."""
        return " ".join(filter(None, [item.detail, item.note]))

    def item_link(self, item: FeedItem) -> str:
        """The page of the round."""
        return item.url

    def item_guid(self, item: FeedItem) -> str:
        """Stays when the site moves."""
        return f"urn:uuid:{item.round_uid}:{item.key}"

    def item_pubdate(self, item: FeedItem) -> datetime:
        """When it happened."""
        return item.at

    def item_updateddate(self, item: FeedItem) -> datetime:
        """The same: what happened does not change."""
        return item.at

    def item_categories(self, item: FeedItem) -> list[str]:
        """The kind of what happened."""
        return [item.kind]
