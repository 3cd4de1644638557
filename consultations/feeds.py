"""Feeds of rounds, of comments and of their settlement: for news readers, and as a public record.

They tell what the pages tell at that moment: names by consent, no words that are not shown. Whoever follows
``/feeds/kola.atom`` holds the fingerprint of every seal outside our database.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations import queries
from consultations.queries import FeedItem, news
from consultations.queries.news import CommentNews
from core.pagecache import keep_for_anonymous


class PublicFeed(Feed):
    """A feed that is the same for everybody, whoever asks."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for_anonymous(super().__call__(request, *args, **kwargs))

    def link(self) -> str:
        """The page the feed tells about."""
        return reverse("consultations:round-list")


class RoundFeed(PublicFeed):
    """What happened to the rounds everyone may know of, newest first; an opening appears at its very time."""

    title = gettext_lazy("Rounds of comments")
    subtitle = gettext_lazy(
        "Rounds that were announced, opened, extended and closed, with the fingerprints of their seals."
    )

    def items(self) -> list[FeedItem]:
        """The same for everybody, whoever asks."""
        return queries.feed_items(AnonymousUser(), timezone.now())

    def item_title(self, item: FeedItem) -> str:
        """What happened to which round."""
        return _("%(round)s: %(what)s") % {"round": item.title, "what": item.label}

    def item_description(self, item: FeedItem) -> str:
        """The details and the reason."""
        return escape(" ".join(filter(None, [item.detail, item.note])))

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


class CommentFeed(PublicFeed):
    """The newest comments everyone may read, under the names of this moment; one that was hidden is not there."""

    title = gettext_lazy("Comments on the texts")
    subtitle = gettext_lazy("What people and bodies wrote, as far as it is shown.")

    def items(self) -> list[CommentNews]:
        """The same for everybody, whoever asks."""
        return news.new_comments(AnonymousUser())

    def item_title(self, item: CommentNews) -> str:
        """Number, place and who wrote it."""
        told = item.listed
        return ", ".join(filter(None, [told.reference, item.place_label, told.respondent]))

    def item_description(self, item: CommentNews) -> str:
        """The words; Atom takes them for markup, hence escaped."""
        told = item.listed
        return linebreaks("\n\n".join(filter(None, [told.text, told.proposed_wording])), True)

    def item_link(self, item: CommentNews) -> str:
        """The page of the comment."""
        return item.listed.url

    def item_guid(self, item: CommentNews) -> str:
        """Stays when the site moves."""
        return f"urn:uuid:{item.uid}"

    def item_pubdate(self, item: CommentNews) -> datetime:
        """When it was received."""
        return item.at

    def item_updateddate(self, item: CommentNews) -> datetime:
        """The same: sent words never change."""
        return item.at

    def item_categories(self, item: CommentNews) -> list[str]:
        """The round."""
        return [item.round_title]


class AnswerFeed(CommentFeed):
    """The newest answers of published settlements."""

    title = gettext_lazy("Settlement of comments")
    subtitle = gettext_lazy("How comments were dealt with, and why.")

    def items(self) -> list[CommentNews]:
        """The same for everybody, whoever asks."""
        return news.new_answers(AnonymousUser())

    def item_title(self, item: CommentNews) -> str:
        """Which comment, and its outcome."""
        return f"{super().item_title(item)}: {item.listed.outcome_label}"

    def item_description(self, item: CommentNews) -> str:
        """The reason, or why the comment is not shown."""
        return linebreaks(item.answer or item.listed.removed, True)

    def item_guid(self, item: CommentNews) -> str:
        """Another one when the comment is answered anew."""
        return f"urn:uuid:{item.uid}:{item.answer_number}"
