"""Published minutes in the search of the site: the public part, as it stands now."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import Visibility
from core.extension import FoundPlace, SearchSource
from core.search import holds_stems
from core.templatetags.osnova import local_path
from working_groups.enums import MinutesState
from working_groups.minutes_content import Circle, public_words
from working_groups.models import Minutes
from working_groups.queries.minutes import kept_texts


def find(stems: Sequence[str], reader: Any) -> QuerySet[Minutes]:
    """Published minutes whose public words hold every stem, the latest meeting first."""
    shown = Minutes.objects.visible_to(reader).filter(
        state=MinutesState.PUBLISHED, record__visibility=Visibility.PUBLIC
    )
    found = shown.filter(holds_stems(stems, "record__search_stems"))
    return (
        found.select_related("record")
        .prefetch_related("versions", "corrections")
        .order_by("-record__occurred_on", "-pk")
    )


def show(rows: Iterable[Minutes]) -> list[FoundPlace]:
    """A page of them; their texts were fetched with them."""
    found = []
    for minutes in rows:
        texts = kept_texts(minutes, Circle.PUBLIC, with_names=False)
        found.append(
            FoundPlace(
                title=_("Minutes of the meeting %(reference)s")
                % {"reference": minutes.record.reference},
                url=local_path(minutes.record.path),
                where=date_format(minutes.record.occurred_on, "SHORT_DATE_FORMAT"),
                text=public_words(texts[-1].content) if texts else "",
            )
        )
    return found


SOURCE = SearchSource("zapisy", gettext_lazy("In minutes of groups"), find, show)
