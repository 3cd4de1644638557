"""The feed of public conclusions: the same for everybody, under the words of this moment."""

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy

from core.pagecache import keep_for_anonymous
from core.templatetags.osnova import local_path
from working_groups.queries import decisions as queries
from working_groups.queries.decisions import DecisionFacts


class DecisionFeed(Feed):
    """The newest public conclusions."""

    feed_type = Atom1Feed
    title = gettext_lazy("Conclusions of groups")
    subtitle = gettext_lazy("What working groups recommended, agreed to and asked for.")

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return keep_for_anonymous(super().__call__(request, *args, **kwargs))

    def link(self) -> str:
        """The register."""
        return reverse("working_groups:decision-list")

    def items(self) -> list[DecisionFacts]:
        """Public ones, whoever asks."""
        return queries.newest_public()

    def item_title(self, item: DecisionFacts) -> str:
        """Its number and state."""
        return f"{item.decision.record.reference}: {item.decision.get_state_display()}"

    def item_description(self, item: DecisionFacts) -> str:
        """The whole sentence and the reason; Atom takes them for markup, hence escaped."""
        words = f"{item.beginning} {item.decision.text}\n\n{item.decision.rationale}"
        return linebreaks(words.strip(), True)

    def item_link(self, item: DecisionFacts) -> str:
        """Its page."""
        return local_path(item.decision.record.path)

    def item_guid(self, item: DecisionFacts) -> str:
        """Stays when the site moves."""
        return f"urn:uuid:{item.decision.record.uid}"

    def item_pubdate(self, item: DecisionFacts) -> datetime:
        """The day it was taken."""
        day = item.decision.record.occurred_on
        return timezone.make_aware(datetime.combine(day, time(12)))
